import {Entries} from '../schema.js'

export interface WriteOptions {
  /** Every key quoted, so that any JSON parser reads it; keys that are objects stay as they are. */
  standard?: boolean
  /** Tabs and one property a line, as Java writes its configuration files. */
  pretty?: boolean
}

/** Writes a value that fields gave: objects, arrays, Maps, {@link Entries}, bigints. Undefined and null properties are left out. */
export function writeJson(value: unknown, options: WriteOptions = {}): string {
  return write(value, options.standard ? quotedKey : bareKey, options.pretty ? '\n' : undefined)
}

type WriteKey = (key: unknown) => string
const bareKey: WriteKey = key => (typeof key === 'string' ? JSON.stringify(key) : String(key))
const quotedKey: WriteKey = key => JSON.stringify(String(key))

function write(value: unknown, writeKey: WriteKey, indent?: string): string {
  if (value === null || value === undefined) return 'null'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null'
    case 'bigint':
    case 'boolean':
      return String(value)
  }
  const deeper = indent === undefined ? undefined : `${indent}\t`
  if (Array.isArray(value)) {
    const items = value.map(item => write(item, writeKey, deeper))
    return wrap('[', ']', items, indent)
  }
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString('base64'))
  const pairs =
    value instanceof Entries ? value.pairs : value instanceof Map ? [...value] : Object.entries(value as object)
  const items = pairs
    .filter(([, item]) => item !== undefined && item !== null)
    .map(([key, item]) => {
      const name = typeof key === 'object' ? write(key, writeKey) : writeKey(key)
      return `${name}:${write(item, writeKey, deeper)}`
    })
  return wrap('{', '}', items, indent)
}

function wrap(open: string, close: string, items: string[], indent: string | undefined): string {
  if (indent === undefined || items.length === 0) return open + items.join(',') + close
  return `${open}${indent}\t${items.join(`,${indent}\t`)}${indent}${close}`
}
