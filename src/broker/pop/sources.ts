import {randomInt} from 'node:crypto'
import type {BrokerState} from '../broker-state.js'
import type {Awaited} from '../held-pulls.js'
import {popRetryTopic} from './receipt.js'

interface Wanted {
  consumerGroup: string
  topic: string
  /** -1: any. */
  queueId: number
}

/** A queue to pop from: of the topic, or of what the group failed to consume of it. */
export interface Source {
  topic: string
  queueId: number
  isRetry: boolean
}

/** One in so many pops looks at what failed before what is new, the others after it. */
const retryFirstOneIn = 5

/** The queues to look at, in the order to do so. Each time another one is the first. */
export function sourcesOf({topics}: BrokerState, wanted: Wanted): Source[] {
  const retry = popRetryTopic(wanted.consumerGroup, wanted.topic)
  const ofTopic = (topic: string, isRetry: boolean): Source[] =>
    rotated(topics.get(topic)?.readQueueNums ?? 0).map(queueId => ({topic, queueId, isRetry}))
  const own =
    wanted.queueId >= 0
      ? [{topic: wanted.topic, queueId: wanted.queueId, isRetry: false}]
      : ofTopic(wanted.topic, false)
  const failed = ofTopic(retry, true)
  return randomInt(retryFirstOneIn) === 0 ? [...failed, ...own] : [...own, ...failed]
}

/** What a held request waits for. */
export const awaitedOf = ({consumerGroup, topic, queueId}: Wanted): Awaited[] => [
  {topic, queueId},
  {topic: popRetryTopic(consumerGroup, topic), queueId: -1},
]

function rotated(count: number): number[] {
  if (count === 0) return []
  const first = randomInt(count)
  return Array.from({length: count}, (_, index) => (first + index) % count)
}
