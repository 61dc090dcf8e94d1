import {MqError} from '../../errors.js'

/** Reads little-endian numbers and RocksDB's varints one after the other. Throws {@link damaged} where the bytes end early. */
export class Bytes {
  at = 0

  constructor(
    readonly buffer: Buffer,
    /** What is read, for errors: `000011.sst`. */
    readonly name: string,
  ) {}

  get left(): number {
    return this.buffer.length - this.at
  }

  take(length: number): Buffer {
    if (length < 0 || length > this.left) throw damaged(this.name, 'it ends early')
    this.at += length
    return this.buffer.subarray(this.at - length, this.at)
  }

  u8(): number {
    return this.take(1).readUInt8()
  }

  u64(): number {
    return this.safe(this.take(8).readBigUInt64LE())
  }

  /** varint32 and varint64. */
  varint(): number {
    let value = 0n
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const byte = this.u8()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return this.safe(value)
    }
    throw damaged(this.name, 'a number has no end')
  }

  /** A length and so many bytes. */
  prefixed(): Buffer {
    return this.take(this.varint())
  }

  private safe(value: bigint): number {
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(this.name, `a number is too large: ${value}`)
    return Number(value)
  }
}

export const damaged = (name: string, why: string): MqError =>
  new MqError('STORE_FAILED', `${name} is damaged: ${why}`, {facts: {file: name}})

/** It may be sound, but is of a form that RocketMQ does not write. */
export const unknownForm = (name: string, what: string): MqError =>
  new MqError('STORE_FAILED', `${name} has ${what}, which is not read here`, {
    facts: {file: name},
    hint: 'ask the broker that has the store open: mqadmin store rocksdb-to-json --broker HOST:PORT',
  })

const table = Uint32Array.from({length: 256}, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1
  return rest
})

/** CRC-32C, masked as RocksDB stores it. */
export function maskedCrc(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] as number)
  crc = ~crc >>> 0
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
