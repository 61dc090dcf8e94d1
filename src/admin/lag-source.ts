/** Asks one broker how far a group is, and what it takes to make sense of the answer. Made anew for each round of questions. */
import type {Cluster} from '../cluster/cluster.js'
import {ServerError} from '../errors.js'
import type {ConsumeStats} from '../protocol/bodies/offset.js'
import type {MessageQueue} from '../protocol/bodies/queue.js'
import {requests} from '../protocol/index.js'
import {type OffsetTable, offsetsOf} from './committed-offsets.js'
import type {Consumption, QueueOffsets} from './consumption.js'
import {type LagPart, lagPart} from './group-lag.js'

/** Of one queue: the lowest offset that is stored, one beyond the highest, and when its newest message was. */
interface QueueEnds {
  minOffset: number
  maxOffset: number
  lastUpdateTimestamp: number
}

export class LagSource {
  private readonly known = new Map<string, Promise<Map<number, QueueEnds>>>()
  private readonly answered = new Map<string, Map<number, QueueEnds>>()

  constructor(private readonly cluster: Cluster) {}

  /** With what the group has committed where that is at hand; else it is fetched if a 0 may stand for "never committed". */
  async part(
    address: string,
    group: string,
    options: {topic?: string | undefined; committed?: Committed | undefined} = {},
  ) {
    const {topic} = options
    const {body} = await this.cluster.invoke(address, requests.getConsumeStats, {consumerGroup: group, topic})
    const doubtful = body.offsetTable.some(([, offsets]) => offsets.consumerOffset === 0 && offsets.brokerOffset > 0)
    const committed = options.committed ?? (doubtful ? indexed(await this.offsets(address), group) : undefined)
    return this.complete(address, body, committed ? hasCommitted(committed) : () => true)
  }

  /**
   * The same of a group without members, from the tables that are at hand: the broker is not asked about the group, only once about
   * each topic. Nobody consumes, so its rate is 0.
   */
  async partFromTables(consumption: Consumption, group: string): Promise<LagPart> {
    const committed = consumption.committed(group) ?? new Map<string, QueueOffsets>()
    const queuesOf = await this.queuesOf(consumption, committed.keys())
    const {address, name} = consumption.broker
    // all at once: hundreds of topics of hundreds of groups are many objects to keep alive
    const offsetTable = [...committed].flatMap(([topic, offsets]) => {
      const consumed = new Map(offsets)
      return queuesOf(topic).map(({queueId, maxOffset}): ConsumeStats['offsetTable'][number] => [
        {topic, brokerName: name ?? address, queueId},
        {brokerOffset: maxOffset, consumerOffset: consumed.get(queueId) ?? 0, lastTimestamp: 0},
      ])
    })
    const lowest = ({topic, queueId}: MessageQueue) => this.answered.get(keyOf(address, topic))?.get(queueId)?.minOffset
    return lagPart({consumeTps: 0, offsetTable}, {committed: hasCommitted(committed), lowest})
  }

  /** Messages of one topic that are stored beyond what a group without members has committed: what Java calls the lag. */
  async diffFromTables(consumption: Consumption, group: string, topic: string): Promise<number> {
    const queuesOf = await this.queuesOf(consumption, [topic])
    const consumed = new Map(consumption.committed(group)?.get(topic))
    return queuesOf(topic).reduce((sum, {queueId, maxOffset}) => sum + maxOffset - (consumed.get(queueId) ?? 0), 0)
  }

  /** The queues that can be read of each of the topics. */
  private async queuesOf(consumption: Consumption, topics: Iterable<string>) {
    const {address} = consumption.broker
    const unknown = [...topics].filter(topic => !this.answered.has(keyOf(address, topic)))
    if (unknown.length > 0) await Promise.all(unknown.map(topic => this.ends(address, topic)))
    const counts = await consumption.readQueues()
    return (topic: string) =>
      [...(this.answered.get(keyOf(address, topic)) ?? [])]
        .filter(([queueId]) => queueId < (counts.get(topic) ?? 0))
        .map(([queueId, {maxOffset}]) => ({queueId, maxOffset}))
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
    const key = keyOf(address, topic)
    const answer = this.known.get(key) ?? this.askEnds(address, topic)
    this.known.set(key, answer)
    return answer
  }

  private async askEnds(address: string, topic: string): Promise<Map<number, QueueEnds>> {
    try {
      const {body} = await this.cluster.invoke(address, requests.getTopicStatsInfo, {topic})
      return this.remember(address, topic, new Map(body.offsetTable.map(([{queueId}, ends]) => [queueId, ends])))
    } catch (error) {
      if (error instanceof ServerError && error.code === 'NOT_FOUND') return this.remember(address, topic, new Map())
      throw error
    }
  }

  private remember(address: string, topic: string, ends: Map<number, QueueEnds>): Map<number, QueueEnds> {
    this.answered.set(keyOf(address, topic), ends)
    return ends
  }
}

const keyOf = (address: string, topic: string): string => `${address} ${topic}`

type Committed = ReadonlyMap<string, readonly (readonly [queue: number, offset: number])[]>

const indexed = (table: OffsetTable, group: string): Committed =>
  new Map([...offsetsOf(table, group)].map(([topic, queues]) => [topic, [...queues]]))

const hasCommitted =
  (committed: Committed) =>
  ({topic, queueId}: MessageQueue): boolean =>
    committed.get(topic)?.some(([queue]) => queue === queueId) ?? false
