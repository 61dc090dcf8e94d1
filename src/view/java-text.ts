/** How Java turns values into text: `String.valueOf`, `toString` of doubles, maps and lists, dates of SimpleDateFormat. */
import {MqError} from '../errors.js'
import {civilOf} from './zone.js'

/**
 * `String.valueOf`: null for nothing, `[a, b]` for lists and sets, `{k=v}` for maps (in the order given), `[1, -2]` for bytes, as
 * `Arrays.toString` prints them. A whole number prints as an integer; see {@link javaDouble}.
 */
export function javaString(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number')
    return Number.isInteger(value) && !Object.is(value, -0) ? String(value) : javaDouble(value)
  if (typeof value !== 'object') return String(value)
  if (Buffer.isBuffer(value)) return `[${Array.from(new Int8Array(value)).join(', ')}]`
  if (Array.isArray(value) || value instanceof Set) return `[${[...value].map(javaString).join(', ')}]`
  if (value instanceof Map) return `{${javaFields(value)}}`
  throw new MqError('INTERNAL', 'An object has no text of its own: give its fields to javaFields')
}

/** `a=1, b=x`: the inside of most `toString` methods. */
export const javaFields = (fields: Iterable<readonly [unknown, unknown]> | Record<string, unknown>): string =>
  [...(Symbol.iterator in fields ? (fields as Iterable<readonly [unknown, unknown]>) : Object.entries(fields))]
    .map(([name, value]) => `${javaString(name)}=${javaString(value)}`)
    .join(', ')

/**
 * `Double.toString`: `0.0`, `1234567.0`, `1.0E7`, `1.0E-4`. The digits are the fewest that make the number, as since JDK 19; older
 * ones print more than it takes for a few (1.9999999999999998E23 for 2.0E23).
 */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const size = Math.abs(value)
  if (size === 0) return `${sign}0.0`
  if (size >= 1e-3 && size < 1e7) return sign + (Number.isInteger(size) ? `${size}.0` : String(size))
  const [mantissa = '', exponent = ''] = size.toExponential().split('e')
  return `${sign}${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
}

/** The patterns that mqadmin uses. */
export const javaPatterns = {
  /** UtilAll.timeMillisToHumanString2 */
  millis: 'yyyy-MM-dd HH:mm:ss,SSS',
  /** UtilAll.YYYY_MM_DD_HH_MM_SS */
  seconds: 'yyyy-MM-dd HH:mm:ss',
} as const

/** SimpleDateFormat for patterns of `yyyy MM dd HH mm ss SSS`; any instant, also 0 and -1. Zones as in `zone.ts`. */
export function javaDate(ms: number, pattern: string, zone?: string): string {
  const {year, month, day, hour, minute, second, ms: millis} = civilOf(ms, zone)
  const values: Record<string, number> = {y: year, M: month, d: day, H: hour, m: minute, s: second, S: millis}
  return pattern.replace(/([yMdHmsS])\1*/g, (letters, letter: string) =>
    String(values[letter]).padStart(letters.length, '0'),
  )
}

/** The first so many characters (UtilAll.frontStringAtLeast): how Java cuts a long name to its column. */
export const front = (text: string, size: number): string => text.slice(0, size)

/** Items by a key of theirs, each list in the order of the items. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = found.get(key)
    if (group) group.push(item)
    else found.set(key, [item])
  }
  return found
}
