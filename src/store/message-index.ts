/** All index files, and the keys that are not yet in one. Files are named by the local time they were made: `index/<yyyyMMddHHmmssSSS>`. */
import {mkdir, readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {javaHashCode, keysOf, property, transactionType} from '../protocol/message/index.js'
import {IndexFile, type IndexGeometry, IndexWorkspace, indexFileSize} from './index-file.js'
import {IndexKeys} from './index-keys.js'
import type {OpenFiles} from './open-files.js'

/** Sorting and filing so many takes a few milliseconds. */
const maxBatch = 32768

export class MessageIndex {
  private readonly workspace = new IndexWorkspace()
  private indexFiles: IndexFile[] = []
  /** In the order of the commit log. */
  private readonly pending = new IndexKeys()

  constructor(
    private readonly files: OpenFiles,
    private readonly folder: string,
    private readonly geometry: IndexGeometry,
    private readonly now: () => number,
  ) {}

  /** Files of another size belong to a broker with other settings and are passed over. */
  async load(afterCrash: boolean): Promise<void> {
    for (const name of await indexNames(this.folder)) {
      const path = join(this.folder, name)
      const {size} = await stat(path)
      if (size === indexFileSize(this.geometry))
        this.indexFiles.push(await new IndexFile(this.files, path, this.geometry, this.workspace).load())
    }
    if (afterCrash) await this.indexFiles.at(-1)?.repair()
  }

  get pendingCount(): number {
    return this.pending.length
  }

  /** Commit log offset of the newest message in a file. */
  get indexedOffset(): number {
    return this.indexFiles.at(-1)?.header.endPhyOffset ?? 0
  }

  get indexedUntil(): number {
    return this.indexFiles.at(-1)?.header.endTimestamp ?? 0
  }

  /** Takes the keys of a message: UNIQ_KEY, then its business keys; those of a rolled back one do not count. */
  add(
    message: {topic: string; sysFlag: number; properties: ReadonlyMap<string, string>},
    physicalOffset: number,
    storeTimestamp: number,
  ): void {
    if (transactionType(message.sysFlag) === 'rollback') return
    const {topic, properties} = message
    const uniqueKey = properties.get(property.uniqueKey)
    if (uniqueKey !== undefined) this.pending.push(keyHash(topic, uniqueKey), physicalOffset, storeTimestamp)
    if (!properties.has(property.keys)) return
    for (const key of keysOf(properties)) this.pending.push(keyHash(topic, key), physicalOffset, storeTimestamp)
  }

  /** Writes the pending keys into files. */
  async write(): Promise<void> {
    while (this.pending.length > 0) {
      let file = this.indexFiles.at(-1)
      if (file === undefined || file.room <= 0) {
        file = await this.createFile()
        this.indexFiles.push(file)
      }
      const count = Math.min(this.pending.length, file.room, maxBatch)
      await file.add(this.pending, count)
      this.pending.dropFirst(count)
    }
  }

  /** Commit log offsets of messages that may have the key, newest first. */
  async find(topic: string, key: string, maxCount: number, begin: number, end: number): Promise<number[]> {
    const hash = keyHash(topic, key)
    const offsets = this.pending.find(hash, maxCount, begin, end)
    for (const file of [...this.indexFiles].reverse()) {
      if (offsets.length >= maxCount) break
      const {beginTimestamp, endTimestamp} = file.header
      if (beginTimestamp > end || endTimestamp < begin) continue
      offsets.push(...(await file.find(hash, maxCount - offsets.length, begin, end)))
    }
    return [...new Set(offsets)]
  }

  async sync(): Promise<void> {
    for (const file of this.indexFiles) await file.sync()
  }

  /** Deletes files that only point at what is gone. */
  async deleteBefore(logStart: number): Promise<void> {
    const old = this.indexFiles.slice(0, -1).filter(file => file.header.endPhyOffset < logStart)
    for (const file of old) await file.delete()
    this.indexFiles = this.indexFiles.filter(file => !old.includes(file))
  }

  private async createFile(): Promise<IndexFile> {
    await mkdir(this.folder, {recursive: true})
    const newest = (await indexNames(this.folder)).at(-1) ?? ''
    const wanted = fileName(this.now())
    // the order of names counts, and clocks go back
    const name = wanted > newest ? wanted : String(BigInt(newest) + 1n)
    return new IndexFile(this.files, join(this.folder, name), this.geometry, this.workspace).create()
  }
}

/** |hashCode| of `topic#key`, 0 for the one value without a positive twin. */
export function keyHash(topic: string, key: string): number {
  const hash = Math.abs(javaHashCode(key, javaHashCode('#', javaHashCode(topic))))
  return hash > 0x7fffffff ? 0 : hash
}

async function indexNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(name => /^\d{17}$/.test(name)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function fileName(time: number): string {
  const date = new Date(time)
  const part = (value: number, length = 2) => String(value).padStart(length, '0')
  return (
    part(date.getFullYear(), 4) +
    part(date.getMonth() + 1) +
    part(date.getDate()) +
    part(date.getHours()) +
    part(date.getMinutes()) +
    part(date.getSeconds()) +
    part(date.getMilliseconds(), 3)
  )
}
