/** Sending: which queue, when to try another broker, and what became of the message. */
import type {Cluster} from '../cluster/cluster.js'
import {asMqError, type Failure, type MqError, NetworkError, PartialError, ServerError, UsageError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {encodeBatch, property} from '../protocol/message/index.js'
import {templateTopic} from '../protocol/names.js'
import type {Result} from '../protocol/request.js'
import {responseCode} from '../protocol/response-code.js'
import type {InvokeOptions} from '../remoting/remoting.js'
import {about, type Infer, int, object, offset, oneOf, optional, str} from '../schema.js'
import {
  type Compression,
  checkMessage,
  defaultCompression,
  newUniqueId,
  type OutgoingMessage,
  packed,
  propertiesOf,
  propertiesText,
  timerProperties,
} from './outgoing.js'
import type {ReachableQueue} from './queues.js'
import {newTopicQueues, type QueueChoice, SendRoutes} from './send-routes.js'

/** All four mean that the master has the message (`SendStatus`). */
export const sendStatuses = ['SEND_OK', 'FLUSH_DISK_TIMEOUT', 'FLUSH_SLAVE_TIMEOUT', 'SLAVE_NOT_AVAILABLE'] as const

export const sendResult = object('SendResult', {
  status: about(oneOf(...sendStatuses), 'Other than SEND_OK: on the master, but not flushed or copied as asked.'),
  topic: str(),
  brokerName: str(),
  queueId: int(),
  queueOffset: offset(),
  msgId: about(str(), 'UNIQ_KEY; of a batch all of them, separated by commas.'),
  offsetMsgId: str(),
  transactionId: optional(str()),
  recallHandle: about(optional(str()), 'Takes a timed message back; brokers from 5.3.2 on.'),
})
export type SendResult = Infer<typeof sendResult>

export interface SendOptions extends QueueChoice, InvokeOptions {
  group?: string | undefined
  /** Undefined is as Java producers do; false sends bodies as they are. */
  compression?: Compression | false | undefined
  /** Other brokers to try after the first; Java's 2. None where the queue was named. */
  retries?: number | undefined
}

const defaultGroup = 'DEFAULT_PRODUCER'
/** Refusals of one broker that another one may not have (`DefaultMQProducer.retryResponseCodes`); nothing was stored. */
const elsewhere: ReadonlySet<number> = new Set([
  responseCode.TOPIC_NOT_EXIST,
  responseCode.SERVICE_NOT_AVAILABLE,
  responseCode.SYSTEM_ERROR,
  responseCode.SYSTEM_BUSY,
  responseCode.NO_PERMISSION,
  responseCode.NO_BUYER_ID,
  responseCode.NOT_IN_CURRENT_UNIT,
  responseCode.GO_AWAY,
])

const statusByCode: Record<number, SendResult['status']> = {
  [responseCode.SUCCESS]: 'SEND_OK',
  [responseCode.FLUSH_DISK_TIMEOUT]: 'FLUSH_DISK_TIMEOUT',
  [responseCode.FLUSH_SLAVE_TIMEOUT]: 'FLUSH_SLAVE_TIMEOUT',
  [responseCode.SLAVE_NOT_AVAILABLE]: 'SLAVE_NOT_AVAILABLE',
}

export class Sender {
  private readonly routes: SendRoutes

  constructor(private readonly cluster: Cluster) {
    this.routes = new SendRoutes(cluster)
  }

  /** The queues that messages of a topic can go to, brokers by name; those of a topic to be created where it does not exist yet. */
  queues(topic: string): Promise<ReachableQueue[]> {
    return this.routes.queues(topic)
  }

  /**
   * Sends one message and returns where it is. Another broker is tried only when this one cannot have stored it: it was not
   * reached, or it refused. A time-out is not repeated: the message may be there.
   */
  async send(message: OutgoingMessage, options: SendOptions = {}): Promise<SendResult> {
    const properties = propertiesOf(message, newUniqueId)
    const request = await this.prepared(message, properties, options)
    return this.deliver(message.topic, message.shardingKey, properties, options, async queue => {
      const header = {...request.header, queueId: queue.queueId, brokerName: queue.servedBy}
      const answer = await this.cluster.invoke(
        queue.address,
        requests.sendMessageV2,
        {...header, body: request.body},
        exchange(options),
      )
      return resultOf(queue, properties.get(property.uniqueKey) ?? '', answer)
    })
  }

  /** Sends without an answer: whether it arrived nobody knows. */
  async sendOneway(message: OutgoingMessage, options: SendOptions = {}): Promise<ReachableQueue> {
    const properties = propertiesOf(message, newUniqueId)
    const request = await this.prepared(message, properties, options)
    return this.deliver(message.topic, message.shardingKey, properties, options, async queue => {
      const header = {...request.header, queueId: queue.queueId, brokerName: queue.servedBy}
      await this.cluster.remoting.oneway(queue.address, requests.sendMessageV2, {...header, body: request.body})
      return queue
    })
  }

  /** Sends messages of one topic in one request, to one queue, all or none. Throws {@link UsageError} for what a batch cannot hold. */
  async sendBatch(messages: readonly OutgoingMessage[], options: SendOptions = {}): Promise<SendResult> {
    const [first] = messages
    if (first === undefined) throw new UsageError('a batch needs at least one message')
    const {topic} = first
    const parts = messages.map(message => {
      checkMessage(message)
      if (message.topic !== topic)
        throw new UsageError(`a batch holds messages of one topic, not of ${topic} and ${message.topic}`)
      const properties = propertiesOf(message, newUniqueId)
      if (isLater(properties)) throw new UsageError('a batch cannot hold delayed messages')
      return {flag: message.flag ?? 0, body: message.body, properties}
    })
    const ids = parts.map(part => part.properties.get(property.uniqueKey) as string)
    // brokers 4.x put these into each message: an id among them, as Java 5.x sends, would replace the ids of all
    const properties = new Map<string, string>([[property.waitStoreOk, String(first.waitStoreOk ?? true)]])
    const body = encodeBatch(parts)
    const common = {...headerOf(topic, options), flag: 0, properties: propertiesText(properties), batch: true}
    return this.deliver(topic, first.shardingKey, properties, options, async queue => {
      const header = {...common, queueId: queue.queueId, brokerName: queue.servedBy, body}
      const answer = await this.cluster.invoke(queue.address, requests.sendBatchMessage, header, exchange(options))
      return resultOf(queue, ids.join(','), answer)
    })
  }

  private async prepared(message: OutgoingMessage, properties: Map<string, string>, options: SendOptions) {
    checkMessage(message)
    const compression = options.compression === false ? undefined : (options.compression ?? defaultCompression)
    const {body, sysFlag} = await packed(message.body, compression)
    const header = {
      ...headerOf(message.topic, options),
      sysFlag,
      flag: message.flag ?? 0,
      properties: propertiesText(properties),
    }
    return {header, body}
  }

  /** Chooses queues and tries them. */
  private async deliver<T>(
    topic: string,
    shardingKey: string | undefined,
    properties: ReadonlyMap<string, string>,
    options: SendOptions,
    attempt: (queue: ReachableQueue) => Promise<T>,
  ): Promise<T> {
    const fixed = shardingKey !== undefined || options.queueId !== undefined
    const tried = new Set<string>()
    const failures: Failure[] = []
    const first = await this.routes.choose(topic, options, shardingKey, tried)
    for (let queue = first; ; ) {
      if (isTimed(properties)) await this.routes.needTimer(queue)
      try {
        return await attempt(queue)
      } catch (thrown) {
        const error = asMqError(thrown)
        tried.add(queue.servedBy)
        Object.assign(error.facts, {topic, brokerName: queue.servedBy, attempts: tried.size})
        failures.push({target: queue.servedBy, error})
        if (!mayTryAnother(error) || fixed || tried.size > (options.retries ?? 2)) throw allOf(failures)
        this.routes.forget(topic)
        queue = await this.routes.choose(topic, options, shardingKey, tried)
        if (tried.has(queue.servedBy)) throw allOf(failures)
      }
    }
  }
}

/** Each broker that was tried is named. */
const allOf = (failures: Failure[]): MqError =>
  failures.length > 1 ? new PartialError(failures, 0) : (failures[0] as Failure).error

/** Nothing can have been stored, and another broker may be better off. */
const mayTryAnother = (error: MqError): boolean =>
  error instanceof ServerError ? elsewhere.has(error.responseCode) : error instanceof NetworkError && !error.sent

const exchange = ({timeoutMs, signal}: SendOptions): InvokeOptions => ({timeoutMs, signal})

const headerOf = (topic: string, options: SendOptions) => ({
  producerGroup: options.group ?? defaultGroup,
  topic,
  defaultTopic: templateTopic,
  defaultTopicQueueNums: newTopicQueues,
  sysFlag: 0,
  bornTimestamp: Date.now(),
  reconsumeTimes: 0,
  unitMode: false,
  batch: false,
})

const isTimed = (properties: ReadonlyMap<string, string>): boolean =>
  !properties.has(property.delayLevel) && timerProperties.some(name => properties.has(name))

const isLater = (properties: ReadonlyMap<string, string>): boolean =>
  properties.has(property.delayLevel) || isTimed(properties)

const resultOf = (queue: ReachableQueue, msgId: string, answer: Result<typeof requests.sendMessageV2>): SendResult => ({
  status: statusByCode[answer.code] as SendResult['status'],
  topic: queue.topic,
  brokerName: queue.brokerName,
  queueId: answer.queueId,
  queueOffset: answer.queueOffset,
  msgId,
  offsetMsgId: answer.msgId,
  transactionId: answer.transactionId,
  recallHandle: answer.recallHandle,
})
