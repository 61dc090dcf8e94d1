/** Messages to send: what a caller says of one, and the properties and body that go over the wire. */
import {networkInterfaces} from 'node:os'
import {UsageError} from '../errors.js'
import {
  type CompressionType,
  compress,
  formatProperties,
  maxPropertiesLength,
  property,
  uniqueIds,
  withCompression,
} from '../protocol/message/index.js'

export interface OutgoingMessage {
  topic: string
  body: Buffer
  tags?: string | undefined
  keys?: readonly string[] | undefined
  /** User properties, and any of the reserved ones that has no field here. */
  properties?: ReadonlyMap<string, string> | undefined
  /** Orders messages of one key: they go to the same queue. */
  shardingKey?: string | undefined
  /** Deliver after a level of the broker's list: 1 to 18 unless it was changed. */
  delayLevel?: number | undefined
  /** Deliver after this many ms; brokers from 5.0 on. */
  delayMs?: number | undefined
  /** Deliver at this time; brokers from 5.0 on. */
  deliverAt?: number | undefined
  /** False: the broker need not wait for disk and slave, whatever its settings. */
  waitStoreOk?: boolean | undefined
  flag?: number | undefined
}

export interface Compression {
  type: CompressionType
  /** Bodies of at least this many bytes. */
  from: number
}

/** As Java producers do. */
export const defaultCompression: Compression = {type: 'zlib', from: 4096}

/** What a broker keeps a message for later by, without a delay level. */
export const timerProperties = [property.timerDelaySeconds, property.timerDelayMs, property.timerDeliverMs]

const topicName = /^[%|a-zA-Z0-9_-]+$/
/** Headers and properties fit beside it in the largest frame. */
const maxBody = 16 * 1024 * 1024 - 128 * 1024

/** Throws {@link UsageError} for what no broker takes (`Validators.checkMessage`). Larger bodies than its limit the broker refuses. */
export function checkMessage({topic, body}: OutgoingMessage): void {
  checkTopic(topic)
  if (body.length === 0) throw new UsageError('the message is empty: its body needs at least one byte')
  if (body.length > maxBody)
    throw new UsageError(`the body has ${body.length} bytes, more than the ${maxBody} that fit a frame`)
}

export function checkTopic(topic: string): void {
  if (topic === '') throw new UsageError('the topic has no name')
  if (topic.length > 255) throw new UsageError(`the topic name has ${topic.length} characters, more than 255`)
  if (!topicName.test(topic))
    throw new UsageError(`'${topic}' is not a topic name`, {hint: 'letters, digits and % | _ - may stand in it'})
}

/** In the order Java's producer sets them; UNIQ_KEY is added where there is none. */
export function propertiesOf(message: OutgoingMessage, uniqueId: () => string): Map<string, string> {
  const {tags, keys, delayLevel, delayMs, deliverAt, shardingKey} = message
  const properties = new Map(message.properties)
  const set = (name: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') properties.set(name, String(value))
  }
  set(property.keys, keys?.join(' '))
  set(property.tags, tags)
  set(property.shardingKey, shardingKey)
  set(property.delayLevel, delayLevel)
  set(property.timerDelayMs, delayMs)
  set(property.timerDeliverMs, deliverAt)
  if (!properties.has(property.waitStoreOk)) properties.set(property.waitStoreOk, String(message.waitStoreOk ?? true))
  if (!properties.has(property.uniqueKey)) properties.set(property.uniqueKey, uniqueId())
  return properties
}

/** Throws {@link UsageError} when they are longer than a record can hold. */
export function propertiesText(properties: ReadonlyMap<string, string>): string {
  const text = formatProperties(properties)
  const length = Buffer.byteLength(text)
  if (length > maxPropertiesLength)
    throw new UsageError(`the properties take ${length} bytes, more than ${maxPropertiesLength}`)
  return text
}

/** The body to send and the sysFlag that says how. A body that would not get smaller goes as it is. */
export async function packed(
  body: Buffer,
  compression: Compression | undefined,
): Promise<{body: Buffer; sysFlag: number}> {
  if (compression === undefined || body.length < compression.from) return {body, sysFlag: 0}
  const smaller = await compress(compression.type, body)
  return smaller.length < body.length
    ? {body: smaller, sysFlag: withCompression(0, compression.type)}
    : {body, sysFlag: 0}
}

/** Any constant of this process will do. */
const loaderHash = 0x6d71_6164

/** The ids of this process's messages. */
export const newUniqueId = uniqueIds({ip: ownAddress(), pid: process.pid, loaderHash, now: Date.now})

function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  return all.find(({family, internal}) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}
