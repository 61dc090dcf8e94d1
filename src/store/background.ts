/**
 * The work behind the appends: writes the units and keys that are only in memory, brings files to the disk, and moves the
 * checkpoint. One step at a time; what fails is tried again at the next turn.
 */
import {MqError} from '../errors.js'
import type {Checkpoint} from './checkpoint.js'
import type {CommitLog} from './commit-log.js'
import type {ConsumeQueue} from './consume-queue.js'
import type {MessageIndex} from './message-index.js'
import type {OpenFiles} from './open-files.js'

const turnMs = 500
const checkpointMs = 5000
/** The checkpoint moves at least so often, and with it where recovery begins. */
const checkpointBytes = 32 * 1024 * 1024
/** So many units in memory start a turn at once. */
const maxBehind = 32768
/** Keys wait for the checkpoint, because few or many of them touch the whole index, unless they become so many. */
const maxKeys = 65536
/** Appends wait while units or keys are behind by this many times what starts a turn. */
const farBehind = 4
/** Turns after which a queue that stood still gives its memory back. */
const idleTurns = 20

/** The newest readable record. */
export interface LastRecord {
  physicalOffset: number
  storeTimestamp: number
}

export class Background {
  last: LastRecord | undefined
  failure: Error | undefined
  private readonly unwritten = new Set<ConsumeQueue>()
  /** Queues with units in memory, and the turn they were last written in. */
  private readonly inMemory = new Map<ConsumeQueue, number>()
  private behindCount = 0
  private catchingUp: Promise<void> | undefined
  private turn = 0
  private timer: NodeJS.Timeout | undefined
  private tail: Promise<void> = Promise.resolve()
  private isQueued = false
  private checkpointAt: number
  private checkpointOffset = 0
  private checkpointLast: LastRecord | undefined

  constructor(
    private readonly parts: {
      log: CommitLog
      index: MessageIndex
      checkpoint: Checkpoint
      files: OpenFiles
      now: () => number
    },
  ) {
    this.checkpointAt = parts.now()
  }

  /** `saved` is the record the checkpoint file already names. */
  start(saved: number | undefined): void {
    if (this.last?.physicalOffset === saved) this.checkpointLast = this.last
    this.checkpointOffset = this.parts.log.maxOffset
    this.timer = setInterval(() => this.enqueueTurn(), turnMs)
    this.timer.unref()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** A unit was added to a queue. */
  added(queue: ConsumeQueue): void {
    this.unwritten.add(queue)
    if (++this.behindCount >= maxBehind) this.enqueueTurn()
  }

  forget(queue: ConsumeQueue): void {
    this.unwritten.delete(queue)
    this.inMemory.delete(queue)
  }

  /** Runs when no other step is under way. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work)
    this.tail = result.then(
      () => {},
      () => {},
    )
    return result
  }

  get isFarBehind(): boolean {
    return this.behindCount >= farBehind * maxBehind || this.parts.index.pendingCount >= farBehind * maxKeys
  }

  /** Throws `STORE_FAILED` when the disk does not take what is behind. */
  catchUp(): Promise<void> {
    this.catchingUp ??= this.exclusive(() => this.write())
      .catch(cause => {
        const reason = cause instanceof Error ? cause.message : String(cause)
        throw new MqError('STORE_FAILED', `The store cannot write its queues and index: ${reason}`, {cause})
      })
      .finally(() => {
        this.catchingUp = undefined
      })
    return this.catchingUp
  }

  /** Writes units, and keys if they are many, into their files: the system keeps them from there. Call within {@link exclusive}. */
  async write(): Promise<void> {
    const count = this.behindCount
    for (const queue of this.unwritten) {
      await queue.write()
      this.inMemory.set(queue, this.turn)
      if (queue.isWritten) this.unwritten.delete(queue)
    }
    this.behindCount -= count
    if (this.parts.index.pendingCount >= maxKeys) await this.parts.index.write()
  }

  /** Brings everything to the disk and says so in the checkpoint. Call within {@link exclusive}. */
  async moveCheckpoint(): Promise<void> {
    const {log, index, checkpoint, files} = this.parts
    const {last} = this
    const offset = log.maxOffset
    await this.write()
    await index.write()
    await files.syncAll()
    if (last !== undefined && last.physicalOffset !== this.checkpointLast?.physicalOffset) {
      await checkpoint.save({
        physicMsgTimestamp: last.storeTimestamp,
        logicsMsgTimestamp: last.storeTimestamp,
        indexMsgTimestamp: index.indexedUntil,
        lastRecord: last.physicalOffset,
      })
    }
    this.checkpointLast = last
    this.checkpointOffset = offset
    this.checkpointAt = this.parts.now()
  }

  private enqueueTurn(): void {
    if (this.isQueued) return
    this.isQueued = true
    this.exclusive(() => this.runTurn()).then(
      () => {
        this.failure = undefined
      },
      error => {
        this.failure = error instanceof Error ? error : new Error(String(error))
      },
    )
  }

  private async runTurn(): Promise<void> {
    this.isQueued = false
    this.turn++
    const {log, now} = this.parts
    const isDue = now() - this.checkpointAt >= checkpointMs || log.maxOffset - this.checkpointOffset >= checkpointBytes
    if (isDue && this.last !== this.checkpointLast) await this.moveCheckpoint()
    else {
      await this.write()
      await log.sync()
    }
    for (const [queue, turn] of this.inMemory) {
      if (this.turn - turn < idleTurns || !queue.isWritten) continue
      queue.releaseMemory()
      this.inMemory.delete(queue)
    }
  }
}
