/** fast-check values for whatever is declared with the schema words. */
import fc from 'fast-check'
import type {Body} from '../../src/protocol/body.js'
import type {AnyField, Shape} from '../../src/schema.js'

/** Text as it may stand in a header or body; what a JavaScript string may hold but UTF-8 cannot (lone surrogates) is left out. */
export const text = fc.string({unit: 'binary', maxLength: 20})

const negativeZeroAsZero = (value: number): number => (value === 0 ? 0 : value)
const integer = fc.maxSafeInteger()

/** Values a field may have. Keys of `entries` come in the order that a JavaScript object gives to numbers. */
// biome-ignore lint/suspicious/noExplicitAny: any field of the table
export function arbitraryOf(field: AnyField): fc.Arbitrary<any> {
  switch (field.kind) {
    case 'string':
      return text
    case 'int':
      return fc.integer()
    case 'long':
      return fc.bigInt({min: -(2n ** 63n), max: 2n ** 63n - 1n})
    case 'bytes':
      // sizes beyond 2^53 are bigints
      return typeof field.read(0, '') === 'bigint' ? fc.bigInt({min: -(2n ** 63n), max: 2n ** 63n - 1n}) : integer
    case 'offset':
    case 'count':
    case 'time':
    case 'duration':
      return integer
    case 'double':
    case 'rate':
      return fc.double({noNaN: true, noDefaultInfinity: true}).map(negativeZeroAsZero)
    case 'bool':
      return fc.boolean()
    case 'enum':
      return fc.constantFrom(...(field.values ?? []))
    case 'list':
      return fc.array(arbitraryOf(field.element as AnyField), {maxLength: 4})
    case 'map':
      return fc
        .array(fc.tuple(text, arbitraryOf(field.element as AnyField)), {maxLength: 4})
        .map(pairs => new Map(sortedByKey(pairs)))
    case 'entries':
      return entriesOf(field.key as AnyField, field.element as AnyField)
    case 'object':
      return arbitraryOfShape(field.shape as Shape)
    case 'any':
      return fc.oneof(text, fc.boolean(), fc.integer())
    default:
      throw new Error(`no arbitrary for the kind ${field.kind}`)
  }
}

/** Values of a header or object: optional fields may be missing. */
export const arbitraryOfShape = (shape: Shape): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(shape).map(([key, field]) => [
          key,
          field.optional ? fc.option(arbitraryOf(field), {nil: undefined}) : arbitraryOf(field),
        ]),
      ),
    )
    .map(withoutUndefined)

// biome-ignore lint/suspicious/noExplicitAny: any body of the table
export const arbitraryOfBody = (body: Body<any>): fc.Arbitrary<any> =>
  body.optional ? fc.option(someBody(body), {nil: undefined}) : someBody(body)

// biome-ignore lint/suspicious/noExplicitAny: any body of the table
function someBody(body: Body<any>): fc.Arbitrary<any> {
  switch (body.kind) {
    case 'json':
      return arbitraryOf(body.field as AnyField)
    case 'properties':
      return fc
        .array(fc.tuple(fc.stringMatching(/^[a-zA-Z][\w.]*$/), fc.stringMatching(/^([!-~][ -~]*)?$/)), {maxLength: 5})
        .map(pairs => new Map(pairs))
    case 'text':
      return text
    default:
      return fc.uint8Array({minLength: 1, maxLength: 50}).map(bytes => Buffer.from(bytes))
  }
}

function entriesOf(key: AnyField, value: AnyField): fc.Arbitrary<[unknown, unknown][]> {
  const pair = fc.tuple(key.kind === 'object' ? arbitraryOf(key) : fc.nat(), arbitraryOf(value))
  if (key.kind === 'object') return fc.array(pair, {maxLength: 4})
  return fc
    .uniqueArray(pair, {selector: ([id]) => id, maxLength: 4})
    .map(pairs => pairs.sort(([a], [b]) => Number(a) - Number(b)))
}

/** Numeric keys first and ascending, as objects keep them; maps are compared in order. */
function sortedByKey<T>(pairs: [string, T][]): [string, T][] {
  const object: Record<string, T> = Object.fromEntries(pairs)
  return Object.entries(object)
}

const withoutUndefined = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
