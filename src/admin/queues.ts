/** What a consume queue holds: where in the commit log its messages are. */
import type {BrokerTarget, Cluster} from '../cluster/cluster.js'
import {MqError, ServerError} from '../errors.js'
import {subscriptionData} from '../protocol/bodies/subscription.js'
import {requests} from '../protocol/index.js'
import {bool, bytes, type Infer, int, list, long, object, offset, optional, str} from '../schema.js'

export const queueEntry = object('QueueEntry', {
  offset: offset(),
  logOffset: offset(),
  size: bytes(),
  /** Hash of the tag; of a delayed message the time it is due. */
  tagsCode: long(),
  extendData: optional(str()),
  bitMap: optional(str()),
  /** Does the subscription of the group take it? Missing where no group was named. */
  matches: optional(bool()),
  message: optional(str()),
})
export type QueueEntry = Infer<typeof queueEntry>

export const queueEntries = object('QueueEntries', {
  topic: str(),
  broker: str(),
  queue: int(),
  minOffset: offset(),
  maxOffset: offset(),
  /** What the group subscribes, where one was named and is known. */
  subscription: optional(subscriptionData),
  /** The filter of the group on this broker, as JSON text, or the broker's word on why there is none. */
  filter: optional(str()),
  entries: list(queueEntry),
})
export type QueueEntries = Infer<typeof queueEntries>

export interface QueueRange {
  topic: string
  queueId: number
  /** The first entry's offset. */
  from: number
  count: number
  /** Say of each entry whether the subscription of this group takes it. */
  group?: string | undefined
}

export class Queues {
  constructor(private readonly cluster: Cluster) {}

  /** The brokers whose queues of a topic can be looked at: the one named, else those that serve it. */
  async brokers(topic: string, broker: string | undefined): Promise<BrokerTarget[]> {
    if (broker !== undefined) return this.cluster.targets({broker})
    return this.cluster.routeBrokers(await this.cluster.route(topic))
  }

  /** `NOT_FOUND` where there is no such queue, or nothing at that offset. */
  async entries({name, address, label}: BrokerTarget, range: QueueRange): Promise<QueueEntries> {
    const {topic, queueId, from, count, group} = range
    const what = `queue ${queueId} of topic '${topic}' on ${label}`
    const answer = await this.cluster
      .invoke(address, requests.queryConsumeQueue, {topic, queueId, index: from, count, consumerGroup: group})
      .catch(error => {
        // a broker without the queue answers with SYSTEM_ERROR (AdminBrokerProcessor.queryConsumeQueue)
        if (error instanceof ServerError && error.remark?.includes('is not exist'))
          throw new MqError('NOT_FOUND', `${what} does not exist`, {facts: {topic, address}, cause: error})
        throw error
      })
    if (answer.body === undefined || answer.body.queueData.length === 0)
      throw await this.nothingAt(address, range, what)
    const {queueData, minQueueIndex, maxQueueIndex, subscriptionData, filterData} = answer.body
    return {
      topic,
      broker: name ?? address,
      queue: queueId,
      minOffset: minQueueIndex,
      maxOffset: maxQueueIndex,
      subscription: subscriptionData,
      filter: filterData,
      entries: queueData.map((data, at) => ({
        offset: from + at,
        logOffset: data.physicOffset,
        size: data.physicSize,
        tagsCode: data.tagsCode,
        extendData: data.extendDataJson,
        bitMap: data.bitMap,
        matches: group === undefined ? undefined : data.eval,
        message: data.msg,
      })),
    }
  }

  private async nothingAt(address: string, {topic, queueId, from}: QueueRange, what: string): Promise<MqError> {
    const [min, max] = await Promise.all([
      this.cluster.invoke(address, requests.getMinOffset, {topic, queueId}),
      this.cluster.invoke(address, requests.getMaxOffset, {topic, queueId}),
    ])
    const hint = max.offset > min.offset ? `it holds ${min.offset} to ${max.offset - 1}` : 'it is empty'
    return new MqError('NOT_FOUND', `${what} has nothing at ${from}`, {facts: {topic, address}, hint})
  }
}
