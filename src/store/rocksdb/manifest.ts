/**
 * Which files make up a store: the file CURRENT names a MANIFEST, a log of edits to the set of tables (`version_edit.h`).
 *
 * ```
 * edit  := { tag value }                tags and numbers are varints, texts have their length before them
 * table := level number size smallest largest smallestSeq largestSeq { field text } 1
 * ```
 */
import {Bytes, damaged, unknownForm} from './bytes.js'
import {readRecordLog} from './record-log.js'

/** A column family. */
export interface Family {
  name: string
  /** Older write-ahead logs hold nothing of it that is not in its tables. */
  logNumber: number
  /** Numbers of its files. */
  tables: Set<number>
}

type Edit = (bytes: Bytes, draft: Draft) => void

/** What one edit says. */
class Draft {
  family = 0
  added: string | undefined
  dropped = false
  logNumber: number | undefined
  readonly tables: number[] = []
  readonly gone: number[] = []
  /** Edits that belong together: how many are still to come. */
  groupLeft = 0

  apply(families: Map<number, Family>): void {
    if (this.added !== undefined) families.set(this.family, {name: this.added, logNumber: 0, tables: new Set()})
    if (this.dropped) families.delete(this.family)
    const family = families.get(this.family)
    if (family === undefined) return
    family.logNumber = this.logNumber ?? family.logNumber
    for (const table of this.gone) family.tables.delete(table)
    for (const table of this.tables) family.tables.add(table)
  }
}

/** Of a table: a field above this may not be passed over. */
const unsafeField = 1 << 6
/** An edit above this may be passed over by whoever does not know it. */
const ignorable = 1 << 13

const passNumber: Edit = bytes => bytes.varint()
const passText: Edit = bytes => bytes.prefixed()

const edits: Readonly<Record<number, Edit>> = {
  1(bytes) {
    const order = String(bytes.prefixed())
    if (order !== 'leveldb.BytewiseComparator') throw unknownForm(bytes.name, `keys in the order of ${order}`)
  },
  2(bytes, draft) {
    draft.logNumber = bytes.varint()
  },
  // next file, last sequence, previous log, oldest log to keep
  3: passNumber,
  4: passNumber,
  9: passNumber,
  10: passNumber,
  // where a compaction goes on
  5: bytes => [bytes.varint(), bytes.prefixed()],
  6(bytes, draft) {
    bytes.varint()
    draft.gone.push(bytes.varint())
  },
  103(bytes, draft) {
    bytes.varint()
    draft.tables.push(bytes.varint())
    bytes.varint()
    for (const pass of [passText, passText, passNumber, passNumber]) pass(bytes, draft)
    for (let field = bytes.varint(); field !== 1; field = bytes.varint()) {
      if ((field & unsafeField) !== 0) throw unknownForm(bytes.name, `tables with a field ${field}`)
      bytes.prefixed()
    }
  },
  200(bytes, draft) {
    draft.family = bytes.varint()
  },
  201(bytes, draft) {
    draft.added = String(bytes.prefixed())
  },
  202(_, draft) {
    draft.dropped = true
  },
  203: passNumber,
  300(bytes, draft) {
    draft.groupLeft = bytes.varint()
  },
}

/** Families by number, after all edits. Throws `STORE_FAILED` for a MANIFEST that is damaged or of a form not known here. */
export function readManifest(content: Buffer, name: string): Map<number, Family> {
  const {records, unreadable} = readRecordLog(content, name)
  if (unreadable > 0) throw damaged(name, `${unreadable} bytes do not match their checksum`)
  const families = new Map<number, Family>([[0, {name: 'default', logNumber: 0, tables: new Set()}]])
  let group: Draft[] = []
  for (const record of records) {
    const draft = new Draft()
    const bytes = new Bytes(record, name)
    while (bytes.left > 0) {
      const tag = bytes.varint()
      if (edits[tag]) edits[tag](bytes, draft)
      else if ((tag & ignorable) !== 0) bytes.prefixed()
      else throw unknownForm(name, `edits of type ${tag}`)
    }
    group.push(draft)
    if (draft.groupLeft > 0) continue
    for (const one of group) one.apply(families)
    group = []
  }
  return families
}
