/**
 * The way of a message into the store: a delay level sends it through the delay topic, a failure becomes the reply that Java gives
 * for it, everything is counted.
 */
import {performance} from 'node:perf_hooks'
import {MqError, UsageError} from '../errors.js'
import {property, transactionType} from '../protocol/message/index.js'
import {responseCode} from '../protocol/response-code.js'
import {Refusal} from '../remoting/dispatcher.js'
import type {ServerLog} from '../remoting/server-log.js'
import type {Appended, NewMessage, Store} from '../store/types.js'
import type {BrokerIdentity} from './broker-state.js'
import type {DelayLevels} from './delay-levels.js'
import type {BrokerSettings} from './settings.js'
import type {BrokerFigures} from './stats/broker-figures.js'
import type {BrokerStats} from './stats/broker-stats.js'
import {delayTopic} from './system-names.js'
import {isTimerMessage, timerRouted} from './timer-route.js'

/** Where a message is now, and as what: a delayed one waits under another topic. */
export type Taken = Appended & {stored: NewMessage}

export class MessageIntake {
  private readonly maxMessageSize: number
  /** The last message could not be stored: that is logged once. */
  private isFailing = false

  constructor(
    private readonly store: Store,
    private readonly identity: BrokerIdentity,
    private readonly settings: BrokerSettings,
    private readonly levels: DelayLevels,
    private readonly stats: BrokerStats,
    private readonly figures: BrokerFigures,
    private readonly log: ServerLog,
  ) {
    this.maxMessageSize = settings.values.maxMessageSize
  }

  /** Throws {@link Refusal} when the message cannot be taken. */
  async put(message: NewMessage): Promise<Taken> {
    const stored = this.routed(message)
    const [appended] = (await this.save([stored], [message])) as [Appended]
    return {...appended, stored}
  }

  /** All or none, in consecutive places of their queue. */
  putBatch(messages: readonly NewMessage[]): Promise<Appended[]> {
    return this.save(messages, messages)
  }

  private async save(stored: readonly NewMessage[], sent: readonly NewMessage[]): Promise<Appended[]> {
    if (stored.some(({body}) => body.length > this.maxMessageSize)) throw this.illegal()
    const began = performance.now()
    let appended: Appended[]
    try {
      appended =
        stored.length === 1 ? [await this.store.append(stored[0] as NewMessage)] : await this.store.appendBatch(stored)
    } catch (error) {
      this.figures.failedPuts += stored.length
      if (error instanceof UsageError) throw this.illegal()
      if (!(error instanceof MqError)) throw error
      if (!this.isFailing) this.log.error('messages cannot be stored', error)
      this.isFailing = true
      throw new Refusal(responseCode.SERVICE_NOT_AVAILABLE, `service not available now. ${error.message}`)
    }
    if (this.isFailing) this.log.info('messages can be stored again')
    this.isFailing = false
    const took = performance.now() - began
    this.figures.putTimes.add(took)
    for (const [index, {size}] of appended.entries()) this.count(sent[index] as NewMessage, size, took)
    return appended
  }

  /** A delayed message waits in the queue of its level; where it is to go travels in its properties. */
  private routed(message: NewMessage): NewMessage {
    const type = transactionType(message.sysFlag)
    if (type === 'prepared' || type === 'rollback') return message
    const level = Number(message.properties.get(property.delayLevel) ?? 0)
    if (!(level > 0)) return isTimerMessage(message) ? timerRouted(message, this.settings) : message
    const properties = new Map(message.properties)
    properties.set(property.delayLevel, String(this.levels.within(level)))
    properties.set(property.realTopic, message.topic)
    properties.set(property.realQueueId, String(message.queueId))
    return {...message, topic: delayTopic, queueId: this.levels.within(level) - 1, properties}
  }

  private count({topic, queueId}: NewMessage, size: number, took: number): void {
    const {stats, figures, identity} = this
    figures.stored++
    stats.add('TOPIC_PUT_NUMS', topic, 1)
    stats.add('TOPIC_PUT_SIZE', topic, size)
    stats.add('TOPIC_PUT_LATENCY', `${queueId}@${topic}`, Math.round(took))
    stats.add('QUEUE_PUT_NUMS', `${topic}@${queueId}`, 1)
    stats.add('QUEUE_PUT_SIZE', `${topic}@${queueId}`, size)
    stats.add('BROKER_PUT_NUMS', identity.cluster, 1)
  }

  private illegal(): Refusal {
    return new Refusal(
      responseCode.MESSAGE_ILLEGAL,
      'the message is illegal, maybe msg body or properties length not matched. ' +
        `msg body length limit ${this.maxMessageSize}B, msg properties length limit 32KB.`,
    )
  }
}
