import {rm, unlink} from 'node:fs/promises'
import {MqError, UsageError} from '../errors.js'
import {type Host, measureRecord, type RecordMeasure, writeRecord} from '../protocol/message/index.js'
import type {Background} from './background.js'
import {blankSize, type CommitLog} from './commit-log.js'
import {type ConsumeQueue, readUnit, unitSize} from './consume-queue.js'
import type {FolderLock} from './folder-lock.js'
import type {MessageIndex} from './message-index.js'
import type {OpenFiles} from './open-files.js'
import {offsetByTime, readQueue, storeTimeIn, storeTimeOf} from './queue-reader.js'
import {isTopicName, type QueueTable} from './queue-table.js'
import {isQueued} from './recovery.js'
import {deleteExpiredFiles, diskUsedRatio, expiredQueues, type RetentionRules} from './retention.js'
import type {SegmentFiles} from './segment-files.js'
import {queueTagsCode} from './tags-code.js'
import type {
  Appended,
  Arrival,
  KeyQueryResult,
  NewMessage,
  QueueEntry,
  ReadOptions,
  ReadResult,
  Store,
  StoreStats,
} from './types.js'

/** How often old files are looked for (Java `cleanResourceInterval`). */
const cleanEveryMs = 10_000
/** A queue that is written to all the time is deleted nevertheless after so many tries to catch it still. */
const deleteTries = 10

export interface StoreParts {
  folder: string
  abortFile: string
  lock: FolderLock
  files: OpenFiles
  segments: SegmentFiles
  log: CommitLog
  queues: QueueTable
  index: MessageIndex
  background: Background
  recoveredFromCrash: boolean
  storeHost: Host | undefined
  maxMessageSize: number
  delayLevels: readonly number[]
  withIndex: boolean
  rules: RetentionRules
  diskUsedRatio: number
  deleteFolderOnClose: boolean
  now: () => number
}

interface Placed {
  message: NewMessage
  queue: ConsumeQueue | undefined
  place: Appended
}

/** The one implementation of {@link Store}. */
export class FileStore implements Store {
  private readonly listeners = new Set<(arrival: Arrival) => void>()
  private readonly counters = {putCount: 0, putBytes: 0, failedCount: 0, slowestPutMs: 0}
  private diskRatio = -1
  private isClosed = false
  private readonly cleaning: NodeJS.Timeout

  constructor(private readonly parts: StoreParts) {
    this.cleaning = setInterval(() => this.clean(), cleanEveryMs)
    this.cleaning.unref()
    this.diskRatio = parts.diskUsedRatio
  }

  get folder(): string {
    return this.parts.folder
  }

  get recoveredFromCrash(): boolean {
    return this.parts.recoveredFromCrash
  }

  get storeHost(): Host {
    if (this.parts.storeHost === undefined) throw new MqError('INTERNAL', 'The store was given no store host')
    return this.parts.storeHost
  }

  set storeHost(host: Host) {
    this.parts.storeHost = host
  }

  async append(message: NewMessage): Promise<Appended> {
    const [appended] = await this.appendBatch([message])
    return appended as Appended
  }

  async appendBatch(messages: readonly NewMessage[]): Promise<Appended[]> {
    const measures = messages.map(message => this.measure(message))
    const {background, log} = this.parts
    if (log.isFull) await log.waitForRoom()
    if (background.isFarBehind) await background.catchUp()
    if (this.isClosed) throw new MqError('STORE_FAILED', 'The store is closed')
    const storeTimestamp = this.parts.now()
    const placed = messages.map((message, index) =>
      this.place(message, measures[index] as RecordMeasure, storeTimestamp),
    )
    return new Promise((resolve, reject) => {
      log.commit(
        () => {
          for (const item of placed) this.publish(item)
          this.counters.slowestPutMs = Math.max(this.counters.slowestPutMs, this.parts.now() - storeTimestamp)
          resolve(placed.map(({place}) => place))
        },
        error => {
          this.counters.failedCount += placed.length
          reject(error)
        },
      )
    })
  }

  read(topic: string, queueId: number, offset: number, options: ReadOptions = {}): Promise<ReadResult> {
    return readQueue(this.parts.log, this.parts.queues.get(topic, queueId), offset, options)
  }

  maxOffset(topic: string, queueId: number): number {
    return this.parts.queues.get(topic, queueId)?.maxOffset ?? 0
  }

  minOffset(topic: string, queueId: number): number {
    return this.parts.queues.get(topic, queueId)?.minOffset ?? 0
  }

  async offsetByTime(
    topic: string,
    queueId: number,
    time: number,
    boundary: 'LOWER' | 'UPPER' = 'LOWER',
  ): Promise<number> {
    const queue = this.parts.queues.get(topic, queueId)
    return queue === undefined ? 0 : offsetByTime(this.parts.log, queue, time, boundary)
  }

  async earliestStoreTime(topic?: string, queueId = 0): Promise<number> {
    if (topic !== undefined) return this.storeTimeAt(topic, queueId, this.minOffset(topic, queueId))
    const first = await this.recordAt(this.parts.log.minOffset)
    return first === undefined ? -1 : storeTimeIn(first)
  }

  async storeTimeAt(topic: string, queueId: number, offset: number): Promise<number> {
    const entry = await this.parts.queues.get(topic, queueId)?.entry(offset)
    return entry === undefined ? -1 : ((await storeTimeOf(this.parts.log, entry)) ?? -1)
  }

  recordAt(physicalOffset: number): Promise<Buffer | undefined> {
    return this.parts.log.recordAt(physicalOffset)
  }

  async queueEntries(topic: string, queueId: number, index: number, count: number): Promise<QueueEntry[]> {
    const units = await this.parts.queues.get(topic, queueId)?.units(Math.max(0, index), count)
    const entries: QueueEntry[] = []
    for (let at = 0; units !== undefined && at + unitSize <= units.length; at += unitSize)
      entries.push(readUnit(units, at))
    return entries
  }

  async queryByKey(topic: string, key: string, maxCount: number, begin: number, end: number): Promise<KeyQueryResult> {
    const {index} = this.parts
    const offsets = await index.find(topic, key, maxCount, begin, end)
    const records = await Promise.all(offsets.map(offset => this.recordAt(offset)))
    const isWanted = (record: Buffer | undefined): record is Buffer => {
      if (record === undefined) return false
      const time = storeTimeIn(record)
      return time >= begin && time <= end
    }
    return {records: records.filter(isWanted), indexedUntil: index.indexedUntil, indexedOffset: index.indexedOffset}
  }

  topics(): string[] {
    return this.parts.queues.topicNames()
  }

  topicQueues(topic: string): number[] {
    return this.parts.queues.queueIds(topic)
  }

  async deleteTopic(topic: string): Promise<void> {
    await this.deleteQueues(() => this.topicQueues(topic).map(queueId => ({topic, queueId})))
  }

  async cleanExpiredQueues(): Promise<{topic: string; queueId: number}[]> {
    return this.deleteQueues(() => expiredQueues(this.parts.queues).map(({topic, queueId}) => ({topic, queueId})))
  }

  deleteExpired(options: {now?: boolean} = {}): Promise<number> {
    const {segments, queues, index, rules, now, background} = this.parts
    return background.exclusive(() => deleteExpiredFiles({segments, queues, index, rules, now}, options.now === true))
  }

  onArrival(listener: (arrival: Arrival) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  stats(): StoreStats {
    const {log, queues, background} = this.parts
    return {
      ...this.counters,
      commitLogMinOffset: log.minOffset,
      commitLogMaxOffset: log.maxOffset,
      commitLogSize: log.segments.fileCount * log.segments.fileSize,
      queueCount: [...queues.all()].length,
      diskUsedRatio: this.diskRatio,
      backgroundFailure: background.failure,
    }
  }

  async flush(): Promise<void> {
    await this.parts.log.settle()
    await this.parts.background.exclusive(() => this.parts.background.moveCheckpoint())
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    clearInterval(this.cleaning)
    const {background, files, lock, abortFile, folder, deleteFolderOnClose} = this.parts
    background.stop()
    try {
      // what cannot be brought to the disk leaves `abort` behind, and the next start recovers
      await this.flush()
      await unlink(abortFile)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new MqError('STORE_FAILED', `The store could not be closed cleanly: ${reason}`, {
        cause: error,
        facts: {folder},
      })
    } finally {
      await background.exclusive(() => files.closeAll())
      await lock.release()
      if (deleteFolderOnClose) await rm(folder, {recursive: true, force: true})
    }
  }

  private measure(message: NewMessage): RecordMeasure {
    const {maxMessageSize, segments} = this.parts
    if (message.body.length > maxMessageSize)
      throw new UsageError(`The body takes ${message.body.length} bytes, more than ${maxMessageSize}`)
    if (!isTopicName(message.topic)) throw new UsageError(`Not a topic name: ${JSON.stringify(message.topic)}`)
    if (message.queueId < 0) throw new UsageError(`There is no queue ${message.queueId}`)
    const measure = measureRecord(message, this.storeHost)
    if (measure.size + blankSize > segments.fileSize)
      throw new UsageError(`The message takes ${measure.size} bytes, more than a commit log file holds`)
    return measure
  }

  private place(message: NewMessage, measure: RecordMeasure, storeTimestamp: number): Placed {
    const queue = isQueued(message.sysFlag) ? this.parts.queues.getOrCreate(message.topic, message.queueId) : undefined
    const {bytes, at, physicalOffset} = this.parts.log.place(measure.size)
    const queueOffset = queue === undefined ? 0 : queue.nextOffset++
    const {storeHost} = this
    writeRecord(bytes, at, message, {queueOffset, physicalOffset, storeTimestamp, storeHost}, measure)
    return {message, queue, place: {queueOffset, physicalOffset, storeTimestamp, size: measure.size}}
  }

  /** The message is safe: readers may see it. */
  private publish({message, queue, place}: Placed): void {
    const {background, delayLevels, index, withIndex} = this.parts
    const {physicalOffset, storeTimestamp, size} = place
    background.last = place
    this.counters.putCount++
    this.counters.putBytes += size
    if (withIndex) index.add(message, physicalOffset, storeTimestamp)
    if (queue === undefined) return
    const {topic, queueId, properties} = message
    const tagsCode = queueTagsCode(topic, properties, storeTimestamp, delayLevels)
    queue.add(physicalOffset, size, tagsCode)
    background.added(queue)
    if (this.listeners.size === 0) return
    const arrival = {topic, queueId, tagsCode, properties, queueOffset: place.queueOffset, storeTimestamp}
    for (const listener of this.listeners) {
      try {
        listener(arrival)
      } catch (error) {
        // a fault of its own must neither undo the append nor be lost
        setImmediate(() => {
          throw error
        })
      }
    }
  }

  /**
   * Recovery would find the records of a deleted queue again: so they must lie before the checkpoint, and the queue must stand
   * still while it moves.
   */
  private async deleteQueues<T extends {topic: string; queueId: number}>(choose: () => T[]): Promise<T[]> {
    const {background, log, queues} = this.parts
    return background.exclusive(async () => {
      const state = (chosen: T[]) =>
        chosen.map(({topic, queueId}) => `${topic}/${queueId}/${queues.get(topic, queueId)?.nextOffset}`).join()
      for (let tries = 1; ; tries++) {
        const before = state(choose())
        await log.settle()
        await background.moveCheckpoint()
        const chosen = choose()
        if (state(chosen) !== before && tries < deleteTries) continue
        for (const {topic, queueId} of chosen) {
          const queue = queues.get(topic, queueId)
          if (queue !== undefined) background.forget(queue)
          await queues.delete(topic, queueId)
        }
        return chosen
      }
    })
  }

  private clean(): void {
    const watch = async () => {
      this.diskRatio = await diskUsedRatio(this.parts.segments.folder)
      await this.deleteExpired()
    }
    watch().catch(error => {
      this.parts.background.failure = error instanceof Error ? error : new Error(String(error))
    })
  }
}
