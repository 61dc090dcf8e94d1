/** Offsets as a list: kept in a file, put back, and moved on all topics of a group at once. */
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {Cluster as Reached} from '../../src/cluster/cluster.js'
import {Messaging} from '../../src/messaging/messaging.js'
import {requests} from '../../src/protocol/index.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {Member} from '../support/member.js'

interface Row {
  group: string
  topic: string
  broker: string
  queue: number
  offset: number
}

let cluster: Cluster
let remoting: Remoting
let folder: string
const run = (...argv: string[]) =>
  mqadmin(argv, {env: {NAMESRV_ADDR: cluster.nameServer, MQADMIN_STATE_DIR: folder}, cwd: folder})
const json = async <T>(...argv: string[]) => {
  const ran = await run(...argv, '--output', 'json')
  expect(ran.status, ran.stderr).toBe(0)
  return JSON.parse(ran.stdout) as T
}
const place = async (group: string, topic: string, offset: number) => {
  for (const {address} of cluster.brokers)
    for (const queueId of [0, 1]) {
      const reset = {group, topic, timestamp: 0, isForce: true, queueId, offset}
      await remoting.invoke(address, requests.invokeBrokerToResetOffset, reset)
    }
}
/** Offsets by topic: those of all queues in one order. */
const standing = async (group = 'billing') => {
  const rows = await json<Row[]>('offset', 'export', group)
  const of = (wanted: string) => rows.filter(({topic}) => topic === wanted).map(({offset}) => offset)
  return Object.fromEntries(rows.map(({topic}) => [topic, of(topic)]))
}
const all = (offset: number) => [offset, offset, offset, offset]

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  remoting = new Remoting()
  folder = mkdtempSync(join(tmpdir(), 'mqadmin-offsets-'))
  const {sender} = new Messaging(new Reached(remoting, [cluster.nameServer]))
  for (const topic of ['orders', 'invoices', '%RETRY%billing']) {
    await mqadminJson(['topic', 'set', topic, '--queues', '2'], {env: {NAMESRV_ADDR: cluster.nameServer}})
    for (const {name: brokerName} of cluster.brokers)
      for (const queueId of [0, 1])
        for (let count = 0; count < 5; count++)
          await sender.send({topic, body: Buffer.from('a coat')}, {group: 'shop', brokerName, queueId})
  }
  for (const group of ['billing', 'other', 'blank']) await json('group', 'set', group)
})
beforeEach(async () => {
  await place('billing', 'orders', 3)
  await place('billing', 'invoices', 2)
  await place('billing', '%RETRY%billing', 1)
  await place('other', 'orders', 0)
  await place('other', 'invoices', 0)
})
afterAll(async () => {
  await remoting.close()
  await cluster.close()
  rmSync(folder, {recursive: true, force: true})
})

describe('offset export', () => {
  it('lists every queue that the group has committed of', async () => {
    const rows = await json<Row[]>('offset', 'export', 'billing', '--topic', 'orders')
    expect(rows).toEqual(
      ['a', 'b'].flatMap(broker =>
        [0, 1].map(queue => ({group: 'billing', topic: 'orders', broker: `broker-${broker}`, queue, offset: 3})),
      ),
    )
    expect(await standing()).toEqual({'%RETRY%billing': all(1), invoices: all(2), orders: all(3)})
    expect((await run('offset', 'export', 'billing', '--topic', 'orders', '--output', 'csv')).stdout).toBe(
      'group,topic,broker,queue,offset\r\n' +
        ['a,0', 'a,1', 'b,0', 'b,1'].map(queue => `billing,orders,broker-${queue},3\r\n`).join(''),
    )
  })

  it.each(['nope', 'blank'])('of %s is nothing', async group => {
    const ran = await run('offset', 'export', group)
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain(`group '${group}' has committed no offset`)
  })

  it('leaves no file behind where it fails, and refuses a form that cannot be read back', async () => {
    expect(await run('offset', 'export', 'nope', '--file', 'never.json')).toMatchObject({status: 3})
    const ran = await run('offset', 'export', 'billing', '--file', 'never.json', '--output', 'table')
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(readdirSync(folder).filter(name => name.startsWith('never'))).toEqual([])
  })
})

describe('offset import', () => {
  it.each([
    [['--file', 'kept.json']],
    [['--file', 'kept.csv']],
    [['--file', 'kept.yaml']],
    [['--file', 'kept.ndjson']],
    [['--file', 'kept', '--output', 'csv']],
  ])('puts back what was exported by %j', async argv => {
    const file = argv[1] as string
    const kept = await run('offset', 'export', 'billing', ...argv)
    expect(kept).toMatchObject({status: 0, stdout: ''})
    expect(kept.stderr).toContain('12 offsets of billing written to')
    expect(await run('offset', 'reset', 'billing', '--to', 'latest', '--yes')).toMatchObject({status: 0})
    expect(await run('offset', 'import', file, '--yes')).toMatchObject({status: 0, stderr: ''})
    expect(await standing()).toEqual({'%RETRY%billing': all(1), invoices: all(2), orders: all(3)})
  })

  it('takes standard input', async () => {
    const {stdout: stdin} = await run('offset', 'export', 'billing', '--output', 'json')
    await place('billing', 'orders', 5)
    const argv = ['offset', 'import', '-', '--yes', '-n', cluster.nameServer]
    expect(await mqadmin(argv, {stdin, env: {MQADMIN_STATE_DIR: folder}})).toMatchObject({status: 0})
    expect(await standing()).toMatchObject({orders: all(3)})
  })

  it('shows where each queue would go and how many messages that skips or repeats', async () => {
    await run('offset', 'export', 'billing', '--file', 'shown.json')
    await place('billing', 'orders', 5)
    await place('billing', 'invoices', 1)
    const ran = await run('offset', 'import', 'shown.json', '--dry-run', '--output', 'json')
    expect(ran.stderr).toBe('dry run: nothing was sent\nit would skip 4 messages, read 8 messages again\n')
    const rows = JSON.parse(ran.stdout) as object[]
    expect(rows).toContainEqual({
      target: 'billing orders broker-a 0',
      outcome: 'changed',
      changes: ['offset: 5 → 3'],
      skipped: 0,
      readAgain: 2,
      before: {offset: 5},
      after: {offset: 3},
    })
    expect(rows).toContainEqual(expect.objectContaining({target: 'billing invoices broker-b 1', skipped: 1}))
    expect(await standing()).toMatchObject({orders: all(5)})
  })

  it('moves another group, without the retry topic of the first', async () => {
    await run('offset', 'export', 'billing', '--file', 'another.csv')
    expect(await run('offset', 'import', 'another.csv', '--group', 'other', '--yes')).toMatchObject({status: 0})
    expect(await standing('other')).toEqual({invoices: all(2), orders: all(3)})
  })

  it('moves a group whose consumers are connected', async () => {
    await run('offset', 'export', 'billing', '--file', 'online.csv')
    await place('billing', 'orders', 5)
    const member = await Member.join(cluster, {group: 'billing', topic: 'orders'})
    expect(await run('offset', 'import', 'online.csv', '--yes')).toMatchObject({status: 0})
    await member.leave()
    expect(await standing()).toMatchObject({orders: all(3)})
  })

  it('does what it can, and names each queue that is not there', async () => {
    const line = (topic: string, broker: string, queue: number, offset: number) =>
      `billing,${topic},${broker},${queue},${offset}\n`
    const rows = [
      line('orders', 'broker-a', 0, 1),
      line('orders', 'broker-z', 0, 1),
      line('orders', 'broker-a', 9, 1),
      line('gone', 'broker-a', 0, 1),
      line('invoices', 'broker-a', 0, 99),
    ]
    writeFileSync(join(folder, 'partly.csv'), `group,topic,broker,queue,offset\n${rows.join('')}`)
    const ran = await run('offset', 'import', 'partly.csv', '--yes', '--output', 'json')
    expect(ran.status).toBe(6)
    expect((JSON.parse(ran.stdout) as {target: string}[]).map(({target}) => target)).toEqual([
      'billing orders broker-a 0',
    ])
    for (const words of ['no queue 0 on broker-z', 'no queue 9 on broker-a', "topic 'gone'", 'beyond its end, 5'])
      expect(ran.stderr).toContain(words)
  })

  it.each([
    ['group,topic,broker,queue,offset\n', 'holds no offsets'],
    ['group,topic,broker,queue,offset\nb,o,a,0,1\nb,o,a,0,2\n', 'entry 2: b o a 0 stands there twice'],
    ['group,topic,broker,queue,offset\nb,o,a,0,much\n', 'entry 1: offset.offset: expected an offset'],
    ['group,topic,broker,queue,offset\nb,o,a,0,-1\n', 'can be negative'],
    ['group,topic,broker,queue,offset\nb,o,a\n', 'does not hold a list'],
    ['[{"group":"b","topic":"o","broker":"a","queue":0}]', 'offset.offset'],
    ['[{"group":"b"', 'is not JSON'],
    ['just words', 'does not hold a list'],
  ])('refuses %j', async (text, words) => {
    writeFileSync(join(folder, 'bad'), text)
    const ran = await run('offset', 'import', 'bad', '--yes')
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain(words)
  })

  it('can be undone', async () => {
    writeFileSync(join(folder, 'undone.csv'), readFileSync(new URL('../fixtures/import/offsets.csv', import.meta.url)))
    expect(await run('offset', 'import', 'undone.csv', '--yes')).toMatchObject({status: 0})
    expect(await standing()).toMatchObject({orders: [0, 0, 3, 3]})
    expect(await run('journal', 'undo', 'last', '--yes', '-n', cluster.nameServer)).toMatchObject({status: 0})
    expect(await standing()).toMatchObject({orders: all(3)})
  })
})

describe('offset reset', () => {
  it('without a topic moves all but the retry topic', async () => {
    const dry = await run('offset', 'reset', 'billing', '--to', 'latest', '--dry-run')
    expect(dry.stderr).toContain('it would skip 20 messages')
    expect(await run('offset', 'reset', 'billing', '--to', 'latest')).toMatchObject({status: 2, stdout: ''})
    expect(await run('offset', 'reset', 'billing', '--to', 'latest', '--yes')).toMatchObject({status: 0, stderr: ''})
    expect(await standing()).toEqual({'%RETRY%billing': all(1), invoices: all(5), orders: all(5)})
    expect(await run('offset', 'reset', 'billing', '--to=-1', '--broker', 'broker-b', '--yes')).toMatchObject({
      status: 0,
    })
    expect(await standing()).toMatchObject({invoices: [5, 5, 4, 4], orders: [5, 5, 4, 4]})
  })

  it('goes where a file says', async () => {
    await run('offset', 'export', 'billing', '--file', 'reset.json')
    await place('billing', 'orders', 5)
    await place('billing', 'invoices', 5)
    const reset = (...argv: string[]) => run('offset', 'reset', 'billing', '--to', 'file=reset.json', '--yes', ...argv)
    expect(await reset('--topic', 'orders', '--queue', '1', '--broker', 'broker-b')).toMatchObject({status: 0})
    expect(await standing()).toMatchObject({invoices: all(5), orders: [5, 5, 5, 3]})
    expect(await reset()).toMatchObject({status: 0})
    expect(await standing()).toMatchObject({invoices: all(2), orders: all(3)})
  })

  it.each([
    [['billing', '--to', '3'], 2, 'an offset is of one topic'],
    [['billing', '--to', 'earliest', '--queue', '1'], 2, 'topic'],
    [['billing', '--to', 'earliest', '--broker', 'broker-z'], 3, 'broker-z'],
    [['blank', '--to', 'earliest'], 3, "group 'blank' has committed no offset"],
    [['other', '--to', 'file=mine.csv'], 2, "has no such offsets of group 'other'"],
  ])('%j is refused', async (argv, status, words) => {
    writeFileSync(join(folder, 'mine.csv'), 'group,topic,broker,queue,offset\nbilling,orders,broker-a,0,1\n')
    const ran = await run('offset', 'reset', ...argv, '--yes')
    expect(ran).toMatchObject({status, stdout: ''})
    expect(ran.stderr).toContain(words)
  })

  it('needs a topic under the Java name', async () => {
    expect(await run('resetOffsetByTime', '-g', 'billing', '-s', 'now')).toMatchObject({status: 2, stdout: ''})
  })
})
