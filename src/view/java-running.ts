/** What Java's `consumerStatus` prints: `ConsumerRunningInfo#formatString` of 5.5, and its findings. */
import {compareQueues, javaConcurrentHashOrder, javaDate, javaFields, javaFormat, lines} from './classic.js'
import type {QueueKey} from './java-order.js'

interface QueueState {
  commitOffset: number
  cachedMsgMinOffset: number
  cachedMsgMaxOffset: number
  cachedMsgCount: number
  cachedMsgSizeInMiB: number
  transactionMsgMinOffset: number
  transactionMsgMaxOffset: number
  transactionMsgCount: number
  locked: boolean
  tryUnlockTimes: number
  lastLockTimestamp: number
  droped: boolean
  lastPullTimestamp: number
  lastConsumeTimestamp: number
}

interface TopicFigures {
  pullRT: number
  pullTPS: number
  consumeRT: number
  consumeOKTPS: number
  consumeFailedTPS: number
  consumeFailedMsgs: number
}

export interface Running {
  properties: ReadonlyMap<string, string>
  subscriptionSet: readonly {topic: string; subString: string; classFilterMode: boolean}[]
  mqTable: readonly (readonly [QueueKey, QueueState])[]
  mqPopTable?:
    | readonly (readonly [QueueKey, {waitAckCount: number; droped: boolean; lastPopTimestamp: number}])[]
    | undefined
  statusTable: ReadonlyMap<string, TopicFigures>
  userConsumerInfo?: ReadonlyMap<string, string> | undefined
  jstack?: string | undefined
}

/** One client in full. */
export function javaRunning(running: Running): string {
  const queues = running.mqTable.toSorted(([a], [b]) => compareQueues(a, b))
  const popped = (running.mqPopTable ?? []).toSorted(([a], [b]) => compareQueues(a, b))
  const subscriptions = running.subscriptionSet.toSorted((a, b) =>
    compareText(`${a.topic}@${a.subString}`, `${b.topic}@${b.subString}`),
  )
  const sections = [
    `#Consumer Properties#\n${propertyLines(inPropertiesOrder(running.properties))}`,
    `#Consumer Subscription#\n${subscriptionLines(subscriptions.map((subscription, at) => ({...subscription, at})))}`,
    `#Consumer Offset#\n${offsetLines(queues)}`,
    `#Consumer MQ Detail#\n${detailLines(queues)}`,
    `#Consumer Pop Detail#\n${popLines(popped)}`,
    `#Consumer RT&TPS#\n${figureLines(sorted(running.statusTable))}`,
    `#User Consume Info#\n${propertyLines(sorted(running.userConsumerInfo ?? new Map<string, string>()))}`,
    ...(running.jstack === undefined ? [] : [`#Consumer jstack#\n${running.jstack}`]),
  ]
  return sections.join('\n\n')
}

/** java.util.Properties iterates as the ConcurrentHashMap of capacity 8 that it keeps. */
const inPropertiesOrder = (properties: ReadonlyMap<string, string>): [string, string][] =>
  javaConcurrentHashOrder(properties.keys(), {capacity: 8}).map(key => [key, properties.get(key) as string])

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => compareText(a, b))

const propertyLines = lines<[string, string]>('%-40s: %s%n', pair => pair)

const subscriptionLines = lines<Running['subscriptionSet'][number] & {at: number}>(
  '%03d Topic: %-40s ClassFilter: %-8s SubExpression: %s%n',
  ({at, topic, classFilterMode, subString}) => [at + 1, topic, classFilterMode, subString],
)

const placeHeads = ['#Topic', '#Broker Name', '#QID'] as const
const places = ({topic, brokerName, queueId}: QueueKey) => [topic, brokerName, queueId]

const offsetLines = lines<Running['mqTable'][number]>(
  '%-32s  %-32s  %-4d  %-20d%n',
  ([queue, {commitOffset}]) => [...places(queue), commitOffset],
  {head: javaFormat('%-64s  %-32s  %-4s  %-20s%n', ...placeHeads, '#Consumer Offset')},
)

const detailLines = lines<Running['mqTable'][number]>(
  '%-64s  %-32s  %-4d  %s%n',
  ([queue, state]) => [...places(queue), stateText(state)],
  {head: javaFormat('%-64s  %-32s  %-4s  %-20s%n', ...placeHeads, '#ProcessQueueInfo')},
)

const popLines = lines<NonNullable<Running['mqPopTable']>[number]>(
  '%-32s  %-32s  %-4d  %s%n',
  ([queue, {waitAckCount, droped, lastPopTimestamp}]) => [
    ...places(queue),
    `PopProcessQueueInfo [waitAckCount:${waitAckCount}, droped:${droped}, lastPopTimestamp:${lastPopTimestamp}]`,
  ],
  {head: javaFormat('%-32s  %-32s  %-4s  %-20s%n', ...placeHeads, '#ProcessQueueInfo')},
)

const figureLines = lines<[string, TopicFigures]>(
  '%-32s  %14.2f %14.2f %14.2f %14.2f %18.2f %25d%n',
  ([topic, {pullRT, pullTPS, consumeRT, consumeOKTPS, consumeFailedTPS, consumeFailedMsgs}]) => [
    topic,
    pullRT,
    pullTPS,
    consumeRT,
    consumeOKTPS,
    consumeFailedTPS,
    consumeFailedMsgs,
  ],
  {
    head: javaFormat(
      '%-64s  %14s %14s %14s %14s %18s %25s%n',
      '#Topic',
      '#Pull RT',
      '#Pull TPS',
      '#Consume RT',
      '#ConsumeOK TPS',
      '#ConsumeFailed TPS',
      '#ConsumeFailedMsgsInHour',
    ),
  },
)

/** `ProcessQueueInfo#toString`. */
function stateText(state: QueueState): string {
  const stamp = (ms: number) => javaDate(ms, 'yyyyMMddHHmmssSSS')
  return `ProcessQueueInfo [${javaFields({
    commitOffset: state.commitOffset,
    cachedMsgMinOffset: state.cachedMsgMinOffset,
    cachedMsgMaxOffset: state.cachedMsgMaxOffset,
    cachedMsgCount: state.cachedMsgCount,
    cachedMsgSizeInMiB: state.cachedMsgSizeInMiB,
    transactionMsgMinOffset: state.transactionMsgMinOffset,
    transactionMsgMaxOffset: state.transactionMsgMaxOffset,
    transactionMsgCount: state.transactionMsgCount,
    locked: state.locked,
    tryUnlockTimes: state.tryUnlockTimes,
    lastLockTimestamp: stamp(state.lastLockTimestamp),
    droped: state.droped,
    lastPullTimestamp: stamp(state.lastPullTimestamp),
    lastConsumeTimestamp: stamp(state.lastConsumeTimestamp),
  })}]`
}

export interface Listed {
  clientId: string
  version: string
  file: string
}

export interface Finding {
  clientId: string
  problem: string
  topic?: string | undefined
  broker?: string | undefined
  queue?: number | undefined
  duration?: number | undefined
  tries?: number | undefined
}

/** All clients: where the file of each is, and what is wrong. */
export function javaMembers(
  members: readonly Listed[],
  sameSubscription: boolean,
  findings: readonly Finding[],
): string {
  const table = memberLines(members.map((member, at) => ({...member, at})))
  if (!sameSubscription)
    return `${table}${javaFormat('%n%nWARN: Different subscription in the same group of consumer!!!')}`
  return (
    table +
    javaFormat('%n%nSame subscription in the same group of consumer%n%nRebalance OK%n') +
    findings.map(finding => findingText(finding)).join('')
  )
}

const memberLines = lines<Listed & {at: number}>(
  '%-10d %-40s %-20s %s%n',
  ({at, clientId, version, file}) => [at + 1, clientId, version, file],
  {head: javaFormat('%-10s %-40s %-20s %s%n', '#Index', '#ClientId', '#Version', '#ConsumerRunningInfoFile')},
)

function findingText({clientId, problem, topic, broker, queue, duration, tries}: Finding): string {
  const place = `MessageQueue [${javaFields({topic, brokerName: broker, queueId: queue})}]`
  switch (problem) {
    case 'blocked':
      return javaFormat("%s %s can't consume for a while, maybe blocked, %dms%n", clientId, place, duration)
    case 'notLocked':
      return javaFormat("%s %s can't lock for a while, %dms%n", clientId, place, duration)
    case 'notUnlocked':
      return javaFormat('%s %s unlock %d times, still failed%n', clientId, place, tries)
    default:
      return ''
  }
}
