import {describe, expect, it} from 'vitest'
import {readDestination, timeDestination} from '../../src/cli/offset-destination.js'
import {UsageError} from '../../src/errors.js'

const now = Date.UTC(2026, 10, 23, 12)
const read = (text: string) => readDestination(text, {now, zone: 'UTC'})

describe('where to', () => {
  it.each([
    ['earliest', {to: 'earliest'}],
    ['LATEST', {to: 'latest'}],
    ['now', {to: 'time', time: now}],
    ['-1h', {to: 'time', time: now - 3_600_000}],
    ['+1h', {to: 'time', time: now + 3_600_000}],
    ['2026-11-23T10:00:00Z', {to: 'time', time: now - 7_200_000}],
    ['2026-11-23#10:00:00:000', {to: 'time', time: now - 7_200_000}],
    ['+10', {to: 'distance', count: 10}],
    ['-10', {to: 'distance', count: -10}],
    ['0', {to: 'offset', offset: 0}],
    [' 42 ', {to: 'offset', offset: 42}],
    ['file=./kept offsets.csv', {to: 'file', file: './kept offsets.csv'}],
    ['file=-', {to: 'file', file: '-'}],
  ])('%s', (text, destination) => expect(read(text)).toEqual(destination))

  it.each(['', 'sometime', 'file=', 'file', '1.5', '+', '99999999999999999999', '2026-13-40'])('%j is none', text =>
    expect(() => read(text)).toThrow(UsageError),
  )
})

it('a time before 1970 is the end', () => {
  expect(timeDestination(-1)).toEqual({to: 'latest'})
  expect(timeDestination(0)).toEqual({to: 'time', time: 0})
})
