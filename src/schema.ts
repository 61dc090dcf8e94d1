/**
 * The words that shapes are declared with: headers, bodies, results and command columns all use them.
 *
 * A field reads a raw value (a header string or a JSON value) into a typed one and writes it back. The TypeScript type is
 * inferred from the declaration and never written twice; `kind` is what the docs, columns and humanised cells go by.
 *
 * ```ts
 * const queue = object('MessageQueue', {topic: str(), brokerName: str(), queueId: int()})
 * type MessageQueue = Infer<typeof queue>
 * ```
 */

/** What a kind is called in the docs; `view` aligns and humanises by it. */
export type Kind =
  | 'string'
  | 'int'
  | 'long'
  | 'double'
  | 'bool'
  | 'offset'
  | 'count'
  | 'bytes'
  | 'time'
  | 'duration'
  | 'rate'
  | 'base64'
  | 'enum'
  | 'list'
  | 'map'
  | 'entries'
  | 'object'
  | 'any'

export interface Field<T> {
  readonly kind: Kind
  /** Turns a raw value into a typed one, or throws {@link ShapeError} naming the place. */
  read(raw: unknown, path: string): T
  /** Turns a typed value into what a JSON writer or header map takes. */
  write(value: T): unknown
  /** A missing or null value is allowed and reads as undefined. */
  readonly optional?: boolean
  /** Null is a value of its own and is written: see {@link nullable}. */
  readonly nullable?: boolean
  /** What a missing or null value reads as. */
  readonly fallback?: T
  /** The name on the wire where it differs from ours. */
  readonly wireName?: string
  /** Values an `enum` may have. */
  readonly values?: readonly string[]
  /** Element of a list or map, value of entries. */
  readonly element?: Field<unknown>
  /** Key of entries. */
  readonly key?: Field<unknown>
  /** Name and fields of an object. */
  readonly name?: string
  readonly shape?: Shape
  /** One sentence for the docs. */
  readonly about?: string
}

// biome-ignore lint/suspicious/noExplicitAny: a shape holds fields of any type, each typed by its own inference
export type AnyField = Field<any>
export type Shape = Readonly<Record<string, AnyField>>

type OptionalField = {readonly optional: true}
type OptionalKeys<S extends Shape> = {[K in keyof S]: S[K] extends OptionalField ? K : never}[keyof S]
type Flatten<T> = {[K in keyof T]: T[K]}

export type Infer<F> = F extends Field<infer T> ? T : never
/** The value type of a shape; optional fields may be missing or undefined. */
export type InferShape<S extends Shape> = Flatten<
  {[K in Exclude<keyof S, OptionalKeys<S>>]: Infer<S[K]>} & {[K in OptionalKeys<S>]?: Infer<S[K]> | undefined}
>

/** A raw value did not have the declared shape. `path` names the field, e.g. `TopicRouteData.queueDatas[0].perm`. */
export class ShapeError extends Error {
  readonly path: string
  constructor(path: string, expected: string, raw: unknown) {
    super(`${path}: expected ${expected}, found ${preview(raw)}`)
    this.name = 'ShapeError'
    this.path = path
  }
}

function preview(raw: unknown): string {
  if (raw === undefined || raw === null) return 'nothing'
  if (typeof raw === 'string') return JSON.stringify(raw.length > 60 ? `${raw.slice(0, 57)}...` : raw)
  if (typeof raw === 'object') return Array.isArray(raw) ? 'a list' : 'an object'
  return String(raw)
}

const integerText = /^-?\d+$/

function readInteger(raw: unknown, path: string, expected: string): bigint | number {
  if (typeof raw === 'bigint') return raw
  if (typeof raw === 'number' && Number.isFinite(raw)) return Math.trunc(raw)
  if (typeof raw === 'string' && integerText.test(raw.trim())) return BigInt(raw.trim())
  throw new ShapeError(path, expected, raw)
}

function safeInteger(kind: Kind, expected: string): Field<number> {
  return {
    kind,
    read(raw, path) {
      const value = Number(readInteger(raw, path, expected))
      if (!Number.isSafeInteger(value)) throw new ShapeError(path, `${expected} within 2^53`, raw)
      return value
    },
    write: value => value,
  }
}

export const str = (): Field<string> => ({
  kind: 'string',
  read(raw, path) {
    if (typeof raw === 'string') return raw
    if (typeof raw === 'number' || typeof raw === 'boolean' || typeof raw === 'bigint') return String(raw)
    throw new ShapeError(path, 'text', raw)
  },
  write: value => value,
})

/** A 32-bit integer. */
export const int = (): Field<number> => ({
  kind: 'int',
  read(raw, path) {
    const value = Number(readInteger(raw, path, 'a 32-bit integer'))
    if (value < -0x80000000 || value > 0x7fffffff) throw new ShapeError(path, 'a 32-bit integer', raw)
    return value
  },
  write: value => value,
})

/** A 64-bit integer where Java may send any value: a bigint. */
export const long = (): Field<bigint> => ({
  kind: 'long',
  read: (raw, path) => BigInt(readInteger(raw, path, 'a 64-bit integer')),
  write: value => value,
})

/** A queue or commit log offset; -1 and the like are allowed. */
export const offset = (): Field<number> => safeInteger('offset', 'an offset')
/** How many of something. */
export const count = (): Field<number> => safeInteger('count', 'a count')
/** A size in bytes. */
export const bytes = (): Field<number> => safeInteger('bytes', 'a size in bytes')
/** Milliseconds since the epoch; 0 or -1 where Java means "never". */
export const time = (): Field<number> => safeInteger('time', 'a time in milliseconds')
/** A span in milliseconds. */
export const duration = (): Field<number> => safeInteger('duration', 'a span in milliseconds')

export const double = (): Field<number> => ({
  kind: 'double',
  read(raw, path) {
    const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw
    if (typeof value === 'number') return value
    if (typeof value === 'bigint') return Number(value)
    throw new ShapeError(path, 'a number', raw)
  },
  write: value => value,
})
/** Something a second. */
export const rate = (): Field<number> => ({...double(), kind: 'rate'})

export const bool = (): Field<boolean> => ({
  kind: 'bool',
  read(raw, path) {
    if (typeof raw === 'boolean') return raw
    if (typeof raw === 'string') {
      const text = raw.toLowerCase()
      if (text === 'true') return true
      if (text === 'false') return false
    }
    throw new ShapeError(path, 'true or false', raw)
  },
  write: value => value,
})

/** Bytes, such as the body of a message; base64 text in JSON. */
export const blob = (): Field<Buffer> => ({
  kind: 'base64',
  read(raw, path) {
    if (Buffer.isBuffer(raw)) return raw
    if (typeof raw === 'string') return Buffer.from(raw, 'base64')
    throw new ShapeError(path, 'base64 text', raw)
  },
  write: value => value.toString('base64'),
})

/** One of a few names, written as given. */
export const oneOf = <const V extends readonly string[]>(...values: V): Field<V[number]> => ({
  kind: 'enum',
  values,
  read(raw, path) {
    const text = str().read(raw, path)
    const exact = values.find(value => value === text) ?? values.find(v => v.toLowerCase() === text.toLowerCase())
    if (exact === undefined) throw new ShapeError(path, `one of ${values.join(', ')}`, raw)
    return exact
  },
  write: value => value,
})

/** Any JSON value, passed through as it was read. */
export const any = (): Field<unknown> => ({kind: 'any', read: raw => raw, write: value => value})

export const list = <T>(element: Field<T>): Field<T[]> => ({
  kind: 'list',
  element: element as Field<unknown>,
  read(raw, path) {
    if (!Array.isArray(raw)) throw new ShapeError(path, 'a list', raw)
    return raw.map((item, index) => element.read(item, `${path}[${index}]`))
  },
  write: value => value.map(item => element.write(item)),
})

/** A JSON object as a map from text: Java's `Map<String, T>`. Null values are left out, as Java does. */
export const map = <T>(element: Field<T>): Field<Map<string, T>> => ({
  kind: 'map',
  element: element as Field<unknown>,
  read(raw, path) {
    const result = new Map<string, T>()
    for (const [key, value] of pairsOf(raw, path)) {
      if (value !== null && value !== undefined) result.set(String(key), element.read(value, `${path}.${String(key)}`))
    }
    return result
  },
  write: value => new Map([...value].map(([key, item]) => [key, element.write(item)])),
})

/** Java's map with keys that are numbers or objects, as a list of pairs: `{{"topic":"t",…}:5}`. */
export const entries = <K, V>(key: Field<K>, value: Field<V>): Field<[K, V][]> => ({
  kind: 'entries',
  key: key as Field<unknown>,
  element: value as Field<unknown>,
  read: (raw, path) =>
    pairsOf(raw, path)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([k, item], index) => [key.read(k, `${path}.key[${index}]`), value.read(item, `${path}[${index}]`)]),
  write: pairs => new Entries(pairs.map(([k, item]) => [key.write(k), value.write(item)])),
})

/** Key-value pairs whose keys need not be text: what the JSON reader gives for such an object, and its writer prints raw. */
export class Entries {
  readonly pairs: [unknown, unknown][]
  constructor(pairs: [unknown, unknown][]) {
    this.pairs = pairs
  }
}

function pairsOf(raw: unknown, path: string): [unknown, unknown][] {
  if (raw instanceof Entries) return raw.pairs
  if (raw instanceof Map) return [...raw]
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return Object.entries(raw)
  throw new ShapeError(path, 'an object', raw)
}

/** Properties that a shape does not name, kept so that writing an object back loses nothing. Survives `{...spread}`. */
export const unknownProperties = Symbol('unknownProperties')

interface ObjectOptions {
  /** Keep properties that the shape does not name under {@link unknownProperties} and write them back. */
  keepUnknown?: boolean
}

export interface ObjectField<S extends Shape> extends Field<InferShape<S>> {
  readonly name: string
  readonly shape: S
}

export const object = <const S extends Shape>(name: string, shape: S, options: ObjectOptions = {}): ObjectField<S> => {
  const fields = Object.entries(shape).map(([key, field]) => ({key, wireKey: field.wireName ?? key, field}))
  const known = new Set(fields.map(({wireKey}) => wireKey))
  return {
    kind: 'object',
    name,
    shape,
    read(raw, path) {
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || raw instanceof Entries)
        throw new ShapeError(path, `a ${name}`, raw)
      const source = raw as Record<string, unknown>
      const result: Record<string | symbol, unknown> = {}
      for (const {key, wireKey, field} of fields) {
        const value = readField(field, source[wireKey], path === '' ? `${name}.${key}` : `${path}.${key}`)
        if (value !== undefined) result[key] = value
      }
      if (options.keepUnknown) {
        const rest = Object.entries(source).filter(([key]) => !known.has(key))
        if (rest.length > 0) result[unknownProperties] = Object.fromEntries(rest)
      }
      return result as InferShape<S>
    },
    write(value) {
      const source = value as Record<string | symbol, unknown>
      const result: Record<string, unknown> = {...(source[unknownProperties] as object | undefined)}
      for (const {key, wireKey, field} of fields) {
        if (source[key] !== undefined) result[wireKey] = field.write(source[key])
      }
      return result
    },
  }
}

/** Reads one field of a header or object, minding `optional` and `fallback`. */
export function readField<T>(field: Field<T>, raw: unknown, path: string): T | undefined {
  if (raw === undefined || raw === null) {
    if (raw === null && field.nullable) return field.read(raw, path)
    if (field.fallback !== undefined) return field.fallback
    if (field.optional) return undefined
    throw new ShapeError(path, field.kind, raw)
  }
  return field.read(raw, path)
}

export const optional = <T>(field: Field<T>): Field<T> & OptionalField => ({...field, optional: true})

/**
 * A value or null. In a result null says "asked for, and there is none to give" (a neighbouring field says why), while a missing
 * optional field says "not asked for, or the server does not know it".
 */
export const nullable = <T>(field: Field<T>): Field<T | null> => ({
  ...field,
  nullable: true,
  read: (raw, path) => (raw === null ? null : field.read(raw, path)),
  write: value => (value === null ? null : field.write(value)),
})

/** A value to take when the field is missing, as Java's constructors do. On writing it must be given. */
export const fallback = <T>(field: Field<T>, value: NoInfer<T>): Field<T> => ({...field, fallback: value})

/** Our name for a field that is called `name` on the wire. */
export const wire = <F extends AnyField>(name: string, field: F): F => ({...field, wireName: name})

/** Adds the sentence that the docs print beside the field. */
export const about = <F extends AnyField>(field: F, sentence: string): F => ({...field, about: sentence})
