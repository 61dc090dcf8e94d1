/** Values that are too long or too secret for a command line: `@file`, `-` for standard input, and times. */
import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import type {Readable} from 'node:stream'
import {UsageError} from '../errors.js'
import {parseTime} from '../view/time.js'
import type {Io} from './io.js'
import type {Settings} from './settings.js'

/** The bytes a value stands for: `@file`, `-` for standard input, `@@x` for the text `@x`, anything else for itself. */
export async function contentOf(value: string, io: Io): Promise<Buffer> {
  if (value === '-') return readAll(io)
  if (value.startsWith('@@')) return Buffer.from(value.slice(1))
  if (!value.startsWith('@')) return Buffer.from(value)
  const file = resolve(io.cwd, value.slice(1))
  try {
    return await readFile(file)
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? error}`, {
      cause: error,
      hint: `write ${value.replace('@', '@@')} to mean the text itself`,
    })
  }
}

/** Until its end, or until interrupted. */
async function readAll({stdin, signal}: Pick<Io, 'stdin' | 'signal'>): Promise<Buffer> {
  const stop = () => (stdin as Readable).destroy(signal.reason)
  signal.addEventListener('abort', stop, {once: true})
  try {
    const chunks: Buffer[] = []
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** A time of the command line, in the zone of the settings. Undefined stays so. */
export const timeOf = (text: string | undefined, settings: Pick<Settings, 'zone'> | undefined): number | undefined =>
  text === undefined ? undefined : parseTime(text, {zone: settings?.zone})
