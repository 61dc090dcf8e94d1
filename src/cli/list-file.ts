/** Files that hold a list of settings: JSON as Java's mqadmin takes it, or YAML. */
import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {UsageError} from '../errors.js'
import {readJson} from '../protocol/json.js'
import {contentOf} from './content.js'
import type {Io} from './io.js'
import {parseYaml} from './yaml.js'

/** One settings object of the list, and what to call it in messages: `topics.yaml, entry 2`. */
export interface ListEntry {
  place: string
  properties: Readonly<Record<string, unknown>>
}

/** The objects of the list in a file; `-` is standard input. Throws {@link UsageError} on what is no such list. */
export async function readListFile(file: string, io: Io): Promise<ListEntry[]> {
  const name = file === '-' ? 'standard input' : resolve(io.cwd, file)
  const text = file === '-' ? (await contentOf(file, io)).toString('utf8') : await textOf(name)
  const content = /^\s*[[{]/.test(text) ? jsonIn(text, name) : await parseYaml(text, name, 'USAGE')
  if (content === null || content === undefined) return []
  if (!Array.isArray(content)) throw new UsageError(`${name} does not hold a list`)
  return content.map((properties, index) => {
    const place = `${name}, entry ${index + 1}`
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
      throw new UsageError(`${place}: not a set of properties`)
    return {place, properties: properties as Record<string, unknown>}
  })
}

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
