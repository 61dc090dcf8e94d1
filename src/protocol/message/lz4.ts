/**
 * The LZ4 frame format, as Java's `LZ4FrameOutputStream` writes it.
 *
 * ```
 * frame  := magic:0x184D2204 FLG:byte BD:byte [contentSize:8] [dictionary:4] headerChecksum:byte
 *           { block } endMark:0 [contentChecksum:4]                                              little-endian
 * block  := length:4 (top bit: stored as it is) data [blockChecksum:4]                           by FLG
 * data   := { token:byte literalLength+ literals [distance:2 matchLength+] }
 * ```
 *
 * Checksums are passed over: a record has its own.
 */
import {DecodeError} from '../../errors.js'

const magic = 0x184d2204
const maxBlock = 4 * 1024 * 1024
/** Version 1, independent blocks, no checksums, blocks up to 4 MiB; the checksum of just this header is a constant. */
const header = Buffer.from('04224d18607073', 'hex')

/** Throws {@link DecodeError} for anything but LZ4 frames, or when the output would be larger than `limit`. */
export function decompressLz4(bytes: Buffer, limit: number): Buffer {
  const output = new Output(limit, Math.min(limit, bytes.length * 4))
  let at = 0
  if (bytes.length === 0) throw new DecodeError('The body is not an LZ4 frame: it is empty')
  while (at < bytes.length) at = readFrame(bytes, at, output)
  return output.bytes()
}

/** One block without a frame around it, as other formats keep it. */
export function decompressLz4Block(block: Buffer, size: number): Buffer {
  const output = new Output(size, size)
  readBlock(block, output, 0)
  return output.bytes()
}

function readFrame(bytes: Buffer, start: number, output: Output): number {
  const need = (at: number, count: number): number => {
    if (at + count > bytes.length) throw new DecodeError('The LZ4 frame ends early')
    return at
  }
  const found = bytes.readUInt32LE(need(start, 7))
  if (found >>> 4 === 0x184d2a5)
    return need(start + 8, bytes.readUInt32LE(need(start + 4, 4))) + bytes.readUInt32LE(start + 4)
  if (found !== magic) throw new DecodeError('The body is not an LZ4 frame')
  const flags = bytes.readUInt8(start + 4)
  if (flags >> 6 !== 1) throw new DecodeError(`The LZ4 frame has the version ${flags >> 6}`)
  const hasDictionary = (flags & 1) !== 0
  if (hasDictionary) throw new DecodeError('The LZ4 frame needs a dictionary')
  const blockChecksum = (flags & 0x10) === 0 ? 0 : 4
  const contentChecksum = (flags & 4) === 0 ? 0 : 4
  let at = start + 7 + ((flags & 8) === 0 ? 0 : 8)
  const frameStart = output.length
  for (;;) {
    const word = bytes.readUInt32LE(need(at, 4))
    at += 4
    if (word === 0) break
    const length = word & 0x7fffffff
    const data = bytes.subarray(need(at, length + blockChecksum), at + length)
    if (word >>> 31 === 1) output.append(data, 0, length)
    else readBlock(data, output, frameStart)
    at += length + blockChecksum
  }
  return need(at, contentChecksum) + contentChecksum
}

function readBlock(data: Buffer, output: Output, frameStart: number): void {
  let at = 0
  const longLength = (length: number): number => {
    if (length < 15) return length
    let total = length
    for (;;) {
      const more = data[at++]
      if (more === undefined) throw new DecodeError('An LZ4 block ends early')
      total += more
      if (more !== 255) return total
    }
  }
  while (at < data.length) {
    const token = data[at++] as number
    const literals = longLength(token >> 4)
    if (at + literals > data.length) throw new DecodeError('An LZ4 block ends early')
    output.append(data, at, at + literals)
    at += literals
    if (at === data.length) return
    if (at + 2 > data.length) throw new DecodeError('An LZ4 block ends early')
    const distance = data.readUInt16LE(at)
    at += 2
    const length = longLength(token & 15) + 4
    if (distance === 0 || distance > output.length - frameStart)
      throw new DecodeError('An LZ4 block points before its beginning')
    output.repeat(distance, length)
  }
}

/** Bytes that grow up to a limit. */
class Output {
  length = 0
  private buffer: Buffer

  constructor(
    private readonly limit: number,
    expected: number,
  ) {
    this.buffer = Buffer.allocUnsafe(expected)
  }

  append(from: Buffer, start: number, end: number): void {
    this.reserve(end - start)
    from.copy(this.buffer, this.length, start, end)
    this.length += end - start
  }

  /** Copies what lies `distance` back; source and target may overlap, which repeats it. */
  repeat(distance: number, count: number): void {
    this.reserve(count)
    const {buffer} = this
    const end = this.length + count
    if (distance >= count) buffer.copyWithin(this.length, this.length - distance, end - distance)
    else for (let at = this.length; at < end; at++) buffer[at] = buffer[at - distance] as number
    this.length = end
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length)
  }

  private reserve(count: number): void {
    const wanted = this.length + count
    if (wanted <= this.buffer.length) return
    if (wanted > this.limit) throw new DecodeError(`The body would be larger than ${this.limit} bytes`)
    const grown = Buffer.allocUnsafe(Math.min(this.limit, Math.max(wanted, this.buffer.length * 2)))
    this.buffer.copy(grown, 0, 0, this.length)
    this.buffer = grown
  }
}

export function compressLz4(bytes: Buffer): Buffer {
  const parts: Buffer[] = [header]
  for (let start = 0; start < bytes.length; start += maxBlock) {
    const block = bytes.subarray(start, start + maxBlock)
    const packed = writeBlock(block)
    const length = Buffer.alloc(4)
    const smaller = packed !== undefined && packed.length < block.length
    length.writeUInt32LE(smaller ? packed.length : (block.length | 0x80000000) >>> 0, 0)
    parts.push(length, smaller ? packed : block)
  }
  parts.push(Buffer.alloc(4))
  return Buffer.concat(parts)
}

const hashBits = 14
const minMatch = 4
/** The format wants the last match to begin this far from the end, and the last 5 bytes as literals. */
const matchMargin = 12
const lastLiterals = 5

/** Greedy, with one candidate a hash; undefined when nothing is won. */
function writeBlock(block: Buffer): Buffer | undefined {
  const output = Buffer.allocUnsafe(block.length)
  const table = new Int32Array(1 << hashBits).fill(-1)
  let written = 0
  let anchor = 0
  let at = 0
  const putLength = (rest: number) => {
    for (; rest >= 255; rest -= 255) output[written++] = 255
    output[written++] = rest
  }
  /** Literals since the anchor, then a match; without one the block ends. False when it does not fit. */
  const put = (literals: number, matchLength: number, distance: number): boolean => {
    if (written + literals + literals / 255 + matchLength / 255 + 8 > output.length) return false
    const matchCode = matchLength === 0 ? 0 : matchLength - minMatch
    output[written++] = (Math.min(literals, 15) << 4) | Math.min(matchCode, 15)
    if (literals >= 15) putLength(literals - 15)
    written += block.copy(output, written, anchor, anchor + literals)
    if (matchLength === 0) return true
    written = output.writeUInt16LE(distance, written)
    if (matchCode >= 15) putLength(matchCode - 15)
    return true
  }
  while (at < block.length - matchMargin) {
    const sequence = block.readUInt32LE(at)
    const slot = Math.imul(sequence, 2654435761) >>> (32 - hashBits)
    const candidate = table[slot] as number
    table[slot] = at
    if (candidate < 0 || at - candidate > 0xffff || block.readUInt32LE(candidate) !== sequence) {
      at++
      continue
    }
    let length = minMatch
    while (at + length < block.length - lastLiterals && block[candidate + length] === block[at + length]) length++
    if (!put(at - anchor, length, at - candidate)) return undefined
    at += length
    anchor = at
  }
  return put(block.length - anchor, 0, 0) ? output.subarray(0, written) : undefined
}
