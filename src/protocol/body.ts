/** What a request or reply body may be: JSON of a declared shape, `key=value` lines, text, raw bytes. */
import {DecodeError} from '../errors.js'
import {type Field, ShapeError} from '../schema.js'
import {readJson, type WriteOptions, writeJson} from './json.js'

export interface Body<T> {
  readonly kind: 'json' | 'properties' | 'text' | 'bytes' | 'messages'
  /** The shape of a JSON body, for the docs. */
  readonly field?: Field<unknown>
  /** No bytes are a value as well: undefined. */
  readonly optional?: boolean
  encode(value: T): Buffer
  /** Throws {@link DecodeError}. */
  decode(bytes: Buffer): T
}

export const json = <T>(field: Field<T>, options: WriteOptions = {}): Body<T> => ({
  kind: 'json',
  field: field as Field<unknown>,
  encode: value => Buffer.from(writeJson(field.write(value), options)),
  decode(bytes) {
    if (bytes.length === 0) throw new DecodeError(`an empty body where ${field.name ?? 'JSON'} was expected`)
    try {
      return field.read(readJson(bytes.toString('utf8')), '')
    } catch (error) {
      if (error instanceof ShapeError) throw new DecodeError(error.message, {cause: error})
      throw error
    }
  },
})

/**
 * One `key=value` a line. A server writes its answer as it is, but reads what it is sent as Java properties: so a request is
 * `escaped`, or a backslash would get lost (`MixAll.properties2String`, `MixAll.string2Properties`).
 */
export const properties = (options: {escaped?: boolean} = {}): Body<Map<string, string>> => {
  const [write, read] = options.escaped ? [escapeProperty, unescapeProperty] : [asIs, asIs]
  return {
    kind: 'properties',
    encode: value => Buffer.from([...value].map(([key, item]) => `${write(key)}=${write(item)}\n`).join('')),
    decode(bytes) {
      const result = new Map<string, string>()
      for (const line of bytes.toString('utf8').split(/\r?\n/)) {
        const trimmed = line.trimStart()
        if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('!')) continue
        const at = trimmed.indexOf('=')
        if (at > 0) result.set(read(trimmed.slice(0, at).trim()), read(trimmed.slice(at + 1).trimStart()))
      }
      return result
    },
  }
}

const asIs = (text: string): string => text
/** Java reads the bytes as Latin-1, so everything beyond ASCII goes as its number. */
const escapeProperty = (text: string): string =>
  text.replace(/[\\\n\r\t\f]|^ | $|[^\x20-\x7e]/g, char => {
    if (char === ' ') return '\\u0020'
    return shortEscapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
const shortEscapes: Record<string, string> = {'\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f'}
const unescapeProperty = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (controls[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
const controls: Record<string, string> = {n: '\n', r: '\r', t: '\t', f: '\f'}

export const text = (): Body<string> => ({
  kind: 'text',
  encode: value => Buffer.from(value),
  decode: bytes => bytes.toString('utf8'),
})

export const bytesBody = (): Body<Buffer> => ({kind: 'bytes', encode: value => value, decode: bytes => bytes})

/** Message records back to back, as they are stored. They stay bytes here: the codec in `message/` reads them. */
export const messageRecords = (): Body<Buffer> => ({...bytesBody(), kind: 'messages'})

/** A body that may be absent: no bytes read as undefined. */
export const maybe = <T>(body: Body<T>): Body<T | undefined> => ({
  ...body,
  optional: true,
  encode: value => (value === undefined ? Buffer.alloc(0) : body.encode(value)),
  decode: bytes => (bytes.length === 0 ? undefined : body.decode(bytes)),
})
