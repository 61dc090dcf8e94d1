/**
 * Delivers delayed messages: each level has a queue of `SCHEDULE_TOPIC_XXXX` whose units hold delivery times, in order; what is due is
 * stored again under its real topic (Java `ScheduleMessageService`). Progress is in `delayOffset.json`; after a crash the
 * messages since its last write are delivered once more.
 */
import type {DataVersion} from '../protocol/bodies/data-version.js'
import type {DelayOffsetTable} from '../protocol/bodies/offset.js'
import {decodeRecord, property} from '../protocol/message/index.js'
import type {ServerLog} from '../remoting/server-log.js'
import type {ConfigFile} from '../store/config-file.js'
import type {NewMessage, QueueEntry, Store} from '../store/types.js'
import {freshVersion, nextVersion} from './data-version.js'
import type {DelayLevels} from './delay-levels.js'
import {delayTopic} from './system-names.js'

/** Delivered at once, at most. */
const batchSize = 64
const longestSleepMs = 60_000
const afterFailureMs = 1000

export class DelayService {
  private version: DataVersion = freshVersion()
  /** Level → next unit of its queue. */
  private readonly offsets = new Map<number, number>()
  private readonly wakers = new Map<number, () => void>()
  /** Levels that got a message since they were last looked at. */
  private readonly notified = new Set<number>()
  private running: Promise<unknown> | undefined
  private stopped = false
  private dirty = false

  private constructor(
    private readonly store: Store,
    private readonly levels: DelayLevels,
    private readonly log: ServerLog,
    private readonly file: ConfigFile<DelayOffsetTable>,
  ) {}

  static async open(
    store: Store,
    levels: DelayLevels,
    log: ServerLog,
    file: ConfigFile<DelayOffsetTable>,
  ): Promise<DelayService> {
    const service = new DelayService(store, levels, log, file)
    const stored = await file.load()
    if (stored?.dataVersion) service.version = stored.dataVersion
    for (const [level, offset] of stored?.offsetTable ?? []) service.offsets.set(level, offset)
    return service
  }

  start(): void {
    const loops = this.levels.delays.map((_, index) => this.deliverLevel(index + 1))
    this.running = Promise.all(loops)
  }

  /** A message was stored for a level: its queue is looked at again. */
  arrived(queueId: number): void {
    this.notified.add(queueId + 1)
    this.wakers.get(queueId + 1)?.()
  }

  snapshot(): DelayOffsetTable {
    return {offsetTable: [...this.offsets], dataVersion: this.version}
  }

  /** Level, what is delivered, what there is: for the running information. */
  progress(): [level: number, consumed: number, max: number][] {
    return [...this.offsets].map(([level, offset]) => [level, offset, this.store.maxOffset(delayTopic, level - 1)])
  }

  async saveIfChanged(): Promise<void> {
    if (!this.dirty) return
    this.dirty = false
    this.version = nextVersion(this.version)
    await this.file.save(this.snapshot())
  }

  async stop(): Promise<void> {
    this.stopped = true
    for (const wake of [...this.wakers.values()]) wake()
    await this.running
    await this.saveIfChanged()
  }

  private async deliverLevel(level: number): Promise<void> {
    while (!this.stopped) {
      try {
        await this.sleep(level, await this.deliverDue(level))
      } catch (error) {
        if (this.stopped) return
        this.log.error(`cannot deliver the messages of delay level ${level}`, error)
        await this.sleep(level, afterFailureMs)
      }
    }
  }

  /** Delivers what is due; returns how long the next message, if there is one, has to wait. */
  private async deliverDue(level: number): Promise<number> {
    const queueId = level - 1
    while (!this.stopped) {
      this.notified.delete(level)
      const offset = Math.max(this.offsets.get(level) ?? 0, this.store.minOffset(delayTopic, queueId))
      const entries = await this.store.queueEntries(delayTopic, queueId, offset, batchSize)
      const now = Date.now()
      const waits = entries.findIndex(entry => this.deliveryTime(entry, level, now) > now)
      const due = waits < 0 ? entries : entries.slice(0, waits)
      if (due.length > 0) {
        await this.deliver(due)
        this.offsets.set(level, offset + due.length)
        this.dirty = true
      } else if (entries[0]) return this.deliveryTime(entries[0], level, now) - now
      else return longestSleepMs
    }
    return 0
  }

  /** No message waits longer than its level: the clock may have been set back. */
  private deliveryTime({tagsCode}: QueueEntry, level: number, now: number): number {
    return tagsCode > now + this.levels.delayMs(level) ? now : tagsCode
  }

  private async deliver(entries: readonly QueueEntry[]): Promise<void> {
    const messages: NewMessage[] = []
    for (const {physicalOffset} of entries) {
      const record = await this.store.recordAt(physicalOffset)
      if (record) messages.push(realMessage(record))
      else this.log.warn(`the delayed message at ${physicalOffset} is gone: its file has expired`)
    }
    if (messages.length > 0) await this.store.appendBatch(messages)
  }

  private sleep(level: number, ms: number): Promise<void> {
    if (this.stopped || this.notified.has(level)) return Promise.resolve()
    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer)
        this.wakers.delete(level)
        resolve()
      }
      const timer = setTimeout(wake, Math.min(ms, longestSleepMs))
      this.wakers.set(level, wake)
    })
  }
}

/** A waiting message as it was sent; its properties still name delay and target, as Java leaves them. */
function realMessage(bytes: Buffer): NewMessage {
  const record = decodeRecord(bytes)
  return {
    ...record,
    topic: record.properties.get(property.realTopic) ?? record.topic,
    queueId: Number(record.properties.get(property.realQueueId) ?? record.queueId),
  }
}
