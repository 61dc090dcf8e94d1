import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'

let cluster: Cluster
const env = () => ({NAMESRV_ADDR: cluster.nameServer})
const run = (...argv: string[]) => mqadmin(argv, {env: env()})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: env()})
const addresses = () => cluster.brokers.map(({address}) => address)

interface Setting {
  broker: string
  address: string
  key: string
  value: string
}

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
})
afterAll(() => cluster.close())

describe('cluster list', () => {
  it('has a row for each broker', async () => {
    const [a, b] = addresses()
    const common = {cluster: 'DefaultCluster', id: 0, answered: true, version: '5.5.0', active: true, sendQueue: 0}
    expect(await json('cluster', 'list')).toMatchObject([
      {...common, broker: 'broker-a', address: a},
      {...common, broker: 'broker-b', address: b},
    ])
  })

  it('counts the messages of today', async () => {
    await json('message', 'send', 'counted', '--body', 'x', '--broker', 'broker-b')
    const [a, b] = await json<{inToday: number}[]>('cluster', 'list', '--more-stats')
    expect([a?.inToday, b?.inToday]).toEqual([0, 1])
    const ran = await run('cluster', 'list', '--more-stats', '--output', 'plain')
    expect(ran.stdout.split('\n')[0]).toBe('cluster\tbroker\tid\tinYesterday\toutYesterday\tinToday\toutToday')
  })

  it('fails for a cluster that does not exist', async () => {
    expect(await run('clusterList', '-c', 'nope')).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining("cluster 'nope' does not exist"),
    })
  })
})

describe('broker status', () => {
  it('shows the figures of the broker that is named', async () => {
    const figures = await json<Setting[]>('broker', 'status', 'broker-a')
    expect(new Set(figures.map(({address}) => address))).toEqual(new Set(addresses().slice(0, 1)))
    expect(figures.find(({key}) => key === 'brokerVersionDesc')?.value).toBe('V5_5_0')
  })

  it('shows one figure of all', async () => {
    const ran = await run('broker', 'status', '--key', 'brokerActive', '--output', 'csv', '--columns', 'broker,value')
    expect(ran.stdout).toBe('broker,value\r\nbroker-a,true\r\nbroker-b,true\r\n')
  })

  it('puts the address before each line of a cluster under the Java name', async () => {
    const ran = await run('brokerStatus', '-c', 'DefaultCluster')
    const lines = ran.stdout.trimEnd().split('\n')
    for (const address of addresses())
      expect(lines).toContain(`${address.padEnd(24)} ${'brokerActive'.padEnd(32)}: true`)
    expect((await run('brokerStatus', '-b', addresses()[0] as string)).stdout).toContain(
      `\n${'brokerActive'.padEnd(32)}: true\n`,
    )
  })
})

describe('broker config', () => {
  const current = async (key: string) =>
    (await json<Setting[]>('broker', 'config', 'get', '--key', key)).map(({value}) => value)

  it('changes one setting of the broker that is said', async () => {
    const argv = ['broker', 'config', 'set', 'flushConsumerOffsetInterval', '--value', '7000', '--broker', 'broker-b']
    expect(await json(...argv)).toMatchObject([
      {
        target: `broker-b (${addresses()[1]})`,
        outcome: 'changed',
        changes: ['flushConsumerOffsetInterval: 5000 → 7000'],
      },
    ])
    expect(await current('flushConsumerOffsetInterval')).toEqual(['5000', '7000'])
    expect(await json(...argv)).toMatchObject([{outcome: 'unchanged', changes: []}])
  })

  it('sends nothing in a dry run', async () => {
    const ran = await run('broker', 'config', 'set', 'maxMessageSize', '--value', '5000', '--dry-run')
    expect(ran).toMatchObject({status: 0, stderr: 'dry run: nothing was sent\n'})
    expect(ran.stdout).toContain('maxMessageSize: 4194304 → 5000')
    expect(await current('maxMessageSize')).toEqual(['4194304', '4194304'])
  })

  it('knows that 5000 and 05000, true and TRUE are the same to a broker', async () => {
    for (const [key, value] of [
      ['flushConsumerOffsetInterval', '05000'],
      ['autoCreateTopicEnable', 'TRUE'],
    ] as const)
      expect(await json('broker', 'config', 'set', key, '--value', value, '--broker', 'broker-a')).toMatchObject([
        {outcome: 'unchanged'},
      ])
  })

  it('prints what Java prints under the Java names', async () => {
    const [a, b] = addresses() as [string, string]
    const ran = await run('updateBrokerConfig', '-c', 'DefaultCluster', '-k', 'transactionTimeOut', '-v', '4000')
    expect(ran.stdout.split('\n').sort()).toEqual(
      ['', `update broker config success, ${a}`, `update broker config success, ${b}`].sort(),
    )
    const got = await run('getBrokerConfig', '-b', a)
    expect(got.stdout).toMatch(new RegExp(`^============${a}============\n[a-zA-Z]+ *=  .*\n`))
    expect(got.stdout).toContain(`\n${'transactionTimeOut'.padEnd(50)}=  4000\n`)
    expect(got.stdout.endsWith('\n\n')).toBe(true)
    const all = await run('getBrokerConfig', '-c', 'DefaultCluster')
    for (const address of [a, b]) expect(all.stdout).toContain(`============Master: ${address}============\n`)
  })

  it.each([
    [['-b', 'broker-a', '-k', 'noSuchKey', '-v', '1'], 1, 'still has noSuchKey: - → 1'],
    [['-b', 'broker-a', '-k', 'maxMessageSize', '-v', 'many'], 1, 'maxMessageSize'],
    [['-c', 'DefaultCluster', '-k', 'brokerConfigPath', '-v', 'x'], 1, 'brokerConfigPath may not be changed'],
    [['-b', 'broker-a', '-k', 'autoCreateTopicEnable', '-v', 'tru'], 2, "is true or false, not 'tru'"],
    [['-c', 'nope', '-k', 'a', '-v', 'b'], 3, "cluster 'nope' does not exist"],
    [['-b', 'nope', '-k', 'a', '-v', 'b'], 3, "broker 'nope' does not exist"],
    [['-b', '127.0.0.1:1', '-k', 'a', '-v', 'b'], 5, 'cannot connect to 127.0.0.1:1'],
    [['-b', 'broker-a', '-k', 'a'], 2, '-v'],
  ])('refuses updateBrokerConfig %s', async (argv, status, text) => {
    const ran = await run('updateBrokerConfig', ...argv)
    expect({status: ran.status, stdout: ran.stdout}).toEqual({status, stdout: ''})
    expect(ran.stderr).toContain(text)
  })

  it('hides credentials', async () => {
    const {settingChange, shownSetting} = await import('../../src/admin/server-settings.js')
    const key = 'initAuthenticationUser'
    const settings = new Map([[key, '{"username":"root","password":"hush"}']])
    const change = settingChange(settings, {key, value: '{"username":"root","password":"other"}'}, [])
    expect(JSON.stringify([...(change.before ?? []), ...change.after])).not.toMatch(/hush|other/)
    expect(change.before).not.toEqual(change.after)
    expect(settingChange(settings, {key, value: settings.get(key) as string}, []).after).toEqual(change.before)
    expect([shownSetting(key, 'x'), shownSetting(key, ''), shownSetting('traceOn', 'true')]).toEqual([
      '***',
      '',
      'true',
    ])
  })
})

describe('broker stats and lag', () => {
  beforeAll(async () => {
    await json('topic', 'set', 'shop', '--queues', '1')
    await json('group', 'set', 'till', '--cluster', 'DefaultCluster')
    for (const broker of ['broker-a', 'broker-b'])
      for (const body of ['one', 'two', 'three'])
        await json('message', 'send', 'shop', '--body', body, '--broker', broker)
    for (const broker of ['broker-a', 'broker-b'])
      await json('message', 'consume', 'shop', '--group', 'till', '--count', '3', '--broker', broker)
  })

  it('has a row for every topic that is not there for retries, and Java the line of one without groups', async () => {
    const topics = (await json<{topic: string}[]>('broker', 'stats')).map(({topic}) => topic)
    expect(topics).toEqual(expect.arrayContaining(['shop', 'TBW102', 'broker-a']))
    expect(topics.filter(topic => topic.startsWith('%'))).toEqual([])
    const [head, line] = (await run('statsAll', '-t', 'shop')).stdout.split('\n')
    expect(head).toBe(
      `${'#Topic'.padEnd(66)}${'#Consumer Group'.padEnd(64)} #Accumulation      #InTPS     #OutTPS   #InMsg24Hour  #OutMsg24Hour`,
    )
    expect(line).toMatch(/^shop {62}.{64} {12}0 +0\.00 +0 {4}NO_CONSUMER$/)
  })

  it('fails for a topic that does not exist', async () => {
    expect(await run('statsAll', '-t', 'nope')).toMatchObject({status: 3, stdout: ''})
  })

  it('shows the lag of a broker, and Java its total', async () => {
    const rows = await json<{topic: string; diff: number}[]>('broker', 'lag', 'broker-a')
    expect(Array.isArray(rows)).toBe(true)
    const ran = await run('brokerConsumeStats', '-b', addresses()[0] as string, '-l', '1000')
    expect(ran.stdout).toMatch(/^#Topic .*#LastTime\n\nDiff Total: \d+\n$/)
    expect(await run('broker', 'lag', 'nope')).toMatchObject({status: 3, stdout: ''})
  })
})

describe('queue entries', () => {
  beforeAll(async () => {
    await json('topic', 'set', 'ledger', '--queues', '2')
    for (const body of ['a', 'bb'])
      await json('message', 'send', 'ledger', '--body', body, '--tags', 'paid', '--broker', 'broker-a', '--queue', '1')
  })

  it('shows where the messages are', async () => {
    const found = await json<{entries: {offset: number; size: number; tagsCode: number}[]}>(
      ...['queue', 'entries', 'ledger', '--broker', 'broker-a', '--queue', '1', '--offset', '0'],
    )
    expect(found).toMatchObject({topic: 'ledger', broker: 'broker-a', queue: 1, minOffset: 0, maxOffset: 2})
    expect(found.entries.map(({offset, tagsCode}) => [offset, tagsCode])).toEqual([
      [0, 3433164],
      [1, 3433164],
    ])
  })

  it('prints what Java prints', async () => {
    const ran = await run('queryCq', '-t', 'ledger', '-q', '1', '-i', '1', '-b', addresses()[0] as string)
    expect(ran.stdout).toMatch(
      /Queue data: \nmax: 2, min: 0\n={38}\nidx: 1\nConsumeQueueData\{physicOffset=\d+, physicSize=\d+, tagsCode=3433164, extendDataJson='null', bitMap='null', eval=false, msg='null'\}\n={38}\n$/,
    )
  })

  it.each([
    [
      ['queue', 'entries', 'ledger', '--broker', 'broker-a', '--queue', '1', '--offset', '9'],
      'has nothing at 9',
      'it holds 0 to 1',
    ],
    [['queue', 'entries', 'nope', '--broker', 'broker-a', '--queue', '0', '--offset', '0'], 'does not exist', ''],
    [['queryCq', '-t', 'nope', '-q', '0', '-i', '0'], "topic 'nope' does not exist", ''],
  ])('fails for %s', async (argv, text, hint) => {
    const ran = await run(...argv)
    expect({status: ran.status, stdout: ran.stdout}).toEqual({status: 3, stdout: ''})
    expect(ran.stderr).toContain(text)
    expect(ran.stderr).toContain(hint)
  })
})

describe('test messages', () => {
  it('go to the topic of the broker, after one that is not counted', async () => {
    const sent = await json<object[]>('broker', 'send-status', 'broker-a', '--count', '2', '--size', '10')
    expect(sent).toMatchObject([
      {status: 'SEND_OK', topic: 'broker-a', brokerName: 'broker-a', queueOffset: 1},
      {status: 'SEND_OK', topic: 'broker-a', brokerName: 'broker-a', queueOffset: 2},
    ])
    const ran = await run('sendMsgStatus', '-b', 'broker-b', '-c', '1')
    expect(ran.stdout).toMatch(
      /^rt=\d+ms, SendResult=SendResult \[sendStatus=SEND_OK, msgId=[0-9A-F]{32}, offsetMsgId=[0-9A-F]{32}, messageQueue=MessageQueue \[topic=broker-b, brokerName=broker-b, queueId=0\], queueOffset=1, recallHandle=null\]\n$/,
    )
  })

  it('are not sent to a topic that happens to have no broker of its name', async () => {
    expect(await run('sendMsgStatus', '-b', 'nope', '-c', '1')).toMatchObject({status: 3, stdout: ''})
    expect(await run('topic', 'route', 'nope')).toMatchObject({status: 3})
  })

  it('tell how long each broker takes', async () => {
    const rows = await json<{rt: number}[]>('cluster', 'rt', '--count', '2')
    expect(rows).toMatchObject([
      {cluster: 'DefaultCluster', broker: 'broker-a', sent: 2, failed: 0},
      {cluster: 'DefaultCluster', broker: 'broker-b', sent: 2, failed: 0},
    ])
  })
})

describe('clean-up', () => {
  it.each(['clean-queues', 'clean-log'])('broker %s asks for --yes, then goes to every broker', async verb => {
    expect(await run('broker', verb)).toMatchObject({status: 2, stdout: ''})
    expect(await json<object[]>('broker', verb, '--yes')).toMatchObject([{outcome: 'changed'}, {outcome: 'changed'}])
  })

  it.each(['cleanExpiredCQ', 'deleteExpiredCommitLog'])('%s says success without a line end', async name => {
    expect(await run(name)).toEqual({status: 0, stdout: 'success', stderr: ''})
    expect(await run(name, '-c', 'nope')).toMatchObject({status: 3, stdout: ''})
  })
})
