/**
 * A stored message: one layout for the commit log and for the answers of pull, view, query and pop.
 *
 * ```
 * record  := totalSize:int32 magic:int32 bodyCRC:int32 queueId:int32 flag:int32 queueOffset:int64 physicalOffset:int64
 *            sysFlag:int32 bornTimestamp:int64 bornHost storeTimestamp:int64 storeHost reconsumeTimes:int32
 *            preparedTransactionOffset:int64 bodyLength:int32 body topicLength topic propertiesLength:int16 properties
 * host    := ip (4 bytes, or 16 when sysFlag says so) port:int32
 * topicLength := int8 (V1) | int16 (V2, only for topics over 127 bytes, from 5.x)
 * ```
 *
 * We read both and write V1 only: 4.9 clients misread V2.
 */
import {crc32} from 'node:zlib'
import {DecodeError, UsageError} from '../../errors.js'
import {decodeBatch} from './batch.js'
import {decompress} from './compression.js'
import {type Host, ipFromBytes, ipToBytes, isIpv6} from './host.js'
import {readLong, writeLong} from './long.js'
import {formatProperties, maxPropertiesLength, parseProperties} from './properties.js'
import {compressionType, sysFlag as flags, withCompression} from './sys-flag.js'

export const magicV1 = -626843481
export const magicV2 = -626843477
/** Marks the unused end of a commit log file. */
export const magicBlank = -875286124

/** Where fields lie that are patched or read without decoding the record. */
export const recordField = {
  magic: 4,
  bodyCrc: 8,
  queueId: 12,
  queueOffset: 20,
  physicalOffset: 28,
  sysFlag: 36,
  bornTimestamp: 40,
  /** Later by 12 when the born host is IPv6. */
  storeTimestamp: 56,
} as const

/** What a record takes beside body, topic and properties when both hosts are IPv4. */
const fixedSize = 91

export interface MessageRecord {
  topic: string
  queueId: number
  /** Position in its queue. */
  queueOffset: number
  /** Position in the commit log. */
  physicalOffset: number
  /** The user's flag; means nothing to a broker. */
  flag: number
  sysFlag: number
  bornTimestamp: number
  bornHost: Host
  storeTimestamp: number
  storeHost: Host
  reconsumeTimes: number
  /** Commit log offset of the half message of a committed or rolled back one, else 0. */
  preparedTransactionOffset: number
  /** As stored, perhaps compressed: {@link bodyOf} gives what the producer sent. */
  body: Buffer
  properties: Map<string, string>
}

/** A record as it was read. */
export interface StoredRecord extends MessageRecord {
  /** CRC-32 of the stored body without its top bit; 0 when the writer left it out. */
  bodyCrc: number
  /** Bytes of the whole record. */
  size: number
}

/** Reads records that lie back to back, as in the answer to a pull. Bodies are views into `bytes`. Throws {@link DecodeError}. */
export function decodeRecords(bytes: Buffer): StoredRecord[] {
  const records: StoredRecord[] = []
  for (let at = 0; at < bytes.length; ) {
    const record = decodeRecord(bytes, at)
    records.push(record)
    at += record.size
  }
  return records
}

/** Reads the record that begins at `start`. Throws {@link DecodeError}. */
export function decodeRecord(bytes: Buffer, start = 0): StoredRecord {
  if (bytes.length - start < fixedSize) bad(start, 'ends early')
  const size = bytes.readInt32BE(start)
  if (size < fixedSize || size > bytes.length - start) bad(start, `has a size of ${size} bytes`)
  const magic = bytes.readInt32BE(start + recordField.magic)
  if (magic !== magicV1 && magic !== magicV2) bad(start, `has the magic 0x${(magic >>> 0).toString(16)}`)
  const end = start + size
  const sysFlag = bytes.readInt32BE(start + recordField.sysFlag)
  const bornIp = (sysFlag & flags.bornHostV6) === 0 ? 4 : 16
  const storeIp = (sysFlag & flags.storeHostV6) === 0 ? 4 : 16
  const topicLengthSize = magic === magicV1 ? 1 : 2

  const storeTimeAt = start + 52 + bornIp
  const afterHosts = storeTimeAt + 12 + storeIp
  const bodyAt = afterHosts + 16
  if (bodyAt + topicLengthSize + 2 > end) bad(start, 'ends early')
  const bodyLength = bytes.readInt32BE(afterHosts + 12)
  const bodyEnd = bodyAt + bodyLength
  if (bodyLength < 0 || bodyEnd + topicLengthSize + 2 > end) bad(start, `has a body of ${bodyLength} bytes`)
  const topicLength = topicLengthSize === 1 ? bytes.readUInt8(bodyEnd) : bytes.readUInt16BE(bodyEnd)
  const topicEnd = bodyEnd + topicLengthSize + topicLength
  if (topicEnd + 2 > end || bytes.readUInt16BE(topicEnd) !== end - topicEnd - 2)
    bad(start, 'has lengths that do not add up')

  return {
    topic: bytes.toString('utf8', bodyEnd + topicLengthSize, topicEnd),
    queueId: bytes.readInt32BE(start + recordField.queueId),
    queueOffset: readSafeLong(bytes, start + recordField.queueOffset, start, 'queueOffset'),
    physicalOffset: readSafeLong(bytes, start + recordField.physicalOffset, start, 'physicalOffset'),
    flag: bytes.readInt32BE(start + 16),
    sysFlag,
    bornTimestamp: readSafeLong(bytes, start + recordField.bornTimestamp, start, 'bornTimestamp'),
    bornHost: readHost(bytes, start + 48, bornIp),
    storeTimestamp: readSafeLong(bytes, storeTimeAt, start, 'storeTimestamp'),
    storeHost: readHost(bytes, storeTimeAt + 8, storeIp),
    reconsumeTimes: bytes.readInt32BE(afterHosts),
    preparedTransactionOffset: readSafeLong(bytes, afterHosts + 4, start, 'preparedTransactionOffset'),
    body: bytes.subarray(bodyAt, bodyEnd),
    properties: parseProperties(bytes.toString('utf8', topicEnd + 2, end)),
    bodyCrc: bytes.readInt32BE(start + recordField.bodyCrc),
    size,
  }
}

/** Does the stored CRC fit the stored body? True when the writer left it out or the body is empty. */
export const hasValidCrc = (record: StoredRecord): boolean =>
  record.bodyCrc === 0 || record.body.length === 0 || record.bodyCrc === bodyCrc(record.body)

/** CRC-32 as records hold it: without the top bit. */
export const bodyCrc = (body: Buffer): number => crc32(body) & 0x7fffffff

/** The body as the producer sent it. Throws {@link DecodeError} when it is not what its flags say, or would grow beyond 64 MiB. */
export async function bodyOf(message: Pick<MessageRecord, 'sysFlag' | 'body'>): Promise<Buffer> {
  const type = compressionType(message.sysFlag)
  return type === undefined ? message.body : decompress(type, message.body)
}

/**
 * The messages of a batch that a 5.x broker keeps as one record (topics with `queue.type=BatchCQ`), with consecutive queue
 * offsets; any other record as it is. Throws {@link DecodeError}.
 */
export async function unwrapBatch(record: StoredRecord): Promise<StoredRecord[]> {
  const wrapped = flags.needUnwrap | flags.innerBatch
  if ((record.sysFlag & wrapped) !== wrapped) return [record]
  const sysFlag = withCompression(record.sysFlag & ~wrapped, undefined)
  return decodeBatch(await bodyOf(record)).map(({flag, body, properties}, index) => ({
    ...record,
    queueOffset: record.queueOffset + index,
    flag,
    sysFlag,
    body,
    properties,
    bodyCrc: bodyCrc(body),
  }))
}

/** What a record will take; made by {@link measureRecord}. */
export interface RecordMeasure {
  size: number
  topicLength: number
  propertiesText: string
  propertiesLength: number
}

/** Throws {@link UsageError} for a topic or properties that no record can hold. */
export function measureRecord(
  record: Pick<MessageRecord, 'topic' | 'properties' | 'bornHost' | 'body'>,
  storeHost: Host,
): RecordMeasure {
  const topicLength = Buffer.byteLength(record.topic)
  const propertiesText = formatProperties(record.properties)
  const propertiesLength = Buffer.byteLength(propertiesText)
  if (topicLength > 127) throw new UsageError(`The topic takes ${topicLength} bytes, more than 127`)
  if (propertiesLength > maxPropertiesLength)
    throw new UsageError(`The properties of a message take ${propertiesLength} bytes, more than ${maxPropertiesLength}`)
  const hosts = (isIpv6(record.bornHost.ip) ? 12 : 0) + (isIpv6(storeHost.ip) ? 12 : 0)
  const size = fixedSize + hosts + record.body.length + topicLength + propertiesLength
  return {size, topicLength, propertiesText, propertiesLength}
}

/** Throws {@link UsageError} for a topic or properties that no record can hold. */
export function encodeRecord(record: MessageRecord): Buffer {
  const measure = measureRecord(record, record.storeHost)
  const bytes = Buffer.allocUnsafe(measure.size)
  writeRecord(bytes, 0, record, record, measure)
  return bytes
}

/** What a broker adds to a message. */
export type RecordPlacement = Pick<MessageRecord, 'queueOffset' | 'physicalOffset' | 'storeTimestamp' | 'storeHost'>

/** Writes a record of `measure.size` bytes into `bytes` at `start`. */
export function writeRecord(
  bytes: Buffer,
  start: number,
  record: Omit<MessageRecord, keyof RecordPlacement>,
  placement: RecordPlacement,
  measure: RecordMeasure,
): void {
  const {body} = record
  const sysFlag =
    (record.sysFlag & ~(flags.bornHostV6 | flags.storeHostV6)) |
    (isIpv6(record.bornHost.ip) ? flags.bornHostV6 : 0) |
    (isIpv6(placement.storeHost.ip) ? flags.storeHostV6 : 0)
  bytes.writeInt32BE(measure.size, start)
  bytes.writeInt32BE(magicV1, start + recordField.magic)
  bytes.writeInt32BE(bodyCrc(body), start + recordField.bodyCrc)
  bytes.writeInt32BE(record.queueId, start + recordField.queueId)
  bytes.writeInt32BE(record.flag, start + 16)
  writeLong(bytes, placement.queueOffset, start + recordField.queueOffset)
  writeLong(bytes, placement.physicalOffset, start + recordField.physicalOffset)
  bytes.writeInt32BE(sysFlag, start + recordField.sysFlag)
  writeLong(bytes, record.bornTimestamp, start + recordField.bornTimestamp)
  let at = writeHost(bytes, record.bornHost, start + 48)
  writeLong(bytes, placement.storeTimestamp, at)
  at = writeHost(bytes, placement.storeHost, at + 8)
  bytes.writeInt32BE(record.reconsumeTimes, at)
  writeLong(bytes, record.preparedTransactionOffset, at + 4)
  bytes.writeInt32BE(body.length, at + 12)
  at += 16
  body.copy(bytes, at)
  at = bytes.writeUInt8(measure.topicLength, at + body.length)
  bytes.write(record.topic, at)
  at = bytes.writeUInt16BE(measure.propertiesLength, at + measure.topicLength)
  bytes.write(measure.propertiesText, at)
}

function readSafeLong(bytes: Buffer, at: number, start: number, name: string): number {
  const value = readLong(bytes, at)
  return Number.isSafeInteger(value) ? value : bad(start, `has a ${name} beyond 2^53`)
}

const readHost = (bytes: Buffer, at: number, ipLength: number): Host => ({
  ip: ipFromBytes(bytes.subarray(at, at + ipLength)),
  port: bytes.readInt32BE(at + ipLength),
})

function writeHost(bytes: Buffer, host: Host, at: number): number {
  const ip = ipToBytes(host.ip)
  ip.copy(bytes, at)
  return bytes.writeInt32BE(host.port, at + ip.length)
}

function bad(at: number, what: string): never {
  throw new DecodeError(`Bad message record: the record at byte ${at} ${what}`)
}
