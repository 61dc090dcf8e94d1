/** Reading messages of one queue: what a pull asks for, and places by time. */
import {readLong, recordField, sysFlag} from '../protocol/message/index.js'
import type {CommitLog} from './commit-log.js'
import {type ConsumeQueue, isBlank, readUnit, unitSize} from './consume-queue.js'
import type {QueueEntry, ReadOptions, ReadResult, ReadStatus} from './types.js'

/** Units looked at in one read when a filter passes over most (Java: 16000 bytes). */
const maxScan = 800
const defaultCount = 32
const defaultBytes = 256 * 1024
/** Records that lie so near to each other are read from the disk at once. */
const maxGap = 32 * 1024
const maxRun = 1024 * 1024

interface Wanted extends QueueEntry {
  queueOffset: number
}

/** Java `DefaultMessageStore#getMessage`. */
export async function readQueue(
  log: CommitLog,
  queue: ConsumeQueue | undefined,
  offset: number,
  options: ReadOptions,
): Promise<ReadResult> {
  if (queue === undefined) return empty('NO_MATCHED_LOGIC_QUEUE', 0, 0, 0)
  const {minOffset, maxOffset} = queue
  const nothing = (status: ReadStatus, next: number) => empty(status, next, minOffset, maxOffset)
  if (maxOffset === 0) return nothing('NO_MESSAGE_IN_QUEUE', 0)
  if (offset < minOffset) return nothing('OFFSET_TOO_SMALL', minOffset)
  if (offset === maxOffset) return nothing('OFFSET_OVERFLOW_ONE', offset)
  if (offset > maxOffset) return nothing('OFFSET_OVERFLOW_BADLY', maxOffset)

  const {maxCount = defaultCount, maxBytes = defaultBytes, filter} = options
  const units = await queue.units(offset, filter === undefined ? maxCount : Math.max(maxScan, maxCount))
  const wanted: Wanted[] = []
  let next = offset
  let bytes = 0
  for (let at = 0; at < units.length && wanted.length < maxCount; at += unitSize) {
    const entry = readUnit(units, at)
    if (!isBlank(entry) && (filter === undefined || filter(entry.tagsCode))) {
      if (wanted.length > 0 && bytes + entry.size > maxBytes) break
      wanted.push({...entry, queueOffset: next})
      bytes += entry.size
    }
    next++
  }
  if (next === offset) return nothing('OFFSET_FOUND_NULL', offset + 1)

  const found = await readRecords(log, wanted)
  const records: Buffer[] = []
  const offsets: number[] = []
  for (const [index, record] of found.entries()) {
    if (record === undefined || options.recordFilter?.(record) === false) continue
    records.push(record)
    offsets.push((wanted[index] as Wanted).queueOffset)
  }
  const isGone = found.length > 0 && found.every(record => record === undefined)
  const status = records.length > 0 ? 'FOUND' : isGone ? 'MESSAGE_WAS_REMOVING' : 'NO_MATCHED_MESSAGE'
  return {status, nextOffset: next, minOffset: queue.minOffset, maxOffset: queue.maxOffset, records, offsets}
}

const empty = (status: ReadStatus, nextOffset: number, minOffset: number, maxOffset: number): ReadResult => ({
  status,
  nextOffset,
  minOffset,
  maxOffset,
  records: [],
  offsets: [],
})

/** The records of units, undefined where one is no longer there. */
async function readRecords(log: CommitLog, wanted: readonly Wanted[]): Promise<(Buffer | undefined)[]> {
  const records: (Buffer | undefined)[] = wanted.map(({physicalOffset, size}) => log.cached(physicalOffset, size))
  const reads: Promise<void>[] = []
  for (let from = 0; from < wanted.length; ) {
    if (records[from] !== undefined) {
      from++
      continue
    }
    const start = (wanted[from] as Wanted).physicalOffset
    let end = start
    let to = from
    for (; to < wanted.length && records[to] === undefined; to++) {
      const {physicalOffset, size} = wanted[to] as Wanted
      const isNear = physicalOffset >= end && physicalOffset - end <= maxGap && physicalOffset + size - start <= maxRun
      if (to > from && !isNear) break
      end = physicalOffset + size
    }
    reads.push(readRun(log, wanted, records, from, to, start, end - start))
    from = to
  }
  await Promise.all(reads)
  return records
}

async function readRun(
  log: CommitLog,
  wanted: readonly Wanted[],
  records: (Buffer | undefined)[],
  from: number,
  to: number,
  start: number,
  length: number,
): Promise<void> {
  const run = await log.read(start, length)
  for (let index = from; index < to; index++) {
    const {physicalOffset, size} = wanted[index] as Wanted
    const record = run.subarray(physicalOffset - start, physicalOffset - start + size)
    if (record.length === size && record.readInt32BE(0) === size) records[index] = record
  }
}

/** Enough of a record to know when it was stored, IPv6 or not. */
const headSize = 88

/** undefined when the record is gone. */
export async function storeTimeOf(log: CommitLog, {physicalOffset, size}: QueueEntry): Promise<number | undefined> {
  if (physicalOffset < log.minOffset || physicalOffset >= log.maxOffset) return undefined
  const head = await log.read(physicalOffset, Math.min(size, headSize))
  return head.length < headSize ? undefined : storeTimeIn(head)
}

export function storeTimeIn(record: Buffer): number {
  const hasV6 = (record.readInt32BE(recordField.sysFlag) & sysFlag.bornHostV6) !== 0
  return readLong(record, recordField.storeTimestamp + (hasV6 ? 12 : 0))
}

/** See `Store.offsetByTime`. */
export async function offsetByTime(
  log: CommitLog,
  queue: ConsumeQueue,
  time: number,
  boundary: 'LOWER' | 'UPPER',
): Promise<number> {
  const isBehind = async (entry: QueueEntry): Promise<boolean> => {
    const stored = isBlank(entry) ? undefined : await storeTimeOf(log, entry)
    return stored !== undefined && (boundary === 'LOWER' ? stored >= time : stored > time)
  }
  const first = await queue.firstWhere(queue.minOffset, queue.maxOffset, isBehind)
  return boundary === 'LOWER' ? first : Math.max(queue.minOffset, first - 1)
}
