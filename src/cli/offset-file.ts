/** Files with the offsets of groups, as `offset export` writes them. */
import {extname, resolve} from 'node:path'
import {type GroupOffset, groupOffset} from '../admin/offset-list.js'
import {UsageError} from '../errors.js'
import type {Format} from '../view/formats.js'
import type {Io} from './io.js'
import {readListFile} from './list-file.js'

const fileFormats = ['json', 'ndjson', 'yaml', 'csv'] as const
type FileFormat = (typeof fileFormats)[number]

/** The format that was asked for, else the one that the name of the file ends with, else JSON. */
export function fileFormat(file: string, asked: Format | undefined): FileFormat {
  const byName = {'.csv': 'csv', '.yaml': 'yaml', '.yml': 'yaml', '.ndjson': 'ndjson'} as const
  if (asked === undefined) return byName[extname(file).toLowerCase() as keyof typeof byName] ?? 'json'
  const format = fileFormats.find(one => one === asked)
  if (format === undefined)
    throw new UsageError(`a file of offsets cannot be ${asked}`, {hint: `use --output ${fileFormats.join(', ')}`})
  return format
}

/** JSON, one object a line, YAML or CSV; `-` is standard input. Throws {@link UsageError} where a queue stands there twice or a line is wrong. */
export async function readOffsetFile(file: string, io: Io): Promise<GroupOffset[]> {
  const entries = await readListFile(file, io, Object.keys(groupOffset.shape))
  const name = file === '-' ? 'standard input' : resolve(io.cwd, file)
  if (entries.length === 0) throw new UsageError(`${name} holds no offsets`)
  const seen = new Set<string>()
  return entries.map(({place, properties}) => {
    const row = read(properties, place)
    const {group, topic, broker, queue, offset} = row
    if (queue < 0 || offset < 0) throw new UsageError(`${place}: neither queue nor offset can be negative`)
    const key = JSON.stringify([group, topic, broker, queue])
    if (seen.has(key)) throw new UsageError(`${place}: ${group} ${topic} ${broker} ${queue} stands there twice`)
    seen.add(key)
    return row
  })
}

function read(properties: Readonly<Record<string, unknown>>, place: string): GroupOffset {
  try {
    return groupOffset.read(properties, 'offset')
  } catch (error) {
    throw new UsageError(`${place}: ${(error as Error).message}`, {cause: error})
  }
}
