/** All consume queues: `consumequeue/<topic>/<queueId>/…`. */
import {access, readdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import pLimit from 'p-limit'
import {ConsumeQueue, unitSize} from './consume-queue.js'
import type {OpenFiles} from './open-files.js'
import {SegmentFiles} from './segment-files.js'

/** Most of a load is waiting for small reads. */
const parallel = 16

export class QueueTable {
  private readonly topics = new Map<string, Map<number, ConsumeQueue>>()

  constructor(
    private readonly files: OpenFiles,
    private readonly folder: string,
    private readonly fileSize: number,
  ) {}

  /** There is no folder for queues. */
  isMissing(): Promise<boolean> {
    return access(this.folder).then(
      () => false,
      () => true,
    )
  }

  /** Finds the queues that are there; units whose records begin at or behind `logEnd` are cut off. */
  async load(logEnd: number, afterCrash: boolean): Promise<void> {
    const limit = pLimit(parallel)
    const loads: Promise<void>[] = []
    for (const topic of await foldersIn(this.folder)) {
      for (const name of await foldersIn(join(this.folder, topic))) {
        if (!/^\d+$/.test(name)) continue
        loads.push(limit(() => this.loadQueue(topic, Number(name), logEnd, afterCrash)))
      }
    }
    await Promise.all(loads)
  }

  /** After commit log files are gone: see {@link ConsumeQueue.correctMin}. */
  async correctMins(logStart: number): Promise<void> {
    const limit = pLimit(parallel)
    await Promise.all([...this.all()].map(queue => limit(() => queue.correctMin(logStart))))
  }

  get(topic: string, queueId: number): ConsumeQueue | undefined {
    return this.topics.get(topic)?.get(queueId)
  }

  getOrCreate(topic: string, queueId: number): ConsumeQueue {
    return this.get(topic, queueId) ?? this.add(topic, queueId, this.segments(topic, queueId, this.fileSize))
  }

  *all(): Iterable<ConsumeQueue> {
    for (const queues of this.topics.values()) yield* queues.values()
  }

  topicNames(): string[] {
    return [...this.topics.keys()]
  }

  queueIds(topic: string): number[] {
    return [...(this.topics.get(topic)?.keys() ?? [])].sort((a, b) => a - b)
  }

  async delete(topic: string, queueId: number): Promise<void> {
    const queues = this.topics.get(topic)
    const queue = queues?.get(queueId)
    if (queues === undefined || queue === undefined) return
    queues.delete(queueId)
    await queue.delete()
    if (queues.size > 0) return
    this.topics.delete(topic)
    await rm(join(this.folder, topic), {recursive: true, force: true})
  }

  private async loadQueue(topic: string, queueId: number, logEnd: number, afterCrash: boolean): Promise<void> {
    const folder = join(this.folder, topic, String(queueId))
    const fileSize = (await SegmentFiles.sizeIn(folder)) ?? this.fileSize
    const queue = this.add(topic, queueId, await this.segments(topic, queueId, fileSize).load())
    await queue.recover(logEnd, afterCrash)
  }

  private add(topic: string, queueId: number, segments: SegmentFiles): ConsumeQueue {
    const queue = new ConsumeQueue(topic, queueId, segments)
    const queues = this.topics.get(topic) ?? new Map<number, ConsumeQueue>()
    this.topics.set(topic, queues.set(queueId, queue))
    return queue
  }

  private segments(topic: string, queueId: number, fileSize: number): SegmentFiles {
    const whole = Math.max(unitSize, fileSize - (fileSize % unitSize))
    return new SegmentFiles(this.files, join(this.folder, topic, String(queueId)), whole)
  }
}

/** Topics name folders, so no record and no client may bring one that leads elsewhere. */
export const isTopicName = (topic: string): boolean => /^[^/\\\0]+$/.test(topic) && topic !== '.' && topic !== '..'

async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, {withFileTypes: true})
    return entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
