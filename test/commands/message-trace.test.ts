import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'

let cluster: Cluster
const run = (...argv: string[]) => mqadmin(argv, {env: {NAMESRV_ADDR: cluster.nameServer, MQADMIN_UTC: 'true'}})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: {NAMESRV_ADDR: cluster.nameServer}})

const id = 'C0A80064000118B4AAC28A3B1C2D0000'
const records = {
  sent: ['Pub', 1000, 'R', 'shop', 'orders', id, 'paid', 'k1', '10.0.0.1:10911', 12, 3, 0, 'OFFSETID', true],
  begun: ['SubBefore', 2000, 'R', 'billing', 'R1', id, 1, 'k1'],
  done: ['SubAfter', 'R1', id, 7, false, 'k1', 4, 2007, 'billing'],
  elsewhere: ['SubAfter', 'R2', id, 1, true, 'k1', 0, 3001, 'archive'],
}
const put = (topic: string, broker: string, ...told: unknown[][]) =>
  json(
    ...['message', 'send', topic, '--broker', broker, '--keys', `${id} k1`],
    ...['--body', told.map(fields => `${fields.join('\u0001')}\u0002`).join('')],
  )

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  for (const topic of ['traces', 'none']) await json('topic', 'set', topic, '--queues', '1')
  await put('traces', 'broker-a', records.begun)
  await put('traces', 'broker-a', records.done, records.elsewhere)
  await put('traces', 'broker-b', records.sent)
})
afterAll(() => cluster.close())

interface Row {
  event: string
  group: string
  time: number
  success: boolean
  retries?: number
}

describe('message trace', () => {
  it('tells in the order of time what brokers keep apart', async () => {
    const rows = await json<Row[]>('message', 'trace', id, '--trace-topic', 'traces')
    expect(rows).toMatchObject([
      {event: 'sent', group: 'shop', time: 1000, success: true},
      {event: 'consumed', group: 'billing', time: 2000, success: false, retries: 1},
      {event: 'consumed', group: 'archive', time: 3000, success: true},
    ])
  })

  it("prints Java's tables under Java's name: sends, then a table for each group", async () => {
    const ran = await run('QueryMsgTraceById', '-i', id, '-t', 'traces', '-b', '0', '-e', '4102444800000', '-c', '5')
    expect(ran).toMatchObject({status: 0, stderr: ''})
    expect(ran.stdout.split('\n').map(line => line.trimEnd())).toEqual([
      '#Type      #ProducerGroup       #ClientHost          #SendTime            #CostTimes #Status',
      'Pub        shop                 127.0.0.1            1970-01-01 00:00:01  3ms        success',
      '',
      '#Type      #ConsumerGroup       #ClientHost          #ConsumerTime        #CostTimes #Status',
      'Sub        archive              127.0.0.1            1970-01-01 00:00:03  1ms        success',
      '',
      '#Type      #ConsumerGroup       #ClientHost          #ConsumerTime        #CostTimes #Status',
      'Sub        billing              127.0.0.1            1970-01-01 00:00:02  7ms        failed',
      '',
      '',
    ])
  })

  it('says that there is none with 3: of the message, in the time, the topic', async () => {
    for (const more of [
      ['--trace-topic', 'none'],
      ['--trace-topic', 'traces', '--to', '1000'],
      ['--trace-topic', 'nope'],
    ])
      expect(await run('message', 'trace', id, ...more)).toMatchObject({status: 3, stdout: ''})
    // the key fits, the records tell of another message
    const ran = await run('message', 'trace', 'k1', '--trace-topic', 'traces')
    expect(ran.status).toBe(3)
    expect(ran.stderr).toContain("topic 'traces' has no trace of message 'k1'")
  })

  it('reads what message send --message-trace leaves', async () => {
    await json('topic', 'set', 'RMQ_SYS_TRACE_TOPIC', '--queues', '1')
    const [sent] = await json<{msgId: string}[]>('message', 'send', 'none', '--body', 'x', '--message-trace')
    expect(await json('message', 'trace', sent?.msgId ?? '')).toMatchObject([
      {event: 'sent', topic: 'none', bodySize: 1, messageType: 'normal', success: true},
    ])
  })
})
