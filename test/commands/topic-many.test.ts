import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'

let cluster: Cluster
let folder: string
const env = () => ({NAMESRV_ADDR: cluster.nameServer})
const run = (...argv: string[]) => mqadmin(argv, {env: env(), cwd: folder})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: env(), cwd: folder})
const file = async (name: string, content: string) => writeFile(join(folder, name), content)

interface Row {
  target: string
  outcome: string
  changes: string[]
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'topic-many-'))
  cluster = await startCluster({brokers: 2})
})
afterAll(async () => {
  await cluster.close()
  await rm(folder, {recursive: true, force: true})
})

describe('topic import', () => {
  it('creates with the defaults of Java, and changes only what the file says', async () => {
    await json('topic', 'set', 'known', '--queues', '3', '--type', 'fifo')
    await file(
      'topics.yaml',
      '# ours\n- topicName: known\n  perm: 4\n- topicName: made\n  attributes: {message.type: DELAY}\n',
    )
    const rows = await json<Row[]>('topic', 'import', 'topics.yaml')
    expect(rows.map(({target, outcome}) => `${target.split(' (')[0]} ${outcome}`)).toEqual([
      'known on broker-a changed',
      'known on broker-b changed',
      'made on broker-a created',
      'made on broker-b created',
    ])
    expect(rows[0]?.changes).toEqual(['perm: 6 → 4'])
    const page = (topic: string) => json<{brokers: object[]}>('topic', 'get', topic)
    expect((await page('known')).brokers[0]).toMatchObject({
      readQueues: 3,
      perm: 4,
      attributes: {'message.type': 'FIFO'},
    })
    expect((await page('made')).brokers[1]).toMatchObject({
      readQueues: 16,
      writeQueues: 16,
      attributes: {'message.type': 'DELAY'},
    })
    const again = await json<Row[]>('topic', 'import', 'topics.yaml')
    expect(again.map(({outcome}) => outcome)).toEqual(Array(4).fill('unchanged'))
  })

  it('takes the JSON of Java, with its words for attributes', async () => {
    await file('topics.json', '[{"topicName":"java","readQueueNums":2,"attributes":{"+message.type":"FIFO"}}]')
    const ran = await run('updateTopicList', '-c', 'DefaultCluster', '-f', 'topics.json')
    expect(ran).toMatchObject({status: 0, stderr: ''})
    const said = cluster.brokers.map(
      ({address}) => `submit batch of topic config to ${address} success, please check the result later.`,
    )
    expect(ran.stdout.split('\n').sort()).toEqual(['', ...said.sort()])
    await file('less.json', '[{"topicName":"java","attributes":{"-message.type":""}}]')
    const [row] = await json<Row[]>('topic', 'import', 'less.json', '--broker', 'broker-a')
    expect(row?.changes).toEqual(['attributes.message.type: FIFO → -'])
  })

  it('reads standard input', async () => {
    const ran = await mqadmin(['topic', 'import', '-', '--dry-run', '--output', 'json'], {
      env: env(),
      stdin: '[{"topicName":"piped"}]',
    })
    expect(ran).toMatchObject({status: 0, stderr: 'dry run: nothing was sent\n'})
    expect(JSON.parse(ran.stdout)).toHaveLength(2)
  })

  it('refuses an empty list, and does nothing under the name of Java', async () => {
    await file('empty.json', '[]')
    const ours = await run('topic', 'import', '--file', 'empty.json')
    expect(ours).toMatchObject({status: 2, stdout: '', stderr: expect.stringContaining('there is nothing to import')})
    expect(await run('updateTopicList', '-c', 'DefaultCluster', '-f', 'empty.json')).toEqual({
      status: 0,
      stderr: '',
      stdout: '',
    })
  })

  it.each([
    ['{"topicName":"x"}', 'does not hold a list'],
    ['[{"topicName":"x"},7]', 'entry 2: not a set of properties'],
    ['[{"topicName":"x","perms":4}]', "entry 1: there is no setting 'perms'"],
    ['[{"perm":4}]', 'TopicConfig.topicName'],
    ['[{"topicName":"x","perm":"many"}]', 'TopicConfig.perm'],
    ['[{"topicName":"x"},{"topicName":"x"}]', "entry 2: topic 'x' stands there twice"],
    ['[{"topicName"', 'is not JSON'],
    ['a: [b', 'not valid YAML'],
  ])('refuses %j before it asks anybody', async (content, text) => {
    await file('bad', content)
    const ran = await run('topic', 'import', 'bad')
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain(text)
  })

  it('names a file that is not there', async () => {
    const ran = await run('updateTopicList', '-c', 'DefaultCluster', '-f', 'nofile.json')
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain(`cannot read ${join(folder, 'nofile.json')}: ENOENT`)
  })

  it('tells which topic a broker refused, and does the others', async () => {
    await file('half.json', '[{"topicName":"fine"},{"topicName":"TBW102","perm":4}]')
    const ran = await run('topic', 'import', 'half.json', '--broker', 'broker-a', '--output', 'json')
    expect(ran.status).toBe(6)
    expect((JSON.parse(ran.stdout) as Row[]).map(({target}) => target)).toEqual([expect.stringMatching(/^fine on /)])
    expect(ran.stderr).toContain('TBW102 on broker-a')
  })
})

describe('topic order', () => {
  it('stores, shows and removes an order, in the words of Java', async () => {
    const java = (...words: string[]) => run('updateOrderConf', '-t', 'ordered', '-m', ...words)
    const said = (stdout: string) => ({status: 0, stderr: '', stdout})
    expect(await java('put', '-v', 'broker-a:4;broker-b:2')).toEqual(
      said('update orderConf success. topic=[ordered], orderConf=[broker-a:4;broker-b:2]'),
    )
    expect(await java('get')).toEqual(
      said('get orderConf success. topic=[ordered], orderConf=[broker-a:4;broker-b:2] '),
    )
    expect(await java('delete')).toEqual(said('delete orderConf success. topic=[ordered]'))
    expect(await java('get')).toMatchObject({status: 3, stdout: ''})
    expect(await java('delete')).toMatchObject({
      status: 0,
      stdout: 'delete orderConf success. topic=[ordered]',
      stderr: expect.stringContaining('already absent'),
    })
  })

  it('stores without a question, and asks before it removes', async () => {
    const [row] = await json<Row[]>('topic', 'order', 'mine', '--order-conf', 'broker-a:8')
    expect(row).toMatchObject({outcome: 'created', after: 'broker-a:8'})
    expect(await json('topic', 'order', 'mine')).toEqual([
      {address: cluster.nameServer, topic: 'mine', orderConf: 'broker-a:8'},
    ])
    expect(await run('topic', 'order', 'mine', '--method', 'delete')).toMatchObject({status: 2, stdout: ''})
    const [gone] = await json<Row[]>('topic', 'order', 'mine', '--method', 'delete', '--yes')
    expect(gone).toMatchObject({outcome: 'deleted', before: 'broker-a:8'})
  })

  it.each([
    [['--method', 'put'], 'needs an --order-conf'],
    [['--method', 'get', '--order-conf', 'broker-a:8'], 'takes no --order-conf'],
    [['--order-conf', 'broker-a:many'], "'broker-a:many' is not an order of queues"],
    [['--order-conf', 'broker-a:8;'], "'' is not an order of queues"],
    [['--method', 'list'], 'to be one of'],
  ])('topic order %j is refused', async (words, text) => {
    const ran = await run('topic', 'order', 'mine', ...words)
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain(text)
  })

  it('names the name server that failed', async () => {
    const rogue = await Rogue.open(cluster, {nameServers: 2})
    await rogue.kill('nameServer2')
    const ran = await mqadmin(['topic', 'order', 'mine', '--order-conf', 'broker-a:8', '--output', 'json'], {
      env: rogue.env,
    })
    await rogue.close()
    expect(ran.status).toBe(6)
    expect(JSON.parse(ran.stdout)).toHaveLength(1)
    expect(ran.stderr).toContain(rogue.addressOf('nameServer2'))
  })
})

describe('topic allocate', () => {
  beforeAll(() => json('topic', 'set', 'shared', '--queues', '3'))

  it('shares as consumers do, sorted', async () => {
    expect(await json('topic', 'allocate', 'shared', '--clients', 'c,a,b,d')).toEqual([
      {client: 'a', queues: [0, 1].map(queue => ({broker: 'broker-a', queue}))},
      {
        client: 'b',
        queues: [
          {broker: 'broker-a', queue: 2},
          {broker: 'broker-b', queue: 0},
        ],
      },
      {client: 'c', queues: [{broker: 'broker-b', queue: 1}]},
      {client: 'd', queues: [{broker: 'broker-b', queue: 2}]},
    ])
  })

  it('leaves clients without a queue where there are more of them', async () => {
    const shares = await json<{queues: object[]}[]>('topic', 'allocate', 'shared', '--clients', 'a,b,c,d,e,f,g')
    expect(shares.map(({queues}) => queues.length)).toEqual([1, 1, 1, 1, 1, 1, 0])
  })

  it('prints the unsorted shares of Java under its name', async () => {
    await json('topic', 'set', 'audit', '--queues', '1', '--broker', 'broker-a')
    expect(await run('allocateMQ', '-t', 'audit', '-i', '10.0.0.1')).toEqual({
      status: 0,
      stderr: '',
      stdout: '{"result":{"10.0.0.1":[{"brokerName":"broker-a","queueId":0,"topic":"audit"}]}}\n',
    })
  })

  it.each([
    ['nope', 'a', 3],
    ['shared', 'a,,b', 2],
    ['shared', 'a,b,a', 2],
  ])('of %s among %s is status %i', async (topic, clients, status) => {
    expect(await run('topic', 'allocate', topic, '--clients', clients)).toMatchObject({status, stdout: ''})
  })
})

describe('topic clean', () => {
  it('shows what it knows would go, and looks whether it is gone', async () => {
    await json('topic', 'set', 'left', '--queues', '1', '--broker', 'broker-a')
    await json('message', 'send', '--topic', 'left', '--body', 'x')
    await json('group', 'set', 'reader')
    await json('offset', 'reset', 'reader', '--topic', 'left', '--to', 'earliest', '--yes')
    // its settings go, and its queues stay
    const rogue = await Rogue.open(cluster)
    rogue.misdeed = ({request, server}) =>
      request.name === 'GET_ALL_TOPIC_CONFIG' && server === 'broker-a'
        ? {code: 0, body: JSON.stringify({topicConfigTable: {}})}
        : undefined
    const ran = await mqadmin(['topic', 'clean', 'broker-a', '--dry-run', '--output', 'json'], {env: rogue.env})
    const [row] = JSON.parse(ran.stdout) as {before: {known: string[]}}[]
    expect(row?.before.known).toContain('left')
    // the broker has the topic after all, and keeps it
    const kept = await mqadmin(['topic', 'clean', 'broker-a', '--yes'], {env: rogue.env})
    await rogue.close()
    expect(kept).toMatchObject({status: 1, stdout: ''})
    expect(kept.stderr).toMatch(/accepted the change but still has .*left/)
  })

  it('says success only when every broker did it', async () => {
    expect(await run('cleanUnusedTopic')).toEqual({status: 0, stderr: '', stdout: 'success'})
    const rogue = await Rogue.open(cluster)
    rogue.misdeed = ({request, server}) =>
      request === requests.cleanUnusedTopic && server === 'broker-b' ? {code: 1, remark: 'disk full'} : undefined
    const ran = await mqadmin(['cleanUnusedTopic'], {env: rogue.env})
    await rogue.close()
    expect(ran).toMatchObject({status: 6, stdout: ''})
    expect(ran.stderr).toContain('disk full')
  })

  it.each([
    [['-c', 'nope'], "cluster 'nope' does not exist"],
    [['-b', 'nope'], "broker 'nope' does not exist"],
  ])('of %j is status 3', async (words, text) => {
    const ran = await run('cleanUnusedTopic', ...words)
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain(text)
  })
})

describe('topic delete', () => {
  it('says which cluster it was where none was said', async () => {
    await json('topic', 'set', 'unnamed')
    expect(await run('deleteTopic', '-t', 'unnamed')).toEqual({
      status: 0,
      stderr: '',
      stdout:
        'delete topic [unnamed] from cluster [DefaultCluster] success.\ndelete topic [unnamed] from NameServer success.\n',
    })
  })

  it('shows which groups lose their place', async () => {
    await json('topic', 'set', 'consumed', '--queues', '1')
    await json('group', 'set', 'loser')
    await json('offset', 'reset', 'loser', '--topic', 'consumed', '--to', 'earliest', '--yes')
    const asked = await mqadmin(['topic', 'delete', 'consumed'], {env: env(), tty: true, stdin: 'n\n'})
    expect(asked.status).toBe(1)
    expect(asked.stderr).toContain('these groups lose their place: loser')
  })
})
