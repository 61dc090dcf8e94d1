import {describe, expect, it, vi} from 'vitest'
import {compareQueues, queuesToPop, strategies} from '../../src/broker/pop/allocation.js'
import {
  formatOffsets,
  formatReceipt,
  formatStartOffsets,
  parseReceipt,
  popRetryTopic,
} from '../../src/broker/pop/receipt.js'
import {requests} from '../../src/protocol/index.js'
import {decodeRecords} from '../../src/protocol/message/index.js'
import type {Remoting} from '../../src/remoting/remoting.js'
import {startCluster} from '../../src/testing.js'
import {
  atEnd,
  bodiesOf,
  broker,
  client,
  makeTopic,
  messagesOf,
  refusal,
  send,
  subscribe,
  temporaryFolder,
} from './support.js'

const patient = {timeout: 10_000, interval: 50}
const retry = popRetryTopic('consumers', 'orders')

async function pop(remoting: Remoting, address: string, popping: object = {}) {
  const answer = await remoting.invoke(address, requests.popMessage, {
    consumerGroup: 'consumers',
    topic: 'orders',
    queueId: -1,
    maxMsgNums: 32,
    invisibleTime: 60_000,
    pollTime: 0,
    bornTime: Date.now(),
    initMode: 0,
    expType: 'TAG',
    exp: '*',
    ...popping,
  })
  const messages = decodeRecords(answer.body)
  return {...answer, messages, bodies: messages.map(message => message.body.toString())}
}

/** What a client makes of an answer. */
const receiptOf = (answer: Awaited<ReturnType<typeof pop>>, offset: number, queueId = 0) =>
  formatReceipt({
    firstOffset: offset,
    popTime: answer.popTime,
    invisibleMs: answer.invisibleTime,
    reviveQueue: answer.reviveQid,
    isRetry: false,
    brokerName: 'broker-a',
    queueId,
    offset,
  })

const ack = (remoting: Remoting, address: string, extraInfo: string, offset: number, more: object = {}) =>
  remoting.invoke(address, requests.ackMessage, {
    consumerGroup: 'consumers',
    topic: 'orders',
    queueId: 0,
    extraInfo,
    offset,
    ...more,
  })

const stored = async (remoting: Remoting, address: string) =>
  (
    await remoting.invoke(address, requests.queryConsumerOffset, {
      consumerGroup: 'consumers',
      topic: 'orders',
      queueId: 0,
      setZeroIfNotFound: false,
    })
  ).offset

async function withMessages(count: number, options: Parameters<typeof broker>[0] = {}) {
  const {address, close} = await broker(options)
  const remoting = client()
  await makeTopic(remoting, address, 'orders', {readQueueNums: 1, writeQueueNums: 1})
  for (let i = 0; i < count; i++)
    await send(remoting, address, 'orders', {body: `m${i}`, properties: {TAGS: `t${i % 2}`}})
  return {address, remoting, close}
}

describe('a pop', () => {
  it('hides what it gives, and says how to acknowledge it', async () => {
    const {address, remoting} = await withMessages(5)
    const first = await pop(remoting, address, {maxMsgNums: 3})
    expect(first).toMatchObject({
      code: 0,
      bodies: ['m0', 'm1', 'm2'],
      restNum: 2,
      invisibleTime: 60_000,
      startOffsetInfo: '0 0 0',
      msgOffsetInfo: '0 0 0,1,2',
    })
    const second = await pop(remoting, address)
    expect(second).toMatchObject({bodies: ['m3', 'm4'], startOffsetInfo: '0 0 3', msgOffsetInfo: '0 0 3,4', restNum: 0})
    expect(await pop(remoting, address)).toMatchObject({code: 19, bodies: []})
    // the stored offset stays at the first that is not acknowledged
    expect(await stored(remoting, address)).toBe(0)
    await ack(remoting, address, receiptOf(first, 1), 1)
    expect(await stored(remoting, address)).toBe(0)
    await ack(remoting, address, receiptOf(first, 0), 0)
    expect(await stored(remoting, address)).toBe(2)
    await remoting.invoke(address, requests.batchAckMessage, {
      body: {
        brokerName: 'broker-a',
        acks: [
          {
            consumerGroup: 'consumers',
            topic: 'orders',
            retry: '0',
            startOffset: 2,
            queueId: 0,
            reviveQueueId: 0,
            popTime: second.popTime,
            invisibleTime: 60_000,
            // 3 and 4
            bits: Buffer.from([0b110]).toString('base64'),
          },
        ],
      },
    })
    expect(await stored(remoting, address)).toBe(2)
    await ack(remoting, address, receiptOf(first, 2), 2)
    expect(await stored(remoting, address)).toBe(5)
  })

  it('looks through all queues, or one, and filters', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    for (let queueId = 0; queueId < 4; queueId++)
      for (const tag of ['a', 'b'])
        await send(remoting, address, 'orders', {queueId, body: `${tag}${queueId}`, properties: {TAGS: tag}})
    expect((await pop(remoting, address, {queueId: 2, exp: 'a'})).bodies).toEqual(['a2'])
    const rest = await pop(remoting, address, {exp: 'a'})
    expect(rest.bodies.sort()).toEqual(['a0', 'a1', 'a3'])
    expect(rest.msgOffsetInfo?.split(';').sort()).toEqual(['0 0 0', '0 1 0', '0 3 0'])
    await expect(pop(remoting, address, {expType: 'SQL92'})).rejects.toMatchObject(refusal(1, /SQL92/))
    await expect(pop(remoting, address, {maxMsgNums: 33})).rejects.toMatchObject(refusal(1, /32/))
    await expect(pop(remoting, address, {topic: 'nope'})).rejects.toMatchObject(refusal(17))
    await expect(pop(remoting, address, {queueId: 4})).rejects.toMatchObject(refusal(29))
  })

  it('begins at the end where it is told to', async () => {
    const {address, remoting} = await withMessages(2)
    expect(await pop(remoting, address, {initMode: 1})).toMatchObject({code: 19})
    await send(remoting, address, 'orders', {body: 'new'})
    expect((await pop(remoting, address, {initMode: 1})).bodies).toEqual(['new'])
  })

  it('waits for a message, until its time is over', async () => {
    const {address, remoting} = await withMessages(0)
    const waiting = pop(remoting, address, {pollTime: 10_000})
    await vi.waitFor(async () => {
      const {pollingNum} = await remoting.invoke(address, requests.pollingInfo, {
        consumerGroup: 'consumers',
        topic: 'orders',
        queueId: -1,
      })
      expect(pollingNum).toBe(1)
    })
    const noticed = remoting.invoke(address, requests.notification, {
      consumerGroup: 'others',
      topic: 'orders',
      queueId: -1,
      pollTime: 10_000,
      bornTime: Date.now(),
    })
    await send(remoting, address, 'orders', {body: 'it'})
    expect((await waiting).bodies).toEqual(['it'])
    expect(await noticed).toEqual({hasMsg: true, pollingFull: false})
    expect(await pop(remoting, address, {pollTime: 20})).toMatchObject({code: 210})
    const nothing = {consumerGroup: 'consumers', topic: 'orders', queueId: -1, pollTime: 20, bornTime: Date.now()}
    expect(await remoting.invoke(address, requests.notification, nothing)).toMatchObject({hasMsg: false})
  })

  it('that is not acknowledged in time comes again through the retry topic, at last as a dead letter', async () => {
    const {address, remoting} = await withMessages(2)
    const {body: group} = await remoting.invoke(address, requests.getSubscriptiongroupConfig, {group: 'consumers'})
    await remoting.invoke(address, requests.updateAndCreateSubscriptiongroup, {
      body: {...group, retryMaxTimes: 1, attributes: new Map()},
    })
    const first = await pop(remoting, address, {invisibleTime: 1})
    await ack(remoting, address, receiptOf(first, 0), 0)
    await vi.waitFor(async () => expect(await stored(remoting, address)).toBe(2), patient)
    const again = await pop(remoting, address, {invisibleTime: 1})
    expect(again).toMatchObject({bodies: ['m1'], msgOffsetInfo: '1 0 0'})
    const [message] = again.messages
    // under its own topic, with the way back in its receipt
    expect(message).toMatchObject({topic: 'orders', reconsumeTimes: 1})
    expect(parseReceipt(message?.properties.get('POP_CK') ?? '', 0)).toMatchObject({
      isRetry: true,
      queueId: 0,
      offset: 0,
    })
    await vi.waitFor(async () => expect(await bodiesOf(remoting, address, '%DLQ%consumers')).toEqual(['m1']), patient)
    expect((await messagesOf(remoting, address, retry)).map(each => each.properties.get('RETRY_TOPIC'))).toEqual([
      'orders',
    ])
    // too late, but no harm
    await ack(remoting, address, message?.properties.get('POP_CK') ?? '', 0, {topic: retry})
    await remoting.invoke(address, requests.deleteTopicInBroker, {topic: 'orders'})
    await expect(remoting.invoke(address, requests.getTopicConfig, {topic: retry})).rejects.toMatchObject(refusal(17))
  })

  it('can be hidden for longer, by who has it', async () => {
    const {address, remoting} = await withMessages(1)
    const first = await pop(remoting, address, {invisibleTime: 60_000})
    const hide = (extraInfo: string, invisibleTime: number) =>
      remoting.invoke(address, requests.changeMessageInvisibletime, {
        consumerGroup: 'consumers',
        topic: 'orders',
        queueId: 0,
        extraInfo,
        offset: 0,
        invisibleTime,
      })
    const receipt = receiptOf(first, 0)
    const changed = await hide(receipt, 30_000)
    expect(changed).toMatchObject({invisibleTime: 30_000, reviveQid: 0})
    const next = formatReceipt({...parseReceipt(receipt, 0), popTime: changed.popTime, invisibleMs: 1})
    // now, so that it fails
    await hide(next, 1)
    await vi.waitFor(async () => expect((await pop(remoting, address)).bodies).toEqual(['m0']), patient)
    await expect(hide(next, 1)).rejects.toMatchObject(refusal(208))
    await expect(ack(remoting, address, 'nonsense', 0)).rejects.toMatchObject(refusal(1, /receipt/))
    await expect(ack(remoting, address, receipt, 9)).rejects.toMatchObject(refusal(208))
    await expect(ack(remoting, address, receipt, 0, {queueId: 7})).rejects.toMatchObject(refusal(13))
    await expect(ack(remoting, address, receipt, 0, {topic: 'nope'})).rejects.toMatchObject(refusal(17))
  })

  it('in order gives one batch of a queue at a time, and that again when it fails', async () => {
    const {address, remoting} = await withMessages(4)
    const first = await pop(remoting, address, {order: true, maxMsgNums: 2, invisibleTime: 1})
    expect(first).toMatchObject({bodies: ['m0', 'm1'], orderCountInfo: '0 0 0'})
    await vi.waitFor(
      async () => expect((await pop(remoting, address, {order: true, maxMsgNums: 1})).bodies).toEqual(['m0']),
      patient,
    )
    expect((await pop(remoting, address, {order: true})).bodies).toEqual([])
  })

  it('that was open at the end of the broker comes again', async () => {
    const folder = await temporaryFolder()
    const {address, remoting, close} = await withMessages(3, {folder})
    const first = await pop(remoting, address)
    await ack(remoting, address, receiptOf(first, 0), 0)
    await ack(remoting, address, receiptOf(first, 2), 2)
    await close()
    const second = await broker({folder})
    expect((await pop(remoting, second.address)).bodies).toEqual(['m1', 'm2'])
  })

  it('can be seen without being taken', async () => {
    const {address, remoting} = await withMessages(2)
    const peek = () =>
      remoting.invoke(address, requests.peekMessage, {
        consumerGroup: 'consumers',
        topic: 'orders',
        queueId: -1,
        maxMsgNums: 1,
      })
    expect(decodeRecords((await peek()).body).map(each => each.body.toString())).toEqual(['m0'])
    expect((await pop(remoting, address)).bodies).toEqual(['m0', 'm1'])
    expect(await peek()).toMatchObject({code: 19})
  })

  it('follows a reset', async () => {
    const {address, remoting} = await withMessages(3)
    await pop(remoting, address)
    await remoting.invoke(address, requests.invokeBrokerToResetOffset, {
      group: 'consumers',
      topic: 'orders',
      timestamp: 0,
      isForce: true,
      queueId: 0,
      offset: 1,
    })
    expect((await pop(remoting, address)).bodies).toEqual(['m1', 'm2'])
  })
})

describe('assignments', () => {
  it('are made by the broker, over all brokers', async () => {
    const cluster = await startCluster({brokers: 2})
    atEnd(cluster.close)
    const remoting = client()
    const [address = '', second = ''] = cluster.brokers.map(each => each.address)
    for (const each of [address, second])
      await makeTopic(remoting, each, 'orders', {readQueueNums: 2, writeQueueNums: 2})
    await subscribe(remoting, address, 'consumers', ['orders'], {clientId: 'a'})
    await subscribe(client(), address, 'consumers', ['orders'], {clientId: 'b'})
    const ask = async (more: object = {}) =>
      (
        await remoting.invoke(address, requests.queryAssignment, {
          body: {topic: 'orders', consumerGroup: 'consumers', clientId: 'a', messageModel: 'CLUSTERING', ...more},
        })
      ).body.messageQueueAssignments.map(
        ({messageQueue, mode}) => `${mode} ${messageQueue?.brokerName}:${messageQueue?.queueId}`,
      )
    expect(await ask()).toEqual(['PULL broker-a:0', 'PULL broker-a:1'])
    expect(await ask({clientId: 'b', strategyName: 'AVG_BY_CIRCLE'})).toEqual(['PULL broker-a:1', 'PULL broker-b:1'])
    expect(await ask({messageModel: 'BROADCASTING'})).toHaveLength(4)
    expect(await ask({clientId: 'stranger'})).toEqual([])
    await expect(ask({strategyName: 'NOPE'})).rejects.toMatchObject(refusal(1, /NOPE/))

    const setMode = (topic: string) =>
      remoting.invoke(address, requests.setMessageRequestMode, {
        body: {topic, consumerGroup: 'consumers', mode: 'POP', popShareQueueNum: 0},
      })
    await setMode('orders')
    expect(await ask()).toEqual(['POP broker-a:-1', 'POP broker-b:-1'])
    await expect(setMode('%RETRY%consumers')).rejects.toMatchObject(refusal(16))
    const {body} = await remoting.invoke(address, requests.getAllMessageRequestMode, {})
    expect(body.messageRequestModeMap.get('orders')?.get('consumers')?.mode).toBe('POP')
  })

  it('share out evenly', () => {
    const queues = (count: number) =>
      Array.from({length: count}, (_, queueId) => ({topic: 't', brokerName: 'b', queueId}))
    const shares = (name: string, count: number, clients: number) =>
      Array.from({length: clients}, (_, index) =>
        strategies[name]?.(index, clients, queues(count))
          .map(({queueId}) => queueId)
          .join(),
      )
    expect(shares('AVG', 5, 2)).toEqual(['0,1,2', '3,4'])
    expect(shares('AVG', 4, 3)).toEqual(['0,1', '2', '3'])
    expect(shares('AVG', 3, 4)).toEqual(['0', '1', '2', ''])
    expect(shares('AVG_BY_CIRCLE', 5, 2)).toEqual(['0,2,4', '1,3'])
    const strategy = strategies['AVG'] as NonNullable<(typeof strategies)[string]>
    const shared = (index: number, clients: number, count: number, share: number) =>
      queuesToPop(index, clients, queues(count), share, strategy).map(({queueId}) => queueId)
    expect(shared(0, 4, 8, 0)).toEqual([-1])
    expect(shared(3, 4, 8, 1)).toEqual([6, 7, 0, 1])
    expect(shared(5, 6, 4, 2)).toEqual([1])
    const mixed = [...queues(2), {topic: 't', brokerName: 'a', queueId: 1}].sort(compareQueues)
    expect(mixed.map(({brokerName, queueId}) => brokerName + queueId)).toEqual(['a1', 'b0', 'b1'])
  })
})

describe('receipts', () => {
  it('are texts with blanks', () => {
    const receipt = {
      firstOffset: 5,
      popTime: 1_700_000_000_000,
      invisibleMs: 60_000,
      reviveQueue: 0,
      isRetry: true,
      brokerName: 'broker-a',
      queueId: 3,
      offset: 7,
    }
    expect(formatReceipt(receipt)).toBe('5 1700000000000 60000 0 1 broker-a 3 7')
    expect(parseReceipt(formatReceipt(receipt), 7)).toEqual(receipt)
    expect(() => parseReceipt('1 2 3', 0)).toThrow(/receipt/)
    const popped = [
      {isRetry: false, queueId: 1, offsets: [4, 6]},
      {isRetry: true, queueId: 0, offsets: [9]},
    ]
    expect(formatStartOffsets(popped)).toBe('0 1 4;1 0 9')
    expect(formatOffsets(popped)).toBe('0 1 4,6;1 0 9')
  })
})
