/** The log of an embedded server: one line an event, to wherever the owner says. A library prints nothing by itself. */

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LogOptions {
  /** The least important level that is written; `info` when not given. */
  level?: LogLevel | undefined
  /** Takes each line, without a line end. Without one nothing is written. */
  sink?: ((line: string) => void) | undefined
}

export class ServerLog {
  private readonly least: number

  constructor(
    /** Who speaks: `namesrv`, `broker-a`. */
    readonly name: string,
    private readonly options: LogOptions = {},
  ) {
    this.least = logLevels.indexOf(options.level ?? 'info')
  }

  debug(message: string): void {
    this.write('debug', message)
  }

  info(message: string): void {
    this.write('info', message)
  }

  warn(message: string): void {
    this.write('warn', message)
  }

  /** `cause` is printed with its stack: a log is where a fault is looked for. */
  error(message: string, cause?: unknown): void {
    const detail = cause instanceof Error ? `\n${cause.stack ?? cause.message}` : cause === undefined ? '' : ` ${cause}`
    this.write('error', message + detail)
  }

  private write(level: LogLevel, message: string): void {
    if (logLevels.indexOf(level) < this.least) return
    this.options.sink?.(`${new Date().toISOString()} ${level.toUpperCase().padEnd(5)} ${this.name}: ${message}`)
  }
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
