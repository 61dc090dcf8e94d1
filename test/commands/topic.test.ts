import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'

let cluster: Cluster
const env = () => ({NAMESRV_ADDR: cluster.nameServer})
const run = (...argv: string[]) => mqadmin(argv, {env: env()})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: env()})

interface Row {
  topic: string
  kind: string
  group?: string
}
interface Page {
  brokers: {broker: string; readQueues: number; writeQueues: number; perm: number; attributes: object}[]
  queues: {broker: string; queue: number}[]
}

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
})
afterAll(() => cluster.close())

describe('topic set', () => {
  it('creates on every broker with the defaults of Java', async () => {
    const done = await json<{outcome: string; after: {config: object}}[]>('topic', 'set', 'made')
    expect(done.map(({outcome}) => outcome)).toEqual(['created', 'created'])
    const page = await json<Page>('topic', 'get', 'made')
    expect(page.brokers).toMatchObject([
      {broker: 'broker-a', readQueues: 8, writeQueues: 8, perm: 6},
      {broker: 'broker-b', readQueues: 8, writeQueues: 8, perm: 6},
    ])
  })

  it('changes only what is said, on the broker that is said', async () => {
    await json('topic', 'set', 'patched', '--read-queues', '3', '--write-queues', '5', '--type', 'fifo')
    const done = await json<{changes: string[]}[]>('topic', 'set', 'patched', '--broker', 'broker-b', '--perm', '4')
    expect(done.map(({changes}) => changes)).toEqual([['perm: 6 → 4']])
    const page = await json<Page>('topic', 'get', 'patched')
    const attributes = {'message.type': 'FIFO'}
    expect(page.brokers).toMatchObject([
      {broker: 'broker-a', readQueues: 3, writeQueues: 5, perm: 6, attributes},
      {broker: 'broker-b', readQueues: 3, writeQueues: 5, perm: 4, attributes},
    ])
  })

  it('says that nothing had to be done', async () => {
    await json('topic', 'set', 'again')
    const done = await json<{outcome: string}[]>('topic', 'set', 'again')
    expect(done.map(({outcome}) => outcome)).toEqual(['unchanged', 'unchanged'])
  })

  it('prints what Java prints under the Java name', async () => {
    const [a, b] = cluster.brokers
    expect(
      await run('updateTopic', '-c', 'DefaultCluster', '-t', 'classic', '-r', '4', '-w', '4', '-o', 'true'),
    ).toEqual({
      status: 0,
      stderr: '',
      stdout:
        `create topic to ${a?.address} success.\ncreate topic to ${b?.address} success.\n` +
        'set cluster orderConf. isOrder=true, orderConf=[broker-a:4;broker-b:4]\n' +
        'TopicConfig [topicName=classic, readQueueNums=4, writeQueueNums=4, perm=RW-, topicFilterType=SINGLE_TAG, topicSysFlag=0, order=true, attributes={}]\n',
    })
  })

  it('sends no write in a dry run', async () => {
    const ran = await run('topic', 'set', 'never', '--dry-run', '--output', 'json')
    expect(ran).toMatchObject({status: 0, stderr: 'dry run: nothing was sent\n'})
    expect(JSON.parse(ran.stdout)).toMatchObject([{outcome: 'created'}, {outcome: 'created'}])
    expect(await run('topic', 'get', 'never')).toMatchObject({status: 3})
  })

  it.each([
    [['topic', 'set', 'x', '--cluster', 'nope'], 3, "cluster 'nope' does not exist"],
    [['topic', 'set', 'x', '--broker', 'nope'], 3, "broker 'nope' does not exist"],
    [['topic', 'set', 'bad name!'], 1, 'illegal characters'],
    [['topic', 'set', 'x', '--perm', 'many'], 2, 'perm'],
    [['topic', 'set', 'x', '--attributes', 'message.type'], 2, 'attribute edit'],
    [['topic', 'set', 'SELF_TEST_TOPIC', '--perm', '4'], 1, 'conflict with system topic'],
    [['updateTopic', '-t', 'x', '-c', 'DefaultCluster', '-b', 'broker-a'], 2, '-c'],
    [['topic', 'set', 'x', '--broker', '127.0.0.1:1'], 5, '127.0.0.1:1'],
  ])('refuses %j with status %i', async (argv, status, words) => {
    const ran = await run(...argv)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain(words)
    expect(ran.status).toBe(status)
  })
})

describe('topic list', () => {
  it('tells the kinds apart', async () => {
    await json('topic', 'set', 'listed')
    const rows = await json<Row[]>('topic', 'list')
    const kind = (topic: string) => rows.find(row => row.topic === topic)?.kind
    expect([kind('listed'), kind('SELF_TEST_TOPIC'), kind('DefaultCluster'), kind('broker-a')]).toEqual([
      'normal',
      'system',
      'system',
      'system',
    ])
  })

  it('prints rows in every format', async () => {
    const heads = {plain: 'topic\tkind', csv: 'topic,kind', table: 'TOPIC'}
    for (const [format, head] of Object.entries(heads)) {
      const ran = await run('topic', 'list', '--columns', 'topic,kind', '--output', format)
      expect(ran.status).toBe(0)
      expect(ran.stdout.startsWith(head)).toBe(true)
    }
    const lines = (await run('topic', 'list', '--output', 'ndjson')).stdout.trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line) as Row)).toEqual(await json('topic', 'list'))
  })

  it('refuses a column that is not there before it asks anybody', async () => {
    const ran = await mqadmin(['topic', 'list', '--columns', 'nope'], {env: {NAMESRV_ADDR: '127.0.0.1:1'}})
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain('topic, kind, cluster, group')
  })
})

describe('topic status, route and clusters', () => {
  it('show every queue, server and cluster', async () => {
    await json('topic', 'set', 'seen', '--queues', '2')
    const status = await json<{broker: string; queue: number; maxOffset: number}[]>('topic', 'status', 'seen')
    expect(status.map(({broker, queue, maxOffset}) => `${broker} ${queue} ${maxOffset}`)).toEqual([
      'broker-a 0 0',
      'broker-a 1 0',
      'broker-b 0 0',
      'broker-b 1 0',
    ])
    expect((await run('topicRoute', '-t', 'seen', '-l')).stdout).toContain('Total:')
    expect((await run('topicClusterList', '-t', 'seen')).stdout).toBe('DefaultCluster\n')
  })

  it.each(['status', 'route', 'clusters', 'get'])('topic %s of a topic that is not there is status 3', async verb => {
    const ran = await run('topic', verb, 'nowhere')
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain("topic 'nowhere' does not exist")
  })
})

describe('topic permit', () => {
  it('keeps the queues of each broker', async () => {
    await json('topic', 'set', 'closing', '--broker', 'broker-a', '--queues', '2')
    await json('topic', 'set', 'closing', '--broker', 'broker-b', '--queues', '3')
    const ran = await run('updateTopicPerm', '-t', 'closing', '-c', 'DefaultCluster', '-p', '4')
    const [a, b] = cluster.brokers
    expect(ran.stdout).toBe(
      `update topic perm from 6 to 4 in ${a?.address} success.\nupdate topic perm from 6 to 4 in ${b?.address} success.\n`,
    )
    const page = await json<Page>('topic', 'get', 'closing')
    expect(page.brokers).toMatchObject([
      {readQueues: 2, perm: 4},
      {readQueues: 3, perm: 4},
    ])
  })

  it('does not make a topic', async () => {
    expect(await run('topic', 'permit', 'nowhere', '--perm', '4')).toMatchObject({status: 3, stdout: ''})
  })
})

describe('topic delete', () => {
  it('wants --yes without a terminal, but not under the Java name', async () => {
    await json('topic', 'set', 'doomed')
    expect(await run('topic', 'delete', 'doomed')).toMatchObject({status: 2, stdout: ''})
    expect(await run('topic', 'get', 'doomed')).toMatchObject({status: 0})
    expect(await run('deleteTopic', '-t', 'doomed', '-c', 'DefaultCluster')).toEqual({
      status: 0,
      stderr: '',
      stdout:
        'delete topic [doomed] from cluster [DefaultCluster] success.\ndelete topic [doomed] from NameServer success.\n',
    })
    expect(await run('topic', 'get', 'doomed')).toMatchObject({status: 3})
  })

  it('is done when the topic is absent, unless it must exist', async () => {
    const ran = await run('topic', 'delete', 'nowhere', '--yes')
    expect(ran.status).toBe(0)
    expect(ran.stderr).toContain('already absent')
    expect(await run('topic', 'delete', 'nowhere', '--yes', '--must-exist')).toMatchObject({status: 3})
  })
})
