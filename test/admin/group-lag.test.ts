import {describe, expect, it} from 'vitest'
import {joinLag, lagPart} from '../../src/admin/group-lag.js'

const queue = {topic: 'orders', brokerName: 'broker-a', queueId: 0}
const lagOf = (brokerOffset: number, consumerOffset: number, {committed = true, lowest = 0} = {}) =>
  lagPart(
    {consumeTps: 1.5, offsetTable: [[queue, {brokerOffset, consumerOffset, lastTimestamp: 0}]]},
    {committed: () => committed, lowest: () => lowest},
  )

describe('the lag of a queue', () => {
  it.each([
    ['what is stored and not consumed', lagOf(10, 4), {lag: 6, diff: 6}],
    ['only what the broker has not deleted yet', lagOf(10, 4, {lowest: 8}), {lag: 2, diff: 6}],
    ['nothing where all is consumed', lagOf(10, 10), {lag: 0, diff: 0}],
    [
      'not known where nothing was ever committed',
      lagOf(10, 0, {committed: false}),
      {lag: null, reason: 'neverCommitted', consumerOffset: null, diff: 10},
    ],
    ['nothing in an empty queue', lagOf(0, 0, {committed: false}), {lag: 0, consumerOffset: null}],
    ['not known where the group is ahead', lagOf(4, 10), {lag: null, reason: 'aheadOfBroker', diff: -6}],
  ])('is %s', (_, {queues}, row) => {
    expect(queues).toMatchObject([row])
  })
})

describe('the lag of a group', () => {
  it('is that of the queues where it is known; the others are counted', () => {
    const parts = [lagOf(10, 4), lagOf(10, 0, {committed: false}), lagOf(5, 5)]
    expect(joinLag('till', parts)).toMatchObject({lag: 6, unknownQueues: 1, tps: 4.5, diff: 16})
  })

  it('is not known where no queue tells, and says why', () => {
    expect(joinLag('till', [lagOf(4, 10)])).toMatchObject({lag: null, reason: 'aheadOfBroker', unknownQueues: 1})
    expect(joinLag('till', [])).toMatchObject({lag: null, reason: 'neverCommitted', unknownQueues: 0})
  })
})
