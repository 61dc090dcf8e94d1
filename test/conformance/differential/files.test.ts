/**
 * Files: what Java's mqadmin and ours write of a cluster, and what both read of a broker's RocksDB and compaction topics on this machine
 * while it runs.
 */
import {mkdir, mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {requests} from '../../../src/protocol/index.js'
import {Remoting} from '../../../src/remoting/remoting.js'
import {mqadmin} from '../../support/cli.js'
import {type JavaCluster, javaAvailable, javaCluster} from '../../support/java.js'
import {JavaAdminRunner} from '../../support/java-admin.js'

const topics = Array.from({length: 40}, (_, index) => `topic-${index}`)
const groups = Array.from({length: 12}, (_, index) => `group-${index}`)
const compacted = 'prices'

async function seed({brokers}: JavaCluster, remoting: Remoting): Promise<void> {
  for (const {address} of brokers) {
    const makeTopic = (topic: string, queues: number, attributes?: string) =>
      remoting.invoke(address, requests.updateAndCreateTopic, {
        topic,
        defaultTopic: 'TBW102',
        readQueueNums: queues,
        writeQueueNums: queues,
        perm: 6,
        topicFilterType: 'SINGLE_TAG',
        topicSysFlag: 0,
        order: false,
        attributes,
      })
    for (const [index, topic] of topics.entries()) await makeTopic(topic, (index % 4) + 1)
    await makeTopic('fifo', 1, '+message.type=FIFO')
    await makeTopic(compacted, 1, '+cleanup.policy=COMPACTION')
    for (const groupName of groups) {
      await remoting.invoke(address, requests.updateAndCreateSubscriptiongroup, {
        body: {
          groupName,
          consumeEnable: true,
          consumeFromMinEnable: false,
          consumeBroadcastEnable: false,
          retryQueueNums: 1,
          retryMaxTimes: 16,
          brokerId: 0,
          whichBrokerWhenConsumeSlowly: 1,
          notifyConsumerIdsChangedEnable: true,
        },
      })
      for (const queueId of [0, 1, 2])
        await remoting.invoke(address, requests.updateConsumerOffset, {
          consumerGroup: groupName,
          topic: 'topic-3',
          queueId,
          commitOffset: 0,
        })
    }
    await remoting.invoke(address, requests.deleteTopicInBroker, {topic: 'topic-7'})
    for (let index = 0; index < 10; index++)
      await remoting.invoke(address, requests.sendMessageV2, {
        producerGroup: 'seed',
        topic: compacted,
        defaultTopic: 'TBW102',
        defaultTopicQueueNums: 1,
        queueId: 0,
        sysFlag: 0,
        bornTimestamp: Date.now(),
        flag: 0,
        properties: `KEYS\u0001key-${index % 3}\u0002`,
        reconsumeTimes: 0,
        unitMode: false,
        batch: false,
        body: Buffer.from(`price ${index}`),
      })
  }
}

/** Measured anew by each. */
const masked = (text: string): string =>
  text.replace(/("(?:exportTime|timestamp)":)\d+/g, '$1~').replace(/("\w*(?:Tps|DiskRatio)":)"?[\d.E-]+"?/g, '$1~')

async function filesIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort()
  return Object.fromEntries(
    await Promise.all(names.map(async name => [name, masked(await readFile(join(folder, name), 'utf8'))])),
  )
}

const available = await javaAvailable('5.5.0')

describe.each([
  {kept: 'in files', brokers: 2, config: {}},
  {kept: 'in RocksDB', brokers: 1, config: {storeType: 'defaultRocksDB', realTimePersistRocksDBConfig: 'true'}},
] as const)('a cluster 5.5.0 that keeps its settings $kept', ({brokers, config}) => {
  if (!available.ok) {
    it.skip('needs Java', {meta: {skipped: `files: ${available.reason}`}}, () => {})
    return
  }
  let cluster: JavaCluster
  let java: JavaAdminRunner
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mqadmin-files-'))
    cluster = await javaCluster({version: '5.5.0', brokers, config})
    const remoting = new Remoting({requestTimeoutMs: 30_000})
    await seed(cluster, remoting)
    await remoting.close()
    java = await JavaAdminRunner.start('5.5.0', {workers: 1})
    await java.run(['clusterList', '-n', cluster.nameServer])
  })
  afterAll(async () => {
    await java?.stop()
    await cluster?.stop()
    await rm(folder, {recursive: true, force: true})
  })

  /** The same line for both, each with a folder of its own for `{out}`. */
  async function both(line: string) {
    const made = await mkdtemp(join(folder, 'line-'))
    const answers: {stdout: string; files: Record<string, string>; stderr: string}[] = []
    for (const who of ['ours', 'java']) {
      const out = join(made, who)
      await mkdir(out)
      const argv = line.split(' ').map(word =>
        word
          .replace('{out}', out)
          .replace('{broker}', cluster.brokers[0]?.address ?? '')
          .replace('{store}', join(cluster.folder, 'data', 'broker-a', 'store')),
      )
      const run = who === 'ours' ? mqadmin : (words: string[]) => java.run(words)
      const {stdout, stderr} = await run(argv)
      answers.push({stdout: stdout.replaceAll(out, '{out}'), stderr, files: await filesIn(out)})
    }
    const [ours, theirs] = answers as [(typeof answers)[0], (typeof answers)[0]]
    expect(theirs.stderr).toBe('')
    expect({stdout: ours.stdout, files: ours.files}, ours.stderr).toEqual({stdout: theirs.stdout, files: theirs.files})
    return ours
  }

  it.each([
    'exportMetadata -c DefaultCluster',
    'exportMetadata -c DefaultCluster -t',
    'exportMetadata -c DefaultCluster -g',
    'exportMetadata -c DefaultCluster -s -t',
    'exportMetadata -b {broker} -t',
    'exportMetadata -b {broker} -s -t',
    'exportMetadata -b {broker} -g',
    'exportConfigs -c DefaultCluster',
    'exportMetrics -c DefaultCluster',
  ])('%s', async line => {
    const {files} = await both(`${line} -f {out} -n ${cluster.nameServer}`)
    expect(Object.keys(files)).toHaveLength(1)
  })

  it.each(['checkRocksdbCqWriteProgress -c DefaultCluster -t topic-3', 'rocksDBConfigToJson -c DefaultCluster'])(
    '%s',
    async line => {
      await both(`${line} -n ${cluster.nameServer}`)
    },
  )

  if (config === undefined || !('storeType' in config)) {
    it('dumpCompactionLog', async () => {
      const {stdout} = await both(
        `dumpCompactionLog -f {store}/compaction/compactionLog/${compacted}/0/${'0'.repeat(20)}`,
      )
      expect(stdout.split('\n')).toHaveLength(11)
    })
    return
  }

  const lines = ['topics', 'subscriptionGroups', 'consumerOffsets'].flatMap(type => [
    `rocksDBConfigToJson -p {store}/config -t ${type}`,
    `rocksDBConfigToJson -p {store}/config -t ${type} -j false`,
    `rocksDBConfigToJson -p {store}/config -t ${type} -e {out}/${type}.json`,
    ...(type === 'consumerOffsets'
      ? []
      : [
          `exportMetadataInRocksDB -p {store}/config -t ${type}`,
          `exportMetadataInRocksDB -p {store}/config -t ${type} -j true`,
        ]),
  ])
  it.each(lines)('%s', async line => {
    await both(line)
  })

  it('touches nothing in the folder of a broker that runs', async () => {
    const store = join(cluster.folder, 'data', 'broker-a', 'store', 'config', 'topics')
    const state = async () =>
      await Promise.all(
        (await readdir(store)).map(async name => [name, (await stat(join(store, name))).mtimeMs] as const),
      )
    const before = await state()
    const {stdout} = await mqadmin(['store', 'rocksdb', '--path', store, '--config-type', 'topics'])
    expect(stdout).toContain('topic-3')
    expect(stdout).not.toContain('topic-7')
    expect(await state()).toEqual(before)
  })
})
