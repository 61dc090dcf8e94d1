/** What a command talks to: the process's streams and environment, or a test's. */
import type {Writable} from 'node:stream'
import {MqError} from '../errors.js'

export interface Output extends Writable {
  isTTY?: boolean
  columns?: number
  rows?: number
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

/** The process's own. Streams are made when first used: standard input and error cost 2 ms each that most commands do not need. */
export const processIo = (signal: AbortSignal): Io => ({
  get stdout() {
    return bearing(process.stdout)
  },
  get stderr() {
    return bearing(process.stderr)
  },
  get stdin() {
    return process.stdin
  },
  env: process.env,
  get cwd() {
    return workingFolder()
  },
  signal,
})

/** The shell may stand in a folder that is no more. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return process.env['PWD'] ?? '/'
  }
}

const ignore = (): void => {}

/** What cannot be written is told by {@link print}, not by an event that ends the process: oclif's own listener would throw. */
function bearing(stream: NodeJS.WriteStream): Output {
  if (stream.listeners('error').includes(ignore)) return stream
  return stream.removeAllListeners('error').on('error', ignore)
}

/** Writes and waits while the reader is slower. False when the reader is gone (`| head`): stop quietly. */
export async function print(stream: Output, text: string): Promise<boolean> {
  if (text === '') return true
  if (stream.destroyed || stream.writableEnded) return false
  try {
    await new Promise<void>((resolve, reject) => {
      stream.write(text, error => (error ? reject(error) : resolve()))
    })
    return true
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return false
    throw new MqError('FILE_FAILED', `the output cannot be written: ${code}`, {
      cause: error,
      hint: 'what was asked for may be done all the same: only its answer is lost',
    })
  }
}

/**
 * Writes parts as they come, many small ones at once; what came before an error is written before that. Stops asking for more
 * when the reader is gone, and returns false.
 */
export async function printAll(stream: Output, parts: AsyncIterable<string>): Promise<boolean> {
  let held = ''
  let due: NodeJS.Immediate | undefined
  let written = Promise.resolve(true)
  let going = true
  const flush = () => {
    clearImmediate(due)
    due = undefined
    const text = held
    held = ''
    written = Promise.all([written, print(stream, text)]).then(all => all.every(Boolean))
    const stop = () => {
      going = false
    }
    written.then(well => well || stop(), stop)
    return written
  }
  try {
    for await (const part of parts) {
      held += part
      due ??= setImmediate(flush)
      if (held.length > 65_536) await flush()
      if (!going) break
    }
  } finally {
    await flush()
  }
  return written
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
