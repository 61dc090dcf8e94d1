/**
 * A record of a write-ahead log (`write_batch.cc`):
 *
 * ```
 * batch     := firstSeq:8 count:4 { operation }
 * operation := type:1 [family] key [value]      family is a varint; key and value have their lengths before them
 * ```
 */
import {Bytes, unknownForm} from './bytes.js'
import type {Entry} from './table.js'

const [remove, put, logData, removeInFamily, putInFamily, noop] = [0, 1, 3, 4, 5, 13]
const known = [remove, put, removeInFamily, putInFamily]

export function readBatch(record: Buffer, name: string): {family: number; entry: Entry}[] {
  const bytes = new Bytes(record, name)
  let seq = bytes.u64()
  bytes.take(4)
  const found: {family: number; entry: Entry}[] = []
  while (bytes.left > 0) {
    const type = bytes.u8()
    if (type === logData) bytes.prefixed()
    if (type === logData || type === noop) continue
    if (!known.includes(type)) throw unknownForm(name, `operations of type ${type}`)
    const family = type === removeInFamily || type === putInFamily ? bytes.varint() : 0
    const key = bytes.prefixed()
    const value = type === put || type === putInFamily ? bytes.prefixed() : undefined
    found.push({family, entry: {key, seq: seq++, value}})
  }
  return found
}
