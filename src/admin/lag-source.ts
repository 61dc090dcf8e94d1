/** Asks one broker how far a group is, and what it takes to make sense of the answer. Made anew for each round of questions. */
import type {Cluster} from '../cluster/cluster.js'
import {ServerError} from '../errors.js'
import type {ConsumeStats} from '../protocol/bodies/offset.js'
import type {MessageQueue} from '../protocol/bodies/queue.js'
import {requests} from '../protocol/index.js'
import type {OffsetTable} from './committed-offsets.js'
import {type LagPart, lagPart} from './group-lag.js'

export class LagSource {
  private readonly lowest = new Map<string, Promise<Map<number, number>>>()

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
      await Promise.all(topics.map(async topic => [topic, await this.lowestOffsets(address, topic)] as const)),
    )
    return lagPart(stats, {committed, lowest: ({topic, queueId}) => found.get(topic)?.get(queueId)})
  }

  private lowestOffsets(address: string, topic: string): Promise<Map<number, number>> {
    const key = `${address} ${topic}`
    const answer = this.lowest.get(key) ?? this.askLowest(address, topic)
    this.lowest.set(key, answer)
    return answer
  }

  /** By queue; a topic that is gone has none. */
  private async askLowest(address: string, topic: string): Promise<Map<number, number>> {
    try {
      const {body} = await this.cluster.invoke(address, requests.getTopicStatsInfo, {topic})
      return new Map(body.offsetTable.map(([{queueId}, {minOffset}]) => [queueId, minOffset]))
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
