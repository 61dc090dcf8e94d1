import {afterEach, expect, it} from 'vitest'
import {Refusal} from '../../src/remoting/dispatcher.js'
import {mqadmin} from '../support/cli.js'
import {closeAll, type Scripted, type ScriptedBroker, scripted} from '../support/scripted-broker.js'

afterEach(closeAll)

const run = (cluster: Scripted, ...argv: string[]) => mqadmin(argv, {env: {NAMESRV_ADDR: cluster.nameServer}})

const dead = '127.0.0.1:1'

/** Two registered brokers, nobody at the address of the second. */
async function halfDead(): Promise<Scripted & {alive: ScriptedBroker}> {
  const cluster = await scripted(['broker-a', 'broker-b'])
  const [alive, gone] = cluster.brokers as [ScriptedBroker, ScriptedBroker]
  alive.handlers = {
    getBrokerRuntimeInfo: () => ({
      body: {
        table: new Map(
          Object.entries({
            brokerVersionDesc: 'V4_9_7',
            putTps: '1.5 1.0 0.5',
            getTransferedTps: '2.25 0.0 0.0',
            sendThreadPoolQueueSize: '3',
            sendThreadPoolQueueHeadWaitTimeMills: '7',
            pullThreadPoolQueueSize: '0',
            pullThreadPoolQueueHeadWaitTimeMills: '0',
            pageCacheLockTimeMills: '2',
            earliestMessageTimeStamp: String(Date.now() - 90 * 60_000),
            commitLogDiskRatio: '0.625',
            msgPutTotalYesterdayMorning: '1',
            msgPutTotalTodayMorning: '11',
            msgPutTotalTodayNow: '16',
          }),
        ),
      },
    }),
  }
  cluster.advertised.set(gone.address, dead)
  return {...cluster, alive}
}

it('cluster list has a row for a broker that does not answer, and names it', async () => {
  const cluster = await halfDead()
  const ran = await run(cluster, 'cluster', 'list', '--output', 'json')
  expect(ran.status).toBe(6)
  expect(ran.stderr).toContain(dead)
  const [a, b] = JSON.parse(ran.stdout) as object[]
  expect(a).toMatchObject({answered: true, version: '4.9.7', inTps: 1.5, outTps: 2.25, inYesterday: 10, inToday: 5})
  expect(a).not.toHaveProperty('active')
  expect(b).toEqual({cluster: 'DefaultCluster', broker: 'broker-b', id: 0, address: dead, answered: false})
})

it('clusterList has the row of zeros that Java prints for it', async () => {
  const cluster = await halfDead()
  const place = (name: string, address: string) =>
    `${'DefaultCluster'.padEnd(22)}  ${name.padEnd(22)}  0     ${address.padEnd(22)}`
  const [, a, b] = (await run(cluster, 'clusterList')).stdout.split('\n')
  expect(a).toBe(
    `${place('broker-a', cluster.alive.address)} V4_9_7                 1.50(3,7ms)               2.25(0,0ms|N,Nms)  0-0(0.0w, 0.0, 0.0)               2  1.50          0.6250         false`,
  )
  expect(b).toBe(
    `${place('broker-b', dead)}                          0.00(,ms)                   0.00(,ms|,ms)  0-0(0.0w, 0.0, 0.0)                  0.00          0.0000         false`,
  )
  const [, ...more] = (await run(cluster, 'clusterList', '-m')).stdout.trimEnd().split('\n')
  expect(more).toEqual([
    'DefaultCluster    broker-a                                     10              0              5              0',
    'DefaultCluster    broker-b                                      0              0              0              0',
  ])
})

it('cluster list shows who is registered even when nobody answers', async () => {
  const cluster = await halfDead()
  cluster.advertised.set(cluster.alive.address, dead)
  const ran = await run(cluster, 'cluster', 'list', '--output', 'csv', '--columns', 'broker,answered')
  expect(ran).toMatchObject({status: 5, stdout: 'broker,answered\r\nbroker-a,false\r\nbroker-b,false\r\n'})
})

it.each([
  ['brokerStatus', '-c', 'DefaultCluster'],
  ['getBrokerConfig', '-c', 'DefaultCluster'],
  ['updateBrokerConfig', '-c', 'DefaultCluster', '-k', 'traceOn', '-v', 'false'],
])('%s goes on with the broker that answers', async (...argv) => {
  const cluster = await halfDead()
  const settings = new Map([['traceOn', 'true']])
  Object.assign(cluster.alive.handlers, {
    getBrokerConfig: () => ({body: settings}),
    updateBrokerConfig: ({body}: {body: Map<string, string>}) => {
      for (const [key, value] of body) settings.set(key, value)
      return {}
    },
  })
  const ran = await run(cluster, ...argv)
  expect(ran.status).toBe(6)
  expect(ran.stdout).toContain(cluster.alive.address)
  expect(ran.stdout).not.toContain(dead)
  expect(ran.stderr).toContain(dead)
})

it.each(['brokerConfigPath', 'rocketmqHome', 'configBlackList', 'secretFolder'])(
  'never sends %s, also to a server that would take it',
  async key => {
    const cluster = await scripted()
    const [broker] = cluster.brokers as [ScriptedBroker]
    let sent = 0
    broker.handlers = {
      getBrokerConfig: () => ({body: new Map([['configBlackList', 'secretFolder;other']])}),
      updateBrokerConfig: () => {
        sent++
        return {}
      },
    }
    expect(await run(cluster, 'updateBrokerConfig', '-b', broker.address, '-k', key, '-v', '/tmp')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining(`${key} may not be changed`),
    })
    expect(sent).toBe(0)
  },
)

it('a clean-up that one broker did not do is no success under the Java name', async () => {
  const cluster = await halfDead()
  cluster.alive.handlers.cleanExpiredConsumequeue = () => ({})
  expect(await run(cluster, 'cleanExpiredCQ')).toMatchObject({status: 6, stdout: ''})
})

it('a broker that is too old for a request says so', async () => {
  const cluster = await scripted()
  const ran = await run(cluster, 'broker', 'clean-log', 'broker-a', '--yes')
  expect(ran).toMatchObject({status: 1, stdout: ''})
  expect(ran.stderr).toContain('DELETE_EXPIRED_COMMITLOG')
})

it('broker stats adds up the masters of a topic, and minds what has not been counted yet', async () => {
  const cluster = await scripted(['broker-a', 'broker-b'])
  const queue = (brokerName: string) => ({topic: 'orders', brokerName, queueId: 0})
  for (const broker of cluster.brokers) {
    broker.handlers = {
      queryTopicConsumeByWho: () => ({body: {groupList: broker.name === 'broker-a' ? ['till'] : ['till', 'audit']}}),
      viewBrokerStatsData: ({statsName, statsKey}) => {
        if (statsKey === 'orders@audit') throw new Refusal(1, `The stats <${statsName}> <${statsKey}> not exist`)
        const item = (sum: number, tps = 0) => ({sum, tps, avgpt: 0})
        return statsKey === 'orders'
          ? {body: {statsMinute: item(60, 1.25), statsHour: item(70), statsDay: item(80)}}
          : {body: {statsMinute: item(30, 0.5), statsHour: item(40), statsDay: item(0)}}
      },
      getConsumeStats: ({consumerGroup}) => {
        const offsets = {brokerOffset: 10, consumerOffset: consumerGroup === 'till' ? 4 : 12, lastTimestamp: 0}
        return {body: {consumeTps: 0, offsetTable: [[queue(broker.name), offsets]]}}
      },
    }
  }
  const ran = await run(cluster, 'broker', 'stats', 'orders', '--output', 'json')
  const input = {topic: 'orders', inTps: 2.5, in24h: 160}
  expect(JSON.parse(ran.stdout)).toEqual([
    {...input, group: 'audit', diff: 0, outTps: 0, out24h: 0},
    {...input, group: 'till', diff: 12, outTps: 1, out24h: 80},
  ])
  expect((await run(cluster, 'statsAll', '-t', 'orders')).stdout.split('\n').slice(1)).toEqual([
    `${'orders'.padEnd(64)}  ${'till'.padEnd(64)}           12        2.50        1.00            160             80`,
    `${'orders'.padEnd(64)}  ${'audit'.padEnd(64)}            0        2.50        0.00            160              0`,
    '',
  ])
})

it('broker lag has every queue, and Java those that were consumed, with the total of the broker', async () => {
  const cluster = await scripted()
  const offsets = (brokerOffset: number, consumerOffset: number, lastTimestamp: number) => ({
    brokerOffset,
    consumerOffset,
    lastTimestamp,
  })
  const queue = (queueId: number) => ({topic: 'orders', brokerName: 'broker-a', queueId})
  const [broker] = cluster.brokers as [ScriptedBroker]
  broker.handlers.getBrokerConsumeStats = () => ({
    body: {
      totalDiff: 17,
      consumeStatsList: [
        new Map([
          [
            'till',
            [
              {
                consumeTps: 0,
                offsetTable: [
                  [queue(2), offsets(10, 0, 0)],
                  [queue(1), offsets(3, 5, 1_700_000_000_000)],
                  [queue(0), offsets(9, 2, 1_700_000_000_000)],
                ],
              },
            ],
          ],
        ]),
      ],
    },
  })
  const ran = await run(cluster, 'broker', 'lag', 'broker-a', '--output', 'json')
  expect((JSON.parse(ran.stdout) as {queue: number; diff: number}[]).map(({queue, diff}) => [queue, diff])).toEqual([
    [0, 7],
    [1, -2],
    [2, 10],
  ])
  const java = (await run(cluster, 'brokerConsumeStats', '-b', broker.address)).stdout.split('\n')
  expect(java.slice(1).map(line => line.slice(0, 190))).toEqual([
    `${'orders'.padEnd(64)}  ${'till'.padEnd(64)}  ${'broker-a'.padEnd(32)}  0     9                     2`.slice(
      0,
      190,
    ),
    '',
    'Diff Total: 17',
    '',
  ])
})
