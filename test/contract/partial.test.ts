/** A part of the servers is gone: what is left answers, who failed is named, and the status tells. */
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {mqadmin} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {errorLines, expectReadable, toldError} from '../support/told.js'
import {classes, impatientIds, type Line, lineOf} from './lines.js'
import {openWorld, type World} from './world.js'

/** Done when one broker is: another is tried where the first is gone, and a message that was found is found. */
const anyBrokerDoes = new Set(['message:get', 'message:send'])

/** Nothing is done where a broker does not answer that may have a queue. */
const needAll = new Set(['topic:static:remap', 'topic:static:set'])

/** Errors that name both brokers, one line each. */
const each = (rogue: Rogue, names: readonly string[]) =>
  names.map(name => expect.stringContaining(rogue.addressOf(name)))

describe.each(impatientIds)('%s', id => {
  let world: World
  let line: Line
  let asksB: boolean
  let asksA: boolean
  let asksNameServer: boolean
  beforeAll(async () => {
    world = await openWorld({brokers: 2})
    await world.restore(id)
    line = lineOf(id, world)
    const rogue = await Rogue.open(world.cluster)
    const ran = await mqadmin(line.argv, {env: rogue.env})
    expect(ran).toMatchObject({status: 0, stderr: ''})
    asksA = rogue.seen.some(({server}) => server === 'broker-a')
    asksNameServer = rogue.seen.some(({server}) => server === 'nameServer')
    asksB = rogue.seen.some(({server}) => server === 'broker-b')
    await rogue.close()
    await world.restore(id)
  })
  afterAll(() => world.close())

  async function without(servers: readonly string[], {nameServers = 1, more = [] as string[]} = {}) {
    const rogue = await Rogue.open(world.cluster, {nameServers})
    for (const server of servers) await rogue.kill(server)
    const ran = await mqadmin([...line.argv, ...more], {env: rogue.env})
    await rogue.close()
    if (rogue.writes.length > 0) await world.restore(id)
    return {rogue, ran}
  }

  it('one of two brokers is gone', async () => {
    const {rogue, ran} = await without(['broker-b'])
    if (!asksB || anyBrokerDoes.has(id)) {
      expect(ran).toMatchObject({status: 0, stderr: ''})
      return
    }
    expectReadable(ran)
    expect(errorLines(ran)).toContainEqual(expect.stringContaining(rogue.addressOf('broker-b')))
    expect(errorLines(ran).join()).not.toContain(rogue.addressOf('broker-a'))
    if (needAll.has(id)) {
      expect(ran).toMatchObject({status: 5, stdout: ''})
      expect(rogue.writes).toEqual([])
      return
    }
    expect(ran.status).toBe(6)
    expect(ran.stdout).not.toBe('')
  })

  it('tells in JSON which broker is gone', async () => {
    if (!asksB || anyBrokerDoes.has(id) || needAll.has(id)) return
    const {rogue, ran} = await without(['broker-b'], {more: ['--output', 'json']})
    const {status, failures = []} = toldError(ran)
    expect(status).toBe(6)
    expect(failures).not.toEqual([])
    for (const failure of failures)
      if (failure.code !== 'NOT_TRIED')
        expect(failure).toMatchObject({code: 'UNREACHABLE', status: 5, address: rogue.addressOf('broker-b')})
    expect(() => JSON.parse(ran.stdout)).not.toThrow()
  })

  it('both brokers are gone', async () => {
    if (!asksA) return
    const {rogue, ran} = await without(['broker-a', 'broker-b'])
    expect(ran.status).toBe(5)
    expectReadable(ran)
    if (asksB && id !== 'message:get')
      expect(errorLines(ran)).toEqual(expect.arrayContaining(each(rogue, ['broker-a', 'broker-b'])))
    else expect(ran.stderr).toContain(rogue.addressOf('broker-a'))
  })

  const everyNameServer = id.startsWith('nameserver:')

  it.each(['nameServer', 'nameServer2', 'nameServer3'])('of three name servers, %s is gone', async gone => {
    const {rogue, ran} = await without([gone], {nameServers: 3})
    if (ran.status === 0) {
      expect(ran.stderr).toBe('')
      // reads need one of them; what is kept by each must be changed in each
      expect(everyNameServer && classes.get(id)?.effect !== 'read').toBe(false)
      return
    }
    expect(ran.status).toBe(6)
    expectReadable(ran)
    expect(ran.stderr).toContain(rogue.addressOf(gone))
    expect(ran.stdout).not.toBe('')
  })

  it('all three name servers are gone', async () => {
    if (!asksNameServer) return
    const {rogue, ran} = await without(['nameServer', 'nameServer2', 'nameServer3'], {nameServers: 3})
    expect(ran.status).toBe(5)
    expectReadable(ran)
    for (const name of ['nameServer', 'nameServer2', 'nameServer3']) expect(ran.stderr).toContain(rogue.addressOf(name))
  })
})
