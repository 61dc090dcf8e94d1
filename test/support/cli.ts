/** Runs a command line inside the test: what it printed on both streams and its exit status. */
import {PassThrough, Readable} from 'node:stream'
import type {Io, Output} from '../../src/cli/io.js'
import {main} from '../../src/cli/main.js'
import {commands} from '../../src/commands/index.js'
import {MqError} from '../../src/errors.js'

export interface Ran {
  status: number
  stdout: string
  stderr: string
}

export interface RunOptions {
  env?: Record<string, string>
  stdin?: string | Buffer
  /** Streams that say they are a terminal. */
  tty?: boolean
  columns?: number
  cwd?: string
  signal?: AbortSignal
  /** Told of all that was printed so far, as it comes. */
  onStdout?: (text: string) => void
}

/** Why a signal is aborted by Ctrl-C. */
export const interruption = (): MqError => new MqError('INTERRUPTED', 'interrupted')

/** What a terminal does to its cursor. */
const nothing = () => true

export async function mqadmin(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const capture = (): Output & {text(): string} => {
    const chunks: Buffer[] = []
    const stream = new PassThrough()
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    // as with the streams of a process, a question that is over does not end it
    stream.end = () => stream
    return Object.assign(stream, {
      text: () => Buffer.concat(chunks).toString('utf8'),
      ...(options.tty ? {isTTY: true, cursorTo: nothing, clearLine: nothing, moveCursor: nothing} : {}),
      ...(options.columns ? {columns: options.columns} : {}),
    })
  }
  const stdout = capture()
  const stderr = capture()
  if (options.onStdout) stdout.on('data', () => options.onStdout?.(stdout.text()))
  const io: Io = {
    stdout,
    stderr,
    stdin: Object.assign(Readable.from([options.stdin ?? '']), options.tty ? {isTTY: true} : {}),
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    signal: options.signal ?? new AbortController().signal,
  }
  const status = await main(argv, io, commands)
  return {status, stdout: stdout.text(), stderr: stderr.text()}
}

/** The same, and the standard output as JSON. */
export async function mqadminJson<T = unknown>(argv: readonly string[], options: RunOptions = {}): Promise<T> {
  const ran = await mqadmin([...argv, '--output', 'json'], options)
  if (ran.status !== 0) throw new Error(`status ${ran.status}: ${ran.stderr}`)
  return JSON.parse(ran.stdout) as T
}
