/**
 * The `checkpoint` file, 4096 bytes: up to which store time everything is on the disk.
 *
 * ```
 * checkpoint := physicMsgTimestamp:int64 logicsMsgTimestamp:int64 indexMsgTimestamp:int64
 *               masterFlushedOffset:int64 confirmPhyOffset:int64                              the last two from 5.x
 *               ... 64: mark:int64 lastRecord:int64                                            ours, Java passes it over
 * ```
 *
 * `lastRecord` is the offset of a record up to whose end commit log, queues and index are complete on the disk. Recovery goes on
 * behind it, where Java's reads at least one whole file. Java leaves these bytes as they are, so they may be old, never too new;
 * recovery looks whether that record is really there.
 */
import {readLong, writeLong} from '../protocol/message/index.js'
import type {OpenFiles} from './open-files.js'

const fileSize = 4096
const ourPlace = 64
const mark = Buffer.from('mqadmin1')

export interface CheckpointValues {
  physicMsgTimestamp: number
  logicsMsgTimestamp: number
  indexMsgTimestamp: number
  /** undefined when there is no such record, or the file was not ours. */
  lastRecord: number | undefined
}

export class Checkpoint {
  private bytes: Buffer = Buffer.alloc(fileSize)
  private exists = false

  constructor(
    private readonly files: OpenFiles,
    private readonly path: string,
  ) {}

  async load(): Promise<CheckpointValues> {
    const bytes = Buffer.alloc(fileSize)
    try {
      await this.files.read(this.path, bytes, 0)
      this.exists = true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    this.bytes = bytes
    const ours = bytes.subarray(ourPlace, ourPlace + mark.length).equals(mark)
    return {
      physicMsgTimestamp: readLong(bytes, 0),
      logicsMsgTimestamp: readLong(bytes, 8),
      indexMsgTimestamp: readLong(bytes, 16),
      lastRecord: ours ? readLong(bytes, ourPlace + 8) : undefined,
    }
  }

  /** Resolves when the values are on the disk. */
  async save(values: CheckpointValues): Promise<void> {
    writeLong(this.bytes, values.physicMsgTimestamp, 0)
    writeLong(this.bytes, values.logicsMsgTimestamp, 8)
    writeLong(this.bytes, values.indexMsgTimestamp, 16)
    if (values.lastRecord !== undefined) {
      mark.copy(this.bytes, ourPlace)
      writeLong(this.bytes, values.lastRecord, ourPlace + 8)
    }
    if (!this.exists) await this.files.create(this.path, fileSize)
    this.exists = true
    await this.files.write(this.path, this.bytes, 0)
    await this.files.sync(this.path)
  }
}
