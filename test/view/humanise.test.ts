import {describe, expect, it} from 'vitest'
import {formatBytes, formatCount, formatDuration, formatRate, words} from '../../src/view/humanise.js'
import {compareNatural, sortRows} from '../../src/view/sort.js'
import {parseDuration} from '../../src/view/time.js'

describe('numbers for eyes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [1024 ** 2 - 1, '1.0 MiB'],
    [-1536, '-1.5 KiB'],
    [1024 ** 3 * 252, '252.0 GiB'],
    [9223372036854775807n, '8.0 EiB'],
  ])('%s bytes', (size, text) => {
    expect(formatBytes(size)).toBe(text)
  })

  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [1000, '1s'],
    [2540, '2.54s'],
    [59_999, '59.99s'],
    [60_000, '1m'],
    [90_000, '1m30s'],
    [5_400_000, '1h30m'],
    [86_400_000, '1d'],
    [100_000_000, '1d3h'],
    [-1500, '-1.5s'],
  ])('%s ms', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
    if (ms >= 0) expect(parseDuration(text)).toBeLessThanOrEqual(ms)
  })

  it.each([
    [0, '0/s'],
    [0.054, '0.05/s'],
    [1.954, '1.95/s'],
    [12.34, '12.3/s'],
    [99.96, '100/s'],
    [1234567.8, '1,234,568/s'],
    [Number.NaN, '-'],
  ])('%s a second', (perSecond, text) => {
    expect(formatRate(perSecond)).toBe(text)
  })

  it('separates thousands, also of bigints and below zero', () => {
    expect([0, 999, 1000, 1234567, -1234, 9223372036854775807n].map(formatCount)).toEqual([
      '0',
      '999',
      '1,000',
      '1,234,567',
      '-1,234',
      '9,223,372,036,854,775,807',
    ])
  })

  it('takes names apart', () => {
    expect(['topic', 'lastUpdated', 'brokerIP', 'inTPS', 'HAServer', 'queueId2'].map(words)).toEqual([
      'topic',
      'last updated',
      'broker IP',
      'in TPS',
      'HA server',
      'queue id2',
    ])
  })
})

describe('natural order', () => {
  it('takes digits by value', () => {
    const names = ['b-10', 'b-9', 'b-09', 'b', 'a', 'B-1', '%RETRY%a', 'b-9x', '10', '9', '订单2', '订单10']
    expect([...names].sort(compareNatural)).toEqual([
      '%RETRY%a',
      '9',
      '10',
      'B-1',
      'a',
      'b',
      'b-09',
      'b-9',
      'b-9x',
      'b-10',
      '订单2',
      '订单10',
    ])
  })

  it('is an order: equal only to itself', () => {
    const names = ['a', 'a1', 'a01', 'a001', 'a1b', 'a01a', '', '0', '00', '1']
    for (const a of names)
      for (const b of names) {
        expect(Math.sign(compareNatural(a, b))).toBe(-Math.sign(compareNatural(b, a)) || 0)
        expect(compareNatural(a, b) === 0).toBe(a === b)
      }
  })

  it('puts missing values last and mixes numbers of both kinds', () => {
    const rows = [{n: undefined}, {n: 10n}, {n: 9}, {n: null}, {n: -1n}]
    const sorted = sortRows<{n: unknown}>(rows, [{value: row => row.n, descending: false}])
    expect(sorted.map(({n}) => n)).toEqual([-1n, 9, 10n, undefined, null])
  })
})
