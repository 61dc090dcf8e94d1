/**
 * How far behind a group is. A lag is a number, or null where there is none to tell; `reason` says why. `diff` is what Java calls
 * lag: broker offset minus committed offset, with 0 for an offset that was never committed.
 */
import type {ConsumeStats, OffsetWrapper} from '../protocol/bodies/offset.js'
import type {MessageQueue} from '../protocol/bodies/queue.js'
import {count, type Infer, int, list, nullable, object, offset, oneOf, optional, rate, str, time} from '../schema.js'
import {groupKinds} from './group-kind.js'

export const lagReasons = [
  /** The group has committed no offset: where it would begin is its consumers' choice. */
  'neverCommitted',
  /** It committed an offset beyond the last message: the topic was made anew, or the broker lost messages. */
  'aheadOfBroker',
  /** Its consumers get every message each and keep their offsets themselves. */
  'broadcasting',
  /** A broker it is on did not answer. */
  'queryFailed',
] as const
export type LagReason = (typeof lagReasons)[number]

export const queueLag = object('QueueLag', {
  topic: str(),
  broker: str(),
  queue: int(),
  brokerOffset: offset(),
  /** Null: never committed. */
  consumerOffset: nullable(offset()),
  /** Messages that are stored and not consumed yet; what the broker has deleted does not count. */
  lag: nullable(count()),
  reason: optional(oneOf(...lagReasons)),
  diff: count(),
  /** Pulled and not committed yet; brokers 5.x. */
  inflight: optional(count()),
  /** When the last consumed message was stored. */
  lastConsumed: optional(time()),
  /** Id of the client that has the queue, where it was asked for. */
  client: optional(str()),
})
export type QueueLag = Infer<typeof queueLag>

export const groupLag = object('GroupLag', {
  group: str(),
  /** Messages a second over the last minute. */
  tps: rate(),
  /** Over all queues whose lag is known. */
  lag: nullable(count()),
  reason: optional(oneOf(...lagReasons)),
  /** Queues whose lag is not known. */
  unknownQueues: count(),
  /** Committed offsets of all queues, summed up. */
  consumed: count(),
  diff: count(),
  inflight: optional(count()),
  queues: list(queueLag),
})
export type GroupLag = Infer<typeof groupLag>

export const groupSummary = object('GroupSummary', {
  group: str(),
  kind: oneOf(...groupKinds),
  /** Null: no broker said. */
  members: nullable(count()),
  /** `PUSH`, `PULL` or `POP`; like the next two only of groups with members. */
  type: optional(str()),
  model: optional(str()),
  /** The oldest version among its members. */
  version: optional(str()),
  tps: rate(),
  lag: nullable(count()),
  reason: optional(oneOf(...lagReasons)),
  unknownQueues: count(),
  consumed: count(),
  diff: count(),
  inflight: optional(count()),
})
export type GroupSummary = Infer<typeof groupSummary>

/** What one broker says of a group; `reason` where there is no lag to tell at all. */
export interface LagPart {
  tps: number
  queues: QueueLag[]
  reason?: LagReason | undefined
}

/** What it takes to make sense of a queue's offsets. */
interface Beside {
  /** Was an offset ever committed? */
  committed(queue: MessageQueue): boolean
  /** Lowest offset that is stored, where known. */
  lowest(queue: MessageQueue): number | undefined
}

export const lagPart = ({consumeTps, offsetTable}: ConsumeStats, beside: Beside): LagPart => ({
  tps: consumeTps,
  queues: offsetTable.map(([queue, offsets]) => queueLagOf(queue, offsets, beside)),
})

function queueLagOf(
  queue: MessageQueue,
  {brokerOffset, consumerOffset, pullOffset, lastTimestamp}: OffsetWrapper,
  beside: Beside,
): QueueLag {
  const diff = brokerOffset - consumerOffset
  const committed = beside.committed(queue)
  const reason = diff < 0 ? 'aheadOfBroker' : !committed && diff > 0 ? 'neverCommitted' : undefined
  return {
    topic: queue.topic,
    broker: queue.brokerName,
    queue: queue.queueId,
    brokerOffset,
    consumerOffset: committed ? consumerOffset : null,
    lag: reason ? null : Math.min(diff, brokerOffset - (beside.lowest(queue) ?? 0)),
    ...(reason && {reason}),
    diff,
    ...(pullOffset === undefined ? {} : {inflight: Math.max(0, pullOffset - consumerOffset)}),
    ...(lastTimestamp > 0 ? {lastConsumed: lastTimestamp} : {}),
  }
}

/** The parts as one; `reason` where there are more parts that nobody could tell. */
export function joinLag(group: string, parts: readonly LagPart[], reason = parts[0]?.reason): GroupLag {
  const queues = parts.flatMap(part => part.queues)
  const known = queues.flatMap(({lag}) => (lag === null ? [] : [lag]))
  const inflight = queues.flatMap(({inflight}) => (inflight === undefined ? [] : [inflight]))
  const why = reason ?? (known.length > 0 ? undefined : (queues[0]?.reason ?? 'neverCommitted'))
  return {
    group,
    tps: parts.reduce((sum, {tps}) => sum + tps, 0),
    lag: why === undefined ? total(known) : null,
    ...(why && {reason: why}),
    unknownQueues: queues.length - known.length,
    consumed: total(queues.map(({brokerOffset, diff}) => brokerOffset - diff)),
    diff: total(queues.map(({diff}) => diff)),
    ...(inflight.length > 0 && {inflight: total(inflight)}),
    queues,
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)
