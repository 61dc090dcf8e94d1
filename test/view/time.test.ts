import {describe, expect, it} from 'vitest'
import {UsageError} from '../../src/errors.js'
import {formatTime, isoTime, parseDuration, parseTime} from '../../src/view/time.js'
import {assertZone, civilOf, offsetText} from '../../src/view/zone.js'

const now = Date.UTC(2026, 10, 23, 23, 20, 41, 683)
const parse = (text: string, zone = 'UTC') => parseTime(text, {now, zone})

describe('times', () => {
  it.each([
    ['now', now],
    ['NOW', now],
    [' now ', now],
    ['0', 0],
    ['-1', -1],
    ['1795476041683', now],
    ['-1h', now - 3_600_000],
    ['+90s', now + 90_000],
    ['now-1h30m', now - 5_400_000],
    ['now +2d', now + 172_800_000],
    ['2026-11-23T23:20:41.683Z', now],
    ['2026-11-24T07:20:41.683+08:00', now],
    ['2026-11-24 07:20:41.683 +0800', now],
    ['2026-11-23#23:20:41:683', now],
    ['2026-11-23 23:20:41,683', now],
    ['2026-11-23#23:20:41:5', now - 678],
    ['2026-11-23T23:20:41.5', now - 183],
    ['2026-11-23T23:20:41.683999999Z', now],
    ['2026-11-23T23:20', now - 41_683],
    ['2026-11-23', Date.UTC(2026, 10, 23)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
  ])('reads %s', (text, ms) => {
    expect(parse(text)).toBe(ms)
  })

  it('takes a date without a zone in the zone given, else in that of the process', () => {
    expect(parse('2026-11-24 07:20:41.683', 'Asia/Shanghai')).toBe(now)
    expect(parse('2026-11-24 07:20:41.683', '+08:00')).toBe(now)
    expect(parse('2026-11-23 23:20:41.683Z', 'Asia/Shanghai')).toBe(now)
    expect(parseTime('2026-11-23')).toBe(new Date(2026, 10, 23).getTime())
  })

  it.each([
    ...['', 'yesterday', '1h', '-', 'now-', 'now-5', '-1x', '12345678901234567890', '1.5', '2026-11-23T'],
    ...[
      '2026-02-29',
      '2026-13-01',
      '2026-11-23T24:00',
      '2026-11-23 23:60',
      '2026-11-23T23:20:60',
      '2026-11-23T23',
      '26-11-23',
    ],
    ...['2026-11-23T23:20:41.683+8', '2026-11-23#23:20:41:6839', '2026-11-23 23:20:41 UTC'],
  ])('refuses "%s"', text => {
    expect(() => parse(text)).toThrow(UsageError)
  })

  it('prints a time that can be read back', () => {
    for (const zone of ['UTC', 'Asia/Shanghai', 'America/New_York', 'Asia/Kolkata', 'GMT+8', undefined])
      expect(parseTime(formatTime(now, zone), {zone: 'Asia/Tokyo'})).toBe(now)
    expect(formatTime(now, 'Asia/Kolkata')).toBe('2026-11-24 04:50:41.683+05:30')
    expect(isoTime(now)).toBe('2026-11-23T23:20:41.683Z')
  })

  it('has no time for what Java writes when there is none', () => {
    expect([0, -1, 9e15].map(isoTime)).toEqual([undefined, undefined, undefined])
    expect([0, -1, 9e15].map(ms => formatTime(ms))).toEqual(['-', '-', '-'])
  })
})

describe('durations', () => {
  it.each([
    ['2s', 2000],
    ['500ms', 500],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['7d', 604_800_000],
    ['1w', 604_800_000],
    ['1m1ms', 60_001],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it('takes no number without a unit', () => {
    expect(() => parseDuration('30')).toThrow('"30" is not a duration')
  })

  it.each(['', 's', '-1s', '1h 30m', '1y', '2s!', '99999999999999w'])('refuses "%s"', text => {
    expect(() => parseDuration(text)).toThrow(UsageError)
  })
})

describe('zones', () => {
  it('refuses a name that is none', () => {
    for (const zone of [undefined, 'UTC', 'Europe/Berlin', '+08:00', 'GMT+8'])
      expect(() => assertZone(zone)).not.toThrow()
    expect(() => assertZone('Mars/Olympus')).toThrow('"Mars/Olympus" is not a time zone')
  })

  it('knows the clocks of a zone before and after a change within the hour', () => {
    const change = Date.UTC(2026, 2, 29, 1)
    expect([change - 1, change].map(ms => civilOf(ms, 'Europe/Berlin').hour)).toEqual([1, 3])
    expect(civilOf(-1, 'America/New_York')).toEqual({
      year: 1969,
      month: 12,
      day: 31,
      hour: 18,
      minute: 59,
      second: 59,
      ms: 999,
    })
  })

  it('writes offsets', () => {
    expect([0, 28_800_000, -12_600_000].map(offsetText)).toEqual(['Z', '+08:00', '-03:30'])
  })
})
