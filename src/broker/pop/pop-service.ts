/**
 * POP consumption: the broker shares out messages, each is hidden for a while and comes again, through the group's retry topic, when
 * nobody acknowledges it (Java `PopMessageProcessor`, `AckMessageProcessor`, `PopReviveService`).
 */
import {decodeRecord, property} from '../../protocol/message/index.js'
import type {ServerLog} from '../../remoting/server-log.js'
import type {ReadOptions, Store} from '../../store/types.js'
import type {GroupTable} from '../group-table.js'
import type {HeldPulls} from '../held-pulls.js'
import type {OffsetTable} from '../offset-table.js'
import {dlqTopic} from '../system-names.js'
import type {TopicTable} from '../topic-table.js'
import {popRetryTopic} from './receipt.js'
import {TakenMessages} from './taken-messages.js'

/** A queue as a group sees it. */
interface GroupQueue {
  group: string
  topic: string
  queueId: number
}

export interface PopWish extends GroupQueue {
  maxCount: number
  invisibleMs: number
  /** Where a group that was never here begins. */
  fromEnd: boolean
  /** One batch of a queue at a time, in order. */
  ordered: boolean
  filter: ReadOptions['filter']
}

export interface Popped {
  records: Buffer[]
  offsets: number[]
  /** Messages behind them. */
  rest: number
}

/** A scan that finds nothing that fits goes on so often. */
const scansPerPop = 16
const maxRetryWaitMs = 60_000

export class PopService {
  private readonly queues = new Map<string, TakenMessages>()
  private reviving: Promise<void> | undefined

  constructor(
    private readonly store: Store,
    private readonly topics: TopicTable,
    private readonly groups: GroupTable,
    private readonly offsets: OffsetTable,
    private readonly pulls: HeldPulls,
    private readonly log: ServerLog,
  ) {}

  /** Takes messages out of one queue. */
  pop(wish: PopWish, popTime: number): Promise<Popped> {
    const queue = this.queueOf(wish)
    return queue.alone(() => this.take(queue, wish, popTime))
  }

  /** How many messages nobody has popped. */
  waiting({group, topic, queueId}: GroupQueue): number {
    const next = this.queues.get(keyOf({group, topic, queueId}))?.next ?? this.offsets.get(group, topic, queueId) ?? 0
    return Math.max(0, this.store.maxOffset(topic, queueId) - Math.max(next, this.store.minOffset(topic, queueId)))
  }

  /** False when the message was not taken, or is not any more. */
  acknowledge(of: GroupQueue, offset: number, popTime: number): boolean {
    const queue = this.queues.get(keyOf(of))
    if (!queue?.acknowledge(offset, popTime)) return false
    this.commit(queue)
    this.pulls.wakeQueue(of.topic, of.queueId)
    return true
  }

  /** Hides a message for longer. False when it was not taken, or is not any more. */
  extend(of: GroupQueue, offset: number, popTime: number, now: number, invisibleMs: number): boolean {
    const queue = this.queues.get(keyOf(of))
    if (!queue?.isTaken(offset, popTime)) return false
    queue.extend(offset, now, invisibleMs)
    return true
  }

  /** Forgets a topic that is gone. */
  removeTopic(topic: string): void {
    for (const [key, queue] of this.queues) if (queue.topic === topic) this.queues.delete(key)
  }

  /** Sends what was not acknowledged in time to its group once more. To be called every second. */
  revive(now: number = Date.now()): void {
    this.reviving ??= this.reviveAll(now)
      .catch((error: unknown) => this.log.error('cannot bring back messages that were not acknowledged', error))
      .finally(() => {
        this.reviving = undefined
      })
  }

  async stop(): Promise<void> {
    await this.reviving
  }

  private async take(queue: TakenMessages, wish: PopWish, popTime: number): Promise<Popped> {
    const {group, topic, queueId} = wish
    const target = this.offsets.takeReset(group, topic, queueId)
    if (target !== undefined) queue.moveTo(target)
    queue.ordered = wish.ordered
    if (wish.ordered && queue.count > 0) return {records: [], offsets: [], rest: 0}
    for (let scan = 0; scan < scansPerPop; scan++) {
      const result = await this.store.read(topic, queueId, queue.next, {
        maxCount: wish.maxCount,
        ...(wish.filter ? {filter: wish.filter} : {}),
      })
      const moved = result.nextOffset !== queue.next
      const isFound = result.status === 'FOUND'
      if (isFound || result.status !== 'NO_MATCHED_LOGIC_QUEUE') queue.next = result.nextOffset
      if (isFound) queue.take(result.offsets, popTime, wish.invisibleMs)
      if (moved) this.commit(queue)
      if (isFound || !moved) {
        const rest = Math.max(0, result.maxOffset - queue.next)
        return isFound ? {records: result.records, offsets: result.offsets, rest} : {records: [], offsets: [], rest: 0}
      }
    }
    return {records: [], offsets: [], rest: 0}
  }

  private queueOf({group, topic, queueId, fromEnd}: PopWish): TakenMessages {
    const key = keyOf({group, topic, queueId})
    const known = this.queues.get(key)
    if (known) return known
    const first = fromEnd ? this.store.maxOffset(topic, queueId) : this.store.minOffset(topic, queueId)
    const made = new TakenMessages(group, topic, queueId, this.offsets.get(group, topic, queueId) ?? first)
    this.queues.set(key, made)
    return made
  }

  private commit(queue: TakenMessages): void {
    const {group, topic, queueId} = queue
    this.offsets.commit(group, topic, queueId, queue.safeOffset)
    this.offsets.notePull(group, topic, queueId, queue.next)
  }

  private async reviveAll(now: number): Promise<void> {
    for (const queue of this.queues.values()) {
      const failed = queue.failed(now)
      if (failed.length === 0) continue
      if (queue.ordered) {
        // what comes in order comes again in its place
        queue.moveTo(queue.safeOffset)
        this.pulls.wakeQueue(queue.topic, queue.queueId)
        continue
      }
      for (const offset of failed) {
        if (await this.retry(queue, offset)) queue.giveUp(offset)
        // put off, or a disk that is full would be asked again every second
        else queue.extend(offset, now, maxRetryWaitMs)
      }
      this.commit(queue)
    }
  }

  /** Stores a message for its group's next try, or with the dead letters. */
  private async retry({group, topic, queueId}: TakenMessages, offset: number): Promise<boolean> {
    const [entry] = await this.store.queueEntries(topic, queueId, offset, 1)
    const bytes = entry && (await this.store.recordAt(entry.physicalOffset))
    if (!bytes) return true
    const record = decodeRecord(bytes)
    const properties = new Map(record.properties)
    const realTopic = properties.get(property.retryTopic) ?? topic
    properties.set(property.retryTopic, realTopic)
    properties.delete(property.popCheckPoint)
    const limit = this.groups.get(group)?.retryMaxTimes ?? 0
    const target = record.reconsumeTimes >= limit ? dlqTopic(group) : popRetryTopic(group, realTopic)
    try {
      await this.topics.ensure(target, 1)
      await this.store.append({
        ...record,
        topic: target,
        queueId: 0,
        reconsumeTimes: record.reconsumeTimes + 1,
        properties,
      })
      return true
    } catch (error) {
      this.log.error(`cannot store message ${offset} of ${queueId}@${topic} for another try of ${group}`, error)
      return false
    }
  }
}

const keyOf = ({group, topic, queueId}: GroupQueue): string => `${group}@${topic}@${queueId}`
