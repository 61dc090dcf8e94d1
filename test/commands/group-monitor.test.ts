import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {interruption, mqadmin, mqadminJson, type RunOptions} from '../support/cli.js'
import {Member} from '../support/member.js'

let cluster: Cluster
const members: Member[] = []
const env = () => ({NAMESRV_ADDR: cluster.nameServer})
const run = (argv: readonly string[], options: RunOptions = {}) => mqadmin(argv, {env: env(), ...options})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: env()})
const pushed = {PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY', PROP_CONSUMER_START_TIMESTAMP: '1000'}

interface Event {
  event: string
  group: string
  topic?: string
  lag?: number
  worst?: number
  delay?: number
  clientId?: string
  queue?: number
}
const monitor = (...more: string[]) => json<Event[]>('group', 'monitor', ...more)

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  await json('topic', 'set', 'orders', '--queues', '2')
  for (const [queue, count] of [
    [0, 3],
    [1, 1],
  ] as const)
    for (let at = 0; at < count; at++)
      await json('message', 'send', 'orders', '--body', 'x', '--broker', 'broker-a', '--queue', `${queue}`)
  const member = async (group: string, more = {}) => {
    const joined = await Member.join(cluster, {topic: 'orders', group, clientId: group, properties: pushed, ...more})
    members.push(joined)
    return joined
  }
  const behind = await member('behind')
  await behind.commit('orders', 0, 1)
  await behind.commit('orders', 1, 0)
  const gone = await member('gone')
  await gone.commit('orders', 0, 1)
  await gone.leave()
  await member('stuck', {queues: [0], cached: 3})
  const fine = await member('fine')
  await fine.commit('orders', 0, 3)
  await json('group', 'set', 'idle')
})
afterAll(async () => {
  for (const member of members) await member.leave()
  await cluster.close()
})

describe('group monitor', () => {
  it('tells who is behind, who is alone and who is stuck, and nothing of the others', async () => {
    // that a client has left reaches a broker when its connection ends
    await expect
      .poll(async () => (await monitor()).map(({event, group}) => [event, group]))
      .toEqual([
        ['lag', 'behind'],
        ['offline', 'gone'],
        ['blocked', 'stuck'],
      ])
    expect(await monitor('--group', 'behind')).toMatchObject([
      {event: 'lag', topic: 'orders', lag: 3, worst: 2, delay: expect.any(Number)},
    ])
    expect(await monitor('--group', 'stuck')).toMatchObject([
      {event: 'blocked', topic: 'orders', clientId: 'stuck', queue: 0},
    ])
    expect((await monitor('--min-lag', '3')).map(({event}) => event)).toEqual(['lag', 'blocked'])
    expect(await monitor('--group', 'idle')).toEqual([])
    expect((await monitor('--cluster', 'DefaultCluster')).length).toBe(3)
  })

  it('says which group or cluster there is not', async () => {
    expect(await run(['group', 'monitor', 'nope'])).toMatchObject({status: 3, stdout: ''})
    expect(await run(['group', 'monitor', '--cluster', 'nope'])).toMatchObject({status: 3, stdout: ''})
  })

  it('looks again and again when it watches, an event a line', async () => {
    const interrupt = new AbortController()
    const ran = await run(['group', 'monitor', 'behind', '--watch', '--every', '1ms', '--output', 'ndjson'], {
      signal: interrupt.signal,
      onStdout: text => {
        if (text.split('\n').length > 2) interrupt.abort(interruption())
      },
    })
    expect(ran.status).toBe(130)
    const events = ran.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Event)
    expect(events.length).toBeGreaterThan(1)
    for (const event of events) expect(event).toMatchObject({event: 'lag', group: 'behind', lag: 3})
  })

  it("goes on under Java's name, and prints nothing in Java's form", async () => {
    const interrupt = new AbortController()
    const watching = run(['startMonitoring', '--output', 'ndjson'], {
      signal: interrupt.signal,
      onStdout: () => interrupt.abort(interruption()),
    })
    expect((await watching).status).toBe(130)
    const silent = new AbortController()
    const running = run(['startMonitoring'], {signal: silent.signal})
    await json('group', 'monitor')
    silent.abort(interruption())
    expect(await running).toMatchObject({status: 130, stdout: ''})
  })

  it('ends a watch in the first round only when nobody answers', async () => {
    const own = await startCluster()
    const interrupt = new AbortController()
    let rounds = 0
    let roundsAfter = 0
    const watch = ['group', 'monitor', '--watch', '--every', '1ms', '--output', 'plain']
    const ran = await run(watch, {
      env: {NAMESRV_ADDR: own.nameServer},
      signal: interrupt.signal,
      onStdout: () => {
        if (rounds++ === 0)
          void own.close().then(() => {
            roundsAfter = 1
          })
        if (roundsAfter > 0 && ++roundsAfter > 3) interrupt.abort(interruption())
      },
    })
    expect(ran.status).toBe(130)
    expect(ran.stderr).toMatch(/^this round: .+\nthis round: /)
    expect(await run(watch, {env: {NAMESRV_ADDR: own.nameServer}})).toMatchObject({status: 5, stdout: ''})
  })
})
