/**
 * A file of a compaction topic's queue, as Java's brokers of 5.1 and later keep it (`CompactionLog`): records as in the commit log, one after
 * the other, then zeros or a blank to its end. Read-only, also while a broker writes to it.
 */
import {open} from 'node:fs/promises'
import {DecodeError, MqError} from '../errors.js'
import {decodeRecord, magicBlank, type StoredRecord} from '../protocol/message/index.js'

const windowSize = 4 * 1024 * 1024
const headSize = 8

/** Every record of a file in its order. Throws `NOT_FOUND` where there is none, and `STORE_FAILED` behind the last sound record of a damaged one. */
export async function* readCompactionLog(path: string): AsyncIterable<StoredRecord> {
  const file = await open(path, 'r').catch(error => notOpened(path, error))
  try {
    if (!(await file.stat()).isFile()) throw notALog(path, 'it is a folder: name one of the files in it')
    let window: Buffer = Buffer.alloc(0)
    for (let at = 0, start = 0; ; ) {
      const read = async (length: number): Promise<Buffer> => {
        if (at - start + length > window.length) {
          const wanted = Buffer.allocUnsafe(Math.max(windowSize, length))
          const {bytesRead} = await file.read(wanted, 0, wanted.length, at)
          window = wanted.subarray(0, bytesRead)
          start = at
        }
        return window.subarray(at - start, at - start + length)
      }
      const head = await read(headSize)
      if (head.length < headSize || head.readInt32BE(0) === 0 || head.readInt32BE(4) === magicBlank) return
      const size = head.readInt32BE(0)
      const {size: fileSize} = await file.stat()
      if (size < headSize || size > fileSize - at) throw notALog(path, `at byte ${at} is no record`)
      yield sound(await read(size), path, at)
      at += size
    }
  } finally {
    await file.close()
  }
}

function sound(bytes: Buffer, path: string, at: number): StoredRecord {
  try {
    return decodeRecord(bytes)
  } catch (error) {
    if (error instanceof DecodeError) throw notALog(path, `at byte ${at} is no record`)
    throw error
  }
}

function notOpened(path: string, error: NodeJS.ErrnoException): never {
  const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR'
  throw new MqError(missing ? 'NOT_FOUND' : 'STORE_FAILED', `cannot read ${path}: ${error.code}`, {
    cause: error,
    facts: {file: path},
    hint: missing ? 'the files of a broker lie below compaction/compactionLog/TOPIC/QUEUE of its store' : undefined,
  })
}

const notALog = (path: string, why: string): MqError =>
  new MqError('STORE_FAILED', `${path} is damaged or no compaction log: ${why}`, {facts: {file: path}})
