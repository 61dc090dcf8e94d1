/** How far each group has consumed each queue: `consumerOffset.json` (Java `ConsumerOffsetManager`). */
import type {DataVersion} from '../protocol/bodies/data-version.js'
import type {ConsumerOffsetTable} from '../protocol/bodies/offset.js'
import type {ConfigFile} from '../store/config-file.js'
import {freshVersion, nextVersion} from './data-version.js'

type QueueOffsets = Map<number, number>

export class OffsetTable {
  private version: DataVersion = freshVersion()
  /** Keys are `topic@group`. */
  private readonly offsets = new Map<string, QueueOffsets>()
  private readonly pulled = new Map<string, QueueOffsets>()
  /** What a reset asks of the next pull. */
  private readonly resets = new Map<string, QueueOffsets>()
  private dirty = false

  private constructor(private readonly file: ConfigFile<ConsumerOffsetTable>) {}

  static async open(file: ConfigFile<ConsumerOffsetTable>): Promise<OffsetTable> {
    const table = new OffsetTable(file)
    const stored = await file.load()
    if (stored?.dataVersion) table.version = stored.dataVersion
    for (const [name, queues] of stored?.offsetTable ?? []) table.offsets.set(name, new Map(queues))
    return table
  }

  get(group: string, topic: string, queueId: number): number | undefined {
    return this.offsets.get(key(topic, group))?.get(queueId)
  }

  commit(group: string, topic: string, queueId: number, offset: number): void {
    set(this.offsets, key(topic, group), queueId, offset)
    this.dirty = true
  }

  pulledTo(group: string, topic: string, queueId: number): number | undefined {
    return this.pulled.get(key(topic, group))?.get(queueId)
  }

  notePull(group: string, topic: string, queueId: number, offset: number): void {
    set(this.pulled, key(topic, group), queueId, offset)
  }

  /** Moves a queue: the stored offset now, a running consumer with its next pull. */
  reset(group: string, topic: string, queueId: number, offset: number): void {
    this.commit(group, topic, queueId, offset)
    set(this.resets, key(topic, group), queueId, offset)
  }

  hasReset(group: string, topic: string, queueId: number): boolean {
    return this.resets.get(key(topic, group))?.has(queueId) ?? false
  }

  /** The pending reset of a queue, which is over with this. */
  takeReset(group: string, topic: string, queueId: number): number | undefined {
    const queues = this.resets.get(key(topic, group))
    const offset = queues?.get(queueId)
    queues?.delete(queueId)
    return offset
  }

  queues(group: string, topic: string): ReadonlyMap<number, number> | undefined {
    return this.offsets.get(key(topic, group))
  }

  topicsOf(group: string): string[] {
    return this.keys().flatMap(([topic, name]) => (name === group ? [topic] : []))
  }

  groupsOf(topic: string): string[] {
    return this.keys().flatMap(([name, group]) => (name === topic ? [group] : []))
  }

  clone(from: string, to: string, topic: string): void {
    const queues = this.offsets.get(key(topic, from))
    if (!queues) return
    this.offsets.set(key(topic, to), new Map(queues))
    this.dirty = true
  }

  removeGroup(group: string): void {
    this.remove((_, name) => name === group)
  }

  removeTopic(topic: string): void {
    this.remove(name => name === topic)
  }

  removeGroupFromTopic(group: string, topic: string): void {
    this.remove((name, owner) => name === topic && owner === group)
  }

  snapshot(): ConsumerOffsetTable {
    const offsetTable = new Map<string, [number, number][]>()
    for (const [name, queues] of this.offsets) offsetTable.set(name, [...queues])
    return {offsetTable, dataVersion: this.version}
  }

  /** Writes the table if it has changed since the last time. */
  async saveIfChanged(): Promise<void> {
    if (!this.dirty) return
    this.dirty = false
    this.version = nextVersion(this.version)
    try {
      await this.file.save(this.snapshot())
    } catch (error) {
      this.dirty = true
      throw error
    }
  }

  private keys(): [topic: string, group: string][] {
    return [...this.offsets.keys()].map(splitKey)
  }

  private remove(matches: (topic: string, group: string) => boolean): void {
    for (const table of [this.offsets, this.pulled, this.resets])
      for (const name of table.keys()) if (matches(...splitKey(name))) table.delete(name)
    this.dirty = true
  }
}

const key = (topic: string, group: string): string => `${topic}@${group}`

/** Neither part may contain the separator: names have no `@`. */
function splitKey(name: string): [topic: string, group: string] {
  const at = name.indexOf('@')
  return [name.slice(0, at), name.slice(at + 1)]
}

function set(table: Map<string, QueueOffsets>, name: string, queueId: number, offset: number): void {
  const queues = table.get(name)
  if (queues) queues.set(queueId, offset)
  else table.set(name, new Map([[queueId, offset]]))
}
