/**
 * A block-based table of version 5, the one RocketMQ writes (`block_based_table_reader.cc`, `format.cc`).
 *
 * ```
 * file     := { block } footer
 * footer   := checksumType:1 metaIndex:handle index:handle pad version:4 magic:8      53 bytes
 * handle   := offset size                                                             varints
 * block    := contents compression:1 crc:4
 * contents := { entry } { restart:4 } restarts:4
 * entry    := shared unshared length keyRest value         in the index: shared unshared keyRest (handle | sizeChange)
 * ```
 *
 * The key of data is the user's and, in 8 more bytes, `seq << 8 | type`.
 */
import {decompressLz4Block} from '../../protocol/message/lz4.js'
import {Bytes, damaged, maskedCrc, unknownForm} from './bytes.js'

/** One version of a key, of which the one with the highest `seq` counts. */
export interface Entry {
  key: Buffer
  seq: number
  /** Undefined: deleted. */
  value: Buffer | undefined
}

interface Handle {
  offset: number
  size: number
}

const magic = 0x88e241b785f4cff7n
const footerSize = 53
const trailerSize = 5
const crc32c = 1
const [plain, lz4, lz4High] = [0, 4, 5]
/** A block larger than that is taken for damage. */
const maxBlock = 256 * 1024 * 1024

/** Every version of every key in the table. Throws `STORE_FAILED` for one that is damaged or of a form not known here. */
export function* readTable(file: Buffer, name: string): Iterable<Entry> {
  if (file.length < footerSize || file.readBigUInt64LE(file.length - 8) !== magic)
    throw damaged(name, 'it is no table of blocks')
  const footer = new Bytes(file.subarray(-footerSize), name)
  const version = file.readUInt32LE(file.length - 12)
  const checksum = footer.u8()
  if (version !== 5 || checksum !== crc32c) throw unknownForm(name, `format ${version} with checksums ${checksum}`)
  const block = (handle: Handle) => blockAt(file, handle, name)
  const meta = new Map(rows(block(readHandle(footer))).map(({key, value}) => [String(key), value]))
  const index = block(readHandle(footer))
  if (meta.has('rocksdb.range_del')) throw unknownForm(name, 'ranges of keys that are deleted')
  const properties = meta.get('rocksdb.properties')
  for (const {key, value} of properties ? rows(block(readHandle(properties))) : [])
    if (String(key) === 'rocksdb.block.based.table.index.type' && value.u8() > 0)
      throw unknownForm(name, 'another index than that of a binary search')
  for (const handle of handles(index)) for (const row of rows(block(handle))) yield entryOf(row.key, row.value)
}

function entryOf(key: Buffer, value: Bytes): Entry {
  if (key.length < 8) throw damaged(value.name, 'a key is too short')
  const trailer = key.readBigUInt64LE(key.length - 8)
  const type = Number(trailer & 0xffn)
  if (type > 1) throw unknownForm(value.name, `entries of type ${type}`)
  return {key: key.subarray(0, -8), seq: Number(trailer >> 8n), value: type === 1 ? value.buffer : undefined}
}

function rows(bytes: Bytes): {key: Buffer; value: Bytes}[] {
  const found: {key: Buffer; value: Bytes}[] = []
  let key: Buffer = Buffer.alloc(0)
  while (bytes.left > 0) {
    const shared = bytes.varint()
    const unshared = bytes.varint()
    const length = bytes.varint()
    if (shared > key.length) throw damaged(bytes.name, 'a key shares more than there is')
    key = Buffer.concat([key.subarray(0, shared), bytes.take(unshared)])
    found.push({key, value: new Bytes(bytes.take(length), bytes.name)})
  }
  return found
}

/** Where the blocks of data lie: the first of a run says it in full, the others follow each other. */
function handles(bytes: Bytes): Handle[] {
  const found: Handle[] = []
  while (bytes.left > 0) {
    const shared = bytes.varint()
    bytes.take(bytes.varint())
    const before = found.at(-1)
    if (shared === 0 || before === undefined) found.push(readHandle(bytes))
    else found.push({offset: before.offset + before.size + trailerSize, size: before.size + zigzag(bytes.varint())})
  }
  return found
}

/** A block without its restart points; a packed one begins with its size. */
function blockAt(file: Buffer, {offset, size}: Handle, name: string): Bytes {
  if (size < 0 || offset + size + trailerSize > file.length) throw damaged(name, 'a block lies behind its end')
  const sum = file.readUInt32LE(offset + size + 1)
  if (maskedCrc(file.subarray(offset, offset + size + 1)) !== sum)
    throw damaged(name, `the block at ${offset} does not match its checksum`)
  const compression = file.readUInt8(offset + size)
  let contents = file.subarray(offset, offset + size)
  if (compression === lz4 || compression === lz4High) contents = unpacked(new Bytes(contents, name))
  else if (compression !== plain) throw unknownForm(name, `blocks packed with method ${compression}`)
  const restarts = contents.length < 4 ? 0 : contents.readUInt32LE(contents.length - 4)
  const end = contents.length - 4 * (restarts + 1)
  if (restarts === 0 || end < 0) throw damaged(name, `the block at ${offset} is of a form not known`)
  return new Bytes(contents.subarray(0, end), name)
}

function unpacked(bytes: Bytes): Buffer {
  const size = bytes.varint()
  if (size > maxBlock) throw damaged(bytes.name, `a block would have ${size} bytes`)
  try {
    return decompressLz4Block(bytes.take(bytes.left), size)
  } catch (error) {
    throw damaged(bytes.name, `a block cannot be unpacked: ${(error as Error).message}`)
  }
}

const readHandle = (bytes: Bytes): Handle => ({offset: bytes.varint(), size: bytes.varint()})

const zigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)
