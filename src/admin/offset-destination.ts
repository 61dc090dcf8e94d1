/** Where the offset of a group is to go, and what that means for one queue. */
import {MqError, UsageError} from '../errors.js'
import type {Range} from './queue-offsets.js'

export type Destination =
  | {to: 'earliest' | 'latest'}
  /** The first message stored at or after a time. */
  | {to: 'time'; time: number}
  /** So many messages on from what is committed, back where negative. */
  | {to: 'distance'; count: number}
  | {to: 'offset'; offset: number}
  /** Each queue to an offset of its own, by label; queues that are not listed stay. */
  | {to: 'listed'; offsets: ReadonlyMap<string, number>}

/** What is known of a queue before it is moved. */
export interface QueueBefore extends Range {
  label: string
  queue: number
  committed: number | undefined
  /** What the broker says to the time, where a time was asked for. */
  found: number | undefined
}

/** Throws where the queue has no such offset; nothing has been sent by then. */
export function goalIn(destination: Destination, {label, min, max, committed, found}: QueueBefore): number {
  switch (destination.to) {
    case 'earliest':
      return min
    case 'latest':
      return max
    case 'time':
      return found ?? max
    case 'distance':
      if (committed !== undefined) return Math.min(max, Math.max(min, committed + destination.count))
      throw new MqError('NOT_FOUND', `${label}: no offset is committed to count from`, {
        hint: 'say earliest, latest, a time or an offset',
      })
    case 'listed': {
      const listed = destination.offsets.get(label) as number
      if (listed <= max) return Math.max(min, listed)
      throw new UsageError(`${label}: offset ${listed} is beyond its end, ${max}`, {
        hint: 'the list is of another cluster, or the topic was made anew since: take its line out',
      })
    }
    case 'offset':
      if (destination.offset >= min && destination.offset <= max) return destination.offset
      throw new UsageError(`${label}: offset ${destination.offset} is not within ${min} to ${max}`, {
        hint: 'a time in milliseconds goes with --timestamp; --queue and --broker choose one queue',
      })
  }
}

/** What connected consumers of a 4.x broker are told, or undefined where there is no time that says it: -1 is the end, 0 the beginning. */
export function timeFor(destination: Destination, goals: readonly number[], queues: readonly QueueBefore[]) {
  if (queues.every(({max}, at) => goals[at] === max)) return -1
  if (destination.to === 'earliest') return 0
  return destination.to === 'time' ? destination.time : undefined
}
