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
  async partFromTables(consumption: Consumption, group: string, topic?: string): Promise<LagPart> {
    const {address, name} = consumption.broker
    const committed = consumption.committed(group) ?? new Map<string, QueueOffsets>()
    const wanted = topic === undefined ? [...committed] : [[topic, committed.get(topic) ?? []] as const]
    const queues = await Promise.all(
      wanted.map(async ([topic, offsets]) => {
        const [ends, readQueues = 0] = await Promise.all([this.ends(address, topic), consumption.readQueues(topic)])
        const consumed = new Map(offsets)
        return [...ends]
          .filter(([queueId]) => queueId < readQueues)
          .map(([queueId, {maxOffset}]): ConsumeStats['offsetTable'][number] => [
            {topic, brokerName: name ?? address, queueId},
            {brokerOffset: maxOffset, consumerOffset: consumed.get(queueId) ?? 0, lastTimestamp: 0},
          ])
      }),
    )
    return this.complete(address, {consumeTps: 0, offsetTable: queues.flat()}, hasCommitted(committed))
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

type Committed = ReadonlyMap<string, readonly (readonly [queue: number, offset: number])[]>

const indexed = (table: OffsetTable, group: string): Committed =>
  new Map([...offsetsOf(table, group)].map(([topic, queues]) => [topic, [...queues]]))

const hasCommitted =
  (committed: Committed) =>
  ({topic, queueId}: MessageQueue): boolean =>
    committed.get(topic)?.some(([queue]) => queue === queueId) ?? false
