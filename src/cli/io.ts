/** What a command talks to: the process's streams and environment, or a test's. */
import type {Writable} from 'node:stream'

export interface Output extends Writable {
  isTTY?: boolean
  columns?: number
}

export interface Io {
  stdout: Output
  stderr: Output
  stdin: NodeJS.ReadableStream & {isTTY?: boolean}
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** Aborted by Ctrl-C or SIGTERM. */
  signal: AbortSignal
}

export const processIo = (signal: AbortSignal): Io => ({
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  signal,
})

/** Writes and waits while the reader is slower. False when the reader is gone (`| head`): stop quietly. */
export function print(stream: Output, text: string): Promise<boolean> {
  if (text === '') return Promise.resolve(true)
  if (stream.destroyed || stream.writableEnded) return Promise.resolve(false)
  return new Promise((resolve, reject) => {
    stream.write(text, error => {
      if (!error) resolve(true)
      else if ((error as NodeJS.ErrnoException).code === 'EPIPE' || stream.destroyed) resolve(false)
      else reject(error)
    })
  })
}

/** Colour on this stream: `FORCE_COLOR` and `NO_COLOR` first, then whether a person looks at it. */
export function wantsColor(stream: Output, env: Io['env']): boolean {
  if (env['NO_COLOR']) return false
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0'
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}

/** Questions and spinners need somebody who can see and answer them. */
export const isInteractive = (io: Io): boolean =>
  io.stderr.isTTY === true && io.stdin.isTTY === true && !io.env['CI'] && io.env['TERM'] !== 'dumb'
