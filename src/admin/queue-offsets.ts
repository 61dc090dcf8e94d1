/** Offsets of one queue on one broker, as its consumers would be told them. */
import type {Cluster} from '../cluster/cluster.js'
import {ServerError} from '../errors.js'
import type {MessageQueue} from '../protocol/bodies/queue.js'
import {requests} from '../protocol/index.js'
import {responseCode} from '../protocol/response-code.js'

/** The committed offset, or undefined where there is none. Brokers 4.9 say 0 for none while the queue still begins at 0. */
export async function committedOffset(
  cluster: Cluster,
  address: string,
  group: string,
  {topic, queueId}: Pick<MessageQueue, 'topic' | 'queueId'>,
): Promise<number | undefined> {
  try {
    const asked = {consumerGroup: group, topic, queueId, setZeroIfNotFound: false}
    return (await cluster.invoke(address, requests.queryConsumerOffset, asked)).offset
  } catch (error) {
    if (error instanceof ServerError && error.responseCode === responseCode.QUERY_NOT_FOUND) return undefined
    throw error
  }
}

export interface Range {
  min: number
  /** One beyond the last message. */
  max: number
}

export async function storedRange(
  cluster: Cluster,
  address: string,
  queue: Pick<MessageQueue, 'topic' | 'queueId'>,
): Promise<Range> {
  const [min, max] = await Promise.all([
    cluster.invoke(address, requests.getMinOffset, queue),
    cluster.invoke(address, requests.getMaxOffset, queue),
  ])
  return {min: min.offset, max: max.offset}
}
