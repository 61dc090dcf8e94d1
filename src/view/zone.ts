/**
 * Wall clocks. A zone is an IANA name (`Asia/Shanghai`), `UTC`, a fixed offset (`GMT+8`, `+08:00`), or undefined for that of the
 * process.
 */
import {UsageError} from '../errors.js'

/** What a wall clock shows; month and day count from 1. */
export interface Civil {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms: number
}

const fixedOffset = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/i
const dayMs = 86_400_000

/** Throws {@link UsageError} unless the zone is known here. */
export function assertZone(zone: string | undefined): void {
  if (zone === undefined || fixedOffset.test(zone)) return
  try {
    clockOf(zone)
  } catch (error) {
    const hint = 'use a name such as UTC, Europe/Berlin or an offset such as +08:00'
    throw new UsageError(`"${zone}" is not a time zone`, {cause: error, hint})
  }
}

/** What the clocks of a zone show at an instant. */
export function civilOf(ms: number, zone?: string): Civil {
  if (zone === undefined) {
    const date = new Date(ms)
    return {
      year: date.getFullYear(),
      month: date.getMonth() + 1,
      day: date.getDate(),
      hour: date.getHours(),
      minute: date.getMinutes(),
      second: date.getSeconds(),
      ms: date.getMilliseconds(),
    }
  }
  return utcFields(ms + offsetOf(ms, zone))
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
export function offsetOf(ms: number, zone?: string): number {
  if (zone === undefined) return asUtc(civilOf(ms)) - ms
  if (zone === 'UTC') return 0
  const fixed = fixedOffset.exec(zone)
  return fixed ? minutesOf(fixed) * 60_000 : namedOffset(ms, zone)
}

/**
 * The instant at which the clocks of a zone show this. As java.util.GregorianCalendar: a time that clocks skip in spring is read
 * with the offset before the change, one that they show twice in autumn is the later of the two.
 */
export function instantOf(civil: Civil, zone?: string): number {
  const wall = asUtc(civil)
  const before = offsetOf(wall - dayMs, zone)
  const after = offsetOf(wall + dayMs, zone)
  const hit = [after, before].find(offset => offsetOf(wall - offset, zone) === offset)
  return wall - (hit ?? before)
}

/** `+08:00`, or `Z` for no offset. */
export function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000)
  if (minutes === 0) return 'Z'
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function minutesOf([, sign, hours, minutes]: RegExpExecArray): number {
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0))
}

function asUtc({year, month, day, hour, minute, second, ms}: Civil): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.setUTCHours(hour, minute, second, ms)
}

function utcFields(ms: number): Civil {
  const date = new Date(ms)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ms: date.getUTCMilliseconds(),
  }
}

// asking Intl takes ten times as long as all else that a time needs; since 1972 clocks change on a quarter of an hour
const quarterMs = 900_000
const offsets = new Map<string, number>()

function namedOffset(ms: number, zone: string): number {
  const key = `${zone} ${Math.floor(ms / quarterMs)}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const parts: Record<string, number> = {}
  for (const {type, value} of clockOf(zone).formatToParts(ms)) parts[type] = Number(value)
  const {year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0} = parts
  const offset = asUtc({year, month, day, hour, minute, second, ms: 0}) - Math.floor(ms / 1000) * 1000
  if (offsets.size > 5000) offsets.clear()
  if (ms > 2 * 365 * dayMs) offsets.set(key, offset)
  return offset
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(zone, clock)
  return clock
}

const two = (value: number): string => String(value).padStart(2, '0')
