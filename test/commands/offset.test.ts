import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {Cluster as Reached} from '../../src/cluster/cluster.js'
import {Messaging} from '../../src/messaging/messaging.js'
import {requests} from '../../src/protocol/index.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {commit, Member} from '../support/member.js'
import {Rogue} from '../support/rogue.js'

let cluster: Cluster
let remoting: Remoting
/** When the third of five messages of each queue was stored, or just before. */
let middle: number
const env = () => ({NAMESRV_ADDR: cluster.nameServer})
const run = (...argv: string[]) => mqadmin(argv, {env: env()})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: env()})
const reset = (...argv: string[]) => run('offset', 'reset', 'billing', '--topic', 'orders', '--yes', ...argv)

/** Committed offsets by `broker queue`. */
async function standing(group = 'billing'): Promise<Record<string, number | null>> {
  const queues = await json<{topic: string; broker: string; queue: number; consumerOffset: number | null}[]>(
    'group',
    'lag',
    group,
  )
  const orders = queues.filter(({topic}) => topic === 'orders')
  return Object.fromEntries(
    orders.map(({broker, queue, consumerOffset}) => [`${broker.slice(-1)}${queue}`, consumerOffset]),
  )
}
const everywhere = (offset: number) => ({a0: offset, a1: offset, b0: offset, b1: offset})

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  remoting = new Remoting()
  await json('topic', 'set', 'orders', '--queues', '2')
  for (const group of ['billing', 'new']) await json('group', 'set', group)
  const {sender} = new Messaging(new Reached(remoting, [cluster.nameServer]))
  const send = async (times: number) => {
    for (const {name: brokerName} of cluster.brokers)
      for (const queueId of [0, 1])
        for (let count = 0; count < times; count++)
          await sender.send({topic: 'orders', body: Buffer.from('a coat')}, {group: 'shop', brokerName, queueId})
  }
  await send(2)
  middle = Date.now() + 1
  while (Date.now() <= middle) await new Promise(resolve => setImmediate(resolve))
  await send(3)
})
beforeEach(async () => {
  // a commit would be dropped while an earlier reset waits for its consumer
  const reset = {group: 'billing', topic: 'orders', timestamp: 0, isForce: true, offset: 3}
  for (const {address} of cluster.brokers)
    for (const queueId of [0, 1])
      await remoting.invoke(address, requests.invokeBrokerToResetOffset, {...reset, queueId})
})
afterAll(async () => {
  await remoting.close()
  await cluster.close()
})

describe('offset reset', () => {
  it.each([
    ['earliest', 0],
    ['latest', 5],
    ['now', 5],
    ['+1', 4],
    ['-2', 1],
    ['+100', 5],
    ['-100', 0],
    ['2', 2],
    ['0', 0],
    ['-1h', 0],
    ['+1h', 5],
  ])('moves to %s', async (to, offset) => {
    expect(await reset('--to', to)).toMatchObject({status: 0, stderr: ''})
    expect(await standing()).toEqual(everywhere(offset))
  })

  it('moves to the first message at or after a time', async () => {
    expect(await reset('--timestamp', String(middle))).toMatchObject({status: 0})
    expect(await standing()).toEqual(everywhere(2))
    expect(await reset('--to', new Date(middle).toISOString())).toMatchObject({status: 0})
    expect(await standing()).toEqual(everywhere(2))
  })

  it('moves one queue of one broker', async () => {
    await reset('--to', '0', '--queue', '1', '--broker', 'broker-b')
    expect(await standing()).toEqual({...everywhere(3), b1: 0})
    await reset('--offset', '4', '--queue', '0')
    expect(await standing()).toEqual({a0: 4, a1: 3, b0: 4, b1: 0})
  })

  it('shows where each queue would go, and sends nothing', async () => {
    const ran = await run(
      'offset',
      'reset',
      'billing',
      '--topic',
      'orders',
      '--to',
      '-2',
      '--dry-run',
      '--output',
      'json',
    )
    expect(ran).toMatchObject({
      status: 0,
      stderr: 'dry run: nothing was sent\nit would read 8 messages again\n',
    })
    expect(JSON.parse(ran.stdout)).toMatchObject(
      ['a 0', 'a 1', 'b 0', 'b 1'].map(queue => ({
        target: `orders broker-${queue}`,
        outcome: 'changed',
        skipped: 0,
        readAgain: 2,
        before: {offset: 3},
        after: {offset: 1},
      })),
    )
    expect(await standing()).toEqual(everywhere(3))
  })

  it('gives a group its first offsets', async () => {
    const done = await json<{outcome: string}[]>('offset', 'reset', 'new', '--topic', 'orders', '--to', '4', '--yes')
    expect(done.map(({outcome}) => outcome)).toEqual(['created', 'created', 'created', 'created'])
    expect(await standing('new')).toEqual(everywhere(4))
  })

  it('moves a group whose consumers are connected, also to where it stands', async () => {
    const member = await Member.join(cluster, {group: 'billing', topic: 'orders'})
    const rogue = await Rogue.open(cluster)
    const argv = ['offset', 'reset', 'billing', '--topic', 'orders', '--to', '3', '--yes']
    expect(await mqadmin(argv, {env: rogue.env})).toMatchObject({status: 0, stderr: ''})
    expect(rogue.writes.map(({request}) => request.name)).toEqual(
      Array.from({length: 4}, () => requests.invokeBrokerToResetOffset.name),
    )
    await rogue.close()
    expect(await reset('--to', 'earliest')).toMatchObject({status: 0})
    expect(await standing()).toEqual(everywhere(0))
    await member.leave()
  })

  it('fails where a broker says yes and does nothing', async () => {
    const rogue = await Rogue.open(cluster)
    rogue.misdeed = ({request, server}) =>
      request.name === requests.invokeBrokerToResetOffset.name && server === 'broker-b'
        ? {code: 0, body: '{"offsetTable":{}}'}
        : undefined
    const ran = await mqadmin(
      ['offset', 'reset', 'billing', '--topic', 'orders', '--to', 'earliest', '--yes', '--output', 'json'],
      {env: rogue.env},
    )
    await rogue.close()
    expect(ran.status).toBe(6)
    expect(ran.stderr).toContain('orders broker-b 0')
    expect(ran.stderr).toContain('NOT_APPLIED')
    expect((JSON.parse(ran.stdout) as {target: string}[]).map(({target}) => target)).toEqual([
      'orders broker-a 0',
      'orders broker-a 1',
    ])
  })

  it('asks first where it is not told to go ahead, and not under the Java name', async () => {
    const refused = await run('offset', 'reset', 'billing', '--topic', 'orders', '--to', 'latest')
    expect(refused).toMatchObject({status: 2, stdout: ''})
    expect(refused.stderr).toContain('orders broker-b 1; it would skip 8 messages')
    expect(await run('resetOffsetByTime', '-g', 'billing', '-t', 'orders', '-s', '-1')).toMatchObject({status: 0})
    expect(await standing()).toEqual(everywhere(5))
  })

  it.each([
    [['--to', '6'], 2, 'offset 6 is not within 0 to 5'],
    [['--to', 'sometime'], 2, 'no place to go to'],
    [[], 2, '--to'],
    [['--to', 'latest', '--timestamp', 'now'], 2, 'timestamp'],
    [['--offset', '1', '--timestamp', 'now'], 2, 'queue'],
    [['--to', 'latest', '--queue', '7'], 2, 'has no queue 7'],
    [['--to', 'latest', '--broker', 'broker-z'], 3, 'broker-z'],
    [['--to', 'latest', '--cluster', 'nope'], 3, 'nope'],
    [['--to', 'file=nowhere.json'], 2, 'cannot read'],
  ])('%j is refused before anything is sent', async (argv, status, words) => {
    const ran = await reset(...argv)
    expect(ran).toMatchObject({status, stdout: ''})
    expect(ran.stderr).toContain(words)
    expect(await standing()).toEqual(everywhere(3))
  })

  it.each([
    ['nope', 'orders', "group 'nope' does not exist"],
    ['billing', 'nope', "topic 'nope' does not exist"],
  ])('group %s, topic %s is not there', async (group, topic, words) => {
    const ran = await run('resetOffsetByTime', '-g', group, '-t', topic, '-s', 'now')
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain(words)
  })

  it('cannot step on from nothing', async () => {
    await json('group', 'set', 'blank')
    const ran = await run('offset', 'reset', 'blank', '--topic', 'orders', '--to', '+1', '--yes')
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain('no offset is committed to count from')
  })

  it('prints what Java prints under the Java name', async () => {
    const row = (...cells: unknown[]) => `${cells.map(cell => String(cell).padEnd(40)).join('  ')}\n`
    const whole = await run(
      'resetOffsetByTime',
      '-g',
      'billing',
      '-t',
      'orders',
      '-s',
      '2099-01-01#00:00:00:000',
      '-c',
      'DefaultCluster',
    )
    expect(whole.stdout.split('\n')[0]).toMatch(
      /^start reset consumer offset by specified, group\[billing\], topic\[orders\], force\[true\], timestamp\(string\)\[2099-01-01#00:00:00:000\], timestamp\(long\)\[40\d{11}\]$/,
    )
    const rows = whole.stdout.slice(whole.stdout.indexOf('\n') + 1)
    expect(rows.startsWith(row('#brokerName', '#queueId', '#offset'))).toBe(true)
    expect(rows).toContain(row('broker-b', 1, 5))
    const {address} = cluster.brokers[0] as {address: string}
    const one = ['resetOffsetByTime', '-g', 'billing', '-t', 'orders', '-s', '0', '-b', address, '-q', '1', '-o', '3']
    expect(await run(...one)).toEqual({
      status: 0,
      stderr: '',
      stdout: `start reset consumer offset by specified, group[billing], topic[orders], queueId[1], broker[${address}], timestamp(string)[0], timestamp(long)[0]\nreset consumer offset to 3\n`,
    })
  })

  it('honours offset 0 of one queue, which Java leaves out', async () => {
    const {address} = cluster.brokers[0] as {address: string}
    await run('resetOffsetByTime', '-g', 'billing', '-t', 'orders', '-s', '0', '-b', address, '-q', '1')
    expect(await standing()).toMatchObject({a0: 3, a1: 0})
  })
})

describe('offset skip', () => {
  it('moves to the end', async () => {
    expect(await run('offset', 'skip', 'billing', '--topic', 'orders', '--yes')).toMatchObject({status: 0})
    expect(await standing()).toEqual(everywhere(5))
    const {stdout} = await run('skipAccumulatedMessage', '-g', 'billing', '-t', 'orders')
    expect(stdout).toContain('broker-a                                  0                                         5')
  })
})

describe('offset copy', () => {
  it('lets a group stand where another stands', async () => {
    await json('group', 'set', 'copy')
    const ran = await run('cloneGroupOffset', '-s', 'billing', '-d', 'copy', '-t', 'orders')
    expect(ran).toEqual({
      status: 0,
      stderr: '',
      stdout: 'clone group offset success. srcGroup[billing], destGroup=[copy], topic[orders]',
    })
    expect(await standing('copy')).toEqual(everywhere(3))
  })

  it('copies over a reset that waits for its consumer', async () => {
    await json('group', 'set', 'waiting')
    await json('offset', 'reset', 'waiting', '--topic', 'orders', '--to', '1', '--yes')
    const argv = ['offset', 'copy', '--from-group', 'billing', '--to-group', 'waiting', '--topic', 'orders']
    expect(await run(...argv)).toMatchObject({status: 0, stderr: ''})
    expect(await standing('waiting')).toEqual(everywhere(3))
  })

  it('takes one topic, or all but the retry topic of the source', async () => {
    for (const group of ['one', 'all']) await json('group', 'set', group)
    for (const topic of ['invoices', '%RETRY%billing']) await json('topic', 'set', topic, '--queues', '1')
    const {address} = cluster.brokers[0] as {address: string}
    for (const topic of ['invoices', '%RETRY%billing']) await commit(remoting, address, 'billing', topic, 0, 0)
    const topics = async (...argv: string[]) => {
      const done = await json<{target: string}[]>('offset', 'copy', '--from-group', 'billing', ...argv)
      return [...new Set(done.map(({target}) => target.split(' ')[0]))].sort()
    }
    expect(await topics('--to-group', 'one', '--topic', 'invoices')).toEqual(['invoices'])
    expect(await topics('--to-group', 'all')).toEqual(['invoices', 'orders'])
  })

  it.each([
    [['--from-group', 'nope', '--to-group', 'new'], "group 'nope' has committed no offset"],
    [['--from-group', 'billing', '--to-group', 'new', '--topic', 'nope'], "of topic 'nope'"],
    [['--from-group', 'billing', '--to-group', 'nobody'], "group 'nobody' does not exist"],
  ])('%j is not there', async (argv, words) => {
    const ran = await run('offset', 'copy', ...argv)
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain(words)
  })

  it('refuses --offline while the group has members, and moves it otherwise', async () => {
    await json('group', 'set', 'busy')
    const member = await Member.join(cluster, {group: 'busy', topic: 'orders'})
    const copy = ['offset', 'copy', '--from-group', 'billing', '--to-group', 'busy', '--topic', 'orders']
    expect(await run(...copy, '--offline')).toMatchObject({status: 1, stdout: ''})
    expect(await run(...copy)).toMatchObject({status: 0})
    expect(await standing('busy')).toEqual(everywhere(3))
    await member.leave()
  })
})
