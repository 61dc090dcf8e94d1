/**
 * Remoting frames, in both header encodings.
 *
 * ```
 * frame  := length:int32  kind:int8 headerLength:uint24  header  body      length = 4 + headerLength + bodyLength
 * header := JSON text (kind 0)
 *         | code:int16 language:int8 version:int16 opaque:int32 flag:int32
 *           remarkLength:int32 remark  extLength:int32 { keyLength:int16 key valueLength:int32 value }   (kind 1)
 * ```
 *
 * A reply may come in another encoding than its request (Java 5.x always answers in its own): the kind of each frame decides.
 */
import {DecodeError, UsageError} from '../errors.js'
import {readJson} from './json.js'
import type {HeaderFields} from './request.js'

export type HeaderEncoding = 'json' | 'binary'

export interface Frame {
  encoding: HeaderEncoding
  /** Request code, or response code when `flag` has bit 0. */
  code: number
  /** Index into {@link languages}; -1 when the peer named one we do not know. */
  language: number
  version: number
  opaque: number
  /** Bit 0: a reply. Bit 1: one-way, no reply wanted. */
  flag: number
  remark?: string | undefined
  fields: HeaderFields
  body: Buffer
}

export const replyFlag = 1
export const onewayFlag = 2
export const isReply = (frame: Frame): boolean => (frame.flag & replyFlag) !== 0
export const isOneway = (frame: Frame): boolean => (frame.flag & onewayFlag) !== 0

/** The largest frame Java takes: `com.rocketmq.remoting.frameMaxLength`. */
export const maxFrameLength = 16 * 1024 * 1024
const maxHeaderLength = 0xffffff
const maxKeyLength = 0x7fff

export const languages = [
  'JAVA',
  'CPP',
  'DOTNET',
  'PYTHON',
  'DELPHI',
  'ERLANG',
  'RUBY',
  'OTHER',
  'HTTP',
  'GO',
  'PHP',
  'OMS',
  'RUST',
  'NODE_JS',
] as const
export type Language = (typeof languages)[number]

/** `V5_3_3` reads the same everywhere and no threshold lies above it; `NODE_JS` as a language breaks 4.9 servers, so we say JAVA. */
export const clientVersion = 479

/** Throws {@link UsageError} when the header is longer than a frame can say; the limit on the whole is the receiver's. */
export function encodeFrame(frame: Frame): Buffer {
  const header = frame.encoding === 'json' ? jsonHeader(frame) : binaryHeader(frame)
  if (header.length > maxHeaderLength) throw new UsageError(`a header of ${header.length} bytes fits no frame`)
  const prefix = Buffer.allocUnsafe(8)
  prefix.writeInt32BE(4 + header.length + frame.body.length, 0)
  prefix.writeUInt32BE((((frame.encoding === 'json' ? 0 : 1) << 24) | (header.length & 0xffffff)) >>> 0, 4)
  return Buffer.concat([prefix, header, frame.body])
}

function jsonHeader(frame: Frame): Buffer {
  return Buffer.from(
    JSON.stringify({
      code: frame.code,
      extFields: frame.fields,
      flag: frame.flag,
      language: languages[frame.language] ?? 'OTHER',
      opaque: frame.opaque,
      remark: frame.remark,
      serializeTypeCurrentRPC: 'JSON',
      version: frame.version,
    }),
  )
}

function binaryHeader(frame: Frame): Buffer {
  const remark = Buffer.from(frame.remark ?? '')
  const parts: Buffer[] = []
  for (const [key, value] of Object.entries(frame.fields)) {
    const keyBytes = Buffer.from(key)
    if (keyBytes.length > maxKeyLength) throw new UsageError(`a header key of ${keyBytes.length} bytes fits no frame`)
    const valueBytes = Buffer.from(value)
    const lengths = Buffer.allocUnsafe(6)
    lengths.writeInt16BE(keyBytes.length, 0)
    lengths.writeInt32BE(valueBytes.length, 2)
    parts.push(lengths.subarray(0, 2), keyBytes, lengths.subarray(2), valueBytes)
  }
  const ext = Buffer.concat(parts)
  const fixed = Buffer.allocUnsafe(17)
  fixed.writeInt16BE((frame.code << 16) >> 16, 0)
  fixed.writeInt8((frame.language << 24) >> 24, 2)
  fixed.writeInt16BE((frame.version << 16) >> 16, 3)
  fixed.writeInt32BE(frame.opaque, 5)
  fixed.writeInt32BE(frame.flag, 9)
  fixed.writeInt32BE(remark.length, 13)
  const extLength = Buffer.allocUnsafe(4)
  extLength.writeInt32BE(ext.length, 0)
  return Buffer.concat([fixed, remark, extLength, ext])
}

/** Decodes what follows the length word. Throws {@link DecodeError} (`BAD_FRAME`) on anything that is not a frame. */
export function decodeFrame(bytes: Buffer): Frame {
  if (bytes.length < 4) bad('shorter than its header word')
  const kind = bytes[0]
  const headerLength = bytes.readUInt32BE(0) & 0xffffff
  if (4 + headerLength > bytes.length) bad(`header of ${headerLength} bytes in a frame of ${bytes.length}`)
  const header = bytes.subarray(4, 4 + headerLength)
  const body = bytes.subarray(4 + headerLength)
  if (kind === 0) return fromJson(header, body)
  if (kind === 1) return fromBinary(header, body)
  return bad(`unknown header encoding ${kind}`)
}

function fromJson(header: Buffer, body: Buffer): Frame {
  let raw: unknown
  try {
    raw = readJson(header.toString('utf8'))
  } catch (error) {
    throw new DecodeError('not a RocketMQ frame: its header is not JSON', {code: 'BAD_FRAME', cause: error})
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) bad('its header is not an object')
  const source = raw as Record<string, unknown>
  const integer = (name: string) => {
    const item = source[name] ?? 0
    const value = typeof item === 'object' ? Number.NaN : Number(item)
    return value === (value | 0) ? value : bad(`its ${name} is not a 32-bit integer`)
  }
  const fields: HeaderFields = {}
  if (typeof source['extFields'] === 'object' && source['extFields'] !== null) {
    for (const [key, value] of Object.entries(source['extFields'])) {
      if (value !== null && typeof value !== 'object') fields[key] = String(value)
    }
  }
  const remark = source['remark']
  return {
    encoding: 'json',
    code: integer('code'),
    language: languageOf(source['language']),
    version: integer('version'),
    opaque: integer('opaque'),
    flag: integer('flag'),
    ...(remark === undefined || remark === null || typeof remark === 'object' ? {} : {remark: String(remark)}),
    fields,
    body,
  }
}

/** A name, or an ordinal as some clients send; Java takes a missing one for itself. */
function languageOf(raw: unknown): number {
  if (typeof raw === 'number') return languages[raw] === undefined ? -1 : raw
  return languages.indexOf((raw ?? 'JAVA') as Language)
}

function fromBinary(header: Buffer, body: Buffer): Frame {
  let at = 0
  const take = (length: number): Buffer => {
    if (length < 0 || at + length > header.length) bad('its binary header ends early')
    at += length
    return header.subarray(at - length, at)
  }
  const fixed = take(13)
  const remark = take(take(4).readInt32BE()).toString('utf8')
  const extLength = take(4).readInt32BE()
  const end = at + extLength
  if (extLength < 0 || end > header.length) bad('its binary header ends early')
  const fields: HeaderFields = {}
  while (at < end) {
    const key = take(take(2).readInt16BE()).toString('utf8')
    const value = take(take(4).readInt32BE()).toString('utf8')
    if (key !== '' && value !== '') fields[key] = value
  }
  if (at !== end) bad('its fields run over their announced length')
  return {
    encoding: 'binary',
    code: fixed.readInt16BE(0),
    language: fixed.readInt8(2),
    version: fixed.readInt16BE(3),
    opaque: fixed.readInt32BE(5),
    flag: fixed.readInt32BE(9),
    ...(remark === '' ? {} : {remark}),
    fields,
    body,
  }
}

function bad(what: string): never {
  throw new DecodeError(`not a RocketMQ frame: ${what}`, {code: 'BAD_FRAME'})
}

/** Cuts a byte stream into frames. Never allocates more than was received: an announced length is only compared with the limit. */
export class FrameReader {
  private chunks: Buffer[] = []
  private buffered = 0

  constructor(private readonly limit: number = maxFrameLength) {}

  /** Adds received bytes and returns the frames they complete. Throws {@link DecodeError} (`BAD_FRAME`); the stream is then of no use. */
  push(chunk: Buffer): Frame[] {
    this.chunks.push(chunk)
    this.buffered += chunk.length
    const frames: Frame[] = []
    while (this.buffered >= 4) {
      const length = this.peekLength()
      if (length < 4 || length + 4 > this.limit) bad(`it announces ${length} bytes, outside 4 to ${this.limit - 4}`)
      if (this.buffered < 4 + length) break
      frames.push(decodeFrame(this.take(4 + length).subarray(4)))
    }
    return frames
  }

  private peekLength(): number {
    const [first] = this.chunks as [Buffer]
    return first.length >= 4 ? first.readInt32BE(0) : this.joined().readInt32BE(0)
  }

  private joined(): Buffer {
    const all = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks)
    this.chunks = [all]
    return all
  }

  private take(length: number): Buffer {
    const all = this.joined()
    this.chunks = all.length === length ? [] : [all.subarray(length)]
    this.buffered -= length
    return all.subarray(0, length)
  }
}
