/**
 * Delivers timer messages: they wait in `rmq_sys_wheel_timer` with their time in a property, and are stored again under their real topic
 * when it has come (Java `TimerMessageStore`). Where Java has a wheel of slots on the disk, we find what waits by reading that queue
 * at the start; progress is in `config/timercheck`, where Java looks for it.
 *
 * ```
 * timercheck := lastReadTime:int64 logPosition:int64 queueOffset:int64 masterOffset:int64 stateVersion:int64 timestamp:int64
 *               counter:int64 mark:int64 lastReadTime:int64        zeros up to 4096 bytes; the last two are ours
 * ```
 */
import {mkdir, readFile, rename, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {decodeRecord, property, readLong, writeLong} from '../protocol/message/index.js'
import type {ServerLog} from '../remoting/server-log.js'
import type {NewMessage, Store} from '../store/types.js'
import {timerTopic} from './system-names.js'

const checkSize = 4096
const queueOffsetAt = 16
const markAt = 56
/** Behind it our own copy of the first field: when that differs, a Java broker has been here. */
const mark = 0x6d71_6164_6d69
const batchSize = 64
const longestSleepMs = 60_000
const safetyMs = 3000
const afterFailureMs = 1000

export class TimerService {
  /** Delivery time → queue offsets of what is due then. */
  private readonly slots = new Map<number, number[]>()
  /** The times of the slots, soonest first. */
  private readonly times: number[] = []
  /** All that was due up to here is delivered. */
  private deliveredUntil = 0
  /** Queue offsets that are being delivered. */
  private underWay: readonly number[] = []
  private end = 0
  private running: Promise<void> | undefined
  private stopped = false
  private saved = ''
  private wake: () => void = () => {}

  constructor(
    private readonly store: Store,
    private readonly log: ServerLog,
    private readonly file: string,
    /** Times are whole multiples of it. */
    private readonly precisionMs: number,
    private readonly longestDelayMs: number,
  ) {}

  get waitingCount(): number {
    let count = 0
    for (const offsets of this.slots.values()) count += offsets.length
    return count
  }

  /** Finds what waits and begins to deliver. */
  async start(): Promise<void> {
    const check = await this.loadCheck()
    this.deliveredUntil = check.deliveredUntil
    // of a Java broker's store: no message waits longer than the longest delay
    const from = check.ours
      ? check.queueOffset
      : await this.store.offsetByTime(timerTopic, 0, Date.now() - this.longestDelayMs)
    this.end = Math.max(from, this.store.minOffset(timerTopic, 0))
    await this.readWaiting()
    this.running = this.deliver()
  }

  /** Takes note of a message that was stored in the queue of waiting ones. */
  arrived(queueOffset: number, properties: ReadonlyMap<string, string>): void {
    this.end = Math.max(this.end, queueOffset + 1)
    this.add(Number(properties.get(property.timerOutMs) ?? 0), queueOffset)
  }

  private add(time: number, queueOffset: number): void {
    const slot = this.slots.get(time)
    if (slot) {
      slot.push(queueOffset)
      return
    }
    this.slots.set(time, [queueOffset])
    this.times.splice(this.place(time), 0, time)
    if (this.times[0] === time) this.wake()
  }

  /** Writes how far it is, if that has changed. While it runs a little less: a message may just be on its way into a past slot. */
  async saveIfChanged(): Promise<void> {
    const deliveredUntil = this.stopped ? this.deliveredUntil : Math.max(0, this.deliveredUntil - safetyMs)
    let oldest = this.end
    for (const offset of this.underWay) oldest = Math.min(oldest, offset)
    for (const offsets of this.slots.values()) for (const offset of offsets) oldest = Math.min(oldest, offset)
    const state = `${deliveredUntil} ${oldest}`
    if (state === this.saved) return
    const bytes = Buffer.alloc(checkSize)
    writeLong(bytes, deliveredUntil, 0)
    writeLong(bytes, oldest, queueOffsetAt)
    writeLong(bytes, oldest, queueOffsetAt + 8)
    writeLong(bytes, mark, markAt)
    writeLong(bytes, deliveredUntil, markAt + 8)
    await mkdir(dirname(this.file), {recursive: true})
    await writeFile(`${this.file}.tmp`, bytes)
    await rename(`${this.file}.tmp`, this.file)
    this.saved = state
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.wake()
    if (this.running === undefined) return
    await this.running
    await this.saveIfChanged()
  }

  private async deliver(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.deliverDue()
        await this.sleep(this.untilNext())
      } catch (error) {
        if (this.stopped) return
        this.log.error('cannot deliver timer messages', error)
        await this.sleep(afterFailureMs)
      }
    }
  }

  private async deliverDue(): Promise<void> {
    while (!this.stopped && this.untilNext() <= 0) {
      const time = this.times.shift() as number
      const offsets = this.slots.get(time) as number[]
      this.slots.delete(time)
      this.underWay = offsets
      let delivered = 0
      try {
        const messages = await this.messagesAt(offsets)
        for (; delivered < messages.length; delivered += batchSize)
          await this.store.appendBatch(messages.slice(delivered, delivered + batchSize))
      } catch (error) {
        for (const offset of offsets.slice(delivered)) this.add(time, offset)
        throw error
      } finally {
        this.underWay = []
      }
      this.deliveredUntil = Math.max(this.deliveredUntil, time)
    }
  }

  /** What is due, as it was sent, without what a delete message of the same time names. */
  private async messagesAt(offsets: readonly number[]): Promise<NewMessage[]> {
    const messages: NewMessage[] = []
    const deleted = new Set<string>()
    for (const offset of offsets) {
      const [entry] = await this.store.queueEntries(timerTopic, 0, offset, 1)
      const record = entry && (await this.store.recordAt(entry.physicalOffset))
      if (!record) {
        this.log.warn(`a timer message is gone: the file of ${offset}@${timerTopic} has expired`)
        continue
      }
      const message = decodeRecord(record)
      const target = message.properties.get(property.timerDeleteUniqueKey)
      if (target !== undefined) deleted.add(target)
      else
        messages.push({
          ...message,
          topic: message.properties.get(property.realTopic) ?? message.topic,
          queueId: Number(message.properties.get(property.realQueueId) ?? message.queueId),
        })
    }
    return messages.filter(({properties}) => !deleted.has(properties.get(property.uniqueKey) ?? ''))
  }

  /** ms until the next slot is over: its messages are due within it, none may come early. */
  private untilNext(): number {
    const next = this.times[0]
    return next === undefined ? longestSleepMs : next + this.precisionMs - Date.now()
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopped) return Promise.resolve()
    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer)
        this.wake = () => {}
        resolve()
      }
      const timer = setTimeout(wake, Math.min(Math.max(ms, 0), longestSleepMs))
      this.wake = wake
    })
  }

  private async readWaiting(): Promise<void> {
    for (;;) {
      const {records, nextOffset} = await this.store.read(timerTopic, 0, this.end)
      for (const bytes of records) {
        const {queueOffset, properties} = decodeRecord(bytes)
        const time = Number(properties.get(property.timerOutMs) ?? 0)
        if (time > this.deliveredUntil) this.add(time, queueOffset)
        this.end = queueOffset + 1
      }
      if (records.length === 0 && nextOffset <= this.end) return
      this.end = Math.max(this.end, nextOffset)
    }
  }

  private async loadCheck(): Promise<{deliveredUntil: number; queueOffset: number; ours: boolean}> {
    try {
      const bytes = await readFile(this.file)
      if (bytes.length < markAt) return {deliveredUntil: 0, queueOffset: 0, ours: false}
      const deliveredUntil = readLong(bytes, 0)
      const marked = bytes.length >= markAt + 16 && readLong(bytes, markAt) === mark
      return {
        deliveredUntil,
        queueOffset: readLong(bytes, queueOffsetAt),
        ours: marked && readLong(bytes, markAt + 8) === deliveredUntil,
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      return {deliveredUntil: 0, queueOffset: 0, ours: true}
    }
  }

  /** Where a time belongs among the others. */
  private place(time: number): number {
    let low = 0
    let high = this.times.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.times[middle] as number) < time) low = middle + 1
      else high = middle
    }
    return low
  }
}
