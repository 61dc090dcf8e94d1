/**
 * One index file: from the hash of `topic#key` to commit log offsets.
 *
 * ```
 * file   := header { slot:int32 } { entry }                                    40 + 4 x 5,000,000 + 20 x 20,000,000 bytes, sparse
 * header := beginTimestamp:int64 endTimestamp:int64 beginPhyOffset:int64 endPhyOffset:int64 hashSlotCount:int32 indexCount:int32
 * entry  := keyHash:int32 phyOffset:int64 secondsSinceBegin:int32 previous:int32
 * ```
 *
 * A slot holds the number of its newest entry, which leads to the one before it; entry 0 is never used. Entries are added in
 * batches: first they go to the disk, then the slots that point at them, then the header. So a slot may point behind
 * `indexCount` after a crash, but always at a sound entry: {@link IndexFile.repair} follows it back to those that count.
 */
import {readLong, writeLong} from '../protocol/message/index.js'
import type {IndexKeys} from './index-keys.js'
import type {OpenFiles} from './open-files.js'

const headerSize = 40
const slotSize = 4
const entrySize = 20
const pageSize = 4096
/** More than any batch has keys. */
const indexFactor = 2 ** 20
/** Neighbouring pages of slots are read and written together up to this. */
const maxRun = 128 * 1024

export interface IndexGeometry {
  slots: number
  entries: number
}

export const indexFileSize = ({slots, entries}: IndexGeometry): number =>
  headerSize + slots * slotSize + entries * entrySize

export interface IndexHeader {
  beginTimestamp: number
  endTimestamp: number
  beginPhyOffset: number
  endPhyOffset: number
  hashSlotCount: number
  /** Number of the next entry; 1 in an empty file. */
  indexCount: number
}

/** Memory that additions need again and again: given back each time it would only wait for the collector. */
export class IndexWorkspace {
  readonly pages = Buffer.allocUnsafeSlow(maxRun)
  entries = Buffer.alloc(0)
  order = new Float64Array(0)

  /** Room for so many keys. */
  reserve(count: number): void {
    if (this.order.length >= count) return
    this.entries = Buffer.allocUnsafeSlow(count * entrySize)
    this.order = new Float64Array(count)
  }
}

export class IndexFile {
  header: IndexHeader = {
    beginTimestamp: 0,
    endTimestamp: 0,
    beginPhyOffset: 0,
    endPhyOffset: 0,
    hashSlotCount: 0,
    indexCount: 1,
  }

  /** An addition failed half-way: slots may point behind `indexCount`. */
  private needsRepair = false

  constructor(
    private readonly files: OpenFiles,
    readonly path: string,
    private readonly geometry: IndexGeometry,
    private readonly workspace = new IndexWorkspace(),
  ) {}

  async create(): Promise<this> {
    await this.files.create(this.path, indexFileSize(this.geometry))
    return this
  }

  async load(): Promise<this> {
    const bytes = await this.readAt(0, headerSize)
    this.header = {
      beginTimestamp: readLong(bytes, 0),
      endTimestamp: readLong(bytes, 8),
      beginPhyOffset: readLong(bytes, 16),
      endPhyOffset: readLong(bytes, 24),
      hashSlotCount: bytes.readInt32BE(32),
      indexCount: Math.max(1, bytes.readInt32BE(36)),
    }
    return this
  }

  /** How many more entries fit. */
  get room(): number {
    return this.geometry.entries - this.header.indexCount
  }

  /** Adds the first `count` keys, in the order of their commit log offsets; no more than {@link room}. */
  async add(keys: IndexKeys, count: number): Promise<void> {
    if (count === 0) return
    if (this.needsRepair) await this.repair()
    const header = {...this.header}
    const last = count - 1
    if (header.indexCount === 1) {
      header.beginTimestamp = keys.storeTimestamps[0] as number
      header.beginPhyOffset = keys.physicalOffsets[0] as number
    }
    header.endTimestamp = keys.storeTimestamps[last] as number
    header.endPhyOffset = keys.physicalOffsets[last] as number
    this.workspace.reserve(count)
    const entries = this.workspace.entries.subarray(0, count * entrySize)
    for (let index = 0; index < count; index++) {
      const at = index * entrySize
      const seconds = Math.floor(((keys.storeTimestamps[index] as number) - header.beginTimestamp) / 1000)
      entries.writeInt32BE(keys.hashes[index] as number, at)
      writeLong(entries, keys.physicalOffsets[index] as number, at + 4)
      entries.writeInt32BE(Math.min(0x7fffffff, Math.max(0, seconds)), at + 12)
    }

    const order = this.orderBySlot(keys.hashes, count)
    // the first round only looks, so that keys of one slot see each other; the second writes
    await this.visitSlots(order, (slots, at, index) => {
      const value = slots.readInt32BE(at)
      const previous = value > 0 && value < header.indexCount + index ? value : 0
      if (previous === 0) header.hashSlotCount++
      entries.writeInt32BE(previous, index * entrySize + 16)
      slots.writeInt32BE(header.indexCount + index, at)
    })
    await this.files.write(this.path, entries, this.entryPosition(header.indexCount))
    await this.files.sync(this.path)
    this.needsRepair = true
    const newest = header.indexCount
    await this.visitSlots(order, (slots, at, index) => slots.writeInt32BE(newest + index, at), true)
    header.indexCount += count
    await this.writeHeader(header)
    this.needsRepair = false
  }

  /** Commit log offsets for a key hash whose (whole second) time lies between begin and end, newest first. */
  async find(keyHash: number, maxCount: number, begin: number, end: number): Promise<number[]> {
    const {beginTimestamp, indexCount} = this.header
    const found: number[] = []
    let number = (await this.readAt(headerSize + (keyHash % this.geometry.slots) * slotSize, slotSize)).readInt32BE(0)
    while (number > 0 && found.length < maxCount) {
      const entry = await this.readAt(this.entryPosition(number), entrySize)
      const time = beginTimestamp + entry.readInt32BE(12) * 1000
      // the time is rounded down by up to a second
      if (time + 999 < begin) break
      if (number < indexCount && entry.readInt32BE(0) === keyHash && time <= end) found.push(readLong(entry, 4))
      const previous = entry.readInt32BE(16)
      if (previous >= number) break
      number = previous
    }
    return found
  }

  /** Makes slots that point behind `indexCount` point at the newest entry before it. Call after a crash. */
  async repair(): Promise<void> {
    const {indexCount} = this.header
    for (let start = 0; start < this.geometry.slots * slotSize; start += maxRun) {
      const length = Math.min(maxRun, this.geometry.slots * slotSize - start)
      const slots = await this.readAt(headerSize + start, length)
      let changed = false
      for (let at = 0; at < length; at += slotSize) {
        let number = slots.readInt32BE(at)
        if (number < indexCount) continue
        while (number >= indexCount) {
          const previous = (await this.readAt(this.entryPosition(number), entrySize)).readInt32BE(16)
          number = previous < number ? previous : 0
        }
        slots.writeInt32BE(Math.max(0, number), at)
        changed = true
      }
      if (changed) await this.files.write(this.path, slots, headerSize + start)
    }
    this.needsRepair = false
  }

  async sync(): Promise<void> {
    await this.files.sync(this.path)
  }

  async delete(): Promise<void> {
    await this.files.delete(this.path)
  }

  /** `slot * 2^20 + index` of the keys, ascending: one slot's keys stay in their order. */
  private orderBySlot(hashes: Int32Array, count: number): Float64Array {
    const order = this.workspace.order.subarray(0, count)
    for (let index = 0; index < count; index++)
      order[index] = ((hashes[index] as number) % this.geometry.slots) * indexFactor + index
    return order.sort()
  }

  /** Runs over the pages of slots in order; with `write` they are written back. */
  private async visitSlots(
    order: Float64Array,
    visit: (page: Buffer, at: number, index: number) => void,
    write = false,
  ): Promise<void> {
    const slotByte = (position: number) => Math.floor((order[position] as number) / indexFactor) * slotSize
    const pageOf = (position: number) => Math.floor(slotByte(position) / pageSize)
    for (let from = 0; from < order.length; ) {
      const start = pageOf(from) * pageSize
      let to = from + 1
      while (to < order.length && pageOf(to) - pageOf(to - 1) <= 1 && (pageOf(to) + 1) * pageSize - start <= maxRun)
        to++
      const end = Math.min((pageOf(to - 1) + 1) * pageSize, this.geometry.slots * slotSize)
      const page = await this.readAt(headerSize + start, end - start, this.workspace.pages.subarray(0, end - start))
      for (let position = from; position < to; position++)
        visit(page, slotByte(position) - start, (order[position] as number) % indexFactor)
      if (write) await this.files.write(this.path, page, headerSize + start)
      from = to
    }
  }

  private async writeHeader(header: IndexHeader): Promise<void> {
    const bytes = Buffer.alloc(headerSize)
    writeLong(bytes, header.beginTimestamp, 0)
    writeLong(bytes, header.endTimestamp, 8)
    writeLong(bytes, header.beginPhyOffset, 16)
    writeLong(bytes, header.endPhyOffset, 24)
    bytes.writeInt32BE(header.hashSlotCount, 32)
    bytes.writeInt32BE(header.indexCount, 36)
    await this.files.write(this.path, bytes, 0)
    this.header = header
  }

  private entryPosition(number: number): number {
    return headerSize + this.geometry.slots * slotSize + number * entrySize
  }

  private async readAt(position: number, length: number, target = Buffer.alloc(length)): Promise<Buffer> {
    await this.files.read(this.path, target, position)
    return target
  }
}
