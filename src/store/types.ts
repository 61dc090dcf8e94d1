/**
 * What the store of a broker offers. It keeps RocketMQ's own files, so that a Java broker starts on the same folder.
 *
 * ```ts
 * const store = await openStore({folder, storeHost: {ip: '127.0.0.1', port: 10911}})
 * store.onArrival(({topic, queueId, queueOffset}) => wakeUp(topic, queueId, queueOffset))
 * const {queueOffset, physicalOffset} = await store.append({
 *   topic: 'orders', queueId: 0, flag: 0, sysFlag: 0, bornTimestamp: Date.now(), bornHost: {ip: '127.0.0.1', port: 5000},
 *   reconsumeTimes: 0, preparedTransactionOffset: 0, body: Buffer.from('hello'), properties: new Map([['TAGS', 'a']]),
 * })                                                    // resolved: it survives kill -9, and with SYNC_FLUSH a power cut
 * const {status, records, nextOffset} = await store.read('orders', 0, queueOffset, {maxCount: 32})
 * await store.close()
 * ```
 */
import type {Host, MessageRecord} from '../protocol/message/index.js'
import type {FileSystem} from './file-system.js'

/** A message as a broker hands it in: the store adds offsets, store time and store host. */
export type NewMessage = Omit<MessageRecord, 'queueOffset' | 'physicalOffset' | 'storeTimestamp' | 'storeHost'>

export interface Appended {
  queueOffset: number
  /** Where the record lies in the commit log; with the store host it is the offsetMsgId. */
  physicalOffset: number
  storeTimestamp: number
  /** Bytes of the record. */
  size: number
}

/** Names and meanings of Java's `GetMessageStatus`. */
export type ReadStatus =
  | 'FOUND'
  | 'NO_MATCHED_MESSAGE'
  | 'MESSAGE_WAS_REMOVING'
  | 'OFFSET_FOUND_NULL'
  | 'OFFSET_OVERFLOW_BADLY'
  | 'OFFSET_OVERFLOW_ONE'
  | 'OFFSET_TOO_SMALL'
  | 'NO_MATCHED_LOGIC_QUEUE'
  | 'NO_MESSAGE_IN_QUEUE'

export interface ReadOptions {
  /** At most so many messages. Default 32. */
  maxCount?: number
  /** At most so many bytes, but always one message. Default 256 KiB. */
  maxBytes?: number
  /** Which messages are wanted, by the tags code of the consume queue. */
  filter?: (tagsCode: number) => boolean
  /** A second look at the record itself, for filters on properties. */
  recordFilter?: (record: Buffer) => boolean
}

export interface ReadResult {
  status: ReadStatus
  /** Where the next read begins. */
  nextOffset: number
  minOffset: number
  maxOffset: number
  /** Records as they are stored, one buffer each. */
  records: Buffer[]
  /** Their queue offsets. */
  offsets: number[]
}

/** One unit of a consume queue. */
export interface QueueEntry {
  physicalOffset: number
  size: number
  /** Java hash of the tags; the delivery time in ms for `SCHEDULE_TOPIC_XXXX`. */
  tagsCode: number
}

/** A message that can be read from now on. */
export interface Arrival {
  topic: string
  queueId: number
  queueOffset: number
  tagsCode: number
  storeTimestamp: number
  properties: ReadonlyMap<string, string>
}

export interface KeyQueryResult {
  records: Buffer[]
  /** Store time of the newest indexed message. */
  indexedUntil: number
  /** Commit log offset of the newest indexed message. */
  indexedOffset: number
}

export interface StoreStats {
  /** Messages and bytes taken since the start. */
  putCount: number
  putBytes: number
  /** Appends that failed because the disk did. */
  failedCount: number
  /** Longest time in ms that an append took since the start. */
  slowestPutMs: number
  commitLogMinOffset: number
  commitLogMaxOffset: number
  /** Bytes the files take logically, whatever the disk really holds of them. */
  commitLogSize: number
  queueCount: number
  /** Used part of the disk, 0 to 1; -1 while unknown. */
  diskUsedRatio: number
  /** The last failure of the work behind the appends (queue and index files, checkpoint), until it works again. */
  backgroundFailure: Error | undefined
}

export interface StoreOptions {
  /** `storePathRootDir`; made when it is missing. With `memory` it may be left out. */
  folder?: string
  /** `storePathCommitLog`. Default: `commitlog` in the folder. */
  commitLogFolder?: string
  /** For tests: a folder of its own among the temporary files, deleted on close. All else is the same code. */
  memory?: boolean
  /** The broker's advertised address: part of every record and of the offsetMsgId. May be set later, before the first append. */
  storeHost?: Host
  /** `ASYNC_FLUSH` (default): an answered message survives the end of the process. `SYNC_FLUSH`: also that of the machine. */
  flushDiskType?: 'ASYNC_FLUSH' | 'SYNC_FLUSH'
  /** For new folders; in others the files themselves say it. Default 1 GiB, as Java's; the files are sparse. */
  mappedFileSizeCommitLog?: number
  /** For new folders. Default 6,000,000. */
  mappedFileSizeConsumeQueue?: number
  /** Largest body. Default 4 MiB. */
  maxMessageSize?: number
  /** `messageDelayLevel` in ms, level 1 first. */
  delayLevels?: readonly number[]
  messageIndexEnable?: boolean
  maxHashSlotNum?: number
  maxIndexNum?: number
  checkCRCOnRecover?: boolean
  /** Hours a commit log file is kept after its last message. Default 72. */
  fileReservedTime?: number
  /** Hours of the day, `;` between, when old files are deleted. Default `04`. */
  deleteWhen?: string
  /** Percent of the disk above which old files go at any hour. Default 75. */
  diskMaxUsedSpaceRatio?: number
  /** Percent above which the oldest files go even before their time. Default 100: never; Java has 85. */
  diskForcedCleanRatio?: number
  /** Bytes of the newest records kept in memory for consumers that keep up. Default 8 MiB. */
  tailCacheSize?: number
  now?: () => number
  files?: FileSystem
}

export interface Store {
  /** Where the files are. */
  readonly folder: string
  storeHost: Host
  /** The last exit was no clean one. */
  readonly recoveredFromCrash: boolean

  /**
   * Resolves when the message is as safe as the flush type says, and readable. Throws {@link UsageError} for a message that no
   * record can hold (Java: MESSAGE_ILLEGAL) and `STORE_FAILED` when the disk refuses; later appends may work again.
   */
  append(message: NewMessage): Promise<Appended>
  /** Several at once, in consecutive places of their queues; all or none. */
  appendBatch(messages: readonly NewMessage[]): Promise<Appended[]>

  read(topic: string, queueId: number, offset: number, options?: ReadOptions): Promise<ReadResult>
  /** One past the last readable message; 0 for an unknown queue. */
  maxOffset(topic: string, queueId: number): number
  /** The first message whose record is still there; 0 for an unknown queue. */
  minOffset(topic: string, queueId: number): number
  /**
   * `LOWER` (default): the first message stored at or after `time`, beyond the end max. `UPPER`: the last one stored at or
   * before it, before the beginning min.
   */
  offsetByTime(topic: string, queueId: number, time: number, boundary?: 'LOWER' | 'UPPER'): Promise<number>
  /** Store time of the first message of a queue, or of the whole commit log; -1 when there is none. */
  earliestStoreTime(topic?: string, queueId?: number): Promise<number>
  /** -1 when there is no such message. */
  storeTimeAt(topic: string, queueId: number, offset: number): Promise<number>
  /** The record that begins at a commit log offset; undefined when none does. */
  recordAt(physicalOffset: number): Promise<Buffer | undefined>
  /** Units of a consume queue as they are. */
  queueEntries(topic: string, queueId: number, index: number, count: number): Promise<QueueEntry[]>
  /** Messages with a key (business key or UNIQ_KEY), newest first. Hashes decide: compare the key yourself. */
  queryByKey(topic: string, key: string, maxCount: number, begin: number, end: number): Promise<KeyQueryResult>

  topics(): string[]
  /** Ids of the queues that have ever held a message. */
  topicQueues(topic: string): number[]
  /** Removes the queues of a topic. Its records stay in the commit log until their files expire. */
  deleteTopic(topic: string): Promise<void>
  /** Removes queues whose records are all gone; gives what was removed. */
  cleanExpiredQueues(): Promise<{topic: string; queueId: number}[]>
  /** Deletes commit log files by age and disk use, as far as due now, or whatever the hour when `now` is set; gives how many. */
  deleteExpired(options?: {now?: boolean}): Promise<number>

  /** Called for each message when it becomes readable. Returns how to stop that. */
  onArrival(listener: (arrival: Arrival) => void): () => void
  stats(): StoreStats
  /** Writes what is behind (queues, index) and brings everything to the disk. */
  flush(): Promise<void>
  /** Ends appends, flushes, removes `abort` and the lock. */
  close(): Promise<void>
}
