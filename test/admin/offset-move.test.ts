import {describe, expect, it} from 'vitest'
import {goalIn, timeFor} from '../../src/admin/offset-destination.js'
import {hasArrived} from '../../src/admin/offset-move.js'
import {MqError, UsageError} from '../../src/errors.js'

const queue = {label: 'orders broker-a 0', queue: 0, min: 5, max: 20, committed: 10, found: undefined}

describe('the goal of a queue', () => {
  it.each([
    [{to: 'earliest'}, 5],
    [{to: 'latest'}, 20],
    [{to: 'distance', count: 3}, 13],
    [{to: 'distance', count: -100}, 5],
    [{to: 'distance', count: 100}, 20],
    [{to: 'offset', offset: 5}, 5],
    [{to: 'offset', offset: 20}, 20],
  ] as const)('%j', (destination, goal) => expect(goalIn(destination, queue)).toBe(goal))

  it('is what the broker found for a time', () => {
    expect(goalIn({to: 'time', time: 1}, {...queue, found: 7})).toBe(7)
  })

  it('must be there', () => {
    expect(() => goalIn({to: 'offset', offset: 4}, queue)).toThrow(UsageError)
    expect(() => goalIn({to: 'offset', offset: 21}, queue)).toThrow(/not within 5 to 20/)
    expect(() => goalIn({to: 'distance', count: 1}, {...queue, committed: undefined})).toThrow(MqError)
  })
})

describe('what consumers are told', () => {
  const queues = [queue, {...queue, max: 30}]
  it.each([
    ['earliest', {to: 'earliest'}, [5, 5], 0],
    ['latest', {to: 'latest'}, [20, 30], -1],
    ['a time', {to: 'time', time: 99}, [7, 8], 99],
    ['a time after the last message', {to: 'time', time: 99}, [20, 30], -1],
    ['a distance', {to: 'distance', count: 1}, [11, 11], undefined],
    ['an offset', {to: 'offset', offset: 6}, [6, 6], undefined],
  ] as const)('%s', (_, destination, goals, time) => expect(timeFor(destination, goals, queues)).toBe(time))
})

describe('a group has arrived', () => {
  it.each([
    ['where it was sent', 3, 7, 7, true],
    ['beyond, having consumed', 3, 7, 9, true],
    ['not yet', 3, 7, 5, false],
    ['back, and on from there', 7, 3, 5, true],
    ['not back', 7, 3, 7, false],
    ['not back, and further on', 7, 3, 9, false],
    ['where it stood', 7, 7, 9, true],
    ['from nowhere', undefined, 4, 4, true],
    ['not from nowhere', undefined, 4, undefined, false],
  ] as const)('%s', (_, before, after, seen, arrived) => expect(hasArrived(before, after, seen)).toBe(arrived))
})
