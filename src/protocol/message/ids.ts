/** The two ids of a message: where its record is (offsetMsgId) and the one its producer gave it (UNIQ_KEY). */
import {DecodeError} from '../../errors.js'
import {type Host, ipFromBytes, ipToBytes} from './host.js'

export interface RecordPlace {
  /** The broker's address as it advertises itself. */
  host: Host
  /** Offset in its commit log. */
  offset: number
}

/** Upper-case hex of IP, port and commit log offset: 32 characters, or 56 for IPv6. */
export function formatOffsetMsgId({host, offset}: RecordPlace): string {
  const rest = Buffer.allocUnsafe(12)
  rest.writeInt32BE(host.port, 0)
  rest.writeBigInt64BE(BigInt(offset), 4)
  return (ipToBytes(host.ip).toString('hex') + rest.toString('hex')).toUpperCase()
}

/** Throws {@link DecodeError} for a text that is not such an id. A UNIQ_KEY has the same form: its host is then nonsense. */
export function parseOffsetMsgId(id: string): RecordPlace {
  const bytes = hexBytes(id, 'an offset message id')
  const ipLength = bytes.length - 12
  const offset = bytes.readBigInt64BE(ipLength + 4)
  if (offset < 0n || offset > BigInt(Number.MAX_SAFE_INTEGER))
    throw new DecodeError(`Not an offset message id: ${id} (its offset is out of range)`)
  return {
    host: {ip: ipFromBytes(bytes.subarray(0, ipLength)), port: bytes.readInt32BE(ipLength)},
    offset: Number(offset),
  }
}

function hexBytes(id: string, what: string): Buffer {
  if ((id.length !== 32 && id.length !== 56) || !/^[0-9a-fA-F]+$/.test(id))
    throw new DecodeError(`Not ${what}: ${JSON.stringify(id.slice(0, 80))} (expected 32 or 56 hexadecimal characters)`)
  return Buffer.from(id, 'hex')
}

interface UniqueIdSource {
  /** Of this machine. */
  ip: string
  pid: number
  /** Any constant per process; Java takes the hash of its class loader. */
  loaderHash: number
  now(): number
}

/**
 * Makes UNIQ_KEYs in Java's layout (`MessageClientIDSetter`), because its tools read the send time back from them:
 * IP, pid (16 bits), loader hash (32), ms since the start of the local month (32), counter (16).
 */
export function uniqueIds({ip, pid, loaderHash, now}: UniqueIdSource): () => string {
  const head = Buffer.alloc(6)
  head.writeUInt16BE(pid & 0xffff, 0)
  head.writeInt32BE(loaderHash | 0, 2)
  const prefix = ipToBytes(ip).toString('hex') + head.toString('hex')
  const tail = Buffer.alloc(6)
  let counter = 0
  let month = startOfMonth(now())
  return () => {
    const time = now()
    if (time >= month.next || time < month.start) month = startOfMonth(time)
    tail.writeUInt32BE(time - month.start, 0)
    tail.writeUInt16BE(counter++ & 0xffff, 4)
    return (prefix + tail.toString('hex')).toUpperCase()
  }
}

function startOfMonth(time: number): {start: number; next: number} {
  const date = new Date(time)
  const at = (months: number) => new Date(date.getFullYear(), date.getMonth() + months, 1).getTime()
  return {start: at(0), next: at(1)}
}

export interface UniqueId {
  ip: string
  pid: number
  /** When it was made, if that was within the last month and in this time zone: the id holds no more. */
  time: number
  counter: number
}

/** Throws {@link DecodeError} for a text that has not the length and letters of such an id. */
export function parseUniqueId(id: string, now: number): UniqueId {
  const bytes = hexBytes(id, 'a unique message id')
  const ipLength = bytes.length - 12
  const span = bytes.readUInt32BE(ipLength + 6)
  const date = new Date(now)
  const inMonth = (month: number) => new Date(date.getFullYear(), month, 1).getTime() + span
  const time = inMonth(date.getMonth())
  return {
    ip: ipFromBytes(bytes.subarray(0, ipLength)),
    pid: bytes.readUInt16BE(ipLength),
    time: time >= now ? inMonth(date.getMonth() - 1) : time,
    counter: bytes.readUInt16BE(ipLength + 10),
  }
}
