/** JSON as Java 5.4 and later print it (fastjson2): properties by name, number keys without quotes; indented by tabs, or on one line. */
import {Entries} from '../schema.js'
import {javaHashOrder} from './java-order.js'
import {javaDouble} from './java-text.js'

/** JSON that stands as it is: a double that happens to be whole, a text that was laid out before. */
export class Verbatim {
  constructor(readonly text: string) {}
}

/**
 * Beans are plain objects, Java's maps are Maps or {@link Entries}; a double that may be whole must come as {@link Verbatim}.
 * With `false` for the indent all is on one line.
 */
export function javaJson(value: unknown, indent: string | false = ''): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : javaDouble(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof Verbatim) return value.text
  const deeper = indent === false ? false : `${indent}\t`
  if (Array.isArray(value))
    return block(
      '[',
      ']',
      value.map(item => javaJson(item, deeper)),
      indent,
    )
  return block(
    '{',
    '}',
    pairs(value).map(([key, item]) => `${key}:${javaJson(item, deeper)}`),
    indent,
  )
}

function pairs(value: object): [string, unknown][] {
  if (value instanceof Entries)
    return value.pairs.map(([key, item]) => [typeof key === 'string' ? JSON.stringify(key) : String(key), item])
  const found = value instanceof Map ? value : new Map(Object.entries(value))
  const names = value instanceof Map ? javaHashOrder([...found.keys()] as string[]) : [...found.keys()].sort()
  return names
    .filter(name => found.get(name) !== undefined && found.get(name) !== null)
    .map(name => [JSON.stringify(name), found.get(name)])
}

const block = (open: string, close: string, items: string[], indent: string | false): string =>
  items.length === 0 || indent === false
    ? open + items.join(',') + close
    : `${open}\n${items.map(item => `${indent}\t${item}`).join(',\n')}\n${indent}${close}`

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g

/** JSON text laid out anew as fastjson2 prints what it has parsed: order, digits and keys stay as they are. */
export function relaidJson(text: string, indent = ''): string {
  const parts = text.match(tokens) ?? []
  let level = indent
  let out = ''
  for (const [at, part] of parts.entries()) {
    const opens = part === '{' || part === '['
    const closes = part === '}' || part === ']'
    const next = parts[at + 1]
    const before = parts[at - 1]
    if (opens && next !== '}' && next !== ']') level += '\t'
    if (closes && before !== '{' && before !== '[') {
      level = level.slice(0, -1)
      out += `\n${level}`
    }
    out += part
    if (part === ',' || (opens && next !== '}' && next !== ']')) out += `\n${level}`
  }
  return out
}
