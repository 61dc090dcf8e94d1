import {afterEach, describe, expect, it} from 'vitest'
import {encodeRecord, formatOffsetMsgId} from '../../src/protocol/message/index.js'
import {Refusal} from '../../src/remoting/dispatcher.js'
import {closeAll, routeOf, type ScriptedBroker, scripted} from '../support/scripted-broker.js'

afterEach(closeAll)

/** Answers queries as a broker does: by hash, so also what does not fit. */
function index(broker: ScriptedBroker, fits: (key: string, type: string | undefined) => boolean) {
  broker.handlers.queryMessage = ({key, indexType}) => {
    const records = fits(key, indexType) ? [...broker.queues.values()].flat() : []
    if (records.length === 0) throw new Refusal(22, 'can not find message, maybe time range not correct')
    const body = Buffer.concat(records.map(encodeRecord))
    return {indexLastUpdateTimestamp: 1, indexLastUpdatePhyoffset: 1, body}
  }
}

describe('find', () => {
  it('finds by offset id at the broker the id names', async () => {
    const {messaging, brokers} = await scripted()
    const [broker] = brokers
    const record = broker?.put(0, {text: 'here', physicalOffset: 4711})
    if (broker === undefined || record === undefined) throw new Error('no broker')
    broker.handlers.viewMessageById = ({offset}) => {
      if (offset !== 4711) throw new Refusal(1, `can not find message by the offset, ${offset}`)
      return {body: encodeRecord(record)}
    }
    const id = formatOffsetMsgId({host: record.storeHost, offset: 4711})
    expect(await messaging.finder.byOffsetId(id)).toMatchObject({offsetMsgId: id, commitLogOffset: 4711})
    expect(await messaging.finder.byOffsetId(formatOffsetMsgId({host: record.storeHost, offset: 1}))).toBeUndefined()
    await expect(messaging.finder.byOffsetId('xyz')).rejects.toMatchObject({code: 'BAD_BODY'})
  })

  it('finds every copy of a unique key on every broker, the oldest first', async () => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'])
    const [a, b] = brokers
    if (a === undefined || b === undefined) throw new Error('no broker')
    const properties = new Map([['UNIQ_KEY', 'ID1']])
    a.put(0, {text: 'second', storeTimestamp: 20, properties})
    b.put(0, {text: 'first', storeTimestamp: 10, properties})
    b.put(0, {text: 'same hash', storeTimestamp: 5, properties: new Map([['UNIQ_KEY', 'ID2']])})
    for (const broker of brokers) index(broker, (key, type) => key === 'ID1' && type === 'U')
    const {answers, failures} = await messaging.finder.byUniqueKey('orders', 'ID1')
    expect(answers.map(({body}) => body.toString())).toEqual(['first', 'second'])
    expect(failures).toEqual([])
    expect((await messaging.finder.byUniqueKey('orders', 'ID3')).answers).toEqual([])
  })

  it('keeps what has exactly the key, or the tag', async () => {
    const {messaging, brokers} = await scripted()
    const [broker] = brokers
    if (broker === undefined) throw new Error('no broker')
    broker.put(0, {text: 'a', keys: 'k1 k2', tags: 'paid'})
    broker.put(0, {text: 'b', keys: 'k12', tags: 'k1'})
    index(broker, () => true)
    const texts = async (type: 'K' | 'T', key: string) =>
      (await messaging.finder.byKey({topic: 'orders', key, type})).answers.map(({body}) => body.toString())
    expect(await texts('K', 'k1')).toEqual(['a'])
    expect(await texts('T', 'k1')).toEqual(['b'])
  })

  it('asks within the window, and for all times without one', async () => {
    const {messaging, brokers} = await scripted()
    const [broker] = brokers
    if (broker === undefined) throw new Error('no broker')
    const asked: unknown[] = []
    broker.handlers.queryMessage = ({beginTimestamp, endTimestamp, maxNum}) => {
      asked.push([beginTimestamp, endTimestamp, maxNum])
      throw new Refusal(22, 'none')
    }
    await messaging.finder.byKey({topic: 'orders', key: 'k', type: 'K', begin: 5, end: 9, max: 3})
    await messaging.finder.byKey({topic: 'orders', key: 'k', type: 'K'})
    expect(asked).toEqual([
      [5, 9n, 3],
      [0, 9223372036854775807n, 64],
    ])
  })

  it('returns what one broker has beside the failure of another', async () => {
    const {messaging, brokers} = await scripted(['broker-a', 'broker-b'])
    const [a, b] = brokers
    if (a === undefined || b === undefined) throw new Error('no broker')
    a.put(0, {text: 'a', keys: 'k1'})
    index(a, () => true)
    b.handlers.queryMessage = () => {
      throw new Refusal(1, 'index is broken')
    }
    const {answers, failures} = await messaging.finder.byKey({topic: 'orders', key: 'k1', type: 'K'})
    expect(answers).toHaveLength(1)
    expect(failures).toHaveLength(1)
    expect(failures[0]?.target).toBe(`broker-b (${b.address})`)
    expect(failures[0]?.error).toMatchObject({code: 'SERVER_REFUSED', facts: {remark: 'index is broken'}})
  })

  it('asks only the brokers of a cluster, and takes the route of the parent of a light topic', async () => {
    const {messaging, brokers, routes, asked} = await scripted(['broker-a'])
    const [a] = brokers
    if (a === undefined) throw new Error('no broker')
    a.put(0, {text: 'a', keys: 'k1'})
    index(a, () => true)
    const found = await messaging.finder.byKey({topic: 'orders', key: 'k1', type: 'K', cluster: 'DefaultCluster'})
    expect(found.answers).toHaveLength(1)
    await expect(messaging.finder.byKey({topic: 'orders', key: 'k', type: 'K', cluster: 'x'})).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: 'it is in: DefaultCluster',
    })
    routes.set('parent', routeOf(brokers, 1))
    await messaging.finder.byKey({topic: '%LMQ%child', key: 'k', type: 'K', cluster: 'parent'})
    expect(asked.at(-1)).toBe('parent')
  })

  it('says that a message of a light topic was not found, also where delayed messages wait', async () => {
    const {messaging, brokers, routes} = await scripted(['broker-a'])
    for (const broker of brokers) index(broker, () => false)
    for (const topic of ['parent', 'SCHEDULE_TOPIC_XXXX']) routes.set(topic, routeOf(brokers, 1))
    const looking = messaging.lookUp('C0A80064000118B4AAC28A3B1C2D0000', {topic: '%LMQ%child', cluster: 'parent'})
    await expect(looking).rejects.toThrow(/was not found; tried: .*where it may wait/)
  })

  it('finds by place', async () => {
    const {messaging, brokers} = await scripted()
    brokers[0]?.put(0, {text: 'a'})
    brokers[0]?.put(0, {text: 'b'})
    const {message, maxOffset} = await messaging.finder.byOffset(
      await messaging.puller.queue('orders', 'broker-a', 0),
      1,
    )
    expect([message?.body.toString(), maxOffset]).toEqual(['b', 2])
    expect(await messaging.finder.byOffset(await messaging.puller.queue('orders', 'broker-a', 0), 9)).toMatchObject({
      status: 'OFFSET_ILLEGAL',
      message: undefined,
    })
  })
})
