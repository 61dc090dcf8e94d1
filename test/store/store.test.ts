/** What every store must do: run on a folder and on a store for tests. */
import {describe, expect, it} from 'vitest'
import {UsageError} from '../../src/errors.js'
import {decodeRecord, javaHashCode} from '../../src/protocol/message/index.js'
import type {Arrival, Store, StoreOptions} from '../../src/store/index.js'
import {bodies, message, open, readAll, storeHost, temporaryFolder} from './store-support.js'

describe.each([
  ['in a folder', async (options: StoreOptions) => open({...options, folder: await temporaryFolder()})],
  ['for tests', async (options: StoreOptions) => open({...options, memory: true})],
] as [string, (options: StoreOptions) => Promise<Store>][])('a store %s', (_, openNew) => {
  it('gives places to messages and reads them back', async () => {
    const store = await openNew({now: () => 1700000000123})
    const first = await store.append(message({body: 'a', properties: {TAGS: 'TagA'}, flag: 7}))
    expect(first).toEqual({queueOffset: 0, physicalOffset: 0, storeTimestamp: 1700000000123, size: 108})
    const second = await store.append(message({body: 'b'}))
    expect(second).toMatchObject({queueOffset: 1, physicalOffset: 108})
    const result = await store.read('orders', 0, 0)
    expect(result).toMatchObject({status: 'FOUND', nextOffset: 2, minOffset: 0, maxOffset: 2, offsets: [0, 1]})
    expect(decodeRecord(result.records[0] as Buffer)).toMatchObject({
      topic: 'orders',
      queueId: 0,
      queueOffset: 0,
      physicalOffset: 0,
      flag: 7,
      storeTimestamp: 1700000000123,
      storeHost,
      properties: new Map([['TAGS', 'TagA']]),
    })
    expect(bodies(result.records)).toEqual(['a', 'b'])
  })

  it('keeps the queues of topics apart', async () => {
    const store = await openNew({})
    await Promise.all([
      store.append(message({body: '1'})),
      store.append(message({queueId: 3, body: '2'})),
      store.append(message({topic: 'bills', body: '3'})),
      store.append(message({body: '4'})),
    ])
    expect(await readAll(store)).toEqual(['1', '4'])
    expect(await readAll(store, 'orders', 3)).toEqual(['2'])
    expect(await readAll(store, 'bills')).toEqual(['3'])
    expect(store.topics().sort()).toEqual(['bills', 'orders'])
    expect(store.topicQueues('orders')).toEqual([0, 3])
  })

  it('stores a batch in consecutive places', async () => {
    const store = await openNew({})
    const [, batch] = await Promise.all([
      store.append(message({body: 'x'})),
      store.appendBatch(['a', 'b', 'c'].map(body => message({body}))),
      store.append(message({body: 'y'})),
    ])
    expect(batch.map(place => place.queueOffset)).toEqual([1, 2, 3])
    expect(await readAll(store)).toEqual(['x', 'a', 'b', 'c', 'y'])
  })

  it('crosses the borders of all its files', async () => {
    const store = await openNew({})
    const sent = Array.from({length: 300}, (_, n) => `${n} ${'x'.repeat(n % 97)}`)
    await Promise.all(sent.map((body, n) => store.append(message({body, properties: {KEYS: `k${n}`}}))))
    expect(await readAll(store)).toEqual(sent)
    await store.flush()
    expect(await readAll(store)).toEqual(sent)
    expect(store.stats().commitLogSize).toBeGreaterThan(16 * 1024)
    const middle = await store.queryByKey('orders', 'k137', 10, 0, Number.MAX_SAFE_INTEGER)
    expect(bodies(middle.records)).toEqual([sent[137]])
  })

  it('reads from files what memory no longer holds', async () => {
    const store = await openNew({tailCacheSize: 0, mappedFileSizeCommitLog: 4 * 1024 * 1024})
    const sent = Array.from({length: 40}, (_, n) => `${n}${'y'.repeat(100_000)}`)
    for (const body of sent) await store.append(message({body}))
    for (const maxBytes of [1, 1_000_000]) {
      const found: string[] = []
      for (let offset = 0; offset < 40; ) {
        const result = await store.read('orders', 0, offset, {maxBytes})
        found.push(...bodies(result.records))
        offset = result.nextOffset
      }
      expect(found).toEqual(sent)
    }
  })

  it('answers reads at the edges as Java does', async () => {
    const store = await openNew({})
    expect(await store.read('orders', 0, 5)).toMatchObject({
      status: 'NO_MATCHED_LOGIC_QUEUE',
      nextOffset: 0,
      maxOffset: 0,
    })
    await store.append(message({}))
    await store.append(message({}))
    expect(await store.read('orders', 0, -1)).toMatchObject({status: 'OFFSET_TOO_SMALL', nextOffset: 0})
    expect(await store.read('orders', 0, 2)).toMatchObject({status: 'OFFSET_OVERFLOW_ONE', nextOffset: 2})
    expect(await store.read('orders', 0, 9)).toMatchObject({
      status: 'OFFSET_OVERFLOW_BADLY',
      nextOffset: 2,
      maxOffset: 2,
    })
  })

  it('filters by tags code and by the record', async () => {
    const store = await openNew({})
    for (const tag of ['a', 'b', 'a', 'c']) await store.append(message({body: tag, properties: {TAGS: tag}}))
    const onlyA = (code: number) => code === javaHashCode('a')
    const result = await store.read('orders', 0, 0, {filter: onlyA})
    expect(result).toMatchObject({status: 'FOUND', nextOffset: 4, offsets: [0, 2]})
    expect(await store.read('orders', 0, 1, {filter: onlyA, maxCount: 1})).toMatchObject({offsets: [2], nextOffset: 3})
    expect(await store.read('orders', 0, 3, {filter: onlyA})).toMatchObject({
      status: 'NO_MATCHED_MESSAGE',
      nextOffset: 4,
    })
    const isC = (record: Buffer) => decodeRecord(record).body.toString() === 'c'
    expect(await store.read('orders', 0, 0, {recordFilter: isC})).toMatchObject({offsets: [3], nextOffset: 4})
    expect(await store.read('orders', 0, 0, {recordFilter: () => false})).toMatchObject({status: 'NO_MATCHED_MESSAGE'})
  })

  it('limits a read by count and bytes, but gives one message always', async () => {
    const store = await openNew({})
    for (let n = 0; n < 40; n++) await store.append(message({body: 'z'.repeat(100)}))
    expect((await store.read('orders', 0, 0)).records).toHaveLength(32)
    expect((await store.read('orders', 0, 0, {maxCount: 5})).nextOffset).toBe(5)
    expect((await store.read('orders', 0, 0, {maxBytes: 450})).records).toHaveLength(2)
    expect((await store.read('orders', 0, 0, {maxBytes: 10})).nextOffset).toBe(1)
  })

  it('finds places by time', async () => {
    let now = 0
    const store = await openNew({now: () => now})
    for (const time of [1000, 2000, 2000, 3000]) {
      now = time
      await store.append(message({}))
    }
    const lower = await Promise.all(
      [0, 1000, 1001, 2000, 3000, 3001].map(time => store.offsetByTime('orders', 0, time)),
    )
    expect(lower).toEqual([0, 0, 1, 1, 3, 4])
    const upper = await Promise.all([0, 1000, 2000, 2999, 9000].map(t => store.offsetByTime('orders', 0, t, 'UPPER')))
    expect(upper).toEqual([0, 0, 2, 2, 3])
    expect(await store.offsetByTime('nothing', 0, 5)).toBe(0)
    expect(await store.earliestStoreTime()).toBe(1000)
    expect(await store.earliestStoreTime('orders', 0)).toBe(1000)
    expect(await store.earliestStoreTime('nothing', 0)).toBe(-1)
    expect(await store.storeTimeAt('orders', 0, 3)).toBe(3000)
    expect(await store.storeTimeAt('orders', 0, 4)).toBe(-1)
  })

  it('finds a record by its commit log offset, and only where one begins', async () => {
    const store = await openNew({})
    await store.append(message({body: 'a'}))
    const {physicalOffset, size} = await store.append(message({body: 'b'}))
    expect(bodies([(await store.recordAt(physicalOffset)) as Buffer])).toEqual(['b'])
    for (const offset of [-1, physicalOffset + 1, physicalOffset + size, 1e12])
      expect(await store.recordAt(offset)).toBeUndefined()
  })

  it('finds messages by key and unique key, before and after they are in a file', async () => {
    let now = 5000
    const store = await openNew({now: () => now})
    await store.append(message({body: '1', properties: {UNIQ_KEY: 'U1', KEYS: 'red blue'}}))
    now = 7000
    await store.append(message({body: '2', properties: {UNIQ_KEY: 'U2', KEYS: 'red'}}))
    await store.append(message({topic: 'bills', body: '3', properties: {KEYS: 'red'}}))
    const find = async (key: string, max = 10, begin = 0, end = 1e13) =>
      bodies((await store.queryByKey('orders', key, max, begin, end)).records)
    for (const flushed of [false, true]) {
      if (flushed) await store.flush()
      expect(await find('red')).toEqual(['2', '1'])
      expect(await find('red', 1)).toEqual(['2'])
      expect(await find('blue')).toEqual(['1'])
      expect(await find('U2')).toEqual(['2'])
      expect(await find('green')).toEqual([])
      expect(await find('red', 10, 0, 6000)).toEqual(['1'])
      expect(await find('red', 10, 5001, 9000)).toEqual(['2'])
    }
  })

  it('gives the units of a queue', async () => {
    const store = await openNew({})
    const {size} = await store.append(message({properties: {TAGS: 'TagZebra'}}))
    await store.append(message({}))
    expect(await store.queueEntries('orders', 0, 0, 10)).toEqual([
      {physicalOffset: 0, size, tagsCode: -704249940},
      {physicalOffset: size, size: expect.any(Number), tagsCode: 0},
    ])
    expect(await store.queueEntries('orders', 0, 1, 1)).toHaveLength(1)
    expect(await store.queueEntries('orders', 9, 0, 1)).toEqual([])
  })

  it('holds the delivery time of delayed messages in their queue', async () => {
    const store = await openNew({now: () => 1000, delayLevels: [5000, 60000]})
    for (const level of ['1', '2', '9'])
      await store.append(message({topic: 'SCHEDULE_TOPIC_XXXX', properties: {DELAY: level, TAGS: 'a'}}))
    const entries = await store.queueEntries('SCHEDULE_TOPIC_XXXX', 0, 0, 3)
    expect(entries.map(entry => entry.tagsCode)).toEqual([6000, 61000, 61000])
  })

  it('keeps half and rolled back messages out of the queues', async () => {
    const store = await openNew({})
    const half = await store.append(message({sysFlag: 0x4}))
    await store.append(message({sysFlag: 0xc, properties: {KEYS: 'k'}}))
    expect(half.queueOffset).toBe(0)
    expect(store.maxOffset('orders', 0)).toBe(0)
    await store.append(message({sysFlag: 0x8, body: 'committed', properties: {KEYS: 'k'}}))
    expect(await readAll(store)).toEqual(['committed'])
    expect(bodies((await store.queryByKey('orders', 'k', 9, 0, 1e13)).records)).toEqual(['committed'])
  })

  it('tells of arrivals once they can be read', async () => {
    const store = await openNew({})
    const seen: Arrival[] = []
    const stop = store.onArrival(arrival => {
      expect(store.maxOffset(arrival.topic, arrival.queueId)).toBe(arrival.queueOffset + 1)
      seen.push(arrival)
    })
    await store.append(message({queueId: 2, properties: {TAGS: 'TagA'}}))
    stop()
    await store.append(message({}))
    expect(seen).toMatchObject([{topic: 'orders', queueId: 2, queueOffset: 0, tagsCode: 2598919}])
  })

  it('refuses what no record can hold, and goes on', async () => {
    const store = await openNew({maxMessageSize: 1000})
    await expect(store.append(message({body: 'x'.repeat(1001)}))).rejects.toBeInstanceOf(UsageError)
    await expect(store.append(message({properties: {a: 'x'.repeat(40_000)}}))).rejects.toBeInstanceOf(UsageError)
    await expect(store.append(message({topic: 't'.repeat(128)}))).rejects.toBeInstanceOf(UsageError)
    await expect(store.append(message({topic: '../orders'}))).rejects.toBeInstanceOf(UsageError)
    await expect(store.append(message({queueId: -1}))).rejects.toBeInstanceOf(UsageError)
    await expect(store.appendBatch([message({}), message({topic: 't'.repeat(128)})])).rejects.toBeInstanceOf(UsageError)
    expect((await store.append(message({}))).queueOffset).toBe(0)
  })

  it('begins a deleted topic anew', async () => {
    const store = await openNew({})
    for (let n = 0; n < 30; n++) await store.append(message({body: `old ${n}`}))
    await store.append(message({topic: 'bills'}))
    await store.deleteTopic('orders')
    expect(store.topics()).toEqual(['bills'])
    expect(store.maxOffset('orders', 0)).toBe(0)
    expect((await store.append(message({body: 'new'}))).queueOffset).toBe(0)
    expect(await readAll(store)).toEqual(['new'])
  })

  it('counts', async () => {
    const store = await openNew({})
    const {size} = await store.append(message({}))
    await store.append(message({}))
    expect(store.stats()).toMatchObject({putCount: 2, putBytes: 2 * size, failedCount: 0, queueCount: 1})
    expect(store.stats()).toMatchObject({
      commitLogMinOffset: 0,
      commitLogMaxOffset: 2 * size,
      backgroundFailure: undefined,
    })
  })

  it('takes nothing more once closed', async () => {
    const store = await openNew({})
    const last = store.append(message({}))
    await store.close()
    await expect(last).resolves.toMatchObject({queueOffset: 0})
    await expect(store.append(message({}))).rejects.toMatchObject({code: 'STORE_FAILED'})
  })
})
