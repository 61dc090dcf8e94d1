import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {Cluster as Reached} from '../../src/cluster/cluster.js'
import {Messaging} from '../../src/messaging/messaging.js'
import {requests} from '../../src/protocol/index.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {commit, Member} from '../support/member.js'

let cluster: Cluster
let remoting: Remoting
const members: Member[] = []
const env = () => ({NAMESRV_ADDR: cluster.nameServer})
const run = (...argv: string[]) => mqadmin(argv, {env: env()})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: env()})
const address = (broker: number) => cluster.brokers[broker]?.address as string

interface Queue {
  topic: string
  broker: string
  queue: number
  consumerOffset: number | null
  lag: number | null
  reason?: string
  diff: number
  client?: string
}
interface Summary {
  group: string
  kind: string
  members: number | null
  model?: string
  lag: number | null
  reason?: string
}
const lagOf = (...argv: string[]) => json<Queue[]>('group', 'lag', ...argv)
const summaryOf = async (group: string) => (await json<Summary[]>('group', 'list')).find(row => row.group === group)

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  remoting = new Remoting()
  await json('topic', 'set', 'orders', '--queues', '2')
  const {sender} = new Messaging(new Reached(remoting, [cluster.nameServer]))
  for (const {name: brokerName} of cluster.brokers)
    for (const queueId of [0, 1])
      for (let count = 0; count < 3; count++)
        await sender.send({topic: 'orders', body: Buffer.from('a coat')}, {group: 'shop', brokerName, queueId})
  for (const group of ['billing', 'offline', 'fresh', 'ahead']) await json('group', 'set', group)
  const member = (group: string, clientId: string, model = 'CLUSTERING') =>
    Member.join(cluster, {group, topic: 'orders', clientId, model, queues: [0]})
  members.push(
    await member('billing', '127.0.0.1@b1'),
    await member('billing', '127.0.0.1@b2'),
    await member('board', '127.0.0.1@n1', 'BROADCASTING'),
  )
  for (const broker of [0, 1]) await commit(remoting, address(broker), 'billing', 'orders', 0, 2)
  await commit(remoting, address(0), 'offline', 'orders', 0, 0)
  await commit(remoting, address(0), 'ahead', 'orders', 0, 9)
})
afterAll(async () => {
  for (const member of members) await member.leave()
  await remoting.close()
  await cluster.close()
})

describe('group set', () => {
  it('creates on every broker with the defaults of the Java tool', async () => {
    const done = await json<{outcome: string}[]>('group', 'set', 'made', '--max-retries', '5')
    expect(done.map(({outcome}) => outcome)).toEqual(['created', 'created'])
    const settings = {groupName: 'made', retryMaxTimes: 5, consumeFromMinEnable: false, consumeBroadcastEnable: false}
    expect(await json('group', 'config', 'made')).toMatchObject([
      {broker: 'broker-a', ...settings},
      {broker: 'broker-b', ...settings},
    ])
  })

  it('changes only what is said, on the broker that is said', async () => {
    await json('group', 'set', 'patched', '--max-retries', '5', '--orderly', '--attributes', '+priority.factor=2')
    await json('group', 'set', 'patched', '--broker', 'broker-b', '--no-consume')
    const kept = {retryMaxTimes: 5, consumeMessageOrderly: true, attributes: {'priority.factor': '2'}}
    expect(await json('group', 'config', 'patched')).toMatchObject([
      {broker: 'broker-a', consumeEnable: true, ...kept},
      {broker: 'broker-b', consumeEnable: false, ...kept},
    ])
    expect(await json('group', 'set', 'patched', '--max-retries', '5')).toMatchObject([
      {outcome: 'unchanged'},
      {outcome: 'unchanged'},
    ])
  })

  it('takes the retry policy in the form of Java', async () => {
    const policy = '{"type":"CUSTOMIZED","customizedRetryPolicy":{"next":[1000,5000]}}'
    const ran = await run('updateSubGroup', '-b', address(0), '-g', 'delayed', '-p', policy)
    expect(ran).toMatchObject({status: 0, stderr: ''})
    expect(ran.stdout).toContain('customizedRetryPolicy=CustomizedRetryPolicy{next=[1000, 5000]}}')
    expect(await run('group', 'set', 'delayed', '--retry-policy', '{"type":"NEVER"}')).toMatchObject({
      status: 2,
      stdout: '',
    })
  })

  it('prints what Java prints under the Java name', async () => {
    const {stdout} = await run('updateSubGroup', '-b', address(0), '-g', 'classic', '-r', '5', '-d', 'true')
    expect(stdout).toBe(
      `create subscription group to ${address(0)} success.\n` +
        'SubscriptionGroupConfig{groupName=classic, consumeEnable=true, consumeFromMinEnable=false, consumeBroadcastEnable=true, consumeMessageOrderly=false, retryQueueNums=1, retryMaxTimes=5, groupRetryPolicy=GroupRetryPolicy{type=CUSTOMIZED, exponentialRetryPolicy=null, customizedRetryPolicy=null}, brokerId=0, whichBrokerWhenConsumeSlowly=1, notifyConsumerIdsChangedEnable=true, groupSysFlag=0, consumeTimeoutMinute=15, subscriptionDataSet=null, attributes={}}',
    )
  })

  it('sends no write in a dry run', async () => {
    expect(await run('group', 'set', 'never', '--dry-run')).toMatchObject({status: 0})
    expect(await run('group', 'config', 'never')).toMatchObject({status: 3, stdout: ''})
  })

  it('is told no by the broker', async () => {
    const ran = await run('group', 'set', 'x', '--attributes', '+no.such=1')
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('no.such')
  })
})

describe('group config', () => {
  it('prints the fields in the order of Java', async () => {
    const {stdout} = await run('getConsumerConfig', '-g', 'billing')
    const fields = stdout.split('\n').filter(line => line.includes('=  '))
    expect(stdout.startsWith(`${'='.repeat(29)}DefaultCluster:broker-`)).toBe(true)
    expect(fields.slice(0, 15).map(line => line.slice(0, 40).trim())).toEqual([
      'groupName',
      'consumeEnable',
      'consumeFromMinEnable',
      'consumeBroadcastEnable',
      'consumeMessageOrderly',
      'retryQueueNums',
      'retryMaxTimes',
      'groupRetryPolicy',
      'brokerId',
      'whichBrokerWhenConsumeSlowly',
      'notifyConsumerIdsChangedEnable',
      'groupSysFlag',
      'consumeTimeoutMinute',
      'subscriptionDataSet',
      'attributes',
    ])
  })
})

describe('group delete', () => {
  it('removes settings, offsets, retry and dead letter topics', async () => {
    await json('group', 'set', 'doomed')
    await json('topic', 'set', '%RETRY%doomed')
    await json('topic', 'set', '%DLQ%doomed')
    await commit(remoting, address(1), 'doomed', 'orders', 0, 1)
    expect(await run('group', 'delete', 'doomed')).toMatchObject({status: 2, stdout: ''})
    expect(await run('group', 'delete', 'doomed', '--yes', '--remove-offsets')).toMatchObject({status: 0})
    expect(await run('group', 'config', 'doomed')).toMatchObject({status: 3, stdout: ''})
    expect(await summaryOf('doomed')).toBeUndefined()
    const topics = await json<{topic: string}[]>('topic', 'list')
    expect(topics.filter(({topic}) => topic.endsWith('%doomed'))).toEqual([])
  })

  it('keeps offsets and topics where it is not said, and says so by what it lists', async () => {
    await json('group', 'set', 'halved')
    await json('topic', 'set', '%RETRY%halved')
    await commit(remoting, address(0), 'halved', 'orders', 0, 1)
    const done = await json<{target: string}[]>('group', 'delete', 'halved', '--broker', 'broker-a', '--yes')
    expect(done).toMatchObject([{target: `broker-a (${address(0)})`, outcome: 'deleted'}])
    expect(await json('group', 'config', 'halved')).toMatchObject([{broker: 'broker-b'}])
    expect(await summaryOf('halved')).toMatchObject({lag: 2})
    expect(await run('topic', 'get', '%RETRY%halved')).toMatchObject({status: 0})
  })

  it('has nothing to do where the group is absent', async () => {
    const ran = await run('deleteSubGroup', '-c', 'DefaultCluster', '-g', 'never-was')
    expect(ran.status).toBe(0)
    const line = (broker: string) =>
      `delete subscription group [never-was] from broker [${broker}] in cluster [DefaultCluster] success.`
    expect(ran.stdout.split('\n').sort()).toEqual(['', line(address(0)), line(address(1))].sort())
    expect(ran.stderr).toContain('already absent')
    expect(await run('group', 'delete', 'never-was', '--must-exist', '--yes')).toMatchObject({status: 3, stdout: ''})
  })
})

describe('group lag', () => {
  it('tells the queues of a group on every broker', async () => {
    const queues = (await lagOf('billing')).filter(({topic}) => topic === 'orders')
    expect(queues).toMatchObject([
      {broker: 'broker-a', queue: 0, consumerOffset: 2, lag: 1},
      {broker: 'broker-a', queue: 1, consumerOffset: null, lag: null, reason: 'neverCommitted', diff: 3},
      {broker: 'broker-b', queue: 0, consumerOffset: 2, lag: 1},
      {broker: 'broker-b', queue: 1, consumerOffset: null, lag: null, reason: 'neverCommitted', diff: 3},
    ])
  })

  it('tells a committed 0 from none', async () => {
    expect((await lagOf('offline')).filter(({broker}) => broker === 'broker-a')).toMatchObject([
      {queue: 0, consumerOffset: 0, lag: 3},
      {queue: 1, consumerOffset: null, lag: null},
    ])
  })

  it('has no lag for an offset beyond the last message', async () => {
    const [first] = await lagOf('ahead')
    expect(first).toMatchObject({queue: 0, consumerOffset: 9, lag: null, reason: 'aheadOfBroker', diff: -6})
    expect(await summaryOf('ahead')).toMatchObject({lag: null, reason: 'aheadOfBroker'})
  })

  it('adds the client that has a queue', async () => {
    const queues = await lagOf('billing', '--topic', 'orders', '--client-ip')
    expect(queues.map(({client}) => client)).toEqual(['127.0.0.1@b2', undefined, undefined, undefined])
  })

  it('says why a group has no queues to show', async () => {
    expect(await run('group', 'lag', 'fresh')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("no queues to show for 'fresh': it never committed an offset"),
    })
    expect(await run('group', 'lag', 'board')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('its consumers get every message each and keep their offsets themselves'),
    })
  })

  it.each([
    [['nope'], "group 'nope' does not exist"],
    [['billing', '--topic', 'nope'], "topic 'nope' does not exist"],
    [['billing', '--cluster', 'nope'], "cluster 'nope' does not exist"],
  ])('%j is not there', async (argv, words) => {
    const ran = await run('group', 'lag', ...argv)
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain(words)
  })

  it('can be cut to columns with and without a group', async () => {
    const plain = (...argv: string[]) => run('group', 'lag', ...argv, '--output', 'csv', '--no-header')
    expect((await plain('offline', '--columns', 'broker,queue,lag')).stdout).toContain('broker-a,0,3')
    expect((await plain('--columns', 'group,lag')).stdout).toContain('offline,3')
  })

  it('prints the totals of Java, where what was never committed counts from 0', async () => {
    const {stdout} = await run('consumerProgress', '-g', 'offline')
    const [head, first, second, , last] = stdout.split('\n').map(line => line.split(/ +/))
    expect(head).toEqual([
      '#Topic',
      '#Broker',
      'Name',
      '#QID',
      '#Broker',
      'Offset',
      '#Consumer',
      'Offset',
      '#Diff',
      '#Inflight',
      '#LastTime',
    ])
    expect(first).toEqual(['orders', 'broker-a', '0', '3', '0', '3', '0', 'N/A'])
    expect(second).toEqual(['orders', 'broker-a', '1', '3', '0', '3', '0', 'N/A'])
    expect(last).toEqual(['Consume', 'TPS:', '0.00'])
    expect(stdout).toContain('\nConsume Diff Total: 6\nConsume Inflight Total: 0\n')
  })

  it('lists only groups with a retry topic under the Java name', async () => {
    const rows = (await run('consumerProgress')).stdout.split('\n').map(line => line.split(/ +/)[0])
    expect(rows).toContain('billing')
    expect(rows).not.toContain('offline')
  })
})

describe('group list', () => {
  it('has every group with its members and lag', async () => {
    expect(await summaryOf('billing')).toMatchObject({kind: 'normal', members: 2, model: 'CLUSTERING', lag: 2})
    expect(await summaryOf('board')).toMatchObject({
      members: 1,
      model: 'BROADCASTING',
      lag: null,
      reason: 'broadcasting',
    })
    expect(await summaryOf('fresh')).toMatchObject({members: 0, lag: null, reason: 'neverCommitted'})
    expect(await summaryOf('TOOLS_CONSUMER')).toMatchObject({kind: 'system'})
  })
})

describe('group clients', () => {
  it('has one row a client, whichever brokers see it', async () => {
    const page = await json<{clients: {clientId: string; brokers: string[]}[]}>('group', 'clients', 'billing')
    expect(page).toMatchObject({group: 'billing', consumeType: 'CONSUME_PASSIVELY', model: 'CLUSTERING'})
    expect(page.clients.map(({clientId, brokers}) => [clientId, brokers.join()])).toEqual([
      ['127.0.0.1@b1', 'broker-a,broker-b'],
      ['127.0.0.1@b2', 'broker-a,broker-b'],
    ])
    expect(await json('group', 'clients', 'billing', '--broker', 'broker-b')).toMatchObject({
      clients: [{brokers: ['broker-b']}, {brokers: ['broker-b']}],
    })
  })

  it('prints what Java prints under the Java name', async () => {
    const lines = (await run('consumerConnection', '-g', 'board')).stdout.split('\n')
    expect(lines[0]).toBe('#ClientId                            #ClientAddr            #Language  #Version')
    expect(lines[1]).toMatch(/^127\.0\.0\.1@n1 {25}127\.0\.0\.1:\d+ +JAVA {7}V5_3_3$/)
    expect(lines.slice(2, 5)).toEqual(['', 'Below is subscription:', '#Topic               #SubExpression'])
    expect(lines.slice(-4)).toEqual([
      'ConsumeType: CONSUME_PASSIVELY',
      'MessageModel: BROADCASTING',
      'ConsumeFromWhere: CONSUME_FROM_FIRST_OFFSET',
      '',
    ])
  })

  it('says that nobody is connected', async () => {
    expect(await run('consumerConnection', '-g', 'offline')).toMatchObject({status: 3, stdout: ''})
  })
})

describe('producer', () => {
  it('lists the clients of a group', async () => {
    const clients = await json('producer', 'clients', 'billing-producer', '--topic', 'orders')
    expect(clients).toMatchObject([{clientId: '127.0.0.1@b1'}, {clientId: '127.0.0.1@b2'}])
    const {stdout} = await run('producerConnection', '-g', 'board-producer', '-t', 'orders')
    expect(stdout).toMatch(/^0001 {2}127\.0\.0\.1@n1 {21}127\.0\.0\.1:\d+ +JAVA {5}V5_3_3\n$/)
    expect(await run('producerConnection', '-g', 'nope', '-t', 'orders')).toMatchObject({status: 3, stdout: ''})
  })

  it('lists every producer of a broker', async () => {
    const producers = await json<{group: string; clientId: string}[]>('producer', 'list', 'broker-a')
    expect(producers).toContainEqual(expect.objectContaining({group: 'board-producer', clientId: '127.0.0.1@n1'}))
    const {stdout} = await run('producer', '-b', address(0))
    expect(stdout).toMatch(
      /^producer group \(board-producer\) instance : clientId=127\.0\.0\.1@n1,remoteIP=\/127\.0\.0\.1:\d+, language=JAVA, version=479, lastUpdateTimestamp=\d+$/m,
    )
  })
})

/** Last: the second broker is unregistered nowhere and answers nobody. */
describe('with a broker that does not answer', () => {
  const map = () => ({MQADMIN_BROKER_MAP: `${address(1)}=127.0.0.1:1`, ...env()})

  it('names it, and does not take silence for no lag', async () => {
    const ran = await mqadmin(['group', 'lag', '--output', 'json'], {env: map()})
    expect(ran.status).toBe(6)
    expect(ran.stderr).toContain('127.0.0.1:1')
    const rows = JSON.parse(ran.stdout) as Summary[]
    expect(rows.find(({group}) => group === 'billing')).toMatchObject({lag: null, reason: 'queryFailed', members: 2})
  })

  it('shows what the others say of one group', async () => {
    const ran = await mqadmin(['group', 'lag', 'billing', '--output', 'json'], {env: map()})
    expect(ran.status).toBe(6)
    expect(ran.stderr).toContain('127.0.0.1:1')
    expect((JSON.parse(ran.stdout) as Queue[]).every(({broker}) => broker === 'broker-a')).toBe(true)
  })

  it('sets on the others', async () => {
    const ran = await mqadmin(['group', 'set', 'partly', '--output', 'json'], {env: map()})
    expect(ran.status).toBe(6)
    expect(ran.stderr).toContain('127.0.0.1:1')
    expect(JSON.parse(ran.stdout)).toMatchObject([{outcome: 'created'}])
    expect(await json('group', 'config', 'partly')).toMatchObject([{broker: 'broker-a'}])
  })

  it('is unreachable where nobody answers', async () => {
    const both = `${address(0)}=127.0.0.1:1;${map().MQADMIN_BROKER_MAP}`
    const ran = await mqadmin(['group', 'list'], {env: {...env(), MQADMIN_BROKER_MAP: both}})
    expect(ran).toMatchObject({status: 5, stdout: ''})
  })
})

it('takes whole tables of brokers, and asks about each group only for its members', async () => {
  const asked: string[] = []
  const {Progress} = await import('../../src/admin/progress.js')
  const watching = new Remoting({onExchange: ({request}) => asked.push(request)})
  const progress = new Progress(new Reached(watching, [cluster.nameServer]))
  const {answers, failures} = await progress.tables()
  await progress.summaries(answers, failures)
  await watching.close()
  const times = (name: string) => asked.filter(request => request === name).length
  expect(times(requests.getAllConsumerOffset.name)).toBe(2)
  expect(times(requests.getAllSubscriptiongroupConfig.name)).toBe(2)
  expect(times(requests.getConsumerConnectionList.name)).toBeLessThanOrEqual(
    answers.reduce((sum, {all}) => sum + all.size, 0),
  )
  // of the only group with members
  expect(times(requests.getConsumeStats.name)).toBe(2)
  expect(times(requests.getTopicStatsInfo.name)).toBeLessThanOrEqual(2)
})
