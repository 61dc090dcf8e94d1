import {readdir, utimes} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import type {Store, StoreOptions} from '../../src/store/index.js'
import {message, open, readAll, temporaryFolder} from './store-support.js'

const day = 24 * 60 * 60 * 1000
/** Noon: no hour at which files are deleted. */
const noon = new Date(2024, 0, 10, 12).getTime()

/** Several log, queue and index files; all but the newest log files are `age` old. */
async function filled(options: StoreOptions, age: number, young = 2): Promise<{store: Store; logs: string}> {
  const folder = await temporaryFolder()
  const store = await open({folder, mappedFileSizeCommitLog: 4096, now: () => noon, ...options})
  for (let n = 0; n < 200; n++) await store.append(message({body: String(n), properties: {KEYS: `k${n} x${n} y${n}`}}))
  await store.flush()
  const logs = join(folder, 'commitlog')
  const names = (await readdir(logs)).sort()
  expect(names.length).toBeGreaterThan(5)
  for (const name of names.slice(0, -young)) {
    const time = new Date((options.now?.() ?? noon) - age)
    await utimes(join(logs, name), time, time)
  }
  return {store, logs}
}

it('deletes log files by age, and what only points at them', async () => {
  const {store, logs} = await filled({diskMaxUsedSpaceRatio: 100, maxIndexNum: 100}, 4 * day)
  expect(await store.deleteExpired()).toBe(0)
  const before = (await readdir(join(store.folder, 'index'))).length
  expect(before).toBeGreaterThan(1)
  expect(await store.deleteExpired({now: true})).toBeGreaterThan(3)
  expect(await readdir(logs)).toHaveLength(2)
  const min = store.minOffset('orders', 0)
  expect(min).toBeGreaterThan(100)
  expect(await readAll(store)).toEqual(Array.from({length: 200 - min}, (_, n) => String(min + n)))
  expect(await store.read('orders', 0, 0)).toMatchObject({status: 'OFFSET_TOO_SMALL', nextOffset: min})
  expect((await store.queryByKey('orders', 'k3', 9, 0, noon + day)).records).toEqual([])
  expect((await store.queryByKey('orders', 'k199', 9, 0, noon + day)).records).toHaveLength(1)
  const queueFiles = await readdir(join(store.folder, 'consumequeue', 'orders', '0'))
  expect(queueFiles.sort()[0]).toBe(String(min * 20 - ((min * 20) % 400)).padStart(20, '0'))
  expect(await readdir(join(store.folder, 'index'))).not.toHaveLength(before)

  await store.close()
  const again = await open({folder: store.folder, maxIndexNum: 100})
  expect(again.minOffset('orders', 0)).toBe(min)
  expect(again.stats().commitLogMinOffset).toBeGreaterThan(0)
  expect((await again.append(message({}))).queueOffset).toBe(200)
})

it('waits for the hour, unless the disk is too full', async () => {
  const atFour = new Date(2024, 0, 10, 4, 30).getTime()
  const {store} = await filled({diskMaxUsedSpaceRatio: 100, deleteWhen: '02;04', now: () => atFour}, 4 * day)
  expect(await store.deleteExpired()).toBeGreaterThan(3)
  const {store: full} = await filled({diskMaxUsedSpaceRatio: 0}, 4 * day)
  expect(await full.deleteExpired()).toBeGreaterThan(3)
})

it('keeps young files, and the last one always', async () => {
  const {store, logs} = await filled({diskMaxUsedSpaceRatio: 0}, 2 * day)
  expect(await store.deleteExpired({now: true})).toBe(0)
  const {store: forced, logs: fewer} = await filled({diskForcedCleanRatio: 0}, 0)
  await forced.deleteExpired()
  expect(await readdir(fewer)).toHaveLength(1)
  expect((await readdir(logs)).length).toBeGreaterThan(5)
})

it('removes queues that hold nothing any more', async () => {
  const folder = await temporaryFolder()
  const store = await open({folder, mappedFileSizeCommitLog: 4096, now: () => noon, diskForcedCleanRatio: 0})
  await store.append(message({topic: 'old'}))
  await store.append(message({topic: 'SCHEDULE_TOPIC_XXXX', properties: {DELAY: '1'}}))
  for (let n = 0; n < 100; n++) await store.append(message({}))
  expect(await store.cleanExpiredQueues()).toEqual([])
  await store.deleteExpired()
  expect(await store.cleanExpiredQueues()).toEqual([{topic: 'old', queueId: 0}])
  expect(store.topics().sort()).toEqual(['SCHEDULE_TOPIC_XXXX', 'orders'])
  expect(await readdir(join(folder, 'consumequeue'))).not.toContain('old')
})
