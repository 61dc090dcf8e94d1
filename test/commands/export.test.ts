/** Exports to files: what they hold is in the shape of Java's; `test/golden/captures.test.ts` compares them byte for byte. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, expect, it} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {interruption, mqadmin, mqadminJson} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'

let cluster: Cluster
let rogue: Rogue
let folder: string
const run = (argv: string[], options: object = {}) => mqadmin(argv, {env: rogue.env, cwd: folder, ...options})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: rogue.env, cwd: folder})
const written = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  const env = {NAMESRV_ADDR: cluster.nameServer}
  const topic = ['topic', 'set', '--cluster', 'DefaultCluster', '--read-queues', '3', '--write-queues', '2']
  await mqadminJson([...topic, 'orders'], {env})
  await mqadminJson([...topic, '%RETRY%billing'], {env})
  await mqadminJson(['topic', 'set', 'audit', '--broker', 'broker-b', '--attributes', '+message.type=FIFO'], {env})
  await mqadminJson(['group', 'set', 'billing', '--cluster', 'DefaultCluster', '--retry-queues', '2'], {env})
})
afterAll(() => cluster.close())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mqadmin-export-'))
  rogue = await Rogue.open(cluster)
})
afterEach(async () => {
  await rogue.close()
  rmSync(folder, {recursive: true, force: true})
})

it('metadata has what users made, with the queues of all brokers', async () => {
  const told = await json<{path: string; exportTime: number}>('export', 'metadata', 'DefaultCluster', '--folder', 'out')
  const {topicConfigTable, subscriptionGroupTable, exportTime} = written('out/metadata.json')
  expect(told).toMatchObject({path: 'out/metadata.json', exportTime, topicConfigTable, subscriptionGroupTable})
  expect(Object.keys(topicConfigTable).sort()).toEqual(['audit', 'orders'])
  expect(topicConfigTable.orders).toMatchObject({topicName: 'orders', readQueueNums: 6, writeQueueNums: 4, perm: 6})
  expect(topicConfigTable.audit.attributes).toEqual({'message.type': 'FIFO'})
  expect(Object.keys(subscriptionGroupTable)).toEqual(['billing'])
  expect(subscriptionGroupTable.billing).toMatchObject({retryQueueNums: 4, groupRetryPolicy: {type: 'CUSTOMIZED'}})
})

it('metadata of one broker, of a part, and with special topics', async () => {
  await json('export', 'metadata', '--broker', 'broker-b', '--topics-only', '--folder', 'out')
  expect(written('out/topic.json')).toMatchObject({
    dataVersion: {counter: expect.any(Number)},
    topicConfigTable: {orders: {readQueueNums: 3}, audit: {}},
  })
  await json('export', 'metadata', '--broker', 'broker-a', '--groups-only', '--folder', 'out')
  expect(Object.keys(written('out/subscriptionGroup.json'))).toEqual([
    'dataVersion',
    'forbiddenTable',
    'subscriptionGroupTable',
  ])
  await json('export', 'metadata', '--broker', 'broker-a', '--folder', 'out')
  expect(written('out/metadata.json')).toMatchObject({topicConfigTable: {orders: {readQueueNums: 3}}})
  await json('export', 'metadata', '--special-topics', '--topics-only', '--folder', 'out')
  expect(Object.keys(written('out/topic.json').topicConfigTable)).toContain('%RETRY%billing')
})

it('configs has the size of the cluster and chosen settings', async () => {
  const told = await json('export', 'configs', '--folder', 'out')
  expect(told).toMatchObject({path: 'out/configs.json', nameServers: 1, masters: 2, slaves: 0})
  expect(written('out/configs.json')).toMatchObject({
    clusterScale: {namesrvSize: 1, masterBrokerSize: 2, slaveBrokerSize: 0},
    brokerConfigs: {'broker-a': {brokerName: 'broker-a', brokerId: '0'}, 'broker-b': {brokerName: 'broker-b'}},
  })
})

it('metrics has rates with a point, counts without, and sums over brokers', async () => {
  const told = await json('export', 'metrics', '--folder', 'out')
  expect(told).toMatchObject({path: 'out/metrics.json', brokers: [{broker: 'broker-a', groups: 1}, {topics: 2}]})
  const text = readFileSync(join(folder, 'out/metrics.json'), 'utf8')
  expect(text).toMatch(/"totalTransInTps":0\.0\b/)
  expect(text).toMatch(/"transOneDayInNum":0\b[^.]/)
  expect(text).toContain('"clientInfo":[\n\t\t\t\t\t\n\t\t\t\t]')
  expect(Object.keys(JSON.parse(text).evaluateReport).sort()).toEqual(['broker-a', 'broker-b'])
})

it.each([
  ['exportMetadata', 'metadata.json', '\n'],
  ['exportConfigs', 'configs.json', ''],
  ['exportMetrics', 'metrics.json', ''],
])('%s says what Java says', async (name, file, end) => {
  expect(await run([name, '-c', 'DefaultCluster', '-f', 'out'])).toEqual({
    status: 0,
    stderr: '',
    stdout: `export out/${file} success${end}`,
  })
})

it('goes to the folder that the environment names, where none is given', async () => {
  await run(['export', 'configs'], {env: {...rogue.env, MQADMIN_EXPORT_FOLDER: join(folder, 'elsewhere')}})
  expect(written('elsewhere/configs.json')).toHaveProperty('clusterScale')
})

const commands = ['metadata', 'configs', 'metrics'] as const

it.each(commands)('%s with one broker gone: the file has the other, status 6', async noun => {
  await rogue.kill('broker-b')
  const ran = await run(['export', noun, '--cluster', 'DefaultCluster', '--folder', 'out'])
  expect(ran).toMatchObject({status: 6, stderr: expect.stringContaining(rogue.addressOf('broker-b'))})
  expect(readFileSync(join(folder, `out/${noun}.json`), 'utf8')).not.toContain('"audit"')
})

it.each(commands)('%s with all brokers gone, or interrupted, leaves the file as it was', async noun => {
  mkdirSync(join(folder, 'out'))
  const file = join(folder, `out/${noun}.json`)
  writeFileSync(file, 'before')
  const argv = ['export', noun, '--cluster', 'DefaultCluster', '--folder', 'out']
  expect(await run(argv, {signal: AbortSignal.abort(interruption())})).toMatchObject({status: 130, stdout: ''})
  await rogue.kill('broker-a')
  await rogue.kill('broker-b')
  expect(await run(argv)).toMatchObject({status: 5, stdout: ''})
  expect(readFileSync(file, 'utf8')).toBe('before')
  expect(readdirSync(join(folder, 'out'))).toEqual([`${noun}.json`])
})

it.each(commands)('%s of a cluster that is not there writes nothing', async noun => {
  expect(await run(['export', noun, 'nope', '--folder', 'out'])).toMatchObject({
    status: 3,
    stdout: '',
    stderr: expect.stringContaining("'nope'"),
  })
  expect(existsSync(join(folder, 'out'))).toBe(false)
})

it('replaces a link instead of writing through it, and says where it cannot write', async () => {
  writeFileSync(join(folder, 'other'), 'of somebody else')
  symlinkSync(join(folder, 'other'), join(folder, 'configs.json'))
  await json('export', 'configs', '--folder', '.')
  expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('of somebody else')
  expect(written('configs.json')).toHaveProperty('clusterScale')
  const ran = await run(['export', 'configs', '--folder', 'other'])
  expect(ran).toMatchObject({status: 1, stdout: '', stderr: expect.stringContaining('other/configs.json')})
})

it('asks for topics in pages, and anew when they change between two', async () => {
  const answers = [
    {total: '2', topic: 'one', counter: 1},
    {total: '2', topic: 'two', counter: 2},
    {total: '2', topic: 'two', counter: 2},
    {total: '2', topic: 'three', counter: 2},
  ]
  const asked: (string | undefined)[] = []
  rogue.misdeed = ({request, fields}) => {
    if (request.code !== requests.getAllTopicConfig.code) return undefined
    asked.push(fields['topicSeq'])
    const {total, topic, counter} = answers.shift() as (typeof answers)[number]
    const body = {
      topicConfigTable: {[topic]: {topicName: topic}},
      dataVersion: {counter, timestamp: 1, stateVersion: 0},
    }
    return {code: 0, fields: {totalTopicNum: total}, body: JSON.stringify(body)}
  }
  await json('export', 'metadata', '--broker', 'broker-a', '--topics-only', '--folder', 'out')
  expect(Object.keys(written('out/topic.json').topicConfigTable).sort()).toEqual(['three', 'two'])
  expect(asked).toEqual(['0', '1', '0', '1'])
})
