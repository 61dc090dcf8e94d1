/** Reading queues: their offsets and pages of messages. Nothing is committed and no group is joined. */
import type {Cluster} from '../cluster/cluster.js'
import {requests} from '../protocol/index.js'
import {matchesTags, parseSubscription} from '../protocol/message/index.js'
import {responseCode} from '../protocol/response-code.js'
import {type Message, readMessages} from './message.js'
import {oneQueue, type ReachableQueue, readableQueuesOf} from './queues.js'

/** The group Java's tools pull as; every broker knows it. */
export const toolsGroup = 'TOOLS_CONSUMER'

/** Java's names of the four answers to a pull. */
export type PullStatus = 'FOUND' | 'NO_NEW_MSG' | 'NO_MATCHED_MSG' | 'OFFSET_ILLEGAL'

export interface Page {
  queue: ReachableQueue
  status: PullStatus
  /** Where to go on. */
  nextOffset: number
  minOffset: number
  maxOffset: number
  messages: Message[]
}

export interface PullOptions {
  /** Most messages wanted; a broker gives at most 32 from memory and 8 from disk. */
  max?: number | undefined
  /** Tags: `*` or `tagA || tagB`. */
  expression?: string | undefined
  /** The expression is an SQL92 filter; the broker must allow it. */
  sql?: boolean | undefined
  group?: string | undefined
  /** Let the broker hold the answer this long when there is nothing new. */
  waitMs?: number | undefined
  signal?: AbortSignal | undefined
}

export interface QueueRange {
  min: number
  /** One beyond the last message. */
  max: number
}

const statuses: Record<number, PullStatus> = {
  [responseCode.SUCCESS]: 'FOUND',
  [responseCode.PULL_NOT_FOUND]: 'NO_NEW_MSG',
  [responseCode.PULL_RETRY_IMMEDIATELY]: 'NO_MATCHED_MSG',
  [responseCode.PULL_OFFSET_MOVED]: 'OFFSET_ILLEGAL',
}

const sysFlags = {suspend: 2, subscription: 4} as const
export class Puller {
  constructor(private readonly cluster: Cluster) {}

  /** What a pull may take beyond the time the broker may hold it. */
  private get exchangeMs(): number {
    return this.cluster.remoting.options.requestTimeoutMs ?? 10_000
  }

  /** Aborted when everything is to end. */
  get signal(): AbortSignal | undefined {
    return this.cluster.remoting.options.signal
  }

  /** The readable queues of a topic. `NOT_FOUND` for an unknown topic. */
  async queues(topic: string, routeTopic = topic): Promise<ReachableQueue[]> {
    return (await readableQueuesOf(this.cluster, routeTopic)).map(queue => ({...queue, topic}))
  }

  /**
   * `NOT_FOUND` for an unknown topic or a broker that does not serve it. A light topic (`%LMQ%…`) has no route of its own: it is served
   * where its parent is.
   */
  async queue(topic: string, brokerName: string, queueId: number, routeTopic = topic): Promise<ReachableQueue> {
    return {...(await oneQueue(this.cluster, routeTopic, brokerName, queueId)), topic}
  }

  async range(queue: ReachableQueue): Promise<QueueRange> {
    const header = queueHeader(queue)
    const [{offset: min}, {offset: max}] = await Promise.all([
      this.cluster.invoke(queue.address, requests.getMinOffset, header),
      this.cluster.invoke(queue.address, requests.getMaxOffset, header),
    ])
    return {min, max}
  }

  /** The offset for a store time: the first message at or after it (5.x), or the nearest one (4.9). */
  async offsetAt(queue: ReachableQueue, timestamp: number): Promise<number> {
    const header = {...queueHeader(queue), timestamp}
    return (await this.cluster.invoke(queue.address, requests.searchOffsetByTimestamp, header)).offset
  }

  /** One page. The broker filters by the hash of a tag; the text is compared here. */
  async pull(queue: ReachableQueue, offset: number, options: PullOptions = {}): Promise<Page> {
    const {max = 32, expression = '*', sql = false, group = toolsGroup, waitMs = 0, signal} = options
    const subscription = sql ? undefined : parseSubscription(expression)
    const answer = await this.cluster.invoke(
      queue.address,
      requests.pullMessage,
      {
        ...queueHeader(queue),
        consumerGroup: group,
        queueOffset: offset,
        maxMsgNums: max,
        sysFlag: sysFlags.subscription | (waitMs > 0 ? sysFlags.suspend : 0),
        commitOffset: 0,
        suspendTimeoutMillis: waitMs,
        subscription: expression,
        subVersion: 0n,
        expressionType: sql ? 'SQL92' : 'TAG',
      },
      {timeoutMs: waitMs > 0 ? waitMs + this.exchangeMs : undefined, signal},
    )
    const status = statuses[answer.code] as PullStatus
    const stored = status === 'FOUND' ? await readMessages(answer.body, queue.brokerName) : []
    // of a static topic they tell their place in a physical queue (PullAPIWrapper#processPullResult)
    const found =
      queue.brokerName === queue.servedBy
        ? stored
        : stored.map(message => ({
            ...message,
            queueId: queue.queueId,
            queueOffset: message.queueOffset + Number(answer.offsetDelta ?? 0),
          }))
    return {
      queue,
      status,
      nextOffset: answer.nextBeginOffset,
      minOffset: answer.minOffset,
      maxOffset: answer.maxOffset,
      messages: subscription ? found.filter(({tags}) => matchesTags(subscription, tags)) : found,
    }
  }
}

const queueHeader = ({topic, queueId, servedBy}: ReachableQueue) => ({topic, queueId, brokerName: servedBy})
