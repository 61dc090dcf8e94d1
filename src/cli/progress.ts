/** A spinner on stderr while something takes its time; only where a person can see it. */
import type {Io} from './io.js'

export interface Spinner {
  /** Shows what is being done, with how much of it where that is known. */
  tell(step: {text: string; done?: number | undefined; total?: number | undefined}): void
  stop(): void
}

export async function spinner(io: Io, quiet: boolean): Promise<Spinner> {
  const {isTTY, cursorTo} = io.stderr as Partial<NodeJS.WriteStream>
  if (quiet || isTTY !== true || cursorTo === undefined || io.env['CI'] || io.env['TERM'] === 'dumb')
    return {tell() {}, stop() {}}
  const {default: ora} = await import('ora')
  let spinning: ReturnType<typeof ora> | undefined
  return {
    tell({text, done, total}) {
      const share = done === undefined || total === undefined || total < 2 ? '' : ` (${done}/${total})`
      spinning ??= ora({stream: io.stderr as NodeJS.WriteStream, discardStdin: false})
      spinning.start(`${text}${share}`)
    },
    stop() {
      spinning?.stop()
    },
  }
}
