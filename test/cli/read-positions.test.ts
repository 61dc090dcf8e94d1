import {describe, expect, it} from 'vitest'
import {positionsText, readPositions, resumed} from '../../src/cli/read-positions.js'
import {UsageError} from '../../src/errors.js'
import type {Stretch} from '../../src/messaging/consume.js'

const stretch = (queueId: number, from: number, more: Partial<Stretch> = {}): Stretch => ({
  queue: {topic: 'orders', brokerName: 'broker-a', queueId, address: 'h:1', servedBy: 'broker-a'},
  from,
  to: 9,
  ...more,
})

describe('positions', () => {
  it('are read back as they were said', () => {
    const positions = [
      {brokerName: '__syslo__a:b', queueId: 12, offset: 0},
      {brokerName: 'broker-a', queueId: 2, offset: 120},
      {brokerName: 'broker-a', queueId: 10, offset: 9},
    ]
    expect(positionsText(positions.toReversed())).toBe('__syslo__a:b:12=0,broker-a:2=120,broker-a:10=9')
    expect(readPositions(positionsText(positions))).toEqual(positions)
  })

  it.each(['', 'broker-a', 'broker-a:0', 'broker-a=0', 'broker-a:0=-1', 'broker-a:0=1,,'])('refuses %j', text =>
    expect(() => readPositions(text)).toThrow(UsageError),
  )

  it('are where the queues begin that they name, and no other', () => {
    const positions = readPositions('broker-a:0=5,broker-a:1=1')
    const exact = {from: 2, to: 9, since: 1}
    expect(resumed([stretch(0, 3, {exact}), stretch(1, 3), stretch(2, 3)], positions)).toEqual([
      stretch(0, 5, {exact: {...exact, from: 5}}),
      stretch(1, 1),
      stretch(2, 3),
    ])
  })

  it('must be of queues that are read', () => {
    expect(() => resumed([stretch(0, 3)], readPositions('broker-a:7=5'))).toThrow(/broker-a:7/)
  })
})
