import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {decodeRecord} from '../../src/protocol/message/index.js'
import {type NewMessage, openStore, type Store, type StoreOptions} from '../../src/store/index.js'

export const storeHost = {ip: '127.0.0.1', port: 10911}

/** Small files, so that a few messages cross their borders. */
export const small: StoreOptions = {
  storeHost,
  mappedFileSizeCommitLog: 16 * 1024,
  mappedFileSizeConsumeQueue: 400,
  maxHashSlotNum: 101,
  maxIndexNum: 500,
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mqadmin-store-test-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  return folder
}

/** Opened with small files; closed when the test ends, if it is not yet. */
export async function open(options: StoreOptions): Promise<Store> {
  const store = await openStore({...small, ...options})
  onTestFinished(() => store.close().catch(() => {}))
  return store
}

export interface Given extends Partial<Omit<NewMessage, 'properties' | 'body'>> {
  body?: string | Buffer
  properties?: Record<string, string>
}

export const message = ({body = 'hello', properties = {}, ...rest}: Given = {}): NewMessage => ({
  topic: 'orders',
  queueId: 0,
  flag: 0,
  sysFlag: 0,
  bornTimestamp: 1700000000000,
  bornHost: {ip: '127.0.0.1', port: 50000},
  reconsumeTimes: 0,
  preparedTransactionOffset: 0,
  body: Buffer.from(body),
  properties: new Map(Object.entries(properties)),
  ...rest,
})

export const bodies = (records: readonly Buffer[]): string[] =>
  records.map(record => decodeRecord(record).body.toString())

/** Everything a queue holds, as bodies. */
export async function readAll(store: Store, topic = 'orders', queueId = 0): Promise<string[]> {
  const found: string[] = []
  for (let offset = store.minOffset(topic, queueId); ; ) {
    const result = await store.read(topic, queueId, offset)
    found.push(...bodies(result.records))
    if (result.nextOffset <= offset || result.nextOffset >= result.maxOffset) return found
    offset = result.nextOffset
  }
}

/** Ends a store as `kill -9` does, as far as a test inside the process can: nothing more is written, its folder is free. */
export async function copyAsCrashed(store: Store, to: string): Promise<string> {
  const {cp} = await import('node:fs/promises')
  const target = join(to, 'crashed')
  await rm(target, {recursive: true, force: true})
  await cp(store.folder, target, {recursive: true})
  await rm(join(target, 'mqadmin.lock'), {force: true})
  return target
}
