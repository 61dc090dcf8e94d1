import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest'
import {Refusal} from '../../src/remoting/dispatcher.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {closeAll, scripted} from '../support/scripted-broker.js'

let cluster: Cluster
const run = (...argv: string[]) => mqadmin(argv, {env: {NAMESRV_ADDR: cluster.nameServer}})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: {NAMESRV_ADDR: cluster.nameServer}})
beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  await json('topic', 'set', 'orders', '--queues', '2')
})
afterAll(() => cluster.close())
afterEach(closeAll)

interface Row {
  brokerName: string
  queueId: number
  status: string
  rt: number
  msgId: string
}
const head = '#Broker Name                      #QID  #Send Result            #RT\n'

describe('message send-rt', () => {
  it('sends to the queues in turn, brokers by name', async () => {
    const rows = await json<Row[]>('message', 'send-rt', 'orders', '--count', '5', '--size', '64')
    expect(rows.map(({brokerName, queueId}) => [brokerName, queueId])).toEqual([
      ['broker-a', 0],
      ['broker-a', 1],
      ['broker-b', 0],
      ['broker-b', 1],
      ['broker-a', 0],
    ])
    for (const {status, rt} of rows) expect({status, measured: rt >= 0}).toEqual({status: 'SEND_OK', measured: true})
    const [got] = await json<{body: unknown}[]>('message', 'get', rows[0]?.msgId ?? '', '--topic', 'orders')
    expect(got?.body).toEqual({encoding: 'utf8', size: 64, data: 'a'.repeat(64)})
  })

  it('sends nothing in a dry run, and says where each would go', async () => {
    const before = await json<object[]>('message', 'consume', 'orders')
    const planned = await json<{target: string; after: object}[]>(
      ...['message', 'send-rt', 'orders', '--count', '3', '--dry-run'],
    )
    expect(planned.map(({target, after}) => [target, after])).toEqual([
      ['message 1', {topic: 'orders', broker: 'broker-a', queue: 0, size: 128}],
      ['message 2', {topic: 'orders', broker: 'broker-a', queue: 1, size: 128}],
      ['message 3', {topic: 'orders', broker: 'broker-b', queue: 0, size: 128}],
    ])
    expect(await json<object[]>('message', 'consume', 'orders')).toHaveLength(before.length)
  })

  it("prints Java's table, and its mean without the first", async () => {
    const ran = await run('checkMsgSendRT', '-t', 'orders', '-a', '3', '-s', '16')
    expect(ran).toMatchObject({status: 0, stderr: ''})
    const lines = ran.stdout.split('\n')
    expect(`${lines[0]}\n`).toBe(head)
    const times = lines.slice(1, 4).map(line => {
      expect(line).toMatch(/^broker-a {26}[01] {5}true {20}\d+$|^broker-b {26}0 {5}true {20}\d+$/)
      return Number(line.split(' ').at(-1))
    })
    expect(lines.slice(4)).toEqual([`Avg RT: ${(((times[1] ?? 0) + (times[2] ?? 0)) / 2).toFixed(2)}`, ''])
    expect((await run('checkMsgSendRT', '-t', 'orders', '-a', '1')).stdout).toMatch(/\nAvg RT: NaN\n$/)
  })

  it('has a line for what failed in the classic form, names it on stderr, and ends with 6', async () => {
    const {brokers, nameServer} = await scripted(['broker-a', 'broker-b'], 1)
    if (brokers[1])
      brokers[1].handlers.sendMessageV2 = () => {
        throw new Refusal(14, 'the disk is full')
      }
    const ran = await run('checkMsgSendRT', '-n', nameServer, '-t', 'orders', '-a', '2')
    expect(ran.status).toBe(6)
    expect(ran.stdout.replaceAll(/\d+\n/g, 'N\n').split('\n').slice(1, 3)).toEqual([
      'broker-a                          0     true                    N',
      'broker-b                          0     false                   N',
    ])
    expect(ran.stderr).toContain('message 2: SEND_MESSAGE_V2 to broker broker-b')
    expect(ran.stderr).toContain('the disk is full')
    const rows = await run('message', 'send-rt', '-n', nameServer, 'orders', '--count', '2', '--output', 'json')
    expect(rows.status).toBe(6)
    expect(JSON.parse(rows.stdout)).toMatchObject([{brokerName: 'broker-a', status: 'SEND_OK'}])
  })
})
