/** `group lag --watch`: how fast a group consumes, what comes in meanwhile, and on a terminal one table in place of the other. */
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {Cluster as Reached} from '../../src/cluster/cluster.js'
import {Messaging} from '../../src/messaging/messaging.js'
import {requests} from '../../src/protocol/index.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {interruption, mqadmin, type RunOptions} from '../support/cli.js'
import {commit} from '../support/member.js'
import {Rogue} from '../support/rogue.js'

interface Row {
  lag: number | null
  consumeRate?: number
  inRate?: number
  drain?: number | null
}

let cluster: Cluster
let remoting: Remoting
const send = async (times: number) => {
  const {sender} = new Messaging(new Reached(remoting, [cluster.nameServer]))
  for (let count = 0; count < times; count++)
    await sender.send(
      {topic: 'orders', body: Buffer.from('a coat')},
      {group: 'shop', brokerName: 'broker-a', queueId: 0},
    )
}
const consume = (offset: number) => {
  const {address} = cluster.brokers[0] as {address: string}
  return commit(remoting, address, 'billing', 'orders', 0, offset)
}

beforeAll(async () => {
  cluster = await startCluster()
  remoting = new Remoting()
  const env = {NAMESRV_ADDR: cluster.nameServer}
  for (const argv of [
    ['topic', 'set', 'orders', '--queues', '1'],
    ['group', 'set', 'billing'],
  ])
    expect(await mqadmin(argv, {env})).toMatchObject({status: 0})
  await send(10)
  await consume(0)
})
afterAll(async () => {
  await remoting.close()
  await cluster.close()
})

/** Runs until the text on standard output is enough; told of it as it grows. */
async function watch(argv: readonly string[], isEnough: (text: string) => boolean, options: RunOptions = {}) {
  const interrupt = new AbortController()
  const ran = await mqadmin([...argv, '--watch', '--every', '1ms'], {
    env: {NAMESRV_ADDR: cluster.nameServer},
    ...options,
    signal: interrupt.signal,
    onStdout: text => {
      if (isEnough(text)) interrupt.abort(interruption())
    },
  })
  expect(ran.status).toBe(130)
  return ran
}
/** Of the one group that has an offset. */
const rowsOf = (text: string): Row[] =>
  text
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line) as Row)
    .filter(({lag}) => lag !== null)

describe.each([
  ['of a group', ['group', 'lag', 'billing']],
  ['of all groups', ['group', 'lag']],
])('the pace %s', (_, argv) => {
  it('is not there in the first round, and follows what was consumed and what came', async () => {
    await consume(0)
    let acting: Promise<unknown> | undefined
    const {stdout} = await watch([...argv, '--output', 'ndjson'], text => {
      const rows = rowsOf(text.slice(0, text.lastIndexOf('\n') + 1))
      if (rows.length > 0) acting ??= consume(6).then(() => send(2))
      return rows.some(({consumeRate = 0, inRate = 0}) => consumeRate > 0 && inRate > 0)
    })
    await acting
    const [first, ...rest] = rowsOf(stdout)
    for (const name of ['consumeRate', 'inRate', 'drain']) expect(first).not.toHaveProperty(name)
    const both = rest.find(({consumeRate = 0, inRate = 0}) => consumeRate > 0 && inRate > 0)
    expect(both?.consumeRate).toBeGreaterThan(both?.inRate as number)
    expect(both?.drain).toBeGreaterThan(0)
  })

  it('is never drained while nobody consumes', async () => {
    const {stdout} = await watch(
      [...argv, '--output', 'ndjson'],
      text => rowsOf(text.slice(0, text.lastIndexOf('\n') + 1)).length >= 3,
    )
    expect(rowsOf(stdout)[1]).toMatchObject({consumeRate: 0, inRate: 0, drain: null})
    const plain = await watch([...argv, '--output', 'plain'], text => text.includes('never'))
    const head = plain.stdout.split('\n')[0]?.split('\t')
    expect(head).toEqual(expect.arrayContaining(['lag', 'consumeRate', 'inRate', 'drain']))
  })

  it('has no columns without --watch', async () => {
    const {stdout} = await mqadmin([...argv, '--output', 'plain'], {env: {NAMESRV_ADDR: cluster.nameServer}})
    expect(stdout).not.toContain('Rate')
  })
})

describe('on a terminal', () => {
  const tty = {tty: true, columns: 200}

  it('draws over what stands there, and gives the cursor back', async () => {
    const {stdout} = await watch(['group', 'lag', 'billing'], text => text.split('\u001b[J').length > 3, tty)
    const [first = '', second = ''] = stdout.split('\u001b[J')
    expect(first.startsWith('\u001b[?25l\u001b[?7l\u001b[2J\u001b[H')).toBe(true)
    expect(second.startsWith('\u001b[H')).toBe(true)
    expect(stdout.split('\u001b[2J')).toHaveLength(2)
    for (const line of second.slice(3).split('\r\n').slice(0, -1)) expect(line.startsWith('\u001b[K')).toBe(true)
    expect(stdout.endsWith('\u001b[?7h\u001b[?25h')).toBe(true)
  })

  it('shows no control characters where the terminal knows none', async () => {
    const env = {NAMESRV_ADDR: cluster.nameServer, TERM: 'dumb'}
    const {stdout} = await watch(['group', 'lag', 'billing'], text => text.split('BROKER').length > 3, {...tty, env})
    expect(stdout).not.toContain('\u001b')
  })
})

describe.each([
  ['in a pipe', {}],
  ['on a terminal', {tty: true, columns: 200}],
])('a round in which nobody answers, %s,', (_, options) => {
  it('is told, and the next one goes on', async () => {
    const rogue = await Rogue.open(cluster)
    let spoilt = 0
    // what reads is tried again within a round
    const attempts = 6
    const argv = ['group', 'lag', 'billing', '--output', 'plain']
    const rounds = (text: string) => text.split('brokerOffset').length - 1
    const {stderr} = await watch(
      argv,
      text => {
        const shown = rounds(text)
        rogue.misdeed = ({request}) => {
          if (request.name !== requests.getConsumeStats.name || shown === 0 || spoilt >= attempts) return undefined
          spoilt++
          return 'hang-up'
        }
        return spoilt === attempts && shown > 4
      },
      {...options, env: rogue.env},
    )
    await rogue.close()
    expect(spoilt).toBe(attempts)
    expect(stderr).toMatch(/^error: .*GET_CONSUME_STATS to the broker/)
    expect(stderr).toMatch(/error: interrupted/)
  })
})

it('ends where what is asked for is not there', async () => {
  const ran = await mqadmin(['group', 'lag', 'nope', '--watch'], {env: {NAMESRV_ADDR: cluster.nameServer}})
  expect(ran).toMatchObject({status: 3, stdout: '', stderr: expect.stringContaining("group 'nope' does not exist")})
})
