/**
 * The one grammar of times and durations, for every flag that takes one.
 *
 * ```
 * time      ←  'now' | milliseconds | ('now')? ('+' | '-') duration | date (clock)? (zone)?
 * date      ←  2026-11-23
 * clock     ←  ('T' | ' ' | '#') 23:20 (':41 (('.' fraction) | ((':' | ',') milliseconds))?)?
 * zone      ←  'Z' | +08:00                        without one: the zone given, else that of the process
 * duration  ←  (number ('ms' | 's' | 'm' | 'h' | 'd' | 'w'))+        2s, 500ms, 1h30m
 * ```
 *
 * `yyyy-MM-dd#HH:mm:ss:SSS` is how Java's mqadmin takes times. A bare number is always milliseconds since 1970, also -1.
 */
import {UsageError} from '../errors.js'
import {civilOf, instantOf, offsetOf, offsetText} from './zone.js'

const unitMs: Record<string, number> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000}
const durationPart = /(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/gy
const calendar =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T #](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9})|[:,](\d{1,3}))?)?)?(?: ?(Z|[+-]\d\d:?\d\d))?$/i
const timeHint = 'use now, -1h, 2026-11-23T23:20:41Z, 2026-11-23#23:20:41:683 or milliseconds since 1970'
const durationHint = 'use a number with a unit: 500ms, 2s, 1h30m, 7d'

/** A span in milliseconds; a number without a unit is refused. Throws {@link UsageError}. */
export function parseDuration(text: string): number {
  const whole = text.trim()
  let total = 0
  durationPart.lastIndex = 0
  while (durationPart.lastIndex < whole.length) {
    const part = durationPart.exec(whole)
    if (!part) throw new UsageError(`"${text}" is not a duration`, {hint: durationHint})
    total += Number(part[1]) * (unitMs[part[2] as string] as number)
  }
  if (whole === '' || !Number.isSafeInteger(Math.round(total))) {
    throw new UsageError(`"${text}" is not a duration`, {hint: durationHint})
  }
  return Math.round(total)
}

interface TimeOptions {
  /** What `now` means; the clock by default. */
  now?: number
  /** Zone of a date that names none. */
  zone?: string | undefined
}

/** Milliseconds since the epoch. Throws {@link UsageError}. */
export function parseTime(text: string, {now, zone}: TimeOptions = {}): number {
  const trimmed = text.trim()
  if (/^-?\d+$/.test(trimmed)) {
    const ms = Number(trimmed)
    if (Number.isSafeInteger(ms)) return ms
  }
  if (/^now$/i.test(trimmed)) return now ?? Date.now()
  const relative = /^(?:now ?)?([+-])(.+)$/i.exec(trimmed)
  if (relative) {
    const span = parseDuration(relative[2] as string)
    return (now ?? Date.now()) + (relative[1] === '-' ? -span : span)
  }
  return parseCalendar(trimmed, zone) ?? fail(text)
}

function parseCalendar(text: string, zone: string | undefined): number | undefined {
  const match = calendar.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match.map(Number)
  const [fraction, millis, offset] = match.slice(7)
  const civil = {
    year: year as number,
    month: month as number,
    day: day as number,
    hour: hour || 0,
    minute: minute || 0,
    second: second || 0,
    ms: fraction === undefined ? Number(millis ?? 0) : Number(fraction.padEnd(3, '0').slice(0, 3)),
  }
  const wall = new Date(Date.UTC(civil.year, civil.month - 1, civil.day))
  const real = wall.getUTCMonth() === civil.month - 1 && wall.getUTCDate() === civil.day
  if (!real || civil.hour > 23 || civil.minute > 59 || civil.second > 59) return undefined
  return instantOf(civil, offset === undefined ? zone : /z/i.test(offset) ? 'UTC' : offset)
}

function fail(text: string): never {
  throw new UsageError(`"${text}" is not a time`, {hint: timeHint})
}

const lastInstant = 8.64e15

/** `2026-11-23T23:20:41.683Z`; undefined for what Java writes when there is no time (0, -1) and beyond what a date can be. */
export const isoTime = (ms: number): string | undefined =>
  ms > 0 && ms <= lastInstant ? new Date(ms).toISOString() : undefined

/** For eyes, and read back by {@link parseTime}: `2026-11-23 23:20:41.683+08:00`. */
export function formatTime(ms: number, zone?: string): string {
  if (!(ms > 0 && ms <= lastInstant)) return '-'
  const offset = offsetOf(ms, zone)
  const {year, month, day, hour, minute, second, ms: millis} = civilOf(ms + offset, 'UTC')
  const clock = `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${pad(millis, 3)}`
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)} ${clock}${offsetText(offset)}`
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0')
