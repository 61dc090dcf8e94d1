import {inflateSync} from 'node:zlib'
import {afterEach, describe, expect, it} from 'vitest'
import {type MqError, NetworkError, type PartialError, ServerError, UsageError} from '../../src/errors.js'
import {decodeBatch, parseProperties, parseUniqueId} from '../../src/protocol/message/index.js'
import {Refusal} from '../../src/remoting/dispatcher.js'
import {closeAll, routeOf, scripted} from '../support/scripted-broker.js'

afterEach(closeAll)

const orders = (text: string, more = {}) => ({topic: 'orders', body: Buffer.from(text), ...more})
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    error => error as MqError,
  )

describe('send', () => {
  it('writes the header, properties and body of a message and returns where it is', async () => {
    const {messaging, brokers} = await scripted()
    const message = orders('hello', {
      tags: 'paid',
      keys: ['k1', 'k2'],
      properties: new Map([['tenant', 'acme']]),
      flag: 7,
    })
    const result = await messaging.sender.send(message, {group: 'shop'})
    const [sent] = brokers[0]?.sends ?? []
    expect(sent).toMatchObject({producerGroup: 'shop', topic: 'orders', defaultTopic: 'TBW102', sysFlag: 0, flag: 7})
    expect(sent?.body.toString()).toBe('hello')
    const properties = parseProperties(sent?.properties ?? '')
    expect(Object.fromEntries(properties)).toMatchObject({TAGS: 'paid', KEYS: 'k1 k2', tenant: 'acme', WAIT: 'true'})
    expect(result).toMatchObject({
      status: 'SEND_OK',
      topic: 'orders',
      brokerName: 'broker-a',
      queueOffset: 0,
      offsetMsgId: 'OFFSETID',
    })
    expect(result.queueId).toBe(sent?.queueId)
    expect(result.msgId).toBe(properties.get('UNIQ_KEY'))
    expect(parseUniqueId(result.msgId, Date.now()).pid).toBe(process.pid & 0xffff)
  })

  it('goes through the queues in turn and gives every message its own id', async () => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'], 2)
    const results = []
    for (let n = 0; n < 8; n++) results.push(await messaging.sender.send(orders('x')))
    expect(brokers.map(broker => broker.sends.length)).toEqual([4, 4])
    expect(new Set(results.map(({msgId}) => msgId)).size).toBe(8)
    expect(new Set(results.map(({brokerName, queueId}) => `${brokerName} ${queueId}`)).size).toBe(4)
  })

  it('keeps messages of one sharding key in one queue', async () => {
    const {messaging, brokers} = await scripted(['broker-a'], 8)
    for (let n = 0; n < 5; n++) await messaging.sender.send(orders('x', {shardingKey: 'customer-1'}))
    expect(new Set(brokers[0]?.sends.map(({queueId}) => queueId)).size).toBe(1)
    expect(parseProperties(brokers[0]?.sends[0]?.properties ?? '').get('__SHARDINGKEY')).toBe('customer-1')
  })

  it('compresses as Java producers do, unless told otherwise or in vain', async () => {
    const {messaging, brokers} = await scripted()
    const big = orders('a'.repeat(5000))
    await messaging.sender.send(big)
    await messaging.sender.send(big, {compression: false})
    await messaging.sender.send(orders('short'))
    const [compressed, plain, short] = brokers[0]?.sends ?? []
    expect(compressed?.sysFlag).toBe(0x301)
    expect(inflateSync(compressed?.body ?? Buffer.alloc(0)).toString()).toBe('a'.repeat(5000))
    expect([plain?.sysFlag, plain?.body.length]).toEqual([0, 5000])
    expect(short?.sysFlag).toBe(0)
  })

  it.each([
    [10, 'FLUSH_DISK_TIMEOUT'],
    [11, 'SLAVE_NOT_AVAILABLE'],
    [12, 'FLUSH_SLAVE_TIMEOUT'],
  ])('names the status of code %i and does not send again', async (code, status) => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'])
    let sends = 0
    for (const broker of brokers)
      broker.handlers.sendMessageV2 = () => {
        sends++
        return {code, msgId: 'ID', queueId: 1, queueOffset: 5}
      }
    expect(await messaging.sender.send(orders('x'))).toMatchObject({status, queueOffset: 5})
    expect(sends).toBe(1)
  })

  it.each([1, 2, 14, 16, 17])('tries another broker after a refusal with code %i', async code => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'])
    const [a, b] = brokers
    let refused = 0
    if (a)
      a.handlers.sendMessageV2 = () => {
        refused++
        throw new Refusal(code, 'no')
      }
    for (let n = 0; n < 4; n++) expect((await messaging.sender.send(orders('x'))).brokerName).toBe('broker-b')
    expect(refused).toBeGreaterThan(0)
    expect(b?.sends.length).toBe(4)
  })

  it('does not repeat a refusal that every broker would give', async () => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'])
    let asked = 0
    for (const broker of brokers)
      broker.handlers.sendMessageV2 = () => {
        asked++
        throw new Refusal(13, 'the message is illegal')
      }
    const error = await caught(messaging.sender.send(orders('x')))
    expect(error).toBeInstanceOf(ServerError)
    expect(error?.facts).toMatchObject({responseCode: 13, topic: 'orders', attempts: 1})
    expect(asked).toBe(1)
  })

  it('names every broker when all refuse', async () => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'])
    for (const broker of brokers)
      broker.handlers.sendMessageV2 = () => {
        throw new Refusal(14, 'disk full')
      }
    const error = await caught(messaging.sender.send(orders('x')))
    expect(error).toMatchObject({code: 'PARTIAL', status: 1, succeeded: 0})
    const {failures} = error as PartialError
    expect(failures.map(({target}) => target).sort()).toEqual(['broker-a', 'broker-b'])
    for (const failure of failures)
      expect(failure.error).toMatchObject({code: 'SERVER_REFUSED', facts: {responseCode: 14}})
  })

  it('goes to another broker when one is gone', async () => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'])
    await brokers[0]?.leave()
    for (let n = 0; n < 4; n++) expect((await messaging.sender.send(orders('x'))).brokerName).toBe('broker-b')
  })

  it('does not repeat a message that may be stored', async () => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'])
    let asked = 0
    for (const broker of brokers)
      broker.handlers.sendMessageV2 = (_, {connection}) => {
        asked++
        connection.destroy()
        return new Promise(() => {})
      }
    const error = await caught(messaging.sender.send(orders('x')))
    expect(error).toBeInstanceOf(NetworkError)
    expect((error as NetworkError).sent).toBe(true)
    expect(asked).toBe(1)
  })

  it('sends to the queue that was named, also one the route does not list, and tries no other', async () => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'])
    expect(await messaging.sender.send(orders('x'), {brokerName: 'broker-b', queueId: 1})).toMatchObject({
      brokerName: 'broker-b',
      queueId: 1,
    })
    const [, b] = brokers
    if (b)
      b.handlers.sendMessageV2 = ({queueId}) => {
        throw new Refusal(1, `request queueId[${queueId}] is illegal`)
      }
    const error = await caught(messaging.sender.send(orders('x'), {brokerName: 'broker-b', queueId: 99}))
    expect(error?.message).toContain('queueId[99]')
    expect(brokers[0]?.sends).toEqual([])
    expect(await caught(messaging.sender.send(orders('x'), {brokerName: 'nope', queueId: 0}))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('lets the broker create a topic where there is a template, with at most four queues a broker', async () => {
    const {messaging, brokers, routes, asked} = await scripted()
    expect(await caught(messaging.sender.send(orders('x', {topic: 'fresh'})))).toMatchObject({
      code: 'NOT_FOUND',
      status: 3,
    })
    routes.set('TBW102', routeOf(brokers, 8))
    for (let n = 0; n < 8; n++) await messaging.sender.send(orders('x', {topic: 'fresh'}))
    const used = brokers[0]?.sends.map(({queueId}) => queueId) ?? []
    expect([...new Set(used)].sort()).toEqual([0, 1, 2, 3])
    expect(brokers[0]?.sends[0]).toMatchObject({topic: 'fresh', defaultTopic: 'TBW102', defaultTopicQueueNums: 4})
    expect(asked.filter(topic => topic === 'TBW102').length).toBe(2)
  })

  it('refuses what no broker takes before anything is sent', async () => {
    const {messaging, brokers, asked} = await scripted()
    for (const message of [
      orders(''),
      orders('x', {topic: 'bad topic!'}),
      orders('x', {properties: new Map([['a', 'b\u0001c']])}),
      orders('x', {properties: new Map([['a', 'b'.repeat(33_000)]])}),
    ])
      expect(await caught(messaging.sender.send(message))).toBeInstanceOf(UsageError)
    expect(brokers[0]?.sends).toEqual([])
    expect(asked).toEqual([])
  })

  it('says that a topic takes no messages', async () => {
    const {messaging, brokers, routes} = await scripted()
    const route = routeOf(brokers, 2)
    routes.set('orders', {...route, queueDatas: route.queueDatas.map(data => ({...data, perm: 4}))})
    expect(await caught(messaging.sender.send(orders('x')))).toMatchObject({code: 'SERVER_REFUSED', status: 1})
  })

  it('sends a timed message only to a broker that keeps it', async () => {
    const {messaging, brokers} = await scripted()
    const [broker] = brokers
    let version = 'V4_9_7'
    if (broker)
      broker.handlers.getBrokerRuntimeInfo = () => ({body: {table: new Map([['brokerVersionDesc', version]])}})
    expect(await caught(messaging.sender.send(orders('x', {delayMs: 5000})))).toMatchObject({
      code: 'NOT_SUPPORTED',
      message: 'broker-a 4.9.7 would deliver a timed message at once; needs 5.0',
    })
    expect(broker?.sends).toEqual([])
    await messaging.sender.send(orders('x', {delayLevel: 3}))
    expect(parseProperties(broker?.sends[0]?.properties ?? '').get('DELAY')).toBe('3')
    version = 'V5_5_0'
    const other = await scripted()
    if (other.brokers[0]) other.brokers[0].handlers = broker?.handlers ?? {}
    await other.messaging.sender.send(orders('x', {deliverAt: 4102444800000}))
    const properties = parseProperties(other.brokers[0]?.sends[0]?.properties ?? '')
    expect(properties.get('TIMER_DELIVER_MS')).toBe('4102444800000')
  })

  it('sends a batch in one request, each message with its own id', async () => {
    const {messaging, brokers} = await scripted()
    const result = await messaging.sender.sendBatch([orders('a', {tags: 't'}), orders('b')])
    const [sent] = brokers[0]?.sends ?? []
    expect(sent?.batch).toBe(true)
    expect(Object.fromEntries(parseProperties(sent?.properties ?? ''))).toEqual({WAIT: 'true'})
    const parts = decodeBatch(sent?.body ?? Buffer.alloc(0))
    expect(parts.map(({body}) => body.toString())).toEqual(['a', 'b'])
    expect(parts[0]?.properties.get('TAGS')).toBe('t')
    expect(result.msgId).toBe(parts.map(({properties}) => properties.get('UNIQ_KEY')).join(','))
    expect(await caught(messaging.sender.sendBatch([]))).toBeInstanceOf(UsageError)
    expect(await caught(messaging.sender.sendBatch([orders('a'), orders('b', {topic: 'other'})]))).toBeInstanceOf(
      UsageError,
    )
    expect(await caught(messaging.sender.sendBatch([orders('a', {delayLevel: 1})]))).toBeInstanceOf(UsageError)
  })

  it('sends one-way without an answer', async () => {
    const {messaging, brokers} = await scripted()
    const arrived = new Promise<boolean>(resolve => {
      if (brokers[0])
        brokers[0].handlers.sendMessageV2 = (_, {oneway}) => {
          resolve(oneway)
          return {code: 0, msgId: 'ID', queueId: 0, queueOffset: 0}
        }
    })
    await messaging.sender.sendOneway(orders('x'))
    expect(await arrived).toBe(true)
  })
})
