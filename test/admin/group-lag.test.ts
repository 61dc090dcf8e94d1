import {describe, expect, it} from 'vitest'
import {joinLag, lagPart} from '../../src/admin/group-lag.js'

const queue = (queueId: number) => ({topic: 'orders', brokerName: 'broker-a', queueId})
const offsets = (brokerOffset: number, consumerOffset: number, more: object = {}) => ({
  brokerOffset,
  consumerOffset,
  lastTimestamp: 0,
  ...more,
})
const all = {committed: () => true, lowest: () => undefined}
const one = (wrapper: ReturnType<typeof offsets>, beside: Parameters<typeof lagPart>[1] = all) =>
  lagPart({consumeTps: 0, offsetTable: [[queue(0), wrapper]]}, beside).queues[0]

describe('a queue', () => {
  it('is behind by what is stored beyond the committed offset', () => {
    expect(one(offsets(10, 4, {lastTimestamp: 7, pullOffset: 6}))).toEqual({
      topic: 'orders',
      broker: 'broker-a',
      queue: 0,
      brokerOffset: 10,
      consumerOffset: 4,
      lag: 6,
      diff: 6,
      inflight: 2,
      lastConsumed: 7,
    })
  })

  it('is not behind by what the broker has deleted', () => {
    expect(one(offsets(10, 2), {...all, lowest: () => 7})).toMatchObject({lag: 3, diff: 8})
    expect(one(offsets(10, 8), {...all, lowest: () => 7})).toMatchObject({lag: 2})
  })

  it('has no lag where nothing was committed, unless there is nothing to consume', () => {
    const never = {...all, committed: () => false}
    expect(one(offsets(10, 0), never)).toMatchObject({
      consumerOffset: null,
      lag: null,
      reason: 'neverCommitted',
      diff: 10,
    })
    expect(one(offsets(0, 0), never)).toMatchObject({consumerOffset: null, lag: 0})
  })

  it('has no lag where more was committed than there is', () => {
    expect(one(offsets(3, 9))).toMatchObject({lag: null, reason: 'aheadOfBroker', diff: -6})
  })
})

describe('a group', () => {
  const part = (...wrappers: ReturnType<typeof offsets>[]) =>
    lagPart({consumeTps: 1.5, offsetTable: wrappers.map((wrapper, at) => [queue(at), wrapper])}, all)

  it('adds up what is known, and counts what is not', () => {
    const lag = joinLag('billing', [part(offsets(10, 4), offsets(3, 9)), part(offsets(5, 5))])
    expect(lag).toMatchObject({group: 'billing', tps: 3, lag: 6, unknownQueues: 1, diff: 0})
    expect(lag.queues).toHaveLength(3)
    expect(lag).not.toHaveProperty('reason')
  })

  it('has no lag where a part is missing, however much is known', () => {
    expect(joinLag('billing', [part(offsets(10, 4))], 'queryFailed')).toMatchObject({
      lag: null,
      reason: 'queryFailed',
      diff: 6,
    })
  })

  it('has none where no queue has one', () => {
    expect(joinLag('billing', [])).toMatchObject({lag: null, reason: 'neverCommitted', unknownQueues: 0, diff: 0})
    expect(joinLag('billing', [part(offsets(3, 9))])).toMatchObject({lag: null, reason: 'aheadOfBroker'})
  })
})
