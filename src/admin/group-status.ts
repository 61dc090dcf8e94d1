/** What the members of a group tell of themselves, and what is wrong with it. */
import type {ClientConnection} from '../protocol/bodies/client.js'
import {type ConsumerRunningInfo, consumerRunningInfo} from '../protocol/bodies/consumer-running.js'
import type {SubscriptionData} from '../protocol/bodies/subscription.js'
import {javaVersionName} from '../protocol/java-version.js'
import {
  bool,
  count,
  duration,
  type Infer,
  int,
  list,
  nullable,
  object,
  offset,
  oneOf,
  optional,
  str,
  time,
} from '../schema.js'

export const memberStatus = object('MemberStatus', {
  clientId: str(),
  address: str(),
  version: str(),
  type: optional(str()),
  orderly: bool(),
  started: optional(time()),
  queues: count(),
  cachedMessages: count(),
  /** `topic: expression`, of every topic. */
  subscriptions: list(str()),
})

export const queueInMember = object('QueueInMember', {
  clientId: str(),
  topic: str(),
  broker: str(),
  queue: int(),
  committed: offset(),
  cachedMessages: int(),
  locked: bool(),
  dropped: bool(),
  lastPull: optional(time()),
  lastConsumed: optional(time()),
})

export const problems = [
  /** Messages wait in the client, and for a minute none was consumed. */
  'blocked',
  /** An orderly consumer does not have the lock of a queue. */
  'notLocked',
  /** An orderly consumer gave a queue up and cannot give its lock back. */
  'notUnlocked',
  /** It does not subscribe what the first member subscribes. */
  'otherSubscription',
] as const

export const groupProblem = object('GroupProblem', {
  clientId: str(),
  problem: oneOf(...problems),
  topic: optional(str()),
  broker: optional(str()),
  queue: optional(int()),
  /** How long it has been so. */
  duration: optional(duration()),
  /** How often it was tried in vain. */
  tries: optional(count()),
})
export type GroupProblem = Infer<typeof groupProblem>

const detail = object('MemberDetail', {clientId: str(), ...consumerRunningInfo.shape})

export const groupStatus = object('GroupStatus', {
  group: str(),
  members: list(memberStatus),
  problems: list(groupProblem),
  queues: list(queueInMember),
  /** Null where it was not asked for: everything a client tells, in its own names. */
  details: nullable(list(detail)),
})
export type GroupStatus = Infer<typeof groupStatus>

export interface MemberAnswer {
  connection: ClientConnection
  info: ConsumerRunningInfo
}

export const typeProperty = 'PROP_CONSUME_TYPE'
export const orderlyProperty = 'PROP_CONSUMEORDERLY'
export const startedProperty = 'PROP_CONSUMER_START_TIMESTAMP'

const blockedMs = 60_000

export const isOrderly = ({properties}: ConsumerRunningInfo): boolean =>
  properties.get(orderlyProperty)?.toLowerCase() === 'true'

/** Subscriptions by topic and expression, as Java compares them. */
export const subscribed = ({subscriptionSet}: ConsumerRunningInfo): string =>
  subscriptionSet
    .map(({topic, subString}: SubscriptionData) => `${topic}@${subString}`)
    .sort()
    .join('\n')

export function groupStatusOf(
  group: string,
  answers: readonly MemberAnswer[],
  {now, withDetails}: {now: number; withDetails: boolean},
): GroupStatus {
  const members = answers.toSorted((a, b) => (a.connection.clientId < b.connection.clientId ? -1 : 1))
  const [first] = members
  return {
    group,
    members: members.map(memberOf),
    problems: members.flatMap(member => [
      ...(first && subscribed(first.info) !== subscribed(member.info)
        ? [{clientId: member.connection.clientId, problem: 'otherSubscription' as const}]
        : []),
      ...queueProblems(member, now),
    ]),
    queues: members.flatMap(queuesOf),
    details: withDetails ? members.map(({connection, info}) => ({clientId: connection.clientId, ...info})) : null,
  }
}

function memberOf({connection, info}: MemberAnswer): Infer<typeof memberStatus> {
  const started = Number(info.properties.get(startedProperty))
  return {
    clientId: connection.clientId,
    address: connection.clientAddr,
    version: javaVersionName(connection.version),
    type: info.properties.get(typeProperty),
    orderly: isOrderly(info),
    ...(started > 0 ? {started} : {}),
    queues: info.mqTable.length,
    cachedMessages: info.mqTable.reduce((sum, [, {cachedMsgCount}]) => sum + cachedMsgCount, 0),
    subscriptions: info.subscriptionSet.map(({topic, subString}) => `${topic}: ${subString}`).sort(),
  }
}

const queuesOf = ({connection: {clientId}, info}: MemberAnswer): Infer<typeof queueInMember>[] =>
  info.mqTable.map(([{topic, brokerName, queueId}, state]) => ({
    clientId,
    topic,
    broker: brokerName,
    queue: queueId,
    committed: state.commitOffset,
    cachedMessages: state.cachedMsgCount,
    locked: state.locked,
    dropped: state.droped,
    ...(state.lastPullTimestamp > 0 ? {lastPull: state.lastPullTimestamp} : {}),
    ...(state.lastConsumeTimestamp > 0 ? {lastConsumed: state.lastConsumeTimestamp} : {}),
  }))

/** By the rules of `ConsumerRunningInfo#analyzeProcessQueue`: only consumers that are pushed to are looked at. */
function queueProblems({connection: {clientId}, info}: MemberAnswer, now: number): GroupProblem[] {
  if (info.properties.get(typeProperty) !== 'CONSUME_PASSIVELY') return []
  return info.mqTable.flatMap(([{topic, brokerName, queueId}, state]): GroupProblem[] => {
    const place = {clientId, topic, broker: brokerName, queue: queueId}
    if (!isOrderly(info)) {
      const idleMs = now - state.lastConsumeTimestamp
      const blocked = idleMs > blockedMs && state.cachedMsgCount > 0
      return blocked ? [{...place, problem: 'blocked', duration: idleMs}] : []
    }
    if (!state.locked) return [{...place, problem: 'notLocked', duration: now - state.lastLockTimestamp}]
    const stuck = state.droped && state.tryUnlockTimes > 0
    return stuck ? [{...place, problem: 'notUnlocked', tries: state.tryUnlockTimes}] : []
  })
}
