/** Moving groups on a broker that does it as 4.x does: it tells the connected consumers, or is told by whoever moves. */
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {OffsetMover} from '../../src/admin/offset-move.js'
import {Offsets} from '../../src/admin/offsets.js'
import {Cluster as Reached} from '../../src/cluster/cluster.js'
import {Messaging} from '../../src/messaging/messaging.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {commit, Member, type MemberOptions} from '../support/member.js'

let cluster: Cluster
let remoting: Remoting
let reached: Reached
let address: string
const env = () => ({NAMESRV_ADDR: cluster.nameServer})
const run = (...argv: string[]) => mqadmin(argv, {env: env()})
const reset = (...argv: string[]) => run('offset', 'reset', 'billing', '--topic', 'orders', '--yes', ...argv)
const standing = async () =>
  (await mqadminJson<{topic: string; consumerOffset: number}[]>(['group', 'lag', 'billing'], {env: env()}))
    .filter(({topic}) => topic === 'orders')
    .map(({consumerOffset}) => consumerOffset)

beforeAll(async () => {
  cluster = await startCluster({config: {useServerSideResetOffset: 'false'}})
  address = (cluster.brokers[0] as {address: string}).address
  remoting = new Remoting()
  reached = new Reached(remoting, [cluster.nameServer])
  await mqadminJson(['topic', 'set', 'orders', '--queues', '2'], {env: env()})
  await mqadminJson(['group', 'set', 'billing'], {env: env()})
  const {sender} = new Messaging(reached)
  for (const queueId of [0, 1])
    for (let count = 0; count < 5; count++)
      await sender.send(
        {topic: 'orders', body: Buffer.from('a coat')},
        {group: 'shop', brokerName: 'broker-a', queueId},
      )
})
beforeEach(async () => {
  for (const queue of [0, 1]) await commit(remoting, address, 'billing', 'orders', queue, 3)
})
afterAll(async () => {
  await remoting.close()
  await cluster.close()
})

describe('with nobody connected', () => {
  it.each([
    ['earliest', [0, 0]],
    ['latest', [5, 5]],
    ['-1h', [0, 0]],
    ['+1', [4, 4]],
    ['2', [2, 2]],
  ])('writes %s', async (to, offsets) => {
    expect(await reset('--to', to)).toMatchObject({status: 0, stderr: ''})
    expect(await standing()).toEqual(offsets)
  })

  it('leaves what is behind where it is, without force', async () => {
    await commit(remoting, address, 'billing', 'orders', 1, 5)
    expect(await reset('--to', '4', '--no-force')).toMatchObject({status: 0})
    expect(await standing()).toEqual([3, 4])
  })

  it('prints the table of Java, with what was and what is', async () => {
    const row = (...cells: unknown[]) => cells.map(cell => String(cell).padEnd(20)).join('  ')
    const places = ['#brokerName', '#queueId', '#brokerOffset', '#consumerOffset', '#timestampOffset']
    const {stdout} = await run('resetOffsetByTime', '-g', 'billing', '-t', 'orders', '-s', '1700000000000')
    const [first, head, ...rows] = stdout.split('\n')
    expect(first).toBe(
      'reset consumer offset by specified consumerGroup[billing], topic[orders], force[true], timestamp(string)[1700000000000], timestamp(long)[1700000000000]',
    )
    expect(head).toBe(row(...places, '#resetOffset'))
    expect(rows.sort()).toEqual(['', row('broker-a', 0, 5, 3, 0, 0), row('broker-a', 1, 5, 3, 0, 0)])
    const skipped = (await run('skipAccumulatedMessage', '-g', 'billing', '-t', 'orders')).stdout.split('\n')
    expect(skipped[0]).toBe(row(...places, '#rollbackOffset'))
    expect(skipped).toContain(row('broker-a', 1, 5, 0, 5, 5))
  })
})

describe('with a consumer connected', () => {
  const withMember = async (options: Partial<MemberOptions>, test: (member: Member) => Promise<void>) => {
    const member = await Member.join(cluster, {group: 'billing', topic: 'orders', queues: [0, 1], ...options})
    await test(member).finally(() => member.leave())
  }
  /** Both queues moved by someone who waits no longer than that. */
  const move = async (to: 'earliest' | 'latest', membersMs: number) => {
    const {answers} = await new Offsets(reached).moves({group: 'billing', topic: 'orders', destination: {to}})
    const mover = new OffsetMover(reached, {membersMs})
    return Promise.allSettled(answers.flat().map(change => mover.apply('billing', change)))
  }

  it.each([
    ['earliest', 0, [0, 0]],
    ['latest', -1, [5, 5]],
    ['+1h', -1, [5, 5]],
  ])('has it go to %s, told once', (to, time, offsets) =>
    withMember({}, async member => {
      expect(await reset('--to', to)).toMatchObject({status: 0, stderr: ''})
      expect(member.told).toEqual([{timestamp: time, isForce: true}])
      expect(await standing()).toEqual(offsets)
    }),
  )

  it.each([[['--to', '+1']], [['--to', '2']], [['--to', 'earliest', '--queue', '0']]])('cannot send it by %j', argv =>
    withMember({}, async member => {
      const ran = await reset(...argv)
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(ran.stderr).toContain('only to a time, all queues at once')
      expect(member.told).toEqual([])
    }),
  )

  it('fails when it nods and stays', () =>
    withMember({onReset: () => {}}, async () => {
      const moved = await move('earliest', 200)
      expect(moved).toMatchObject([
        {status: 'rejected', reason: {code: 'NOT_APPLIED'}},
        {status: 'rejected', reason: {code: 'NOT_APPLIED'}},
      ])
    }))

  it('takes it as moved when it consumed again and is back where it was', () =>
    withMember({onReset: () => {}}, async member => {
      const moving = move('earliest', 500)
      await expect.poll(() => member.told.length, {timeout: 5000}).toBe(1)
      member.lastConsumed = 2000
      expect(await moving).toMatchObject([{status: 'fulfilled'}, {status: 'fulfilled'}])
    }))

  it('does not copy offsets under its feet', () =>
    withMember({}, async () => {
      await mqadminJson(['group', 'set', 'source'], {env: env()})
      await commit(remoting, address, 'source', 'orders', 0, 1)
      const ran = await run('offset', 'copy', '--from-group', 'source', '--to-group', 'billing')
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(ran.stderr).toContain('has consumers connected')
      expect(await standing()).toEqual([3, 3])
    }))
})
