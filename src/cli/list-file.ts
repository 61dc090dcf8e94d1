/** Files that hold a list of settings: JSON as Java's mqadmin takes it, one object a line, YAML, or CSV where a table is meant. */
import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {UsageError} from '../errors.js'
import {readJson} from '../protocol/json.js'
import {contentOf} from './content.js'
import {readCsv} from './csv.js'
import type {Io} from './io.js'
import {parseYaml} from './yaml.js'

/** One settings object of the list, and what to call it in messages: `topics.yaml, entry 2`. */
export interface ListEntry {
  place: string
  properties: Readonly<Record<string, unknown>>
}

/**
 * The objects of the list in a file; `-` is standard input. A file whose first line has all `columns` is CSV. Throws
 * {@link UsageError} on what is no such list.
 */
export async function readListFile(file: string, io: Io, columns?: readonly string[]): Promise<ListEntry[]> {
  const name = file === '-' ? 'standard input' : resolve(io.cwd, file)
  const text = file === '-' ? (await contentOf(file, io)).toString('utf8') : await textOf(name)
  const content = await contentIn(text, name, columns)
  if (content === null || content === undefined) return []
  if (!Array.isArray(content)) throw new UsageError(`${name} does not hold a list`)
  return content.map((properties, index) => {
    const place = `${name}, entry ${index + 1}`
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
      throw new UsageError(`${place}: not a set of properties`)
    return {place, properties: properties as Record<string, unknown>}
  })
}

function contentIn(text: string, name: string, columns: readonly string[] | undefined): Promise<unknown> | unknown {
  if (columns !== undefined && text.trimStart().startsWith('{')) return linesOfJson(text, name)
  if (/^\s*[[{]/.test(text)) return jsonIn(text, name)
  const table = columns && readCsv(text)
  return table && columns.every(column => table.header.includes(column)) ? table.rows : parseYaml(text, name, 'USAGE')
}

const linesOfJson = (text: string, name: string): unknown[] =>
  text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => jsonIn(line, name))

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? error}`, {cause: error})
  }
}

function jsonIn(text: string, name: string): unknown {
  try {
    return readJson(text)
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${(error as Error).message}`, {cause: error})
  }
}
