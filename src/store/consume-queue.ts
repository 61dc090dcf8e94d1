/**
 * One consume queue: a unit of 20 bytes for each message, in files of 300,000.
 *
 * ```
 * unit := physicalOffset:int64 size:int32 tagsCode:int64           blank := 0 2147483647 0
 * ```
 *
 * New units live in memory until the work behind the appends writes them; the newest stay for consumers that keep up.
 */
import {readLong, writeLong} from '../protocol/message/index.js'
import type {SegmentFiles} from './segment-files.js'
import type {QueueEntry} from './types.js'

export const unitSize = 20
const blankRecordSize = 0x7fffffff
/** Written units that stay in memory. */
const keptUnits = 512

export class ConsumeQueue {
  /** First unit whose record is still there. */
  minOffset = 0
  /** One past the last readable unit. */
  maxOffset = 0
  /** The place of the next append: ahead of {@link maxOffset} while appends are under way. */
  nextOffset = 0
  /** Units from {@link tailStart} to {@link maxOffset}. */
  private tail: Buffer = Buffer.alloc(0)
  private tailStart = 0
  /** Units before this one are in the files. */
  private written = 0
  private isDeleted = false

  constructor(
    readonly topic: string,
    readonly queueId: number,
    private readonly segments: SegmentFiles,
  ) {}

  get isWritten(): boolean {
    return this.written === this.maxOffset || this.isDeleted
  }

  /** Adds the unit at {@link maxOffset}. */
  add(physicalOffset: number, size: number, tagsCode: number): void {
    if (this.tail.length < (this.maxOffset + 1 - this.tailStart) * unitSize) this.makeRoom()
    const at = (this.maxOffset - this.tailStart) * unitSize
    writeUnit(this.tail, at, physicalOffset, size, tagsCode)
    this.maxOffset++
  }

  /**
   * Adds the unit of a message that must be at `queueOffset`. What is missing before it becomes blank; an empty queue begins in
   * the file of that offset, any other leaves out a message that lies files ahead: its offset is damaged. For recovery.
   */
  async addAt(queueOffset: number, physicalOffset: number, size: number, tagsCode: number): Promise<void> {
    const first = this.segments.fileStart(queueOffset * unitSize) / unitSize
    if (first > this.maxOffset) {
      if (this.maxOffset > 0) return
      await this.segments.cut(0)
      this.startAt(first, first)
    }
    while (this.maxOffset < queueOffset) this.add(0, blankRecordSize, 0)
    this.add(physicalOffset, size, tagsCode)
    this.nextOffset = this.maxOffset
  }

  /** Reads up to `count` units from `offset` on, as bytes. */
  async units(offset: number, count: number): Promise<Buffer> {
    const end = Math.min(offset + count, this.maxOffset)
    if (end <= offset) return Buffer.alloc(0)
    if (offset >= this.tailStart)
      return this.tail.subarray((offset - this.tailStart) * unitSize, (end - this.tailStart) * unitSize)
    return this.segments.read(offset * unitSize, (Math.min(end, this.written) - offset) * unitSize)
  }

  async entry(offset: number): Promise<QueueEntry | undefined> {
    if (offset < 0 || offset >= this.maxOffset) return undefined
    const bytes = await this.units(offset, 1)
    return bytes.length < unitSize ? undefined : readUnit(bytes, 0)
  }

  /** Writes what is only in memory. */
  async write(): Promise<void> {
    const {written, maxOffset} = this
    if (written === maxOffset || this.isDeleted) return
    const bytes = this.tail.subarray((written - this.tailStart) * unitSize, (maxOffset - this.tailStart) * unitSize)
    await this.segments.write(written * unitSize, bytes)
    this.written = maxOffset
  }

  /** Lets go of the units in memory that are in the files too. */
  releaseMemory(): void {
    if (!this.isWritten) return
    this.tail = Buffer.alloc(0)
    this.tailStart = this.maxOffset
  }

  async sync(): Promise<void> {
    await this.segments.sync()
  }

  /**
   * Finds the end of the queue in its files: units are valid up to the first without a size, or whose record begins at or
   * behind `logEnd`. The rest is cut; after a clean end there is none as a rule, and the files are left as they are.
   */
  async recover(logEnd: number, afterCrash: boolean): Promise<void> {
    const first = this.segments.start / unitSize
    const end = await this.firstWhere(first, Math.floor(this.segments.end / unitSize), unit => {
      return unit.size <= 0 || unit.physicalOffset < 0 || (!isBlank(unit) && unit.physicalOffset >= logEnd)
    })
    const next = await this.segments.read(end * unitSize, unitSize)
    const isEnd = next.every(byte => byte === 0) && this.segments.end - end * unitSize <= this.segments.fileSize
    if (afterCrash || !isEnd) await this.segments.cut(end * unitSize)
    this.startAt(end, first)
  }

  /** Removes the units from `offset` on. */
  async cut(offset: number): Promise<void> {
    await this.segments.cut(offset * unitSize)
    const min = Math.min(this.minOffset, offset)
    this.startAt(offset, min)
  }

  /** Moves {@link minOffset} to the first unit whose record is at or behind `logStart`, and deletes files before it. */
  async correctMin(logStart: number): Promise<void> {
    const from = Math.max(Math.min(this.maxOffset, this.segments.start / unitSize), this.minOffset)
    const isThere = (unit: QueueEntry) => !isBlank(unit) && unit.physicalOffset >= logStart
    const first = await this.entry(from)
    this.minOffset = first !== undefined && isThere(first) ? from : await this.firstWhere(from, this.maxOffset, isThere)
    if (this.isWritten) await this.segments.deleteBefore(this.minOffset * unitSize)
  }

  async delete(): Promise<void> {
    this.isDeleted = true
    await this.segments.deleteAll()
  }

  /** The first unit from `low` on that fulfils what all behind it fulfil too; `high` when none does. */
  async firstWhere(
    low: number,
    high: number,
    holds: (entry: QueueEntry, offset: number) => boolean | Promise<boolean>,
  ): Promise<number> {
    let from = low
    let to = high
    while (from < to) {
      const middle = Math.floor((from + to) / 2)
      const bytes =
        middle >= this.tailStart && middle < this.maxOffset
          ? await this.units(middle, 1)
          : await this.segments.read(middle * unitSize, unitSize)
      if (bytes.length < unitSize || (await holds(readUnit(bytes, 0), middle))) to = middle
      else from = middle + 1
    }
    return from
  }

  private startAt(offset: number, min: number): void {
    this.minOffset = min
    this.maxOffset = this.nextOffset = this.written = this.tailStart = offset
    this.tail = Buffer.alloc(0)
  }

  /** A larger or emptier tail: keeps all that is not written, and the newest of what is. */
  private makeRoom(): void {
    const from = Math.max(this.tailStart, Math.min(this.written, this.maxOffset - keptUnits))
    const kept = this.tail.subarray((from - this.tailStart) * unitSize, (this.maxOffset - this.tailStart) * unitSize)
    const grown = Buffer.alloc(Math.max(32 * unitSize, kept.length * 2))
    kept.copy(grown)
    this.tail = grown
    this.tailStart = from
  }
}

export const isBlank = (entry: QueueEntry): boolean => entry.size === blankRecordSize

export const readUnit = (bytes: Buffer, at: number): QueueEntry => ({
  physicalOffset: readLong(bytes, at),
  size: bytes.readInt32BE(at + 8),
  tagsCode: readLong(bytes, at + 12),
})

function writeUnit(bytes: Buffer, at: number, physicalOffset: number, size: number, tagsCode: number): void {
  writeLong(bytes, physicalOffset, at)
  bytes.writeInt32BE(size, at + 8)
  writeLong(bytes, tagsCode, at + 12)
}
