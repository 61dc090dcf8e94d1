import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {MqError} from '../../errors.js'
import {damaged} from './bytes.js'
import {type Family, readManifest} from './manifest.js'
import {readRecordLog} from './record-log.js'
import {type Entry, readTable} from './table.js'
import {readBatch} from './write-batch.js'

export interface RocksDbContent {
  /** Keys in the order of their bytes, by the name of their column family. */
  families: Map<string, [key: Buffer, value: Buffer][]>
  /** What could not be read of the write-ahead logs. */
  damage: string[]
}

/** A live store is read anew when its set of files changed meanwhile; so often. */
const attempts = 30

/**
 * All there is in the files of a store, also of one that a broker has open. What the broker has not written to its log yet is not in
 * them. Throws `NOT_FOUND` where there is no store, `STORE_FAILED` for one that is damaged or not understood.
 */
export async function readRocksDb(folder: string): Promise<RocksDbContent> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const manifest = await openManifest(folder)
    const content = await contentOf(folder, manifest).catch(asUnchangedOr(manifest))
    if (content !== undefined && !(await manifest.changed())) return content
  }
  throw new MqError('STORE_FAILED', `${folder} changed each time it was read`, {hint: 'try again, or ask the broker'})
}

interface Manifest {
  families: Map<number, Family>
  changed(): Promise<boolean>
}

async function openManifest(folder: string): Promise<Manifest> {
  const name = await currentOf(folder)
  const path = join(folder, name)
  const bytes = await readFile(path)
  return {
    families: readManifest(bytes, path),
    async changed() {
      return (await currentOf(folder)) !== name || (await stat(path)).size !== bytes.length
    },
  }
}

async function currentOf(folder: string): Promise<string> {
  try {
    const name = (await readFile(join(folder, 'CURRENT'), 'utf8')).trimEnd()
    if (/^MANIFEST-\d+$/.test(name)) return name
    throw damaged(join(folder, 'CURRENT'), 'it names no MANIFEST')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new MqError('NOT_FOUND', `${folder} is no RocksDB store: it has no file CURRENT`, {facts: {folder}})
  }
}

/** A file that is gone is a reason to look again only if the store changed. */
const asUnchangedOr =
  (manifest: Manifest) =>
  async (error: unknown): Promise<undefined> => {
    const {code, path} = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') throw error
    if (await manifest.changed()) return undefined
    throw damaged(path ?? 'the store', 'it should be there and is not')
  }

async function contentOf(folder: string, {families}: Manifest): Promise<RocksDbContent> {
  const merged = new Map([...families.keys()].map(family => [family, new Merge()]))
  const damage: string[] = []
  for (const [number, {tables}] of families)
    for (const table of tables) {
      const path = join(folder, `${String(table).padStart(6, '0')}.sst`)
      for (const entry of readTable(await readFile(path), path)) merged.get(number)?.add(entry)
    }
  for (const log of await logsOf(folder, families)) {
    const path = join(folder, log.file)
    const {records, unreadable} = readRecordLog(await readFile(path), path)
    if (unreadable > 0) damage.push(`${path}: ${unreadable} bytes do not match their checksum and were passed over`)
    for (const record of records)
      for (const {family, entry} of readBatch(record, path))
        if (log.number >= (families.get(family)?.logNumber ?? 0)) merged.get(family)?.add(entry)
  }
  return {
    families: new Map([...families].map(([number, {name}]) => [name, (merged.get(number) as Merge).rows()])),
    damage,
  }
}

async function logsOf(folder: string, families: Map<number, Family>): Promise<{file: string; number: number}[]> {
  const oldest = Math.min(...[...families.values()].map(({logNumber}) => logNumber))
  return (await readdir(folder))
    .filter(file => /^\d+\.log$/.test(file))
    .map(file => ({file, number: Number.parseInt(file, 10)}))
    .filter(({number}) => number >= oldest)
    .sort((a, b) => a.number - b.number)
}

/** The newest version of each key. */
class Merge {
  /** By the bytes of the key, as text of one character a byte: its order is theirs. */
  private readonly newest = new Map<string, Entry>()

  add(entry: Entry): void {
    const key = entry.key.toString('latin1')
    if (entry.seq >= (this.newest.get(key)?.seq ?? 0)) this.newest.set(key, entry)
  }

  rows(): [Buffer, Buffer][] {
    return [...this.newest]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, {key, value}]): [Buffer, Buffer][] => (value === undefined ? [] : [[key, value]]))
  }
}
