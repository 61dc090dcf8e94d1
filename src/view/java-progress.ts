/** What Java's `consumerProgress` prints. It knows no missing lag: an offset that was never committed counts as 0. */
import {compareQueues, front, javaDate, javaFormat, javaHashOrder, javaPatterns, lines} from './classic.js'

interface Queue {
  topic: string
  broker: string
  queue: number
  brokerOffset: number
  consumerOffset: number | null
  diff: number
  inflight?: number | undefined
  lastConsumed?: number | undefined
  client?: string | undefined
}

/** The queues of one group, and totals. */
export function javaLag(queues: readonly Queue[], tps: number, withClients: boolean): string {
  const sorted = queues.toSorted((a, b) => compareQueues(key(a), key(b)))
  const sum = (of: (queue: Queue) => number) => queues.reduce((total, queue) => total + of(queue), 0)
  const diff = sum(queue => queue.diff)
  const inflight = sum(queue => queue.inflight ?? 0)
  return (
    (withClients ? clientLines : queueLines)(sorted) +
    javaFormat('%nConsume TPS: %.2f%nConsume Diff Total: %d%nConsume Inflight Total: %d%n', tps, diff, inflight)
  )
}

const key = ({topic, broker, queue}: Queue) => ({topic, brokerName: broker, queueId: queue})

const places = ({topic, broker, queue, brokerOffset, consumerOffset}: Queue) => [
  front(topic, 64),
  front(broker, 32),
  queue,
  brokerOffset,
  consumerOffset ?? 0,
]

const lastTime = ({lastConsumed}: Queue) =>
  lastConsumed === undefined ? 'N/A' : javaDate(lastConsumed, javaPatterns.seconds)

const placeHeads = ['#Topic', '#Broker Name', '#QID', '#Broker Offset', '#Consumer Offset']

const queueLines = lines<Queue>(
  '%-64s  %-32s  %-4d  %-20d  %-20d  %-20d %-20d %s%n',
  queue => [...places(queue), queue.diff, queue.inflight ?? 0, lastTime(queue)],
  {
    head: javaFormat(
      '%-64s  %-32s  %-4s  %-20s  %-20s  %-20s %-20s%s%n',
      ...placeHeads,
      '#Diff',
      '#Inflight',
      '#LastTime',
    ),
  },
)

const clientLines = lines<Queue>(
  '%-64s  %-32s  %-4d  %-20d  %-20d  %-20s %-20d %-20d %s%n',
  queue => [...places(queue), queue.client?.split('@')[0] ?? 'N/A', queue.diff, queue.inflight ?? 0, lastTime(queue)],
  {
    head: javaFormat(
      '%-64s  %-32s  %-4s  %-20s  %-20s  %-20s %-20s %-20s%s%n',
      ...placeHeads,
      '#Client IP',
      '#Diff',
      '#Inflight',
      '#LastTime',
    ),
  },
)

interface Group {
  group: string
  members: number | null
  type?: string | undefined
  model?: string | undefined
  version?: string | undefined
  tps: number
  diff: number
}

const retryPrefix = '%RETRY%'

/** One line for each retry topic among all topic names, in the order of Java's set of them; a group without one is not seen. */
export function javaProgress(groups: readonly Group[], topics: readonly string[]): string {
  const byName = new Map(groups.map(group => [group.group, group]))
  const names = javaHashOrder(topics)
    .filter(topic => topic.startsWith(retryPrefix))
    .map(groupOf)
  return groupLines(names.map(group => byName.get(group) ?? {group, members: 0, tps: 0, diff: 0}))
}

/** `KeyBuilder#parseGroup`: a retry topic of POP consumers is `%RETRY%group+topic`. */
function groupOf(topic: string): string {
  const parts = topic.slice(retryPrefix.length).split('+')
  return parts.length === 2 ? (parts[0] as string) : parts.join('+')
}

const groupLines = lines<Group>(
  '%-64s  %-6d  %-24s %-5s  %-14s  %-7d  %d%n',
  ({group, members, type, model, version, tps, diff}) => [
    front(group, 64),
    members ?? 0,
    members ? (version ?? '') : 'OFFLINE',
    members ? (type === 'PULL' ? 'PULL' : 'PUSH') : '',
    members && type === 'PUSH' ? (model ?? '') : '',
    Math.trunc(tps),
    diff,
  ],
  {
    head: javaFormat(
      '%-64s  %-6s  %-24s %-5s  %-14s  %-7s  %s%n',
      '#Group',
      '#Count',
      '#Version',
      '#Type',
      '#Model',
      '#TPS',
      '#Diff Total',
    ),
  },
)
