import {describe, expect, it} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import type {Remoting} from '../../src/remoting/remoting.js'
import {broker, client, makeTopic, messagesOf, pull, refusal, send, subscribe} from './support.js'

async function withMessages(count = 3, config: Record<string, string> = {}) {
  const {address} = await broker({config})
  const remoting = client()
  await makeTopic(remoting, address, 'orders', {readQueueNums: 2, writeQueueNums: 2})
  for (let i = 0; i < count; i++) await send(remoting, address, 'orders', {body: `m${i}`})
  return {address, remoting}
}

const group = (remoting: Remoting, address: string, name: string) =>
  remoting.invoke(address, requests.getSubscriptiongroupConfig, {group: name})

const commit = (remoting: Remoting, address: string, args: object = {}) =>
  remoting.invoke(address, requests.updateConsumerOffset, {
    consumerGroup: 'consumers',
    topic: 'orders',
    queueId: 0,
    commitOffset: 2,
    ...args,
  })

const queue = {topic: 'orders', queueId: 0}

describe('offsets of queues', () => {
  it('are min, max, and those of times', async () => {
    const {address, remoting} = await withMessages()
    const [first, , last] = await messagesOf(remoting, address, 'orders')
    const search = async (timestamp: number, boundaryType?: string) =>
      (await remoting.invoke(address, requests.searchOffsetByTimestamp, {...queue, timestamp, boundaryType})).offset
    expect(await remoting.invoke(address, requests.getMaxOffset, queue)).toEqual({offset: 3})
    expect(await remoting.invoke(address, requests.getMinOffset, queue)).toEqual({offset: 0})
    expect(await remoting.invoke(address, requests.getMaxOffset, {topic: 'nope', queueId: 0})).toEqual({offset: 0})
    expect(await search(0)).toBe(0)
    expect(await search((last?.storeTimestamp ?? 0) + 1)).toBe(3)
    expect(await search((last?.storeTimestamp ?? 0) + 1, 'UPPER')).toBe(2)
    const earliest = await remoting.invoke(address, requests.getEarliestMsgStoretime, queue)
    expect(earliest.timestamp).toBe(first?.storeTimestamp)
    const none = await remoting.invoke(address, requests.getEarliestMsgStoretime, {topic: 'nope', queueId: 0})
    expect(none.timestamp).toBe(-1)
  })
})

describe('offsets of groups', () => {
  it('are 0 for a new group unless it asks not to, and then what was committed', async () => {
    const {address, remoting} = await withMessages()
    await group(remoting, address, 'consumers')
    const query = (more: object = {}) =>
      remoting.invoke(address, requests.queryConsumerOffset, {consumerGroup: 'consumers', ...queue, ...more})
    expect(await query()).toEqual({offset: 0})
    await expect(query({setZeroIfNotFound: false})).rejects.toMatchObject(
      refusal(22, /^Not found, do not set to zero, maybe this group boot first$/),
    )
    await commit(remoting, address)
    expect(await query({setZeroIfNotFound: false})).toEqual({offset: 2})
    const {body} = await remoting.invoke(address, requests.getAllConsumerOffset, {})
    expect([...body.offsetTable]).toEqual([['orders@consumers', [[0, 2]]]])
  })

  it('are not taken for what there is not', async () => {
    const {address, remoting} = await withMessages()
    await expect(commit(remoting, address)).rejects.toMatchObject(refusal(26, /^Group consumers not exist!$/))
    await group(remoting, address, 'consumers')
    await expect(commit(remoting, address, {topic: 'nope'})).rejects.toMatchObject(
      refusal(17, /^Topic nope not exist!$/),
    )
    await expect(commit(remoting, address, {queueId: 2})).rejects.toMatchObject(refusal(29))
  })

  it('are cloned, corrected and forgotten', async () => {
    const {address, remoting} = await withMessages()
    await group(remoting, address, 'consumers')
    await commit(remoting, address)
    await remoting.invoke(address, requests.cloneGroupOffset, {
      srcGroup: 'consumers',
      destGroup: 'copy',
      topic: 'orders',
    })
    await group(remoting, address, 'copy')
    await commit(remoting, address, {consumerGroup: 'copy', commitOffset: 1})
    const smallest = async (filterGroups?: string) =>
      (
        await remoting.invoke(address, requests.queryCorrectionOffset, {
          topic: 'orders',
          compareGroup: 'consumers',
          filterGroups,
        })
      ).body.correctionOffsets
    expect(await smallest()).toEqual([[0, 1]])
    expect(await smallest('copy')).toEqual([[0, 2]])
    await expect(
      remoting.invoke(address, requests.cloneGroupOffset, {srcGroup: 'a', destGroup: 'b', topic: 'nope'}),
    ).rejects.toMatchObject(refusal(17))
  })

  it('make its progress', async () => {
    const {address, remoting} = await withMessages()
    await pull(remoting, address, 'orders', {queueOffset: 2, sysFlag: 5, commitOffset: 1})
    const stats = async (args: object) =>
      (await remoting.invoke(address, requests.getConsumeStats, {consumerGroup: 'consumers', ...args})).body
    const {offsetTable} = await stats({})
    const [message] = await messagesOf(remoting, address, 'orders')
    expect(offsetTable).toEqual([
      [
        {topic: 'orders', brokerName: 'broker-a', queueId: 0},
        {brokerOffset: 3, consumerOffset: 1, pullOffset: 2, lastTimestamp: message?.storeTimestamp},
      ],
      [
        {topic: 'orders', brokerName: 'broker-a', queueId: 1},
        {brokerOffset: 0, consumerOffset: 0, pullOffset: 0, lastTimestamp: 0},
      ],
    ])
    expect((await stats({consumerGroup: 'nope'})).offsetTable).toEqual([])
    expect((await stats({topic: 'nope'})).offsetTable).toEqual([])
    // a running group that has left the topic has no progress there
    await subscribe(remoting, address, 'consumers', ['other'])
    expect((await stats({})).offsetTable).toEqual([])
    expect((await stats({topicList: 'orders;nope'})).offsetTable).toHaveLength(2)

    const {body: all} = await remoting.invoke(address, requests.getBrokerConsumeStats, {isOrder: false})
    expect(all).toMatchObject({brokerAddr: address, totalDiff: 2, totalInflightDiff: 2})
    expect(all.consumeStatsList.find(each => each.has('consumers'))?.get('consumers')).toHaveLength(1)
    const {body: ordered} = await remoting.invoke(address, requests.getBrokerConsumeStats, {isOrder: true})
    expect(ordered.totalDiff).toBe(0)
  })

  it('show the times between which a topic was consumed', async () => {
    const {address, remoting} = await withMessages()
    await pull(remoting, address, 'orders', {sysFlag: 5, commitOffset: 2})
    const [first, second, third] = await messagesOf(remoting, address, 'orders')
    const {body} = await remoting.invoke(address, requests.queryConsumeTimeSpan, {topic: 'orders', group: 'consumers'})
    expect(body.consumeTimeSpanSet[0]).toMatchObject({
      minTimeStamp: first?.storeTimestamp,
      maxTimeStamp: third?.storeTimestamp,
      consumeTimeStamp: second?.storeTimestamp,
    })
    expect(body.consumeTimeSpanSet[0]?.delayTime).toBeGreaterThanOrEqual(0)
    expect(body.consumeTimeSpanSet[1]).toMatchObject({minTimeStamp: -1, maxTimeStamp: -1, delayTime: 0})
    await expect(
      remoting.invoke(address, requests.queryConsumeTimeSpan, {topic: 'nope', group: 'g'}),
    ).rejects.toMatchObject(refusal(17))
  })
})

describe('a reset', () => {
  const reset = (remoting: Remoting, address: string, args: object = {}) =>
    remoting.invoke(address, requests.invokeBrokerToResetOffset, {
      group: 'consumers',
      topic: 'orders',
      timestamp: 0,
      isForce: true,
      ...args,
    })

  it('moves stored offsets, and a running consumer with its next pull', async () => {
    const {address, remoting} = await withMessages()
    await pull(remoting, address, 'orders', {sysFlag: 5, commitOffset: 3})
    const {body} = await reset(remoting, address)
    expect(body.offsetTable).toEqual([
      [{topic: 'orders', brokerName: 'broker-a', queueId: 0}, 0],
      [{topic: 'orders', brokerName: 'broker-a', queueId: 1}, 0],
    ])
    // until the consumer knows, what it commits is not taken
    await commit(remoting, address, {commitOffset: 3})
    const stored = await remoting.invoke(address, requests.queryConsumerOffset, {consumerGroup: 'consumers', ...queue})
    expect(stored).toEqual({offset: 0})
    expect(await pull(remoting, address, 'orders', {queueOffset: 3})).toMatchObject({code: 21, nextBeginOffset: 0})
    expect(await pull(remoting, address, 'orders', {queueOffset: 3})).toMatchObject({code: 19})
    await commit(remoting, address, {commitOffset: 1})
  })

  it('goes to the end, to an offset, or nowhere', async () => {
    const {address, remoting} = await withMessages()
    await group(remoting, address, 'consumers')
    expect((await reset(remoting, address, {timestamp: -1})).body.offsetTable[0]?.[1]).toBe(3)
    const one = await reset(remoting, address, {queueId: 0, offset: 2})
    expect(one.body.offsetTable).toEqual([[{topic: 'orders', brokerName: 'broker-a', queueId: 0}, 2]])
    await expect(reset(remoting, address, {queueId: 0, offset: 9})).rejects.toMatchObject(
      refusal(1, /^Target offset 9 not in consume queue range \[0-3\]$/),
    )
    await expect(reset(remoting, address, {topic: 'nope'})).rejects.toMatchObject(
      refusal(17, /^Topic nope does not exist$/),
    )
    await expect(reset(remoting, address, {group: 'nope'})).rejects.toMatchObject(
      refusal(26, /^Group nope does not exist$/),
    )
  })

  it('wakes a pull that is held', async () => {
    const {address, remoting} = await withMessages()
    await group(remoting, address, 'consumers')
    const waiting = pull(remoting, address, 'orders', {queueOffset: 3, sysFlag: 6, suspendTimeoutMillis: 15_000})
    await reset(remoting, address)
    // it may not have been held yet: then it hears of the reset itself
    expect([19, 21]).toContain((await waiting).code)
  })

  it('of the old kind asks the clients', async () => {
    const {address, remoting} = await withMessages(3, {useServerSideResetOffset: 'false'})
    await expect(reset(remoting, address)).rejects.toMatchObject(
      refusal(1, /^THe consumer group <consumers> not exist$/),
    )
    await group(remoting, address, 'consumers')
    for (const queueId of [0, 1]) await commit(remoting, address, {queueId, commitOffset: 3})
    await expect(reset(remoting, address)).rejects.toMatchObject(
      refusal(206, /^Consumer not online, so can not reset offset, Group: consumers Topic: orders Timestamp: 0$/),
    )
  })
})
