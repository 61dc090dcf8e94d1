/** Lines of Java that speak of all targets are not printed where one of them failed: scripts look for their "success". */
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'

let cluster: Cluster
let rogue: Rogue
const run = (...argv: string[]) => mqadmin(argv, {env: rogue.env})

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
})
afterAll(() => cluster.close())
beforeEach(async () => {
  rogue = await Rogue.open(cluster, {nameServers: 2})
})
afterEach(() => rogue.close())

/** This server does not do what the request asks for. */
const refusing = (server: string, request: string) => {
  rogue.misdeed = seen =>
    seen.server === server && seen.request.name === request ? {code: 1, remark: 'not today'} : undefined
}

const partly = (stdout: string) => ({status: 6, stdout, stderr: expect.stringContaining('not today')})

describe('where a name server refuses', () => {
  it('updateKvConfig and deleteKvConfig claim nothing', async () => {
    const key = ['-s', 'shop', '-k', 'colour']
    refusing('nameServer2', 'PUT_KV_CONFIG')
    // both stand before the same server: the first has done it already when it is read back
    expect(await run('updateKvConfig', ...key, '-v', 'red')).toMatchObject(partly(''))
    refusing('nameServer2', 'DELETE_KV_CONFIG')
    expect(await run('deleteKvConfig', ...key)).toMatchObject(partly(''))
  })

  it('updateNamesrvConfig claims nothing', async () => {
    refusing('nameServer2', 'UPDATE_NAMESRV_CONFIG')
    expect(await run('updateNamesrvConfig', '-k', 'orderMessageEnable', '-v', 'true')).toMatchObject(partly(''))
  })

  it('deleteTopic speaks of the brokers alone', async () => {
    expect(await run('topic', 'set', 'doomed')).toMatchObject({status: 0})
    refusing('nameServer2', 'DELETE_TOPIC_IN_NAMESRV')
    expect(await run('deleteTopic', '-t', 'doomed', '-c', 'DefaultCluster')).toMatchObject(
      partly('delete topic [doomed] from cluster [DefaultCluster] success.\n'),
    )
  })
})

it('deleteTopic claims nothing where a broker refuses, and leaves the name servers as they are', async () => {
  expect(await run('topic', 'set', 'kept')).toMatchObject({status: 0})
  refusing('broker-b', 'DELETE_TOPIC_IN_BROKER')
  expect(await run('deleteTopic', '-t', 'kept', '-c', 'DefaultCluster')).toMatchObject(partly(''))
  expect(rogue.seen.map(({request}) => request.name)).not.toContain('DELETE_TOPIC_IN_NAMESRV')
})

describe('where a broker does not answer, it is told once and counted as one', () => {
  beforeAll(async () => {
    const env = {NAMESRV_ADDR: cluster.nameServer}
    for (const argv of [
      ['topic', 'set', 'orders'],
      ['group', 'set', 'billing'],
      ['topic', 'set', '%RETRY%billing'],
      ['topic', 'set', '%DLQ%billing'],
    ])
      expect(await mqadmin(argv, {env})).toMatchObject({status: 0})
  })

  it.each([
    ['broker', 'stats'],
    ['topic', 'list', '--cluster-model'],
    ['group', 'list'],
    ['group', 'lag'],
  ])('%s %s', async (...argv) => {
    await rogue.kill('broker-b')
    const {status, stderr} = await run(...argv)
    const [first, second, ...more] = stderr.trimEnd().split('\n')
    expect({status, first, more}).toEqual({
      status: 6,
      first: 'error: 1 of 2 failed',
      more: [expect.stringMatching(/^ {2}next: /)],
    })
    expect(second).toMatch(/^ {2}broker-b \(.*\): cannot connect to /)
  })

  it('group delete names it once, though it was to lose three things', async () => {
    await rogue.kill('broker-b')
    const ran = await run('group', 'delete', 'billing', '--yes', '--dry-run')
    expect(ran.status).toBe(6)
    expect(ran.stderr.match(/broker-b \(/g)).toHaveLength(1)
    expect(ran.stderr.match(/cannot connect to/g)).toHaveLength(1)
  })
})

describe('where a server answers with no settings at all', () => {
  const empty = (request: string, ...servers: string[]) => {
    rogue.misdeed = seen =>
      seen.request.name === request && servers.includes(seen.server) ? {code: 0, body: ''} : undefined
  }

  it.each([
    [['getBrokerConfig', '-b', 'broker-b'], 'GET_BROKER_CONFIG'],
    [['updateBrokerConfig', '-b', 'broker-b', '-k', 'maxMessageSize', '-v', '5000'], 'GET_BROKER_CONFIG'],
    [['getNamesrvConfig'], 'GET_NAMESRV_CONFIG'],
    [['updateNamesrvConfig', '-k', 'orderMessageEnable', '-v', 'true'], 'GET_NAMESRV_CONFIG'],
  ])('%j fails', async (argv, request) => {
    empty(request, 'broker-b', 'nameServer', 'nameServer2')
    const ran = await run(...argv)
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('the answer holds no setting')
    expect(ran.stderr).toContain(request)
    expect(rogue.writes).toEqual([])
  })

  it('the others are shown', async () => {
    empty('GET_BROKER_CONFIG', 'broker-b')
    const ran = await run('broker', 'config', 'get', '--key', 'brokerName', '--output', 'csv', '--columns', 'value')
    expect(ran).toMatchObject({status: 6, stdout: 'value\r\nbroker-a\r\n'})
    expect(ran.stderr).toContain('broker-b (')
  })
})
