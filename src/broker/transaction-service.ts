/**
 * Half messages: kept aside until their producer commits or rolls back, asked about when it does neither (Java
 * `TransactionalMessageServiceImpl`).
 *
 * A half message lies in `RMQ_SYS_TRANS_HALF_TOPIC`; when it is done, a mark with its queue offset goes to
 * `RMQ_SYS_TRANS_OP_HALF_TOPIC`. What is open is the first without the second: it is found again at each start from the two
 * offsets of the group CID_RMQ_SYS_TRANS. Unlike Java we do not write a half message again for each check; its checks are
 * counted in memory.
 */

import {onewayFlag} from '../protocol/frame.js'
import {requests} from '../protocol/index.js'
import {
  decodeRecord,
  formatOffsetMsgId,
  property,
  type StoredRecord,
  withTransactionType,
} from '../protocol/message/index.js'
import {encodeRecord} from '../protocol/message/record.js'
import {requestFrame} from '../remoting/dispatcher.js'
import {messageOf, type ServerLog} from '../remoting/server-log.js'
import type {Appended, NewMessage, Store} from '../store/types.js'
import {type BrokerIdentity, brokerVersion} from './broker-state.js'
import type {ProducerTable} from './client-tables.js'
import type {OffsetTable} from './offset-table.js'
import type {BrokerSettings} from './settings.js'
import {checkMaxTimeTopic, halfTopic, opHalfTopic} from './system-names.js'
import type {TopicTable} from './topic-table.js'

const group = 'CID_RMQ_SYS_TRANS'
const doneTag = 'd'

interface Half {
  queueOffset: number
  physicalOffset: number
  storedAt: number
  /** When it may first be asked about. */
  immuneMs: number | undefined
  checks: number
}

/** Why an END_TRANSACTION cannot be followed; the message is what the reply says. */
export class TransactionError extends Error {}

export class TransactionService {
  /** By queue offset, oldest first. */
  private readonly open = new Map<number, Half>()
  /** Marks that are still needed: their place, and the half messages they are about. */
  private marks: {opOffset: number; halves: number[]}[] = []
  /** Being committed or rolled back right now. */
  private readonly ending = new Set<number>()
  private halfEnd = 0
  private opEnd = 0
  private timer: NodeJS.Timeout | undefined
  private checking: Promise<void> | undefined

  constructor(
    private readonly store: Store,
    private readonly identity: BrokerIdentity,
    private readonly settings: BrokerSettings,
    private readonly topics: TopicTable,
    private readonly offsets: OffsetTable,
    private readonly producers: ProducerTable,
    private readonly log: ServerLog,
  ) {}

  get openCount(): number {
    return this.open.size
  }

  async start(): Promise<void> {
    this.halfEnd = Math.max(this.offsets.get(group, halfTopic, 0) ?? 0, this.store.minOffset(halfTopic, 0))
    this.opEnd = Math.max(this.offsets.get(group, opHalfTopic, 0) ?? 0, this.store.minOffset(opHalfTopic, 0))
    await this.readHalves()
    await this.readMarks()
    this.timer = setInterval(() => {
      this.checking ??= this.check().finally(() => {
        this.checking = undefined
      })
    }, this.settings.values.transactionCheckInterval)
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.checking
    this.commitProgress()
  }

  /** The form in which a half message is stored. */
  prepare(message: NewMessage): NewMessage {
    const properties = new Map(message.properties)
    properties.set(property.realTopic, message.topic)
    properties.set(property.realQueueId, String(message.queueId))
    const uniqueKey = properties.get(property.uniqueKey)
    if (uniqueKey !== undefined) properties.set(property.transactionId, uniqueKey)
    return {
      ...message,
      topic: halfTopic,
      queueId: 0,
      sysFlag: withTransactionType(message.sysFlag, 'none'),
      properties,
    }
  }

  /** Takes note of a half message that was stored. */
  prepared({queueOffset, physicalOffset, storeTimestamp}: Appended, properties: ReadonlyMap<string, string>): void {
    this.halfEnd = Math.max(this.halfEnd, queueOffset + 1)
    this.add({queueOffset, physicalOffset, storedAt: storeTimestamp, immuneMs: immunity(properties), checks: 0})
  }

  /** The half message that an END_TRANSACTION is about. Throws {@link TransactionError}. */
  async find(physicalOffset: number, queueOffset: number, producerGroup: string): Promise<StoredRecord> {
    const bytes = await this.store.recordAt(physicalOffset)
    if (!bytes) throw new TransactionError('Find prepared transaction message failed')
    const record = decodeRecord(bytes)
    if (record.topic !== halfTopic) throw new TransactionError('Find prepared transaction message failed')
    if (record.properties.get(property.producerGroup) !== producerGroup)
      throw new TransactionError('The producer group wrong')
    if (record.queueOffset !== queueOffset) throw new TransactionError('The transaction state table offset wrong')
    return record
  }

  /** Commit: stores the message under its real topic. Either way the half message is marked done; a second time does nothing. */
  async end(half: StoredRecord, commit: boolean): Promise<void> {
    const {queueOffset} = half
    if (!this.open.has(queueOffset) || this.ending.has(queueOffset)) return
    this.ending.add(queueOffset)
    try {
      if (commit)
        await this.store.append({
          ...half,
          ...realTarget(half),
          sysFlag: withTransactionType(half.sysFlag, 'commit'),
          preparedTransactionOffset: half.physicalOffset,
        })
      await this.finish(queueOffset)
    } finally {
      this.ending.delete(queueOffset)
    }
  }

  /** Stores a half message that was given up once more, so that it is checked again (request 323). */
  async resume(bytes: Buffer): Promise<void> {
    const record = decodeRecord(bytes)
    const properties = new Map(record.properties).set(property.transactionCheckTimes, '0')
    const appended = await this.store.append({
      ...record,
      topic: halfTopic,
      queueId: 0,
      properties,
    })
    this.prepared(appended, properties)
  }

  /** One round: gives up what was asked about too often or is too old, asks about what is due. */
  async check(now: number = Date.now()): Promise<void> {
    const {transactionTimeOut, transactionCheckMax, fileReservedTime} = this.settings.values
    for (const half of [...this.open.values()]) {
      const age = now - half.storedAt
      if (age < (half.immuneMs ?? transactionTimeOut) || this.ending.has(half.queueOffset)) continue
      try {
        if (half.checks >= transactionCheckMax || age > fileReservedTime * 3_600_000) await this.giveUp(half)
        else await this.ask(half)
      } catch (error) {
        this.log.error(`cannot check the half message at ${half.physicalOffset}`, error)
      }
    }
    this.commitProgress()
  }

  private async ask(half: Half): Promise<void> {
    const record = await this.recordOf(half)
    if (!record) return
    half.checks++
    const producer = this.producers.next(record.properties.get(property.producerGroup) ?? '')
    if (!producer) return
    const real = {
      ...record,
      ...realTarget(record),
      properties: new Map(record.properties).set(property.transactionCheckTimes, String(half.checks)),
    }
    const uniqueKey = record.properties.get(property.uniqueKey)
    const frame = requestFrame(
      requests.checkTransactionState,
      {
        topic: halfTopic,
        brokerName: this.identity.name,
        tranStateTableOffset: half.queueOffset,
        commitLogOffset: half.physicalOffset,
        msgId: uniqueKey,
        transactionId: record.properties.get(property.transactionId) ?? uniqueKey,
        offsetMsgId: formatOffsetMsgId({host: record.storeHost, offset: half.physicalOffset}),
        body: encodeRecord(real),
      },
      brokerVersion,
    )
    await producer.connection.send({...frame, flag: frame.flag | onewayFlag}).catch((error: unknown) => {
      this.log.warn(`cannot ask ${producer.clientId} about a transaction: ${messageOf(error)}`)
    })
  }

  private async giveUp(half: Half): Promise<void> {
    const record = await this.recordOf(half)
    if (!record) return
    await this.topics.ensure(checkMaxTimeTopic, 1)
    await this.store.append({...record, topic: checkMaxTimeTopic, queueId: 0})
    await this.finish(half.queueOffset)
    this.log.warn(`a half message is given up after ${half.checks} checks: ${half.physicalOffset}`)
  }

  private async recordOf(half: Half): Promise<StoredRecord | undefined> {
    const bytes = await this.store.recordAt(half.physicalOffset)
    if (bytes) return decodeRecord(bytes)
    this.open.delete(half.queueOffset)
    this.log.warn(`the half message at ${half.physicalOffset} is gone: its file has expired`)
    return undefined
  }

  private async finish(queueOffset: number): Promise<void> {
    const appended = await this.store.append({
      topic: opHalfTopic,
      queueId: 0,
      flag: 0,
      sysFlag: 0,
      bornTimestamp: Date.now(),
      bornHost: this.identity.host,
      reconsumeTimes: 0,
      preparedTransactionOffset: 0,
      body: Buffer.from(`${queueOffset},`),
      properties: new Map([
        [property.tags, doneTag],
        [property.waitStoreOk, 'true'],
      ]),
    })
    this.open.delete(queueOffset)
    this.marks.push({opOffset: appended.queueOffset, halves: [queueOffset]})
    this.opEnd = Math.max(this.opEnd, appended.queueOffset + 1)
  }

  /** Moves the two offsets past what no start needs to read again. */
  private commitProgress(): void {
    let oldest = this.halfEnd
    for (const queueOffset of this.open.keys()) oldest = Math.min(oldest, queueOffset)
    const needed = this.marks.findIndex(({halves}) => halves.some(offset => offset >= oldest))
    this.marks = needed < 0 ? [] : this.marks.slice(needed)
    const opOffset = this.marks[0]?.opOffset ?? this.opEnd
    if (this.offsets.get(group, halfTopic, 0) !== oldest) this.offsets.commit(group, halfTopic, 0, oldest)
    if (this.offsets.get(group, opHalfTopic, 0) !== opOffset) this.offsets.commit(group, opHalfTopic, 0, opOffset)
  }

  private async readHalves(): Promise<void> {
    for await (const record of this.records(halfTopic, this.halfEnd)) {
      this.halfEnd = record.queueOffset + 1
      this.add({
        queueOffset: record.queueOffset,
        physicalOffset: record.physicalOffset,
        storedAt: record.storeTimestamp,
        immuneMs: immunity(record.properties),
        checks: Number(record.properties.get(property.transactionCheckTimes) ?? 0),
      })
    }
  }

  private async readMarks(): Promise<void> {
    for await (const record of this.records(opHalfTopic, this.opEnd)) {
      this.opEnd = record.queueOffset + 1
      const halves = record.body
        .toString()
        .split(',')
        .filter(part => /^\d+$/.test(part))
        .map(Number)
      for (const offset of halves) this.open.delete(offset)
      this.marks.push({opOffset: record.queueOffset, halves})
    }
  }

  private async *records(topic: string, from: number): AsyncGenerator<StoredRecord> {
    for (let offset = from; ; ) {
      const {records, nextOffset, status} = await this.store.read(topic, 0, offset)
      for (const bytes of records) yield decodeRecord(bytes)
      if (nextOffset <= offset && status !== 'FOUND') return
      offset = nextOffset
    }
  }

  private add(half: Half): void {
    this.open.set(half.queueOffset, half)
  }
}

function realTarget({topic, queueId, properties}: StoredRecord): {topic: string; queueId: number} {
  return {
    topic: properties.get(property.realTopic) ?? topic,
    queueId: Number(properties.get(property.realQueueId) ?? queueId),
  }
}

function immunity(properties: ReadonlyMap<string, string>): number | undefined {
  const seconds = Number(properties.get(property.checkImmunityTime) ?? -1)
  return seconds >= 0 ? seconds * 1000 : undefined
}
