/**
 * A result as a JSON document, by its shape: our field names, missing optional fields absent, null kept, integers of any size with
 * all their digits. A time gets an ISO twin beside it (`storeTime`, `storeTimeIso`), null where there is no such time. Bytes become
 * `{encoding, size, data}`: `utf8` where the bytes are that, else `base64`. Entries become a list of `{key, value}`.
 */
import {isUtf8} from 'node:buffer'
import {type AnyField, Entries, type Kind, unknownProperties} from '../schema.js'
import {isoTime} from './time.js'

/** What the writers take. Objects are Maps: any key is safe, and the order stays. */
export type Tree = null | boolean | number | bigint | string | Tree[] | Map<string, Tree>

export function documentOf(field: AnyField | undefined, value: unknown): Tree {
  if (value === null || value === undefined) return null
  if (field === undefined || Buffer.isBuffer(value)) return plain(value)
  if (field.kind === 'object' && field.shape) return objectOf(field, value as Record<string | symbol, unknown>)
  const {element, key} = field
  if (element && field.kind === 'list' && Array.isArray(value)) return value.map(item => documentOf(element, item))
  if (element && field.kind === 'map' && value instanceof Map)
    return new Map([...value].map(([name, item]) => [String(name), documentOf(element, item)]))
  if (element && key && field.kind === 'entries' && Array.isArray(value))
    return value.map(([name, item]) => pair(documentOf(key, name), documentOf(element, item)))
  return plain(field.write(value))
}

function objectOf(field: AnyField, value: Record<string | symbol, unknown>): Map<string, Tree> {
  const result = new Map<string, Tree>()
  for (const [name, inner] of Object.entries(field.shape ?? {})) {
    setMember(result, name, inner, value[name])
  }
  for (const [name, item] of Object.entries((value[unknownProperties] ?? {}) as object)) {
    if (item !== undefined) result.set(name, plain(item))
  }
  return result
}

/** Adds a member unless it is missing, and beside a time its ISO twin. */
export function setMember(
  into: Map<string, Tree>,
  name: string,
  field: AnyField | undefined,
  value: unknown,
  kind: Kind | undefined = field?.kind,
): void {
  if (value === undefined) return
  into.set(name, documentOf(field, value))
  if (kind === 'time') into.set(`${name}Iso`, (typeof value === 'number' ? isoTime(value) : undefined) ?? null)
}

const pair = (key: Tree, value: Tree): Tree =>
  new Map([
    ['key', key],
    ['value', value],
  ])

/** One value as one text: bytes and text as they are, anything else as JSON in one line. */
export const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : Buffer.isBuffer(value) ? textOfBytes(value) : jsonText(plain(value))

/** Text of bytes that are text, else base64. */
export const textOfBytes = (bytes: Buffer): string => bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64')

function plain(value: unknown): Tree {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object')
    return typeof value === 'symbol' || typeof value === 'function' ? null : (value as Tree)
  if (Buffer.isBuffer(value))
    return new Map<string, Tree>([
      ['encoding', isUtf8(value) ? 'utf8' : 'base64'],
      ['size', value.length],
      ['data', textOfBytes(value)],
    ])
  if (Array.isArray(value) || value instanceof Set) return [...value].map(plain)
  if (value instanceof Entries) return value.pairs.map(([key, item]) => pair(plain(key), plain(item)))
  const pairs = value instanceof Map ? [...value] : Object.entries(value)
  return new Map(pairs.filter(([, item]) => item !== undefined).map(([key, item]) => [String(key), plain(item)]))
}

/** JSON text; `indent` is the number of spaces a level, 0 for one line. `inside` starts deeper in. */
export function jsonText(tree: Tree, indent = 0, inside = ''): string {
  const parts: string[] = []
  writeTree(parts, tree, indent, indent > 0 ? `\n${inside}` : '')
  return parts.join('')
}

function writeTree(parts: string[], tree: Tree, indent: number, lineStart: string): void {
  if (tree === null) parts.push('null')
  else if (typeof tree === 'string') parts.push(quote(tree))
  else if (typeof tree === 'number') parts.push(Number.isFinite(tree) ? String(tree) : 'null')
  else if (typeof tree !== 'object') parts.push(String(tree))
  else {
    const deeper = indent > 0 ? lineStart + ' '.repeat(indent) : ''
    const isList = Array.isArray(tree)
    let before = (isList ? '[' : '{') + deeper
    for (const item of tree) {
      parts.push(before)
      before = `,${deeper}`
      if (isList) writeTree(parts, item as Tree, indent, deeper)
      else {
        const [key, value] = item as [string, Tree]
        parts.push(quote(key), indent > 0 ? ': ' : ':')
        writeTree(parts, value, indent, deeper)
      }
    }
    const empty = isList ? tree.length === 0 : tree.size === 0
    parts.push(empty ? (isList ? '[]' : '{}') : lineStart + (isList ? ']' : '}'))
  }
}

// JSON.stringify leaves these raw, and a terminal may obey them
const controls = /[\x7f-\x9f]/g

function quote(text: string): string {
  const quoted = JSON.stringify(text)
  return controls.test(quoted) ? quoted.replace(controls, char => `\\u00${char.charCodeAt(0).toString(16)}`) : quoted
}
