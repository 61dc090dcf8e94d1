/** Reads records from the commit log one after the other, as recovery does: until the first that is not sound. */

import {DecodeError} from '../errors.js'
import {decodeRecord, hasValidCrc, magicBlank, type StoredRecord} from '../protocol/message/index.js'
import {blankSize} from './commit-log.js'
import type {SegmentFiles} from './segment-files.js'

const windowSize = 4 * 1024 * 1024

export interface ScanOptions {
  checkCrc: boolean
  /** Stop before this offset. */
  until?: number
}

/** Calls `visit` for each sound record from `from` on; gives the offset behind the last one. */
export async function scanLog(
  segments: SegmentFiles,
  from: number,
  options: ScanOptions,
  visit: (record: StoredRecord) => void | Promise<void>,
): Promise<number> {
  let at = from
  let window: Buffer = Buffer.alloc(0)
  let windowStart = from
  /** A view of `length` bytes at `at`; shorter at the end of the files. */
  const view = async (length: number): Promise<Buffer> => {
    if (at + length > windowStart + window.length) {
      window = await segments.read(at, Math.max(windowSize, length))
      windowStart = at
    }
    return window.subarray(at - windowStart, at - windowStart + length)
  }
  const limit = options.until ?? segments.end
  while (at < limit) {
    const head = await view(blankSize)
    if (head.length < blankSize) return at
    const size = head.readInt32BE(0)
    const left = segments.fileSize - (at % segments.fileSize)
    if (head.readInt32BE(4) === magicBlank) {
      if (size !== left) return at
      at += left
      continue
    }
    if (size <= 0 || size > left) return at
    const record = soundRecord(await view(size), at, options.checkCrc)
    if (record === undefined) return at
    await visit(record)
    at += size
  }
  return at
}

/** The record these bytes are, if it is whole and says that it lies at this offset. */
export function soundRecord(bytes: Buffer, physicalOffset: number, checkCrc: boolean): StoredRecord | undefined {
  let record: StoredRecord
  try {
    record = decodeRecord(bytes)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
  if (record.physicalOffset !== physicalOffset || (checkCrc && !hasValidCrc(record))) return undefined
  return record
}
