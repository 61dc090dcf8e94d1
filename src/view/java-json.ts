/** JSON as Java 5.4 and later print it indented (fastjson2, `PrettyFormat`): tabs, properties by name, number keys without quotes. */
import {Entries} from '../schema.js'
import {javaHashOrder} from './java-order.js'
import {javaDouble} from './java-text.js'

/** Beans are plain objects, Java's maps are Maps or {@link Entries}; a double among whole numbers must come as text from `javaDouble`. */
export function javaJson(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : javaDouble(value)
  if (typeof value !== 'object') return String(value)
  const deeper = `${indent}\t`
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

const block = (open: string, close: string, items: string[], indent: string): string =>
  items.length === 0
    ? open + close
    : `${open}\n${items.map(item => `${indent}\t${item}`).join(',\n')}\n${indent}${close}`
