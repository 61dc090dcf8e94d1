/** Lite topics, on an embedded cluster that answers for them as brokers 5.5.0 do; the differential suite has the real ones. */
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {liteTopics} from '../support/beyond-lite.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'

let cluster: Cluster
let rogue: Rogue
const run = (...argv: string[]) => mqadmin(argv, {env: {...rogue.env, MQADMIN_UTC: 'true'}})
const json = <T = unknown>(...argv: string[]) => mqadminJson<T>(argv, {env: rogue.env})

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  const env = {NAMESRV_ADDR: cluster.nameServer}
  await mqadminJson(['topic', 'set', 'orders'], {env})
  await mqadminJson(['group', 'set', 'billing', '--cluster', 'DefaultCluster'], {env})
})
afterAll(() => cluster.close())
beforeEach(async () => {
  rogue = await Rogue.open({...cluster, beyond: new Beyond([liteTopics])})
})
afterEach(() => rogue.close())

const both = ['broker-a', 'broker-b']
const parent = ['--parent-topic', 'orders']

/** This broker answers otherwise. */
const answering = (server: string, body: object) => {
  rogue.misdeed = seen =>
    seen.server === server && /LITE|PARENT/.test(seen.request.name) ? {code: 0, body: JSON.stringify(body)} : undefined
}

it('lite broker tells the parent topics only when asked', async () => {
  const figures = {storeType: 'default', liteQueues: 1, maxLiteQueues: 20_000, subscriptions: 1, consumeQueues: 9}
  const [short] = await json<object[]>('lite', 'broker', 'broker-a')
  expect(short).toMatchObject({broker: 'broker-a', ...figures})
  expect(short).not.toHaveProperty('parentTopics')
  expect(await json('lite', 'broker', '--detail')).toMatchObject(
    both.map(broker => ({broker, ...figures, parentTopics: {orders: 60}, groups: {orders: ['billing']}})),
  )
})

it('lite parent shows each broker', async () => {
  expect(await json('lite', 'parent', 'orders')).toEqual(
    both.map(broker => ({broker, ttlMinutes: 60, liteTopics: 1, liteQueues: 1, groups: ['billing']})),
  )
})

it('lite topic shows offsets and subscribers', async () => {
  answering('broker-b', {shardingToBroker: false, topicOffset: {minOffset: 0, maxOffset: 0, lastUpdateTimestamp: 0}})
  expect(await json('lite', 'topic', 'room-1', ...parent)).toEqual([
    {
      broker: 'broker-a',
      minOffset: 0,
      maxOffset: 3,
      lastUpdate: 1_700_000_000_000,
      lastUpdateIso: '2023-11-14T22:13:20.000Z',
      home: true,
      subscribers: [{clientId: '127.0.0.1@1234', group: 'billing'}],
    },
    {broker: 'broker-b', minOffset: 0, maxOffset: 0, home: false, subscribers: []},
  ])
})

it('getLiteTopicInfo lists the subscribers in the order of a HashSet', async () => {
  const subscriber = ['c1', 'c2', 'c3'].map(clientId => ({clientId, group: 'g'}))
  answering('broker-a', {shardingToBroker: true, topicOffset: {maxOffset: 3}, subscriber})
  const {stdout} = await run('getLiteTopicInfo', '-p', 'orders', '-l', 'room-1', '-s')
  // the order of the brokers is that of a hash of their addresses
  const [first, , ...rest] = stdout.split('\n')
  const [row, listed] = rest.slice(rest.findIndex(line => line.startsWith('broker-a')))
  expect(first).toBe('Lite Topic Info: [orders] [room-1] [%LMQ%$orders$room-1]')
  expect(row).toBe(
    `${'broker-a'.padEnd(50)} ${'0'.padEnd(14)} ${'3'.padEnd(14)} ${'-'.padEnd(30)} ${'true'.padEnd(12)} ${'3'.padEnd(18)} `,
  )
  // as a JVM gives them
  expect(listed).toBe('[c2@g, c3@g, c1@g]')
})

it('lite client says where a client is not known', async () => {
  answering('broker-b', {liteTopicCount: -1, lastAccessTime: -1})
  expect(await json('lite', 'client', '127.0.0.1@1234', ...parent, '--group', 'billing')).toEqual([
    {
      broker: 'broker-a',
      subscribed: 1,
      lastAccess: 1_700_000_000_000,
      lastAccessIso: '2023-11-14T22:13:20.000Z',
      liteTopics: ['%LMQ%$orders$room-1'],
    },
    {broker: 'broker-b'},
  ])
})

describe('lite group', () => {
  const lag = (broker: string, liteTopic: string, n: number, earliest?: number) => ({
    broker,
    liteTopic,
    lag: n,
    ...(earliest !== undefined && {earliest, earliestIso: new Date(earliest).toISOString()}),
  })

  it('adds up, and puts the worst of all brokers first', async () => {
    answering('broker-b', {
      totalLagCount: 9,
      earliestUnconsumedTimestamp: 1_600_000_000_000,
      lagCountTopK: [{liteTopic: 'room-2', lagCount: 9}],
      lagTimestampTopK: [{liteTopic: 'room-2', lagCount: 9, earliestUnconsumedTimestamp: 1_600_000_000_000}],
    })
    expect(await json('lite', 'group', 'billing', ...parent)).toEqual({
      group: 'billing',
      parentTopic: 'orders',
      lag: 12,
      earliest: 1_600_000_000_000,
      earliestIso: '2020-09-13T12:26:40.000Z',
      byLag: [lag('broker-b', 'room-2', 9), lag('broker-a', 'room-1', 3, 1_700_000_000_000)],
      byTime: [lag('broker-b', 'room-2', 9, 1_600_000_000_000), lag('broker-a', 'room-1', 3, 1_700_000_000_000)],
    })
  })

  it('shows one lite topic broker by broker, also where nothing was read', async () => {
    answering('broker-b', {totalLagCount: -1, earliestUnconsumedTimestamp: -1})
    expect(await json('lite', 'group', 'billing', ...parent, '--lite-topic', 'room-1')).toMatchObject({
      liteTopic: 'room-1',
      lag: 3,
      brokers: [{broker: 'broker-a', brokerOffset: 3, consumerOffset: 0, lag: 3}, {broker: 'broker-b'}],
    })
  })

  it('asks for as many as are wanted', async () => {
    await json('lite', 'group', 'billing', ...parent, '--top', '5')
    const asked = rogue.seen.filter(({request}) => request === requests.getLiteGroupInfo)
    expect(asked.map(({fields}) => fields['topK'])).toEqual(['5', '5'])
    expect(await run('lite', 'group', 'billing', ...parent, '--top', '0')).toMatchObject({status: 2, stdout: ''})
  })
})

describe('lite dispatch', () => {
  it('goes to every broker of the parent topic, or to one', async () => {
    expect(await json('lite', 'dispatch', 'billing', ...parent)).toMatchObject([
      {outcome: 'changed'},
      {outcome: 'changed'},
    ])
    expect(rogue.writes.map(({server}) => server).sort()).toEqual(both)
    const ran = await run('triggerLiteDispatch', '-p', 'orders', '-g', 'billing', '-b', 'broker-b', '-c', 'x')
    expect(ran.stdout).toBe(`Group And Topic Info: [billing] [orders]\n\n${'broker-b'.padEnd(30)} dispatched  \n`)
    expect(rogue.writes.at(-1)).toMatchObject({server: 'broker-b', fields: {group: 'billing', clientId: 'x'}})
  })

  it('sends nothing in a dry run, and nothing to a broker that does not serve the topic', async () => {
    expect(await run('lite', 'dispatch', 'billing', ...parent, '--dry-run')).toMatchObject({status: 0})
    const ran = await run('lite', 'dispatch', 'billing', ...parent, '--broker', 'nope')
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain('known: broker-a, broker-b')
    expect(rogue.writes).toEqual([])
  })
})

describe('a group that is not there', () => {
  it.each([
    ['lite', 'group', 'nope', ...parent],
    ['lite', 'client', 'c1', '--group', 'nope', ...parent],
    ['lite', 'dispatch', 'nope', ...parent],
  ])('is not made by %s %s', async (...argv) => {
    const ran = await run(...argv)
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain("group 'nope' does not exist on broker-a")
    expect(rogue.seen.map(({request}) => request.name).join()).not.toMatch(/LITE/)
  })
})

it('a parent topic that is not there is named', async () => {
  const ran = await run('getParentTopicInfo', '-p', 'nope')
  expect(ran).toMatchObject({status: 3, stdout: ''})
  expect(ran.stderr).toContain("topic 'nope' does not exist")
})

it('passes on why a topic is none of type LITE, and shows what another broker says', async () => {
  rogue.misdeed = ({server, request}) =>
    server === 'broker-b' && request === requests.getParentTopicInfo
      ? {code: 29, remark: 'Topic [orders] type is not LITE'}
      : undefined
  const ran = await run('getParentTopicInfo', '-p', 'orders')
  expect(ran.status).toBe(6)
  expect(ran.stdout.split('\n')).toHaveLength(4)
  expect(ran.stdout).not.toContain('error')
  expect(ran.stderr).toContain('Topic [orders] type is not LITE')
})
