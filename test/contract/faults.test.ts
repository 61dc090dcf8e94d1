/**
 * Servers that misbehave, under every command: each request that a command sends is spoilt in each way, one at a time, and the
 * command must end with the right status and a readable error. What hangs runs into the time limit of vitest.
 */
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {classifyResponse, errorTable} from '../../src/errors.js'
import {responseCode, responseName} from '../../src/protocol/response-code.js'
import {roleNames} from '../../src/remoting/remoting.js'
import {interruption, mqadmin, type Ran} from '../support/cli.js'
import {type Misdeed, type Reply, Rogue, type Seen} from '../support/rogue.js'
import {errorLines, expectReadable, toldError} from '../support/told.js'
import {impatientIds, type Line, lineOf} from './lines.js'
import {openWorld, type World} from './world.js'

const refusal = (code: number): Reply => ({code, remark: 'because it is so\nSee https://example.org for more'})

/** What is spoilt, and the status where nobody else answers. */
const misdeeds: [string, Misdeed, number][] = [
  ['says nothing', 'silence', 5],
  ['hangs up', 'hang-up', 5],
  ['hangs up within a frame', 'half a frame', 5],
  ['speaks another protocol', 'garbage', 1],
  ['announces a frame of 2 GiB', 'a frame of 2 GiB', 1],
  ...[1, 3, 16, 17, 999].map((code): [string, Misdeed, number] => [
    `refuses with ${code}`,
    refusal(code),
    statusOf(code),
  ]),
  ['answers a body that is cut off', {code: 0, body: '{"some":[1,'}, 1],
]

function statusOf(code: number): number {
  return errorTable[classifyResponse(code, undefined).code].status
}

/** Java's names of the requests that an error tells of. */
const namesIn = (ran: Ran): string[] =>
  errorLines(ran)
    .join('\n')
    .match(/\b[A-Z]+(_[A-Z0-9]+)+\b/g) ?? []

const waits = (misdeed: Misdeed): boolean => misdeed === 'silence'

/**
 * Refusals that are answers: request → codes. A topic that a broker or name server does not know, a group without members, a
 * key that is not set, a request that an older release lacks and that has a substitute.
 */
const answers: Readonly<Record<string, readonly number[]>> = {
  GET_BROKER_CLUSTER_ACL_CONFIG: [3],
  GET_CONSUMER_CONNECTION_LIST: [206],
  GET_KV_CONFIG: [17],
  GET_KVLIST_BY_NAMESPACE: [17],
  GET_ROUTEINFO_BY_TOPIC: [17],
  GET_TOPIC_CONFIG: [3, 17],
  GET_TOPIC_STATS_INFO: [17, 206],
}
const isAnswer = ({request}: Seen, misdeed: Misdeed): boolean =>
  typeof misdeed === 'object' &&
  (misdeed.code === 0 ? request.reply?.body?.kind !== 'json' : answers[request.name]?.includes(misdeed.code) === true)

/** They show the same rows with or without answers. */
const alwaysShown = new Set(['cluster:list', 'context:test'])

describe.each(impatientIds)('%s', id => {
  let world: World
  let line: Line
  /** What it asks when all is well. */
  let asked: Seen[]
  beforeAll(async () => {
    world = await openWorld()
    await world.restore(id)
    line = lineOf(id, world)
    const rogue = await Rogue.open(world.cluster)
    const ran = await mqadmin(line.argv, {env: rogue.env})
    expect(ran).toMatchObject({status: 0, stderr: ''})
    asked = [...new Map(rogue.seen.map(seen => [`${seen.server} ${seen.request.name}`, seen])).values()]
    await rogue.close()
    await world.restore(id)
  })
  afterAll(() => world.close())

  /** Runs the line while one request is spoilt. A busy machine may be too slow for a short patience before it comes to that. */
  async function spoilt(
    seen: Seen,
    misdeed: Misdeed,
    more: readonly string[] = [],
    patienceMs = 50,
  ): Promise<{ran: Ran; address: string}> {
    const {server, request} = seen
    const rogue = await Rogue.open(world.cluster)
    rogue.misdeed = asked => (asked.server === server && asked.request === request ? misdeed : undefined)
    const patience = waits(misdeed) ? ['--request-timeout', `${patienceMs}ms`] : []
    const ran = await mqadmin([...line.argv, ...patience, ...more], {env: rogue.env})
    const changed = rogue.writes.some(asked => rogue.misdeed(asked) === undefined)
    await rogue.close()
    if (changed) await world.restore(id)
    const another = waits(misdeed) && !ran.stderr.includes(request.name)
    if (another && patienceMs < 10_000) return spoilt(seen, misdeed, more, patienceMs * 4)
    expect(rogue.spoilt).toBeGreaterThan(0)
    return {ran, address: rogue.addressOf(server)}
  }

  /** A connection that ends takes every request with it that is under way there. */
  const mayBeNamed = (seen: Seen, misdeed: Misdeed): Set<string> =>
    typeof misdeed === 'object' || waits(misdeed)
      ? new Set([seen.request.name])
      : new Set(asked.filter(({server}) => server === seen.server).map(({request}) => request.name))

  it.each(misdeeds)('a server that %s', {timeout: 120_000}, async (_, misdeed, status) => {
    for (const seen of asked) {
      if (isAnswer(seen, misdeed)) continue
      const {ran, address} = await spoilt(seen, misdeed)
      expect({request: seen.request.name, ran}).toMatchObject({ran: {status: expect.toBeOneOf([status, 6])}})
      expectReadable(ran)
      expect(errorLines(ran).join('\n')).toContain(address)
      expect(namesIn(ran).filter(name => mayBeNamed(seen, misdeed).has(name))).not.toEqual([])
      expect(errorLines(ran).at(-1)).toMatch(/^ {2}next: \S/)
      if (typeof misdeed === 'object' && misdeed.code !== 0)
        expect(ran.stderr).toContain(`${responseName(misdeed.code)} (${misdeed.code})`)
      if (ran.status === 6) expect(ran.stdout).not.toBe('')
      else if (!alwaysShown.has(id)) expect(ran.stdout).toBe('')
    }
  })

  it('what counts as an answer is not an error', async () => {
    for (const seen of asked)
      for (const code of answers[seen.request.name] ?? []) {
        const {ran} = await spoilt(seen, refusal(code))
        expect({request: seen.request.name, ran}).toMatchObject({ran: {status: expect.toBeOneOf([0, 1, 3])}})
        if (ran.status !== 0) expectReadable(ran)
      }
  })

  it('tells the same in JSON', async () => {
    for (const seen of asked) {
      const {ran, address} = await spoilt(seen, refusal(1), ['--output', 'json'])
      const error = toldError(ran)
      expect(error).toMatchObject({status: ran.status, message: expect.any(String)})
      expect(error.failures ?? [error]).toContainEqual(
        expect.objectContaining({
          hint: expect.any(String),
          code: 'SERVER_REFUSED',
          address,
          role: roleNames[seen.request.to],
          request: seen.request.name,
          phase: 'answer',
          responseCode: 1,
          responseName: 'SYSTEM_ERROR',
          remark: expect.stringMatching(/^because it is so\n/),
        }),
      )
      if (ran.status !== 6 && !alwaysShown.has(id)) expect(ran.stdout).toBe('')
      if (ran.stdout !== '') expect(() => JSON.parse(ran.stdout)).not.toThrow()
    }
  })

  it('nobody listens where the name server should be', async () => {
    if (asked.every(({server}) => server !== 'nameServer')) return
    const rogue = await Rogue.open(world.cluster)
    await rogue.kill('nameServer')
    const ran = await mqadmin(line.argv, {env: rogue.env})
    await rogue.close()
    expect(ran.status).toBe(5)
    expectReadable(ran)
    expect(ran.stderr).toContain(rogue.addressOf('nameServer'))
    expect(ran.stderr).toContain('the name server, phase connect')
  })

  it('ends in the same way under the Java name', async () => {
    if (line.java === undefined) return
    const first = asked[0]?.server as string
    const rogue = await Rogue.open(world.cluster)
    rogue.misdeed = seen => (seen.server === first ? refusal(1) : undefined)
    const refused = await mqadmin(line.java, {env: rogue.env})
    await rogue.kill(first)
    const unreachable = await mqadmin(line.java, {env: rogue.env})
    await rogue.close()
    expect(refused).toMatchObject({status: 1, stdout: ''})
    expect(unreachable).toMatchObject({status: 5, stdout: ''})
    for (const ran of [refused, unreachable]) expectReadable(ran)
  })

  it('nobody listens where the broker should be', async () => {
    if (asked.every(({server}) => server !== 'broker-a')) return
    const rogue = await Rogue.open(world.cluster)
    await rogue.kill('broker-a')
    const ran = await mqadmin(line.argv, {env: rogue.env})
    await rogue.close()
    expect(ran.status).toBe(5)
    expectReadable(ran)
    expect(ran.stderr).toContain(rogue.addressOf('broker-a'))
    expect(ran.stderr).toContain('phase connect')
  })

  it('the time for the whole line runs out', async () => {
    const rogue = await Rogue.open(world.cluster)
    rogue.misdeed = () => 'silence'
    const ran = await mqadmin([...line.argv, '--timeout', '50ms'], {env: rogue.env})
    await rogue.close()
    expect(ran.status).toBe(5)
    expectReadable(ran)
    expect(ran.stderr).toContain('--timeout')
    if (!alwaysShown.has(id)) expect(ran.stdout).toBe('')
  })

  it('an interrupt ends it', async () => {
    for (const {server, request} of asked) {
      const rogue = await Rogue.open(world.cluster)
      const interrupt = new AbortController()
      rogue.misdeed = seen => {
        if (seen.server !== server || seen.request !== request) return undefined
        interrupt.abort(interruption())
        return 'silence'
      }
      const ran = await mqadmin(line.argv, {env: rogue.env, signal: interrupt.signal})
      await rogue.close()
      await world.restore(id)
      expect({ran, lines: errorLines(ran)}).toEqual({
        ran: expect.objectContaining({status: 130}),
        lines: [expect.stringMatching(/^error: interrupted( \(.*\))?$/)],
      })
      if (ran.stdout !== '') expect(ran.stderr).toMatch(/^\d+ of \d+ were accepted before that\n/)
    }
  })
})

describe('one line for all', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  const codes = Object.entries(responseCode).filter(([, code]) => code !== responseCode.SUCCESS)

  async function spoilt(misdeed: Misdeed, more: readonly string[] = []) {
    const rogue = await Rogue.open(world.cluster)
    rogue.misdeed = ({server}) => (server === 'broker-a' ? misdeed : undefined)
    const ran = await mqadmin(['broker', 'status', 'broker-a', ...more], {env: rogue.env})
    await rogue.close()
    return {ran, rogue}
  }

  it.each<[string, Misdeed, number, readonly string[]]>([
    ['the ACL of 4.9 says no', {code: 1, remark: 'org.apache.rocketmq.acl.common.AclException: no'}, 4, []],
    ['a refusal without a word', {code: 1}, 1, []],
    ['an answer to a question that nobody asked', 'a foreign frame', 5, ['--request-timeout', '50ms']],
  ])('%s', async (_, misdeed, status, more) => {
    const {ran} = await spoilt(misdeed, more)
    expect(ran).toMatchObject({status, stdout: ''})
    expectReadable(ran)
  })

  it.each([...codes, ['CODE_999', 999], ['CODE_-5', -5]] as const)('a server answers %s (%i)', async (name, code) => {
    const {ran, rogue} = await spoilt({code, remark: 'because it is so'})
    expect(ran).toMatchObject({status: statusOf(code), stdout: ''})
    expectReadable(ran)
    expect(errorLines(ran)[0]).toBe(
      `error: GET_BROKER_RUNTIME_INFO to broker ${rogue.addressOf('broker-a')} was refused with ${name} (${code}): because it is so`,
    )
    expect(errorLines(ran)[1]).toMatch(/^ {2}next: \S/)
  })
})
