/**
 * The form of write-ahead logs and of MANIFEST files (`log_format.h`):
 *
 * ```
 * file   := { block }                         of 32 KiB each, the last may be shorter
 * block  := { record } rest                   fewer than 7 bytes, or zeros
 * record := crc:4 length:2 type:1 data        little-endian; the checksum is over type and data
 * type   := 1 whole | 2 first | 3 middle | 4 last
 * ```
 */
import {maskedCrc, unknownForm} from './bytes.js'

const blockSize = 32 * 1024
const headerSize = 7
const [whole, first, , last] = [1, 2, 3, 4]

export interface RecordLog {
  records: Buffer[]
  /** Bytes that do not match their checksum; the rest of their block is passed over, as RocksDB does with RocketMQ's settings. */
  unreadable: number
}

/** What breaks off at the end is left out: it is being written. */
export function readRecordLog(bytes: Buffer, name: string): RecordLog {
  const log: RecordLog = {records: [], unreadable: 0}
  let parts: Buffer[] | undefined
  for (let start = 0; start < bytes.length; start += blockSize) {
    const end = Math.min(start + blockSize, bytes.length)
    let at = start
    while (at + headerSize <= end) {
      const type = bytes.readUInt8(at + 6)
      const stop = at + headerSize + bytes.readUInt16LE(at + 4)
      if (type === 0) break
      if (stop > bytes.length) return log
      if (stop > end || maskedCrc(bytes.subarray(at + 6, stop)) !== bytes.readUInt32LE(at)) {
        log.unreadable += end - at
        parts = undefined
        break
      }
      if (type > last) throw unknownForm(name, `records of type ${type}`)
      if (type === whole || type === first) parts = []
      parts?.push(bytes.subarray(at + headerSize, stop))
      if (parts !== undefined && (type === whole || type === last)) {
        log.records.push(Buffer.concat(parts))
        parts = undefined
      }
      at = stop
    }
  }
  return log
}
