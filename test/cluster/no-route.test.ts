/** A topic without a route: the error names the first broken link. */
import {afterEach, describe, expect, it} from 'vitest'
import {startNameServer} from '../../src/namesrv/index.js'
import {startCluster} from '../../src/testing.js'
import {mqadmin} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'

describe('why a topic has no route', () => {
  const open: {close(): Promise<unknown>}[] = []
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close()
  })
  const opened = async <T extends {close(): Promise<unknown>}>(starting: Promise<T>): Promise<T> => {
    const started = await starting
    open.push(started)
    return started
  }
  const route = async (topic: string, nameServers: string, env: Record<string, string> = {}) => {
    const ran = await mqadmin(['topic', 'route', topic, '-n', nameServers], {env})
    expect(ran, ran.stderr).toMatchObject({status: 3, stdout: ''})
    return ran.stderr
  }

  it('no broker has it: near names are told', async () => {
    const {nameServer} = await opened(startCluster({brokers: 2}))
    expect((await mqadmin(['topic', 'set', 'orders', '-n', nameServer])).status).toBe(0)
    const told = await route('ordres', nameServer)
    expect(told).toMatch(
      /topic 'ordres' does not exist: no name server has a route for it, and broker-a \(\S+\) and broker-b/,
    )
    expect(told).toContain('did you mean orders?')
    expect(await route('something-else', nameServer)).toContain('mqadmin topic set makes one')
  })

  it('no broker is registered', async () => {
    const {address} = await opened(startNameServer({port: 0}))
    const told = await route('orders', address)
    expect(told).toContain(`topic 'orders' has no route: no broker is registered at ${address}`)
    expect(told).toContain('namesrvAddr')
  })

  it('a broker has it and the name server does not know', async () => {
    const cluster = await opened(startCluster())
    await mqadmin(['topic', 'set', 'orders', '-n', cluster.nameServer])
    const rogue = await opened(Rogue.open(cluster))
    rogue.misdeed = ({request}) =>
      request.name === 'GET_ROUTEINFO_BY_TOPIC' ? {code: 17, remark: 'No topic route info'} : undefined
    expect(await route('orders', rogue.env.NAMESRV_ADDR, rogue.env)).toMatch(/broker-a \(\S+\) has it and has not told/)
  })

  it('one name server has a route and the other has none', async () => {
    const cluster = await opened(startCluster())
    await mqadmin(['topic', 'set', 'orders', '-n', cluster.nameServer])
    const other = await opened(startNameServer({port: 0}))
    const told = await route('orders', `${other.address};${cluster.nameServer}`)
    expect(told).toContain(`${cluster.nameServer} has a route, ${other.address} has none`)
  })

  it('a broker that does not answer may have it', async () => {
    const cluster = await opened(startCluster({brokers: 2}))
    const rogue = await opened(Rogue.open(cluster))
    rogue.misdeed = ({server}) => (server === 'broker-b' ? 'hang-up' : undefined)
    const told = await route('orders', rogue.env.NAMESRV_ADDR, rogue.env)
    expect(told).toMatch(/broker-b \(\S+\) did not say whether it has it, the other brokers do not/)
  })
})
