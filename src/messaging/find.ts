/** Finding stored messages: by either of their ids, by key or tag, by place in a queue. */
import type {BrokerTarget, Cluster, Route} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError, ServerError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {formatHost, parseOffsetMsgId} from '../protocol/message/index.js'
import {lightPrefix} from '../protocol/names.js'
import {responseCode} from '../protocol/response-code.js'
import {type Message, readMessages} from './message.js'
import type {Puller, PullStatus} from './pull.js'
import type {ReachableQueue} from './queues.js'

/** Which index to search: K keys, U unique keys, T tags. Brokers below 5.4 have one index, of keys and unique keys. */
export type IndexType = 'K' | 'U' | 'T'

export interface Window {
  /** Store time in ms, both ends included; without them all times. */
  begin?: number | undefined
  end?: number | undefined
}

export interface IndexQuery extends Window {
  topic: string
  key: string
  type: IndexType
  /** Most messages each broker is asked for; it gives at most 64. */
  max?: number | undefined
  /** Only brokers of this cluster; of a light topic (`%LMQ%…`) the parent topic whose route to take. */
  cluster?: string | undefined
  /** Goes on after this index key; brokers that keep their index in RocksDB. */
  lastKey?: string | undefined
}

export interface Placed {
  status: PullStatus
  message: Message | undefined
  minOffset: number
  maxOffset: number
}

const forever = 2n ** 63n - 1n

export class Finder {
  constructor(
    private readonly cluster: Cluster,
    private readonly puller: Puller,
  ) {}

  /** The message at the place an offset id names, asked of the broker it names; undefined where there is none. */
  async byOffsetId(id: string, topic?: string, brokerName?: string): Promise<Message | undefined> {
    const {host, offset} = parseOffsetMsgId(id)
    try {
      const {body} = await this.cluster.invoke(formatHost(host), requests.viewMessageById, {topic, offset})
      return (await readMessages(body, brokerName))[0]
    } catch (error) {
      if (error instanceof ServerError && error.responseCode === responseCode.SYSTEM_ERROR) return undefined
      throw error
    }
  }

  /** Every copy with this unique key in a topic, oldest first: a message that was sent again has several. */
  async byUniqueKey(
    topic: string,
    id: string,
    options: Window & {cluster?: string | undefined} = {},
  ): Promise<Answers<Message>> {
    const found = await this.query({...options, topic, key: id, type: 'U', max: 32})
    const copies = found.answers.filter(({msgId}) => msgId === id)
    return {...found, answers: copies.sort((a, b) => a.storeTimestamp - b.storeTimestamp)}
  }

  /** Every message of a topic that has exactly this key (or tag), as the brokers give them: newest first. */
  async byKey(query: IndexQuery): Promise<Answers<Message>> {
    const found = await this.query(query)
    const fits = ({keys, tags}: Message) => (query.type === 'T' ? tags === query.key : keys.includes(query.key))
    return {...found, answers: found.answers.filter(fits)}
  }

  /** The message at an offset of a queue. */
  async byOffset(queue: ReachableQueue, offset: number): Promise<Placed> {
    const {status, messages, minOffset, maxOffset} = await this.puller.pull(queue, offset, {max: 1})
    return {status, message: messages.find(({queueOffset}) => queueOffset === offset), minOffset, maxOffset}
  }

  /** Asks every broker of the topic's route, as an index is kept by each. The broker compares hashes only. */
  private async query(query: IndexQuery): Promise<Answers<Message>> {
    const {answers, failures} = await fanOut(
      await this.brokers(query),
      ({label}) => label,
      broker => this.queryOne(broker, query),
    )
    return {answers: answers.flat(), failures}
  }

  private async queryOne(broker: BrokerTarget, query: IndexQuery): Promise<Message[]> {
    try {
      const {body} = await this.cluster.invoke(broker.address, requests.queryMessage, {
        topic: query.topic,
        key: query.key,
        maxNum: query.max ?? 64,
        beginTimestamp: query.begin ?? 0,
        endTimestamp: query.end === undefined ? forever : BigInt(query.end),
        indexType: query.type,
        lastKey: query.lastKey,
      })
      return await readMessages(body, broker.name)
    } catch (error) {
      if (error instanceof ServerError && error.responseCode === responseCode.QUERY_NOT_FOUND) return []
      throw error
    }
  }

  private async brokers({topic, cluster}: IndexQuery): Promise<BrokerTarget[]> {
    const light = cluster !== undefined && topic.startsWith(lightPrefix)
    const route: Route = await this.cluster.route(light ? cluster : topic)
    const brokers = this.cluster.routeBrokers(route)
    if (cluster === undefined || light) return brokers
    const inCluster = brokers.filter(broker => broker.cluster === cluster)
    if (inCluster.length > 0) return inCluster
    const known = [...new Set(brokers.map(broker => broker.cluster ?? ''))].sort().join(', ')
    throw new MqError('NOT_FOUND', `topic '${topic}' is not in cluster '${cluster}'`, {
      facts: {topic, cluster},
      hint: `it is in: ${known || 'none'}`,
    })
  }
}
