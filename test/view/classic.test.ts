/** Rows in, the bytes of Java's mqadmin out. The captures are whole standard outputs. */
import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {
  javaDate,
  javaDouble,
  javaFormat,
  javaHashOrder,
  javaPatterns,
  javaSorted,
  javaString,
  lines,
} from '../../src/view/classic.js'

const {captures}: {captures: Record<string, string>} = JSON.parse(
  readFileSync(new URL('../fixtures/golden/view-5.5.0.json', import.meta.url), 'utf8'),
)

describe('classic output', () => {
  it('topicList: one name a line, in the order of a HashSet', () => {
    const names = (captures['topicList'] as string).trimEnd().split('\n')
    const print = (topics: string[]) => lines<string>('%s%n', topic => [topic])(javaHashOrder(topics))
    expect(print(names)).toBe(captures['topicList'])
    expect(javaHashOrder(javaSorted(names))).not.toEqual(javaSorted(names))
  })

  it('topicStatus', () => {
    const first = Date.UTC(2026, 10, 23, 23, 20, 41)
    const queues = [683, 685, 685, 686, 687, 689, 698, 703].map((ms, queueId) => ({queueId, lastUpdated: first + ms}))
    const print = lines<{queueId: number; lastUpdated: number}>(
      '%-32s  %-4d  %-20d  %-20d    %s%n',
      ({queueId, lastUpdated}) => ['broker-a', queueId, 0, 10, javaDate(lastUpdated, javaPatterns.millis, 'UTC')],
      {
        head: javaFormat(
          '%-32s  %-4s  %-20s  %-20s    %s%n',
          '#Broker Name',
          '#QID',
          '#Min Offset',
          '#Max Offset',
          '#Last Updated',
        ),
      },
    )
    expect(print(queues) + javaFormat('%n') + javaFormat('Topic Put TPS: %s%n', javaDouble(0))).toBe(
      captures['topicStatus.orders'],
    )
  })

  it.each([
    ['clusterList.fresh', [['DefaultCluster', 'broker-a', '0', '127.0.0.1:30911', 0, 498743.3166, 'true']]],
    [
      'ha.clusterList',
      [
        ['HaCluster', 'broker-c', '0', '127.0.0.1:41911', 0, 0.0111, 'true'],
        ['HaCluster', 'broker-c', '2', '127.0.0.1:42911', 1, 0.0111, 'false'],
        ['HaCluster', 'broker-d', '0', '127.0.0.1:43911', 0, 0.0111, 'true'],
      ],
    ],
  ] as const)('%s', (id, brokers) => {
    const print = lines<readonly [string, string, string, string, number, number, string]>(
      '%-22s  %-22s  %-4s  %-22s %-16s  %16s  %30s  %-22s  %11s  %-12s  %-8s  %10s%n',
      ([cluster, broker, brokerId, address, behind, hours, active]) => [
        cluster,
        broker,
        brokerId,
        address,
        'V5_5_0',
        javaFormat('%9.2f(%s,%sms)', 0, '0', '0'),
        javaFormat('%9.2f(%s,%sms|%s,%sms)', 0, '0', '0', '0', '0'),
        javaFormat('%d-%d(%.1fw, %.1f, %.1f)', behind, 0, 0, 0, 0),
        '0',
        javaFormat('%2.2f', hours),
        javaFormat('%.4f', 0.16),
        active,
      ],
      {
        head: javaFormat(
          '%-22s  %-22s  %-4s  %-22s %-16s  %16s  %30s  %-22s  %-11s  %-12s  %-8s  %-10s%n',
          ...['#Cluster Name', '#Broker Name', '#BID', '#Addr', '#Version', '#InTPS(LOAD)', '#OutTPS(LOAD)'],
          ...['#Timer(Progress)', '#PCWait(ms)', '#Hour', '#SPACE', '#ACTIVATED'],
        ),
      },
    )
    expect(print(brokers)).toBe(captures[id])
  })

  it('clusterList -m', () => {
    const head = javaFormat(
      '%-16s  %-32s %14s %14s %14s %14s%n',
      ...['#Cluster Name', '#Broker Name', '#InTotalYest', '#OutTotalYest', '#InTotalToday', '#OutTotalToday'],
    )
    const print = lines<number[]>(
      '%-16s  %-32s %14d %14d %14d %14d%n',
      sums => ['DefaultCluster', 'broker-a', ...sums],
      {head},
    )
    expect(print([[0, 0, 1239, 1259]])).toBe(captures['clusterList.more'])
  })

  it('consumerProgress', () => {
    const head = javaFormat(
      '%-64s  %-6s  %-24s %-5s  %-14s  %-7s  %s%n',
      ...['#Group', '#Count', '#Version', '#Type', '#Model', '#TPS', '#Diff Total'],
    )
    const group = (name: string, count: number, model: string, tps: number, diff: number) => ({
      name,
      count,
      model,
      tps,
      diff,
    })
    const print = lines<ReturnType<typeof group>>(
      '%-64s  %-6d  %-24s %-5s  %-14s  %-7d  %d%n',
      ({name, count, model, tps, diff}) => [
        name,
        count,
        ...(count === 0 ? ['OFFLINE', ''] : ['V5_5_0', 'PUSH']),
        model,
        tps,
        diff,
      ],
      {head},
    )
    const groups = [
      group('metrics-service', 1, 'CLUSTERING', 1, 0),
      group('notice-board', 1, 'BROADCASTING', 0, 0),
      group('mail-service', 2, 'CLUSTERING', 0, 0),
      group('order-service', 1, 'CLUSTERING', 0, 35),
      group('batch-job', 0, '', 0, 32),
      group('shipment-service', 1, 'CLUSTERING', 0, 0),
      group('billing', 1, 'CLUSTERING', 0, 0),
    ]
    expect(print(groups)).toBe(captures['consumerProgress.all'])
  })

  it.each([
    ['consumerProgress.order-service', []],
    ['consumerProgress.order-service.ip', ['127.0.0.1']],
  ])('%s', (id, ip) => {
    const spot = ip.length > 0 ? '  %-20s ' : '  '
    const head = javaFormat(
      `%-64s  %-32s  %-4s  %-20s  %-20s${spot}%-20s %-20s%s%n`,
      ...['#Topic', '#Broker Name', '#QID', '#Broker Offset', '#Consumer Offset'],
      ...ip.map(() => '#Client IP'),
      ...['#Diff', '#Inflight', '#LastTime'],
    )
    const print = lines<[string, number, number, number, number]>(
      `%-64s  %-32s  %-4d  %-20d  %-20d${spot}%-20d %-20d %s%n`,
      ([topic, queueId, brokerOffset, consumerOffset, lastTime]) => {
        const diff = brokerOffset - consumerOffset
        const time = lastTime === 0 ? 'N/A' : javaDate(lastTime, javaPatterns.seconds, 'UTC')
        return [topic, 'broker-a', queueId, brokerOffset, consumerOffset, ...ip, diff, diff, time]
      },
      {head},
    )
    const lastTime = Date.UTC(2026, 10, 23, 23, 20, 36, 120)
    const offsets = [5, 6, 6, 5, 6, 6, 5, 6].map(
      (at, queue) => ['orders', queue, 10, at, lastTime] as [string, number, number, number, number],
    )
    const totals = javaFormat('%nConsume TPS: %.2f%nConsume Diff Total: %d%nConsume Inflight Total: %d%n', 0, 35, 35)
    expect(print([['%RETRY%order-service', 0, 0, 0, 0], ...offsets]) + totals).toBe(captures[id])
  })

  it('statsAll', () => {
    const text = captures['statsAll'] as string
    const head = javaFormat(
      '%-64s  %-64s %12s %11s %11s %14s %14s%n',
      ...['#Topic', '#Consumer Group', '#Accumulation', '#InTPS', '#OutTPS', '#InMsg24Hour', '#OutMsg24Hour'],
    )
    const consumed = (topic: string, group: string, lag: number, tps: number, put: number, got: number) =>
      javaFormat('%-64s  %-64s %12d %11.2f %11.2f %14d %14d%n', topic, group, lag, tps, tps, put, got)
    const unread = (topic: string, put: number) =>
      javaFormat('%-64s  %-64s %12d %11.2f %11s %14d %14s%n', topic, '', 0, 0, '', put, 'NO_CONSUMER')
    expect(
      text.startsWith(
        head + unread('reminders', 1) + consumed('RMQ_SYS_TRANS_HALF_TOPIC', 'CID_RMQ_SYS_TRANS', 0, 0, 4, 4),
      ),
    ).toBe(true)
    const tail = [
      consumed('orders', 'order-service', 35, 0, 80, 53),
      consumed('orders', 'batch-job', 32, 0, 80, 48),
      consumed('metrics', 'metrics-service', 0, 1.95, 513, 513),
    ]
    expect(text.endsWith(tail.join(''))).toBe(true)
  })

  it('topicRoute -l', () => {
    const layout = '%-45s %-32s %-50s %-10s %-11s %-5s%n'
    const addresses = new Map([[0n, '127.0.0.1:30911']])
    const text = [
      javaFormat(layout, '#ClusterName', '#BrokerName', '#BrokerAddrs', '#ReadQueue', '#WriteQueue', '#Perm'),
      javaFormat(layout, 'DefaultCluster', 'broker-a', javaString(addresses), 8, 8, 6),
      javaFormat('%s%n', '-'.repeat(158)),
      javaFormat(layout, 'Total:', 1, '', 8, 8, ''),
    ]
    expect(text.join('')).toBe(captures['topicRoute.list.orders'])
  })

  it('haStatus, checkMsgSendRT and queryMsgByKey', () => {
    const ha = [
      javaFormat(
        '\n#MasterAddr\t%s\n#MasterCommitLogMaxOffset\t%d\n#SlaveNum\t%d\n#InSyncSlaveNum\t%d\n',
        '127.0.0.1:41911',
        2472,
        1,
        1,
      ),
      javaFormat(
        '%-32s  %-16s %16s %16s %16s %16s\n',
        ...['#SlaveAddr', '#SlaveAckOffset', '#Diff', '#TransferSpeed(KB/s)', '#Status', '#TransferFromWhere'],
      ),
      javaFormat('%-32s  %-16d %16d %16.2f %16s %16d\n', '127.0.0.1:56358', 2472, 0, 0, 'OK', 2472),
    ]
    expect(ha.join('')).toBe(captures['ha.haStatus.master'])
    const times = [213, 6, 5, 4]
    const sends = lines<number>('%-32s  %-4s  %-20s    %s%n', rt => ['broker-a', times.indexOf(rt) % 2, true, rt], {
      head: javaFormat('%-32s  %-4s  %-20s    %s%n', '#Broker Name', '#QID', '#Send Result', '#RT'),
    })
    expect(sends(times) + javaFormat('Avg RT: %s%n', javaFormat('%.2f', 5))).toBe(captures['checkMsgSendRT'])
    const id = 'FD0000000000000000000000000000025EBE30946E09764E49870103'
    const found = [
      javaFormat('%-50s %4s %40s %-200s%n', '#Message ID', '#QID', '#Offset', '#IndexKey'),
      javaFormat('%-50s %4d %40d %-200s%n', id, 1, 4n, `1795474800000@payments@K@pay-cjk@${id}@67341`),
    ]
    expect(found.join('')).toBe(captures['queryMsgByKey.cluster'])
  })

  it('prints the head of an empty list, and a stream line by line', async () => {
    const print = lines<string>('%s|%n', topic => [topic], {head: 'head\n'})
    expect(print([])).toBe('head\n')
    async function* topics() {
      yield 'a'
      yield 'b'
    }
    expect(await collect(print(topics()))).toEqual(['head\n', 'a|\n', 'b|\n'])
  })
})

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}
