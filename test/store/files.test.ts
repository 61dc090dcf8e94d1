/** The files themselves, byte for byte. */
import {readFileSync} from 'node:fs'
import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {decodeRecord} from '../../src/protocol/message/index.js'
import {openStore} from '../../src/store/index.js'
import {message, open, storeHost, temporaryFolder} from './store-support.js'

const vectors = JSON.parse(readFileSync(new URL('../fixtures/message/vectors.json', import.meta.url), 'utf8'))
const now = () => 1700000000123

it('has the sizes and names of Java without settings', async () => {
  const folder = await temporaryFolder()
  const store = await openStore({folder, storeHost, now})
  await store.append(message({properties: {KEYS: 'k'}}))
  await store.close()
  const sizeOf = async (...path: string[]) => (await stat(join(folder, ...path))).size
  expect(await sizeOf('commitlog', '0'.repeat(20))).toBe(1024 ** 3)
  expect(await sizeOf('consumequeue', 'orders', '0', '0'.repeat(20))).toBe(6_000_000)
  expect(await sizeOf('checkpoint')).toBe(4096)
  const [index] = await readdir(join(folder, 'index'))
  expect(index).toMatch(/^2023111\d{10}$/)
  expect(await sizeOf('index', index as string)).toBe(420_000_040)
  const {blocks} = await stat(join(folder, 'commitlog', '0'.repeat(20)))
  expect(blocks * 512).toBeLessThan(1024 ** 2)
  expect(await readFile(join(folder, 'lock'), 'utf8')).toBe('lock')
  expect((await readdir(folder)).sort()).toEqual(['checkpoint', 'commitlog', 'consumequeue', 'index', 'lock'])
})

it('writes units and index entries like the golden ones', async () => {
  const folder = await temporaryFolder()
  const store = await openStore({folder, storeHost, now, mappedFileSizeCommitLog: 65536})
  // fills the place before the golden record, which lies at 4096
  const filler = message({topic: 'Filler'})
  await store.append({...filler, body: Buffer.alloc(4096 - 91 - 'Filler'.length)})
  await store.append({
    ...message({topic: 'TestTopic', queueId: 3}),
    body: Buffer.from('hello'),
    properties: new Map([
      ['KEYS', 'KeyA'],
      ['UNIQ_KEY', '7F000001123418B4AAC2000151800001'],
      ['WAIT', 'true'],
      ['TAGS', 'TagA'],
    ]),
  })
  await store.close()
  const log = await readFile(join(folder, 'commitlog', '0'.repeat(20)))
  // the golden record is the thirteenth of its queue, this one the first
  const golden = decodeRecord(Buffer.from(vectors.recordV1, 'hex'))
  expect(decodeRecord(log, 4096)).toEqual({...golden, queueOffset: 0})
  const queue = await readFile(join(folder, 'consumequeue', 'TestTopic', '3', '0'.repeat(20)))
  expect(queue.subarray(0, 20).toString('hex')).toBe(vectors.consumeQueueUnit)

  const [name] = await readdir(join(folder, 'index'))
  const index = await readFile(join(folder, 'index', name as string))
  expect([index.readBigInt64BE(0), index.readBigInt64BE(8)]).toEqual([1700000000123n, 1700000000123n])
  expect([index.readBigInt64BE(16), index.readBigInt64BE(24)]).toEqual([4096n, 4096n])
  expect([index.readInt32BE(32), index.readInt32BE(36)]).toEqual([2, 3])
  // UNIQ_KEY is the first entry, the business key the second
  expect(index.readInt32BE(40 + 4 * 97738)).toBe(1)
  expect(index.readInt32BE(12255048)).toBe(2)
  expect(index.subarray(20000080, 20000100).toString('hex')).toBe(vectors.indexEntry)

  const checkpoint = await readFile(join(folder, 'checkpoint'))
  expect([0, 8, 16].map(at => checkpoint.readBigInt64BE(at))).toEqual([1700000000123n, 1700000000123n, 1700000000123n])
  expect(checkpoint.subarray(24, 64).every(byte => byte === 0)).toBe(true)
})

it('ends a log file with a blank', async () => {
  const folder = await temporaryFolder()
  const store = await open({folder, mappedFileSizeCommitLog: 1024, now})
  const {size} = await store.append(message({body: 'x'.repeat(400)}))
  const {physicalOffset} = await store.append(message({body: 'x'.repeat(600)}))
  await store.close()
  expect(physicalOffset).toBe(1024)
  const first = await readFile(join(folder, 'commitlog', '0'.repeat(20)))
  expect(first.readInt32BE(size)).toBe(1024 - size)
  expect(first.subarray(size + 4, size + 8).toString('hex')).toBe('cbd43194')
  expect(first.subarray(size + 8).every(byte => byte === 0)).toBe(true)
})

it('keeps 8 bytes for the blank', async () => {
  const store = await open({folder: await temporaryFolder(), mappedFileSizeCommitLog: 1024})
  const fits = 1024 - 8 - 91 - 'orders'.length
  await expect(store.append(message({body: 'x'.repeat(fits + 1)}))).rejects.toThrow(/commit log file/)
  expect((await store.append(message({body: 'x'.repeat(fits)}))).physicalOffset).toBe(0)
  expect((await store.append(message({}))).physicalOffset).toBe(1024)
})
