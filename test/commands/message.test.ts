import {mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest'
import {MqError} from '../../src/errors.js'
import {encodeRecord} from '../../src/protocol/message/index.js'
import {Refusal} from '../../src/remoting/dispatcher.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson, type RunOptions} from '../support/cli.js'
import {Member} from '../support/member.js'
import {closeAll, scripted} from '../support/scripted-broker.js'

let cluster: Cluster
let folder: string
const env = () => ({NAMESRV_ADDR: cluster.nameServer, MQADMIN_BODY_FOLDER: join(folder, 'bodies')})
const run = (argv: readonly string[], options: RunOptions = {}) =>
  mqadmin(argv, {...options, env: {...env(), ...options.env}})
const json = <T>(argv: readonly string[], options: RunOptions = {}) => mqadminJson<T>(argv, {...options, env: env()})

interface Sent {
  status: string
  brokerName: string
  queueId: number
  queueOffset: number
  msgId: string
  offsetMsgId: string
}
interface Found {
  topic: string
  msgId: string
  tags?: string
  keys: string[]
  properties: Record<string, string>
  body: {encoding: string; size: number; data: string}
  text?: string
  tracks?: unknown[]
  bodyPath?: string
  resent?: Sent
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'message-'))
  cluster = await startCluster({brokers: 2})
  for (const topic of ['orders', 'lines', 'copies', 'tagged', 'binary'])
    await json(['topic', 'set', topic, '--queues', '2'])
})
afterAll(async () => {
  await cluster.close()
  await rm(folder, {recursive: true})
})
afterEach(closeAll)

const data = (found: Found[]) => found.map(({body}) => body.data)

describe('message send', () => {
  it('sends a message that every way of reading finds again', async () => {
    const [sent] = await json<Sent[]>([
      ...['message', 'send', 'orders', '--body', 'hello', '--tags', 'paid', '--keys', 'k1 k2'],
      ...['--property', 'tenant=acme', '--property', 'note=a=b'],
    ])
    expect(sent).toMatchObject({status: 'SEND_OK', topic: 'orders'})
    const {msgId = '', offsetMsgId = '', brokerName = '', queueId, queueOffset} = sent ?? {}
    const message = {
      topic: 'orders',
      msgId,
      tags: 'paid',
      keys: ['k1', 'k2'],
      properties: {tenant: 'acme', note: 'a=b'},
      body: {encoding: 'utf8', size: 5, data: 'hello'},
    }
    for (const argv of [
      ['get', offsetMsgId],
      ['get', msgId, '--topic', 'orders'],
      ['unique', msgId, '--topic', 'orders'],
      ['find', 'orders', '--key', 'k2'],
      ['at', 'orders', '--broker', brokerName, '--queue', String(queueId), '--offset', String(queueOffset)],
      ['consume', 'orders'],
      ['print', 'orders'],
      ['print-queue', 'orders', '--broker', brokerName, '--queue', String(queueId)],
    ])
      expect(await json<Found[]>(['message', ...argv]), argv.join(' ')).toMatchObject([message])
  })

  it('takes bodies from files and standard input, and each line as a message', async () => {
    const file = join(folder, 'body.bin')
    await writeFile(file, Buffer.from([0, 255, 1]))
    await json(['message', 'send', 'binary', '--body', `@${file}`])
    await json(['message', 'send', 'binary', '--body', '@@text'])
    await json(['message', 'send', 'binary'], {stdin: 'from stdin\n'})
    expect((await json<Found[]>(['message', 'consume', 'binary'])).map(({body}) => body)).toEqual([
      {encoding: 'base64', size: 3, data: 'AP8B'},
      {encoding: 'utf8', size: 5, data: '@text'},
      {encoding: 'utf8', size: 11, data: 'from stdin\n'},
    ])
    await json(['message', 'send', 'lines', '--lines', '--sharding-key', 's'], {stdin: 'one\r\n\ntwo\nthree'})
    const lines = await json<Found[]>(['message', 'consume', 'lines'])
    expect(data(lines)).toEqual(['one', 'two', 'three'])
    expect(new Set(lines.map(({properties}) => properties['__SHARDINGKEY']))).toEqual(new Set(['s']))
  })

  it('prints what Java prints under the Java name, and trims the body as Java does', async () => {
    const ran = await run([
      'sendMessage',
      '-t',
      'copies',
      '-p',
      ' @literal ',
      '-k',
      'java',
      '-b',
      'broker-a',
      '-i',
      '1',
    ])
    expect(ran.stdout.replace(/[0-9A-F]{32}/, 'ID')).toBe(
      '#Broker Name                      #QID  #Send Result            #MsgId\n' +
        'broker-a                          1     SEND_OK                 ID\n',
    )
    expect(data(await json<Found[]>(['message', 'find', 'copies', '--key', 'java']))).toEqual(['@literal'])
  })

  it('sends nothing in a dry run', async () => {
    const ran = await run(['message', 'send', 'tagged', '--body', 'x', '--tags', 't', '--dry-run', '--output', 'json'])
    expect(ran.status).toBe(0)
    expect(JSON.parse(ran.stdout)).toMatchObject([{target: 'tagged', outcome: 'created'}])
    expect(await json<Found[]>(['message', 'consume', 'tagged'])).toEqual([])
  })

  it('also sends a trace, which names the message', async () => {
    await json(['topic', 'set', 'RMQ_SYS_TRACE_TOPIC', '--queues', '1'])
    const [sent] = await json<Sent[]>(['message', 'send', 'orders', '--body', 'x', '--keys', 'tk', '--message-trace'])
    const [trace] = await json<Found[]>(['message', 'find', 'RMQ_SYS_TRACE_TOPIC', '--key', sent?.msgId ?? ''])
    const fields = trace?.body.data.split('\u0001') ?? []
    expect([fields[0], fields[3], fields[4], fields[5], fields[7]]).toEqual([
      'Pub',
      'DEFAULT_PRODUCER',
      'orders',
      sent?.msgId,
      'tk',
    ])
    expect(trace?.keys).toEqual([sent?.msgId, 'tk'])
  })

  it.each([
    [['orders', '--body', ''], 2, 'the message is empty'],
    [['bad topic!', '--body', 'x'], 2, 'is not a topic name'],
    [['orders', '--body', 'x', '--property', 'novalue'], 2, 'is not a property'],
    [['orders', '--body', '@/nowhere/at/all'], 2, 'cannot read'],
    [['orders', '--body', 'x', '--queue', '1'], 2, '--broker'],
    [['orders', '--body', 'x', '--broker', 'nope'], 3, "broker 'nope' does not serve topic 'orders'"],
    [['orders', '--body', 'x', '--broker', 'broker-a', '--queue', '99'], 1, 'queueId[99]'],
    [['SCHEDULE_TOPIC_XXXX', '--body', 'x'], 1, 'is forbidden'],
  ])('refuses %j', async (argv, status, words) => {
    const ran = await run(['message', 'send', ...argv])
    expect(ran).toMatchObject({status, stdout: ''})
    expect(ran.stderr).toContain(words)
  })

  it('names a status that is not SEND_OK, with 6', async () => {
    const {brokers, nameServer} = await scripted()
    const [broker] = brokers
    if (broker) broker.handlers.sendMessageV2 = () => ({code: 12, msgId: 'ID', queueId: 1, queueOffset: 7})
    const ran = await run(['sendMessage', '-n', nameServer, '-t', 'orders', '-p', 'x'])
    expect(ran.status).toBe(6)
    expect(ran.stdout).toContain('FLUSH_SLAVE_TIMEOUT')
    expect(ran.stderr).toContain('the message is stored, but not as asked: FLUSH_SLAVE_TIMEOUT from broker-a')
  })
})

describe('message consume and print', () => {
  beforeAll(async () => {
    for (const [body, tags] of [
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'a'],
      ['4', 'c'],
    ] as const)
      await json(['message', 'send', 'tagged', '--body', body, '--tags', tags])
  })

  it('reads in the order of storing, up to the number asked for', async () => {
    expect(data(await json<Found[]>(['message', 'consume', 'tagged']))).toEqual(['1', '2', '3', '4'])
    expect(data(await json<Found[]>(['message', 'consume', 'tagged', '--count', '3']))).toEqual(['1', '2', '3'])
    expect(data(await json<Found[]>(['message', 'consume', 'tagged', '--expression', 'a || c']))).toEqual([
      '1',
      '3',
      '4',
    ])
    expect(await json<Found[]>(['message', 'consume', 'tagged', '--from', '+1h'])).toEqual([])
  })

  it('prints a line a message, and none of the bodies where that was said', async () => {
    const plain = await run([
      'message',
      'print',
      'tagged',
      '--columns',
      'tags,body',
      '--no-header',
      '--output',
      'plain',
    ])
    expect(plain.stdout.trim().split('\n').sort()).toEqual(['a\t1', 'a\t3', 'b\t2', 'c\t4'])
    const [first] = await json<Found[]>(['message', 'print', 'tagged', '--no-print-body'])
    expect(first).not.toHaveProperty('body')
  })

  it('shows bodies of another charset as text', async () => {
    await json(['message', 'send', 'copies', '--body', `@${await gbk()}`, '--keys', 'gbk'])
    const [sent] = await json<Found[]>(['message', 'find', 'copies', '--key', 'gbk'])
    const got = await json<Found[]>(['message', 'get', sent?.msgId ?? '', '--topic', 'copies', '--charset', 'GBK'])
    expect(got).toMatchObject([{text: '付款', body: {encoding: 'base64', size: 4}}])
    const printed = await json<Found[]>(['message', 'print', 'copies', '--charset', 'GBK'])
    expect(data(printed)).toContain('付款')
    expect(await run(['message', 'print', 'copies', '--charset', 'nope'])).toMatchObject({status: 2, stdout: ''})
  })

  it('looks like this to people', async () => {
    const {brokers, nameServer} = await scripted(['broker-a'], 1)
    const properties = new Map([['UNIQ_KEY', 'C0A80064000118B4AAC28A3B1C2D0000']])
    const storeTimestamp = Date.UTC(2026, 10, 23, 23, 20, 41, 683)
    brokers[0]?.put(0, {text: 'hello\n\u001b[31m', tags: 'paid', keys: 'k1 k2', storeTimestamp, properties})
    const ran = await run(['message', 'consume', 'orders', '-n', nameServer, '--output', 'table', '--utc'])
    expect(ran.stdout.split('\n').map(line => line.trimEnd())).toMatchInlineSnapshot(`
      [
        "STORE TIMESTAMP           TOPIC   BROKER    QUEUE  OFFSET  MSG ID                            TAGS  KEYS    BODY",
        "──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────",
        "2026-11-23 23:20:41.683Z  orders  broker-a      0       0  C0A80064000118B4AAC28A3B1C2D0000  paid  k1, k2  hello\\n\\x1b[31m",
        "",
      ]
    `)
  })

  it('counts the tags of a queue', async () => {
    const counts = []
    for (const broker of ['broker-a', 'broker-b'])
      for (const queue of ['0', '1'])
        counts.push(
          ...(await json<{tag: string; messages: number}[]>([
            ...['message', 'print-queue', 'tagged', '--broker', broker, '--queue', queue, '--count-by-tag'],
          ])),
        )
    const sum = new Map<string, number>()
    for (const {tag, messages} of counts) sum.set(tag, (sum.get(tag) ?? 0) + messages)
    expect([...sum].sort()).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 1],
    ])
  })

  it('follows a topic until it is interrupted', async () => {
    const interrupt = new AbortController()
    const argv = [
      'message',
      'consume',
      'orders',
      '--follow',
      '--expression',
      'fresh',
      '--output',
      'ndjson',
      '--count',
      '1',
    ]
    const following = run(argv, {signal: interrupt.signal})
    const ticking = (async () => {
      for (let n = 0; ; n++) {
        await json(['message', 'send', 'orders', '--body', `${n}`, '--tags', 'fresh'])
        if (await Promise.race([following.then(() => true), new Promise(resolve => setImmediate(resolve, false))]))
          return
      }
    })()
    const ran = await following
    await ticking
    expect(JSON.parse(ran.stdout)).toMatchObject({tags: 'fresh'})
    expect(ran.status).toBe(0)
    const waiting = run(['message', 'consume', 'orders', '--follow'], {signal: interrupt.signal})
    interrupt.abort(new MqError('INTERRUPTED', 'interrupted'))
    expect((await waiting).status).toBe(130)
  })

  it('says which topic or broker there is not', async () => {
    expect(await run(['message', 'consume', 'nope'])).toMatchObject({status: 3, stdout: ''})
    expect(await run(['printMsg', '-t', 'nope'])).toMatchObject({status: 3, stdout: ''})
    const ran = await run(['message', 'consume', 'tagged', '--broker', 'nope'])
    expect(ran.status).toBe(3)
    expect(ran.stderr).toContain('brokers of this topic: broker-a, broker-b')
  })
})

describe('looking up that acts', () => {
  const id = 'C0A80064000118B4AAC28A3B1C2D0000'
  const nobody = {env: {NAMESRV_ADDR: '127.0.0.1:1'}}
  const hand = ['--group', 'till', '--client-id', 'till-1']

  it.each([
    ['get', '--resend'],
    ['get', ...hand],
    ['unique', ...hand],
  ])('message %s %j does not go with --watch', async (name, ...flags) => {
    const ran = await run(['message', name, id, '--topic', 'x', ...flags, '--watch'], nobody)
    expect(ran).toMatchObject({status: 2, stdout: '', stderr: expect.stringContaining('--watch')})
  })

  it('has nothing to try where it only looks', async () => {
    const ran = await run(['message', 'get', id, '--topic', 'x', '--no-resend', '--dry-run'], nobody)
    expect(ran).toMatchObject({status: 2, stdout: '', stderr: expect.stringContaining('--dry-run')})
  })

  it('says so in its help', async () => {
    expect((await run(['help', 'queryMsgById'])).stdout).toContain(
      'Effect on the cluster: read; write with --resend, or with --group and --client-id.',
    )
  })

  it('sends nothing in a dry run, and says what it would do, also in a read-only context', async () => {
    const [sent] = await json<Sent[]>(['message', 'send', 'copies', '--body', 'once'])
    const copies = ['message', 'unique', sent?.msgId ?? '', '--topic', 'copies', '--all']
    const config = join(folder, 'dry', 'mqadmin', 'config.yaml')
    await mkdir(dirname(config), {recursive: true})
    await writeFile(config, 'current: looker\ncontexts:\n  looker:\n    readOnly: true\n', {mode: 0o600})
    const options = {env: {XDG_CONFIG_HOME: join(folder, 'dry')}}
    const line = ['message', 'get', sent?.msgId ?? '', '--topic', 'copies', '--resend']
    expect(await run(line, options)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('read-only'),
    })
    const ran = await run([...line, '--dry-run', '--output', 'json'], options)
    expect(ran).toMatchObject({status: 0, stderr: 'dry run: nothing was sent\n'})
    expect(JSON.parse(ran.stdout)).toMatchObject([{planned: 'send a copy of it to copies', body: {data: 'once'}}])
    expect(JSON.parse(ran.stdout)[0]).not.toHaveProperty('resent')
    expect(await json<Found[]>(copies)).toHaveLength(1)
    const java = ['queryMsgById', '-t', 'copies', '-i', sent?.msgId ?? '', '-s', 'true', '--dry-run']
    expect((await run(java)).stdout).toMatch(/^planned\t.+\nsend a copy of it to copies\t/)
    expect(await json<Found[]>(copies)).toHaveLength(1)
  })

  it.each(['get', 'unique'])('finds out in a dry run of message %s that a client is not there', async name => {
    const [sent] = await json<Sent[]>(['message', 'send', 'copies', '--body', 'twice'])
    const ran = await run(['message', name, sent?.msgId ?? '', '--topic', 'copies', ...hand, '--dry-run'])
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain("client 'till-1' of group 'till' is not online")
  })

  it('says to whom it would hand a message', async () => {
    const member = await Member.join(cluster, {
      topic: 'copies',
      group: 'till',
      clientId: 'till-1',
      properties: {PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY'},
    })
    const [sent] = await json<Sent[]>(['message', 'send', 'copies', '--body', 'thrice'])
    for (const name of ['get', 'unique'])
      expect(
        await json<Found[]>(['message', name, sent?.msgId ?? '', '--topic', 'copies', ...hand, '--dry-run']),
      ).toMatchObject([{planned: 'hand it to client till-1 of till'}])
    await member.leave()
  })
})

describe('looking messages up', () => {
  it('refuses a line before it asks for the message', async () => {
    // status 3 would say that the topic was asked for
    const line = ['message', 'unique', 'x', '--topic', 'nowhere', '--group', 'till']
    expect(await run(line)).toMatchObject({status: 2, stdout: '', stderr: expect.stringContaining('--client-id')})
    const config = join(folder, 'mqadmin', 'config.yaml')
    await mkdir(dirname(config), {recursive: true})
    await writeFile(config, 'current: looker\ncontexts:\n  looker:\n    readOnly: true\n', {mode: 0o600})
    const ran = await run([...line, '--client-id', 'c'], {env: {XDG_CONFIG_HOME: folder}})
    expect(ran).toMatchObject({status: 2, stdout: '', stderr: expect.stringContaining("'looker' is read-only")})
  })

  const missing = 'C0A80064000118B4AAC28A3B1C2D0000'

  it('says what was tried when there is none, with 3', async () => {
    const ran = await run(['message', 'get', missing, '--topic', 'orders'])
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain(`message '${missing}' was not found; tried: as a unique key in orders about its time`)
    const facts = await run(['message', 'get', missing, '--topic', 'orders', '--output', 'json'])
    expect(JSON.parse(facts.stderr)).toMatchObject({error: {code: 'NOT_FOUND', tried: expect.any(Array)}})
    expect(await run(['queryMsgById', '-t', 'orders', '-i', missing])).toMatchObject({status: 3, stdout: ''})
    expect(await run(['message', 'unique', missing, '--topic', 'orders'])).toMatchObject({status: 3, stdout: ''})
    expect(await run(['message', 'find', 'orders', '--key', 'none'])).toMatchObject({status: 3, stdout: ''})
    expect(await run(['message', 'find', 'nope', '--key', 'none'])).toMatchObject({status: 3, stdout: ''})
    const at = await run(['message', 'at', 'orders', '--broker', 'broker-a', '--queue', '0', '--offset', '999'])
    expect(at.status).toBe(3)
    expect(at.stderr).toMatch(/has no message at offset 999: it (holds 0 to \d+|is empty)/)
    expect(await run(['message', 'get', missing])).toMatchObject({status: 2})
  })

  it('shows what it found and names what it did not, with 6', async () => {
    const [sent] = await json<Sent[]>(['message', 'send', 'orders', '--body', 'here'])
    const ran = await run(['message', 'get', `${sent?.msgId},${missing}`, '--topic', 'orders', '--output', 'json'])
    expect(ran.status).toBe(6)
    expect(data(JSON.parse(ran.stdout))).toEqual(['here'])
    expect(ran.stderr).toContain(missing)
  })

  it('finds a delayed message where it waits', async () => {
    const [sent] = await json<Sent[]>(['message', 'send', 'orders', '--body', 'later', '--delay', '18'])
    const found = await json<Found[]>(['message', 'get', sent?.msgId ?? '', '--topic', 'orders'])
    expect(found).toMatchObject([{topic: 'SCHEDULE_TOPIC_XXXX', properties: {REAL_TOPIC: 'orders'}}])
  })

  it('sends a copy, which keeps its id, but not in a read-only context', async () => {
    const [sent] = await json<Sent[]>(['message', 'send', 'copies', '--body', 'again'])
    const id = sent?.msgId ?? ''
    const java = await run(['queryMsgById', '-t', 'copies', '-i', id, '-s', 'true', '-u', 'unit'])
    expect(java.stdout).toMatch(
      new RegExp(
        `^prepare resend msg\\. originalMsgId=${id}SendResult \\[sendStatus=SEND_OK, msgId=${id}, offsetMsgId=[0-9A-F]{32}, messageQueue=MessageQueue \\[topic=copies, brokerName=broker-[ab], queueId=[01]\\], queueOffset=\\d+, recallHandle=null\\]$`,
      ),
    )
    expect(await json<Found[]>(['message', 'unique', id, '--topic', 'copies', '--all'])).toHaveLength(2)
    expect(await json<Found[]>(['message', 'unique', id, '--topic', 'copies'])).toHaveLength(1)
    const home = {XDG_CONFIG_HOME: folder, HOME: folder}
    await run(['context', 'add', 'frozen', '--read-only', '--namesrvAddr', cluster.nameServer], {env: home})
    const refused = await run(['message', 'get', id, '--topic', 'copies', '--resend', '--context', 'frozen'], {
      env: {...home, NAMESRV_ADDR: ''},
    })
    expect(refused).toMatchObject({status: 2, stdout: ''})
    expect(refused.stderr).toContain('read-only')
  })

  it('shows what one broker has beside the failure of another, with 6', async () => {
    const {brokers, nameServer} = await scripted(['broker-a', 'broker-b'])
    const [a, b] = brokers
    if (a === undefined || b === undefined) throw new Error('no broker')
    const record = a.put(0, {text: 'here', keys: 'k1'})
    a.handlers.queryMessage = () => ({
      indexLastUpdateTimestamp: 0,
      indexLastUpdatePhyoffset: 0,
      body: encodeRecord(record),
    })
    b.handlers.queryMessage = () => {
      throw new Refusal(1, 'index is broken')
    }
    const ran = await run(['queryMsgByKey', '-n', nameServer, '-t', 'orders', '-k', 'k1'])
    expect(ran.status).toBe(6)
    expect(ran.stdout.split('\n')).toHaveLength(3)
    expect(ran.stderr).toContain('1 of 2 failed')
    expect(ran.stderr).toContain('index is broken')
  })

  it('writes no body outside of its folder, whatever the id of a message says', async () => {
    const {brokers, nameServer} = await scripted()
    brokers[0]?.put(0, {text: 'x', properties: new Map([['UNIQ_KEY', '../../escaped']])})
    const argv = ['queryMsgByOffset', '-n', nameServer, '-t', 'orders', '-b', 'broker-a', '-i', '0', '-o', '0']
    if (brokers[0]) brokers[0].handlers.queryTopicConsumeByWho = () => ({body: {groupList: []}})
    const ran = await run(argv)
    expect(ran.status).toBe(6)
    expect(ran.stdout).toContain('../../escaped')
    expect(ran.stdout).not.toContain('Message Body Path')
    expect(ran.stderr).toContain("the id '../../escaped' is no file name")
    expect(await readdir(join(folder, 'bodies')).catch(() => [])).not.toContain('escaped')
  })

  it.skipIf(process.platform === 'win32')('writes no body through a link that somebody has put there', async () => {
    const {brokers, nameServer} = await scripted()
    brokers[0]?.put(0, {text: 'x', properties: new Map([['UNIQ_KEY', 'LINKED']])})
    if (brokers[0]) brokers[0].handlers.queryTopicConsumeByWho = () => ({body: {groupList: []}})
    const precious = join(folder, 'precious')
    await writeFile(precious, 'kept')
    await mkdir(join(folder, 'bodies'), {recursive: true})
    await symlink(precious, join(folder, 'bodies', 'LINKED'))
    const argv = ['queryMsgByOffset', '-n', nameServer, '-t', 'orders', '-b', 'broker-a', '-i', '0', '-o', '0']
    expect(await run(argv)).toMatchObject({status: 6, stderr: expect.stringContaining('LINKED: ELOOP')})
    expect(await readFile(precious, 'utf8')).toBe('kept')
  })
})

async function gbk(): Promise<string> {
  const file = join(folder, 'gbk.txt')
  await writeFile(file, Buffer.from('b8b6bfee', 'hex'))
  return file
}
