/**
 * The commit log: records back to back in large files, never one over the border of two.
 *
 * Appends are written into memory at once, and one loop brings what has gathered to the files: whoever appends while a write is
 * under way shares the next one (and its fdatasync). The newest part stays in memory for consumers that keep up.
 */
import {MqError} from '../errors.js'
import {magicBlank, magicV1, magicV2, readLong, recordField} from '../protocol/message/index.js'
import type {SegmentFiles} from './segment-files.js'

/** At the end of a file: its unused bytes, then the magic. */
export const blankSize = 8
/** Up to and with the physical offset. */
const recordHead = 36
const chunkSize = 1024 * 1024
const maxSpare = 4
/** Appends wait while more than this is not yet written. */
const maxUnwritten = 16 * 1024 * 1024

interface Chunk {
  /** Commit log offset of its first byte. */
  start: number
  bytes: Buffer
  used: number
  written: number
}

interface Waiting {
  end: number
  commit(): void
  fail(error: MqError): void
}

/** Room for one record. */
export interface Place {
  bytes: Buffer
  at: number
  physicalOffset: number
}

export class CommitLog {
  /** Where the next record goes. */
  private end = 0
  /** All before it is as safe as the flush type says. */
  private safe = 0
  private chunks: Chunk[] = []
  /** Memory of chunks that are let go, for the next ones. */
  private spare: Buffer[] = []
  private waiting: Waiting[] = []
  private flushing: Promise<void> | undefined
  private room: {promise: Promise<void>; open(): void} | undefined
  /** A failed write may have left bytes behind `safe`. */
  private dirtyEnd = false

  constructor(
    readonly segments: SegmentFiles,
    private readonly syncFlush: boolean,
    private readonly tailCacheSize: number,
    /** Called when appends failed and what they were given is void. */
    private readonly onRollback: () => void,
  ) {}

  /** Sets the end after recovery. */
  startAt(end: number): void {
    this.end = end
    this.safe = end
    this.chunks = []
  }

  get minOffset(): number {
    return this.segments.start
  }

  /** One past the last safe byte. */
  get maxOffset(): number {
    return this.safe
  }

  get isFull(): boolean {
    return this.end - this.safe > maxUnwritten
  }

  /** Waits while too much is unwritten. */
  async waitForRoom(): Promise<void> {
    while (this.isFull) {
      if (this.room === undefined) {
        let open = () => {}
        const promise = new Promise<void>(resolve => {
          open = resolve
        })
        this.room = {promise, open}
      }
      await this.room.promise
    }
  }

  /** Room for a record of `size` bytes, in the next file when this one is too full. */
  place(size: number): Place {
    const {fileSize} = this.segments
    const left = fileSize - (this.end % fileSize)
    if (size + blankSize > left) {
      const blank = this.take(blankSize)
      blank.bytes.writeInt32BE(left, blank.at)
      blank.bytes.writeInt32BE(magicBlank, blank.at + 4)
      this.end += left - blankSize
    }
    return this.take(size)
  }

  /** Resolves through `commit` once all that was placed is safe. */
  commit(commit: () => void, fail: (error: MqError) => void): void {
    this.waiting.push({end: this.end, commit, fail})
    this.flushing ??= this.flushLoop()
  }

  /** A copy of the bytes from memory, if they are still there. Only for offsets below {@link maxOffset}. */
  cached(offset: number, size: number): Buffer | undefined {
    for (let i = this.chunks.length - 1; i >= 0; i--) {
      const chunk = this.chunks[i] as Chunk
      if (offset < chunk.start) continue
      const at = offset - chunk.start
      return at + size <= chunk.used ? Buffer.from(chunk.bytes.subarray(at, at + size)) : undefined
    }
    return undefined
  }

  async read(offset: number, size: number): Promise<Buffer> {
    return this.cached(offset, size) ?? this.segments.read(offset, size)
  }

  /** The record that begins at an offset; undefined when none does. */
  async recordAt(offset: number): Promise<Buffer | undefined> {
    if (offset < this.minOffset || offset + recordHead > this.safe) return undefined
    const head = await this.read(offset, recordHead)
    if (head.length < recordHead) return undefined
    const magic = head.readInt32BE(recordField.magic)
    const size = head.readInt32BE(0)
    const isRecord = (magic === magicV1 || magic === magicV2) && size > recordHead && offset + size <= this.safe
    if (!isRecord || readLong(head, recordField.physicalOffset) !== offset) return undefined
    const record = await this.read(offset, size)
    return record.length === size ? record : undefined
  }

  /** Resolves when nothing is under way. */
  async settle(): Promise<void> {
    while (this.flushing !== undefined) await this.flushing
  }

  async sync(): Promise<void> {
    await this.segments.sync()
  }

  private take(size: number): Place {
    let chunk = this.chunks.at(-1)
    if (chunk === undefined || chunk.start + chunk.used !== this.end || chunk.used + size > chunk.bytes.length) {
      const bytes = size <= chunkSize ? this.spare.pop() : undefined
      chunk = {start: this.end, bytes: bytes ?? Buffer.allocUnsafeSlow(Math.max(chunkSize, size)), used: 0, written: 0}
      this.chunks.push(chunk)
    }
    const place = {bytes: chunk.bytes, at: chunk.used, physicalOffset: this.end}
    chunk.used += size
    this.end += size
    return place
  }

  private async flushLoop(): Promise<void> {
    // what else this turn of the event loop brings joins in
    await new Promise(resolve => setImmediate(resolve))
    while (this.waiting.length > 0) {
      const count = this.waiting.length
      const end = (this.waiting[count - 1] as Waiting).end
      try {
        await this.writeUpTo(end)
      } catch (error) {
        this.rollBack(error)
        continue
      }
      this.safe = end
      for (const waiting of this.waiting.splice(0, count)) waiting.commit()
      this.forget()
      this.openRoom()
    }
    this.flushing = undefined
  }

  private async writeUpTo(end: number): Promise<void> {
    if (this.dirtyEnd) {
      await this.segments.cut(this.safe)
      this.dirtyEnd = false
    }
    for (const chunk of this.chunks) {
      const used = Math.min(chunk.used, end - chunk.start)
      if (chunk.written >= used) continue
      await this.segments.write(chunk.start + chunk.written, chunk.bytes.subarray(chunk.written, used))
      chunk.written = used
    }
    if (this.syncFlush) await this.segments.sync()
  }

  private rollBack(cause: unknown): void {
    const failed = this.waiting.splice(0)
    this.end = this.safe
    this.dirtyEnd = true
    this.chunks = this.chunks.filter(chunk => chunk.start < this.safe)
    const last = this.chunks.at(-1)
    if (last !== undefined) last.used = last.written = Math.min(last.used, this.safe - last.start)
    this.onRollback()
    const reason = cause instanceof Error ? cause.message : String(cause)
    const error = new MqError('STORE_FAILED', `The store cannot write to ${this.segments.folder}: ${reason}`, {
      cause,
      facts: {folder: this.segments.folder},
      hint: 'check the space and permissions of the disk: the broker goes on when it can write again',
    })
    for (const waiting of failed) waiting.fail(error)
    this.openRoom()
  }

  /** Lets go of the oldest chunks beyond the cache size. */
  private forget(): void {
    let size = 0
    for (const chunk of this.chunks) size += chunk.bytes.length
    while (size > this.tailCacheSize && this.chunks.length > 1) {
      const chunk = this.chunks[0] as Chunk
      if (chunk.written < chunk.used) return
      this.chunks.shift()
      size -= chunk.bytes.length
      if (chunk.bytes.length === chunkSize && this.spare.length < maxSpare) this.spare.push(chunk.bytes)
    }
  }

  private openRoom(): void {
    const {room} = this
    this.room = undefined
    room?.open()
  }
}
