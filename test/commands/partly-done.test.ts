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
