/**
 * Finds out what a folder holds, after a clean end or any other, ours or Java's.
 *
 * Everything up to some record is known to be complete; from there the commit log is read, and each sound record goes into
 * its queue and the index again. The first record that is not sound ends the log: what follows is cut off.
 */
import type {StoredRecord} from '../protocol/message/index.js'
import type {Background} from './background.js'
import type {CheckpointValues} from './checkpoint.js'
import {blankSize} from './commit-log.js'
import {isBlank} from './consume-queue.js'
import {scanLog, soundRecord} from './log-scan.js'
import type {MessageIndex} from './message-index.js'
import {isTopicName, type QueueTable} from './queue-table.js'
import type {SegmentFiles} from './segment-files.js'
import {queueTagsCode} from './tags-code.js'
import type {QueueEntry} from './types.js'

/** So many records are taken in before their units and keys are written. */
const writeEvery = 16384

export interface RecoveryParts {
  segments: SegmentFiles
  queues: QueueTable
  index: MessageIndex
  background: Background
  checkpoint: CheckpointValues
  crashed: boolean
  checkCrc: boolean
  withIndex: boolean
  delayLevels: readonly number[]
}

/** Gives the end of the commit log. */
export async function recover(parts: RecoveryParts): Promise<number> {
  const {segments, queues, index, background} = parts
  // whoever removes the queues wants them made anew
  const known = (await queues.isMissing()) ? segments.start : await endOfKnown(parts)
  await queues.load(known ?? Number.POSITIVE_INFINITY, parts.crashed)
  const covered = known === undefined ? await lastQueued(queues) : undefined
  const coveredEnd = covered === undefined ? 0 : covered.physicalOffset + covered.size
  if (covered !== undefined) background.last = await readRecord(segments, covered.physicalOffset, false)
  const from = known ?? Math.max(segments.start, Math.min(coveredEnd, segments.end))
  await index.load(parts.crashed)

  let count = 0
  const end = await scanLog(segments, from, {checkCrc: parts.checkCrc}, async record => {
    await takeIn(parts, record)
    background.last = record
    if (++count % writeEvery === 0) await background.write()
  })
  // after a clean end nothing follows, and a file keeps the time of its last message
  if (parts.crashed || !(await isNothingBehind(segments, end))) await segments.cut(end)
  if (coveredEnd > end) for (const queue of queues.all()) await queue.recover(end, true)
  await background.write()
  await queues.correctMins(segments.start)
  return end
}

async function isNothingBehind(segments: SegmentFiles, end: number): Promise<boolean> {
  const next = await segments.read(end, blankSize)
  return next.every(byte => byte === 0) && segments.end - end <= segments.fileSize
}

/** The unit whose record lies last. */
async function lastQueued(queues: QueueTable): Promise<QueueEntry | undefined> {
  let last: QueueEntry | undefined
  for (const queue of queues.all()) {
    const entry = await queue.entry(queue.maxOffset - 1)
    if (entry !== undefined && !isBlank(entry) && entry.physicalOffset > (last?.physicalOffset ?? -1)) last = entry
  }
  return last
}

/**
 * An offset up to which queues and index are complete on the disk. Undefined: the queues themselves tell (Java, clean end).
 */
async function endOfKnown({
  segments,
  checkpoint,
  crashed,
  checkCrc,
  background,
}: RecoveryParts): Promise<number | undefined> {
  const {lastRecord} = checkpoint
  const record = lastRecord === undefined ? undefined : await readRecord(segments, lastRecord, checkCrc)
  if (record !== undefined) {
    background.last = record
    return record.physicalOffset + record.size
  }
  return crashed ? startAfterJavaCrash(segments, checkpoint) : undefined
}

/** The newest file that begins with a record stored some seconds before the checkpoint (Java `CommitLog#isMappedFileMatchedRecover`). */
async function startAfterJavaCrash(segments: SegmentFiles, checkpoint: CheckpointValues): Promise<number> {
  const safeTime = Math.min(checkpoint.physicMsgTimestamp, checkpoint.logicsMsgTimestamp) - 3000
  for (const start of [...segments.fileStarts()].reverse()) {
    const record = await readRecord(segments, start, false)
    if (record !== undefined && record.storeTimestamp > 0 && record.storeTimestamp <= safeTime) return start
  }
  return segments.start
}

/** The sound record that begins at an offset. */
async function readRecord(segments: SegmentFiles, at: number, checkCrc: boolean): Promise<StoredRecord | undefined> {
  if (at < segments.start || at >= segments.end) return undefined
  const head = await segments.read(at, 4)
  const size = head.length < 4 ? 0 : head.readInt32BE(0)
  if (size <= 0 || size > segments.fileSize) return undefined
  return soundRecord(await segments.read(at, size), at, checkCrc)
}

async function takeIn(
  {queues, index, background, withIndex, delayLevels}: RecoveryParts,
  record: StoredRecord,
): Promise<void> {
  const {physicalOffset, storeTimestamp} = record
  if (withIndex && physicalOffset >= index.indexedOffset) index.add(record, physicalOffset, storeTimestamp)
  if (!isQueued(record.sysFlag) || !isTopicName(record.topic) || record.queueId < 0 || record.queueOffset < 0) return
  const queue = queues.getOrCreate(record.topic, record.queueId)
  if (record.queueOffset < queue.maxOffset) {
    const unit = await queue.entry(record.queueOffset)
    if (unit !== undefined && !isBlank(unit) && unit.physicalOffset >= physicalOffset) return
    // the topic was deleted and made again: what the queue held before is gone
    await queue.cut(record.queueOffset)
  }
  const tagsCode = queueTagsCode(record.topic, record.properties, storeTimestamp, delayLevels)
  await queue.addAt(record.queueOffset, physicalOffset, record.size, tagsCode)
  background.added(queue)
}

/** Half and rolled back messages are in no queue of their own (Java `CommitLogDispatcherBuildConsumeQueue`). */
export const isQueued = (sysFlag: number): boolean => (sysFlag & 0xc) === 0 || (sysFlag & 0xc) === 0x8
