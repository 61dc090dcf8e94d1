/** Deleting old files (Java `CleanCommitLogService`, `CleanConsumeQueueService`). */
import {stat, statfs} from 'node:fs/promises'
import {scheduleTopic} from '../protocol/names.js'
import type {ConsumeQueue} from './consume-queue.js'
import type {MessageIndex} from './message-index.js'
import type {QueueTable} from './queue-table.js'
import type {SegmentFiles} from './segment-files.js'

const hourMs = 60 * 60 * 1000

export interface RetentionRules {
  fileReservedTime: number
  deleteWhen: string
  diskMaxUsedSpaceRatio: number
  diskForcedCleanRatio: number
}

export interface RetentionParts {
  segments: SegmentFiles
  queues: QueueTable
  index: MessageIndex
  rules: RetentionRules
  now: () => number
}

/** Used part of the disk a folder is on, 0 to 1; -1 when it cannot be told. */
export async function diskUsedRatio(folder: string): Promise<number> {
  try {
    const {blocks, bavail} = await statfs(folder)
    return blocks === 0 ? -1 : 1 - bavail / blocks
  } catch {
    return -1
  }
}

/** Deletes whole commit log files from the oldest on, never the last, then what only pointed at them; gives how many. */
export async function deleteExpiredFiles(parts: RetentionParts, atOnce: boolean): Promise<number> {
  const {segments, rules, now} = parts
  const ratio = (await diskUsedRatio(segments.folder)) * 100
  const isDue = atOnce || isDeleteHour(rules.deleteWhen, now()) || ratio > rules.diskMaxUsedSpaceRatio
  const isForced = ratio > rules.diskForcedCleanRatio
  if (!isDue && !isForced) return 0
  let count = 0
  while (segments.fileCount > 1) {
    const {mtimeMs} = await stat(segments.path(segments.start))
    if (!isForced && now() - mtimeMs < rules.fileReservedTime * hourMs) break
    await segments.deleteFirst()
    count++
    if (isForced && (await diskUsedRatio(segments.folder)) * 100 <= rules.diskForcedCleanRatio) break
  }
  if (count > 0) await followLogStart(parts)
  return count
}

async function followLogStart({segments, queues, index}: RetentionParts): Promise<void> {
  await queues.correctMins(segments.start)
  await index.deleteBefore(segments.start)
}

/** Queues that hold nothing but what is gone. Delayed messages' queues stay: their offsets are what delivery goes by. */
export const expiredQueues = (queues: QueueTable): ConsumeQueue[] =>
  [...queues.all()].filter(
    queue => queue.topic !== scheduleTopic && queue.nextOffset > 0 && queue.minOffset >= queue.nextOffset,
  )

function isDeleteHour(deleteWhen: string, now: number): boolean {
  const hour = new Date(now).getHours()
  return deleteWhen.split(';').some(text => text.trim() !== '' && Number(text) === hour)
}
