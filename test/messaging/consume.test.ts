import {deflateSync} from 'node:zlib'
import {afterEach, describe, expect, it} from 'vitest'
import {MqError} from '../../src/errors.js'
import type {End, Start} from '../../src/messaging/consume.js'
import {encodeBatch, encodeRecord} from '../../src/protocol/message/index.js'
import {closeAll, collect, routeOf, type Scripted, scripted} from '../support/scripted-broker.js'

afterEach(closeAll)

async function stretches({messaging}: Scripted, from: Start = 'earliest', to: End = 'latest') {
  const queues = await messaging.puller.queues('orders')
  return Promise.all(queues.map(queue => messaging.consumer.stretch(queue, from, to)))
}

const texts = (messages: readonly {body: Buffer}[]) => messages.map(({body}) => body.toString())

describe('pull', () => {
  it('asks as the tools of Java do and reads a page', async () => {
    const {messaging, brokers} = await scripted()
    brokers[0]?.put(1, {text: 'a', tags: 'paid', keys: 'k1 k2'})
    const queue = await messaging.puller.queue('orders', 'broker-a', 1)
    const page = await messaging.puller.pull(queue, 0)
    expect(brokers[0]?.pulls[0]).toMatchObject({
      consumerGroup: 'TOOLS_CONSUMER',
      sysFlag: 4,
      subscription: '*',
      expressionType: 'TAG',
      maxMsgNums: 32,
      commitOffset: 0,
    })
    expect(page).toMatchObject({status: 'FOUND', nextOffset: 1, minOffset: 0, maxOffset: 1})
    expect(page.messages[0]).toMatchObject({
      topic: 'orders',
      brokerName: 'broker-a',
      queueId: 1,
      tags: 'paid',
      keys: ['k1', 'k2'],
    })
    expect(page.messages[0]?.msgId).toBe(page.messages[0]?.offsetMsgId)
  })

  it.each([
    [19, 'NO_NEW_MSG'],
    [20, 'NO_MATCHED_MSG'],
    [21, 'OFFSET_ILLEGAL'],
  ])('code %i is the answer %s', async (code, status) => {
    const {messaging, brokers} = await scripted()
    if (brokers[0])
      brokers[0].handlers.pullMessage = () => ({
        code,
        suggestWhichBrokerId: 0,
        nextBeginOffset: 9,
        minOffset: 5,
        maxOffset: 10,
        body: Buffer.alloc(0),
      })
    const queue = await messaging.puller.queue('orders', 'broker-a', 0)
    expect(await messaging.puller.pull(queue, 3)).toMatchObject({status, nextOffset: 9, messages: []})
  })

  it('compares tags by their text, since their hashes may be equal', async () => {
    const {messaging, brokers} = await scripted()
    brokers[0]?.put(0, {text: 'one', tags: 'Aa'})
    brokers[0]?.put(0, {text: 'other', tags: 'BB'})
    const queue = await messaging.puller.queue('orders', 'broker-a', 0)
    expect(texts((await messaging.puller.pull(queue, 0, {expression: 'Aa || x'})).messages)).toEqual(['one'])
  })

  it('shows bodies as they were before compression, and a broken one as it is stored', async () => {
    const {messaging, brokers} = await scripted()
    brokers[0]?.put(0, {body: deflateSync('plain'), sysFlag: 0x301})
    brokers[0]?.put(0, {body: Buffer.from('not zlib'), sysFlag: 0x301})
    const queue = await messaging.puller.queue('orders', 'broker-a', 0)
    const {messages} = await messaging.puller.pull(queue, 0)
    expect(texts(messages)).toEqual(['plain', 'not zlib'])
    expect(messages.map(({sysFlag}) => sysFlag)).toEqual([0x300, 0x301])
  })

  it('splits a batch that the broker keeps as one record', async () => {
    const {messaging, brokers} = await scripted()
    const inner = ['a', 'b'].map(text => ({flag: 0, body: Buffer.from(text), properties: new Map([['TAGS', text]])}))
    brokers[0]?.put(0, {body: encodeBatch(inner), sysFlag: 0xc0})
    const queue = await messaging.puller.queue('orders', 'broker-a', 0)
    const {messages} = await messaging.puller.pull(queue, 0)
    expect(messages.map(({queueOffset, tags}) => [queueOffset, tags])).toEqual([
      [0, 'a'],
      [1, 'b'],
    ])
  })

  it('does not find a topic or a broker that is not there', async () => {
    const {messaging} = await scripted()
    await expect(messaging.puller.queues('nope')).rejects.toMatchObject({code: 'NOT_FOUND', status: 3})
    await expect(messaging.puller.queue('orders', 'broker-x', 0)).rejects.toMatchObject({code: 'NOT_FOUND', status: 3})
  })

  it('finds the queues of a static topic at the broker that leads each', async () => {
    const {messaging, brokers, routes} = await scripted(['broker-a', 'broker-b'])
    const mapping = (bname: string, epoch: number, ids: number[]) => ({
      topic: 'orders',
      scope: '__global__',
      totalQueues: 2,
      bname,
      epoch,
      dirty: false,
      currIdMap: ids.map(id => [id, id] as [number, number]),
    })
    routes.set('orders', {
      ...routeOf(brokers, 2),
      topicQueueMappingByBroker: new Map([
        ['broker-a', mapping('broker-a', 1, [0, 1])],
        ['broker-b', mapping('broker-b', 2, [1])],
      ]),
    })
    const queues = await messaging.puller.queues('orders')
    expect(queues.map(({brokerName, queueId, servedBy}) => [brokerName, queueId, servedBy])).toEqual([
      ['__syslo__global__', 0, 'broker-a'],
      ['__syslo__global__', 1, 'broker-b'],
    ])
  })
})

describe('consume', () => {
  it('reads all queues in the order the messages were stored in', async () => {
    const all = await scripted(['broker-a', 'broker-b'], 2)
    const [a, b] = all.brokers
    a?.put(0, {text: '1', storeTimestamp: 10})
    b?.put(1, {text: '2', storeTimestamp: 20})
    a?.put(1, {text: '3', storeTimestamp: 30})
    a?.put(0, {text: '4', storeTimestamp: 40})
    expect(texts(await collect(all.messaging.consumer.merged(await stretches(all))))).toEqual(['1', '2', '3', '4'])
  })

  it('holds a page and one more a queue, however many messages there are', async () => {
    const all = await scripted(['broker-a'], 1)
    const [broker] = all.brokers
    for (let n = 0; n < 500; n++) broker?.put(0, {text: String(n)})
    const [stretch] = await stretches(all)
    if (stretch === undefined) throw new Error('no queue')
    const seen: string[] = []
    for await (const message of all.messaging.consumer.messages(stretch)) {
      seen.push(message.body.toString())
      const pulled = (broker?.pulls.length ?? 0) * 32
      expect(pulled - seen.length).toBeLessThan(64)
      if (seen.length === 100) break
    }
    expect(seen).toEqual(Array.from({length: 100}, (_, n) => String(n)))
    expect(broker?.pulls.length).toBeLessThanOrEqual(5)
  })

  it('takes exactly the stretch between two offsets or times', async () => {
    const all = await scripted(['broker-a'], 1)
    for (let n = 0; n < 50; n++) all.brokers[0]?.put(0, {text: String(n), storeTimestamp: 1000 + n})
    const read = async (from: Start, to: End) =>
      texts(await collect(all.messaging.consumer.merged(await stretches(all, from, to))))
    expect(await read({offset: 3}, {offset: 5})).toEqual(['3', '4'])
    expect(await read({time: 1045}, {time: 1048})).toEqual(['45', '46', '47'])
    expect(await read({offset: 48}, {offset: 999})).toEqual(['48', '49'])
    expect(await read('latest', 'latest')).toEqual([])
    expect(await read({offset: 7}, {offset: 2})).toEqual([])
  })

  it('keeps to the times where a broker only finds a message near them', async () => {
    const all = await scripted(['broker-a'], 1)
    const [broker] = all.brokers
    if (broker === undefined) throw new Error('no broker')
    const times = [10, 20, 20, 20, 30, 40]
    for (const storeTimestamp of times) broker.put(0, {text: String(storeTimestamp), storeTimestamp})
    // brokers 4.x: any of several equal ones, the nearer neighbour, at the end the last one
    broker.handlers.searchOffsetByTimestamp = ({timestamp}) => ({
      offset: {9: 0, 10: 0, 19: 1, 20: 2, 29: 4, 30: 4, 31: 4, 50: 5}[timestamp] ?? 5,
    })
    const read = async (from: number, to: number) =>
      texts(await collect(all.messaging.consumer.merged(await stretches(all, {time: from}, {time: to}))))
    expect(await read(20, 30)).toEqual(['20', '20', '20'])
    expect(await read(10, 20)).toEqual(['10'])
    expect(await read(30, 50)).toEqual(['30', '40'])
    expect(await read(30, 31)).toEqual(['30'])
  })

  it('follows a queue whose beginning was deleted meanwhile', async () => {
    const all = await scripted(['broker-a'], 1)
    const [broker] = all.brokers
    for (let n = 0; n < 10; n++) broker?.put(0, {text: String(n), queueOffset: 100 + n})
    const [stretch] = await stretches(all)
    if (broker === undefined || stretch === undefined) throw new Error('no queue')
    broker.min = 100
    const pages = await collect(all.messaging.consumer.pages({...stretch, from: 0, to: 110}))
    expect(pages.map(({status}) => status)).toEqual(['OFFSET_ILLEGAL', 'FOUND'])
    expect(texts(pages.flatMap(({messages}) => messages))).toHaveLength(10)
  })

  it('ends where a broker points back, and does not ask it for ever', async () => {
    const all = await scripted(['broker-a'], 1)
    const [stretch] = await stretches(all)
    if (stretch === undefined) throw new Error('no queue')
    const pages = await collect(all.messaging.consumer.pages({...stretch, from: 50, to: 60}))
    expect(pages.map(({status}) => status)).toEqual(['OFFSET_ILLEGAL'])
  })

  it('waits for new messages until it is interrupted', async () => {
    const all = await scripted(['broker-a'], 2)
    const [broker] = all.brokers
    if (broker === undefined) throw new Error('no broker')
    const waiting: (() => void)[] = []
    broker.handlers.pullMessage = async ({queueId, queueOffset, sysFlag, suspendTimeoutMillis}, {signal}) => {
      expect([sysFlag, suspendTimeoutMillis]).toEqual([6, 15_000])
      if (broker.messages(queueId).length <= queueOffset) {
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve)
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      }
      const record = broker.messages(queueId)[queueOffset]
      const offsets = {suggestWhichBrokerId: 0, minOffset: 0, maxOffset: queueOffset + 1}
      return record === undefined
        ? {...offsets, code: 19, nextBeginOffset: queueOffset, body: Buffer.alloc(0)}
        : {...offsets, code: 0, nextBeginOffset: queueOffset + 1, body: encodeRecord(record)}
    }
    const wake = () => {
      for (const resolve of waiting.splice(0)) resolve()
    }
    const interrupt = new AbortController()
    const endless = (await stretches(all, 'latest')).map(stretch => ({...stretch, to: undefined}))
    const source = all.messaging.consumer.merged(endless, {signal: interrupt.signal})
    const first = source.next()
    broker.put(1, {text: 'new'})
    wake()
    expect((await first).value?.body.toString()).toBe('new')
    const second = source.next()
    interrupt.abort(new MqError('INTERRUPTED', 'interrupted'))
    await expect(second).rejects.toMatchObject({code: 'INTERRUPTED'})
  })

  it('fails when a broker fails', async () => {
    const all = await scripted(['broker-a', 'broker-b'], 1)
    all.brokers[0]?.put(0, {text: 'x'})
    const queues = await stretches(all)
    await all.brokers[1]?.leave()
    const failing = queues.map(stretch => ({...stretch, to: 5}))
    await expect(collect(all.messaging.consumer.merged(failing))).rejects.toMatchObject({status: 5})
  })
})
