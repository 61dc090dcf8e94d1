/** A Java broker serves the folder ours wrote, and ours what Java wrote and was killed over; both in turn on one folder. */
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {decodeRecord, hasValidCrc} from '../../src/protocol/message/index.js'
import {openStore, type Store} from '../../src/store/index.js'
import {copyAsCrashed, message, storeHost} from '../store/store-support.js'
import {type JavaCluster, type JavaVersion, javaAdmin, javaAvailable, javaCluster} from '../support/java.js'

const perQueue = 1500
const mappedFileSizeCommitLog = 1024 * 1024

const bodyOf = (queueId: number, offset: number): string => `${queueId}/${offset} ${'x'.repeat(offset % 700)}`

async function fill(store: Store): Promise<void> {
  const sent: Promise<unknown>[] = []
  for (let offset = 0; offset < perQueue; offset++) {
    for (const queueId of [0, 1]) {
      const properties = {KEYS: `k${queueId}-${offset}`, TAGS: 'ours', WAIT: 'true'}
      sent.push(store.append(message({queueId, body: bodyOf(queueId, offset), properties})))
    }
  }
  await Promise.all(sent)
}

/** As a broker of ours writes them. */
async function writeConfig(folder: string): Promise<void> {
  const topicName = 'orders'
  const orders = {
    topicName,
    readQueueNums: 2,
    writeQueueNums: 2,
    perm: 6,
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: 0,
  }
  const topics = {dataVersion: {counter: 1, stateVersion: 0, timestamp: 1}, topicConfigTable: {orders}}
  await mkdir(join(folder, 'config'), {recursive: true})
  await writeFile(join(folder, 'config', 'topics.json'), JSON.stringify(topics))
}

/** Every message is whole, in its place, and what this test wrote. */
async function expectReadable(store: Store, queueId: number, count: number): Promise<void> {
  expect(store.maxOffset('orders', queueId)).toBe(count)
  let read = 0
  for (let offset = 0; offset < count; ) {
    const {records, nextOffset} = await store.read('orders', queueId, offset)
    for (const bytes of records) {
      const record = decodeRecord(bytes)
      expect([record.queueOffset, hasValidCrc(record)]).toEqual([read, true])
      if (read < perQueue) expect(record.body.toString()).toBe(bodyOf(queueId, read))
      read++
    }
    offset = nextOffset
  }
  expect(read).toBe(count)
}

const versions: JavaVersion[] = ['5.5.0', '4.9.7']
const available = await Promise.all(versions.map(javaAvailable))
const reason = available.map(java => (java.ok ? '' : ` (skipped: ${java.reason})`)).join('')

describe.skipIf(reason !== '').each(versions)(`a store shared with Java %s${reason}`, version => {
  let work: string
  let cluster: JavaCluster | undefined

  beforeEach(async () => {
    work = await mkdtemp(join(tmpdir(), 'mqadmin-store-java-'))
  })
  afterEach(async () => {
    await cluster?.stop()
    await rm(work, {recursive: true, force: true, maxRetries: 5})
  })

  const admin = async (...argv: string[]): Promise<string> => {
    const {stdout} = await javaAdmin(version, [...argv, '-n', cluster?.nameServer as string])
    return stdout
  }

  async function expectServed(): Promise<void> {
    expect(await admin('topicStatus', '-t', 'orders')).toMatch(
      new RegExp(`0 +0 +${perQueue} .*\\n.*1 +0 +${perQueue} `),
    )
    const all = await admin('consumeMessage', '-t', 'orders', '-b', 'broker-a', '-i', '1', '-c', String(perQueue + 10))
    expect(all.match(/MSGID/g)).toHaveLength(perQueue)
    expect(await admin('queryMsgByKey', '-t', 'orders', '-k', 'k1-777')).toMatch(/ 1 +777\b/)
  }

  it.each(['closed', 'killed'])('that was %s', async how => {
    const first = await openStore({folder: join(work, 'ours'), storeHost, mappedFileSizeCommitLog})
    await fill(first)
    const folder = how === 'killed' ? await copyAsCrashed(first, work) : first.folder
    await first.close()
    await writeConfig(folder)

    const config = {storePathRootDir: folder, mappedFileSizeCommitLog: String(mappedFileSizeCommitLog)}
    cluster = await javaCluster({version, config})
    await expectServed()
    for (const n of [1, 2, 3]) {
      const answer = await admin(
        'sendMessage',
        '-t',
        'orders',
        '-b',
        'broker-a',
        '-i',
        '1',
        '-p',
        `java ${n}`,
        '-k',
        `j${n}`,
      )
      expect(answer).toContain('SEND_OK')
    }
    await expect(openStore({folder, storeHost})).rejects.toMatchObject({code: 'FOLDER_IN_USE'})
    await cluster.stop()
    cluster = undefined

    const second = await openStore({folder, storeHost})
    expect(second.recoveredFromCrash).toBe(true)
    await expectReadable(second, 0, perQueue)
    await expectReadable(second, 1, perQueue + 3)
    const {records} = await second.queryByKey('orders', 'j2', 10, 0, Number.MAX_SAFE_INTEGER)
    expect(records.map(bytes => decodeRecord(bytes).body.toString())).toEqual(['java 2'])
    expect((await second.append(message({queueId: 1, body: 'ours again'}))).queueOffset).toBe(perQueue + 3)
    await second.close()
  })
})
