/** Asks one broker how far a group is, and what it takes to make sense of the answer. Made anew for each round of questions. */
import type {Cluster} from '../cluster/cluster.js'
import {ServerError} from '../errors.js'
import type {ConsumeStats} from '../protocol/bodies/offset.js'
import type {MessageQueue} from '../protocol/bodies/queue.js'
import {requests} from '../protocol/index.js'
import type {OffsetTable} from './committed-offsets.js'
import {type LagPart, lagPart} from './group-lag.js'

/** Of one queue: the lowest offset that is stored, and when its newest message was. */
interface QueueEnds {
  minOffset: number
  lastUpdateTimestamp: number
}

export class LagSource {
  private readonly known = new Map<string, Promise<Map<number, QueueEnds>>>()

  constructor(private readonly cluster: Cluster) {}

  /** With the broker's table of offsets where it is at hand; else it is fetched if a 0 may stand for "never committed". */
  async part(address: string, group: string, options: {topic?: string | undefined; table?: OffsetTable} = {}) {
    const {topic} = options
    const {body} = await this.cluster.invoke(address, requests.getConsumeStats, {consumerGroup: group, topic})
    const doubtful = body.offsetTable.some(([, offsets]) => offsets.consumerOffset === 0 && offsets.brokerOffset > 0)
    const table = options.table ?? (doubtful ? await this.offsets(address) : undefined)
    return this.complete(address, body, table ? committedIn(table, group) : () => true)
  }

  /** Every offset that is committed on a broker. */
  async offsets(address: string): Promise<OffsetTable> {
    const {body} = await this.cluster.invoke(address, requests.getAllConsumerOffset, {})
    return body.offsetTable
  }

  private async complete(
    address: string,
    stats: ConsumeStats,
    committed: (queue: MessageQueue) => boolean,
  ): Promise<LagPart> {
    const behind = stats.offsetTable.filter(([, offsets]) => offsets.brokerOffset > offsets.consumerOffset)
    const topics = [...new Set(behind.map(([{topic}]) => topic))]
    const found = new Map(
      await Promise.all(topics.map(async topic => [topic, await this.ends(address, topic)] as const)),
    )
    return lagPart(stats, {committed, lowest: ({topic, queueId}) => found.get(topic)?.get(queueId)?.minOffset})
  }

  /** The queues of a topic on a broker, by id; a topic that is gone has none. Asked once. */
  ends(address: string, topic: string): Promise<Map<number, QueueEnds>> {
    const key = `${address} ${topic}`
    const answer = this.known.get(key) ?? this.askEnds(address, topic)
    this.known.set(key, answer)
    return answer
  }

  private async askEnds(address: string, topic: string): Promise<Map<number, QueueEnds>> {
    try {
      const {body} = await this.cluster.invoke(address, requests.getTopicStatsInfo, {topic})
      return new Map(body.offsetTable.map(([{queueId}, ends]) => [queueId, ends]))
    } catch (error) {
      if (error instanceof ServerError && error.code === 'NOT_FOUND') return new Map()
      throw error
    }
  }
}

const committedIn =
  (table: OffsetTable, group: string) =>
  ({topic, queueId}: MessageQueue): boolean =>
    table.get(`${topic}@${group}`)?.some(([queue]) => queue === queueId) ?? false
