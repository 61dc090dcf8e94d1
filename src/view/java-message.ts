/** Messages as Java's mqadmin prints them. */
import {isUtf8} from 'node:buffer'
import {TextDecoder} from 'node:util'
import {UsageError} from '../errors.js'
import {javaFormat} from './java-format.js'
import {javaHashOrder} from './java-order.js'
import {javaDate, javaPatterns, javaString} from './java-text.js'

/** What is printed of a message; `Message` of the messaging room fits. */
export interface JavaMessage {
  readonly topic: string
  readonly brokerName?: string | undefined
  readonly queueId: number
  readonly queueOffset: number
  readonly msgId: string
  readonly offsetMsgId: string
  readonly commitLogOffset: number
  readonly properties: ReadonlyMap<string, string>
  readonly body: Buffer
  readonly flag: number
  readonly sysFlag: number
  readonly bodyCrc: number
  readonly storeSize: number
  readonly reconsumeTimes: number
  readonly bornTimestamp: number
  readonly bornHost: string
  readonly storeTimestamp: number
  readonly storeHost: string
  readonly preparedTransactionOffset: number
}

/** The ends of its queue: a pull puts them among the properties of each message. */
export interface QueueEnds {
  readonly minOffset: number
  readonly maxOffset: number
}

/** `{k=v}` in the order of Java's map of 128 bins (`MessageDecoder.string2Properties`). */
export function propertiesText(properties: ReadonlyMap<string, string>, ends?: QueueEnds): string {
  const all = new Map(properties)
  if (ends) all.set('MIN_OFFSET', String(ends.minOffset)).set('MAX_OFFSET', String(ends.maxOffset))
  return javaString(new Map(javaHashOrder(all.keys(), {capacity: 128}).map(name => [name, all.get(name)])))
}

/** A message whose body was not read. */
export type Bodiless = Omit<JavaMessage, 'body'> & {readonly body: null}

/** `MessageExt.toString`. */
export function messageExtText(message: JavaMessage | Bodiless, ends?: QueueEnds): string {
  const fields: [string, unknown][] = [
    ['brokerName', message.brokerName],
    ['queueId', message.queueId],
    ['storeSize', message.storeSize],
    ['queueOffset', message.queueOffset],
    ['sysFlag', message.sysFlag],
    ['bornTimestamp', message.bornTimestamp],
    ['bornHost', `/${message.bornHost}`],
    ['storeTimestamp', message.storeTimestamp],
    ['storeHost', `/${message.storeHost}`],
    ['msgId', message.offsetMsgId],
    ['commitLogOffset', message.commitLogOffset],
    ['bodyCRC', message.bodyCrc],
    ['reconsumeTimes', message.reconsumeTimes],
    ['preparedTransactionOffset', message.preparedTransactionOffset],
    ['toString()', messageText(message, ends)],
  ]
  return `MessageExt [${fields.map(([name, value]) => `${name}=${javaString(value)}`).join(', ')}]`
}

const messageText = ({topic, flag, properties, body}: JavaMessage | Bodiless, ends: QueueEnds | undefined): string =>
  `Message{topic='${topic}', flag=${flag}, properties=${propertiesText(properties, ends)}, body=${javaString(body)}, transactionId='null'}`

/** A line of printMsg, printMsgByQueue and consumeMessage. Without a charset the body is not printed; `text` stands in its place. */
export function messageLine(
  message: JavaMessage,
  ends: QueueEnds | undefined,
  charset: string | undefined,
  text?: string,
): string {
  const body = text ?? (charset === undefined ? 'NOT PRINT BODY' : bodyText(message.body, charset))
  return javaFormat('MSGID: %s %s BODY: %s%n', message.msgId, messageExtText(message, ends), body)
}

export interface DetailOptions {
  /** queryMsgByUniqueKey leaves the line `OffsetID:` out. */
  readonly withOffsetId: boolean
  readonly bodyPath?: string | undefined
  /** Prints the body too. */
  readonly charset?: string | undefined
  readonly ends?: QueueEnds | undefined
}

/** The lines of one message of the queryMsgBy… commands. */
export function messageDetails(message: JavaMessage, options: DetailOptions): string {
  const {properties} = message
  const lines: [string, unknown][] = [
    ['Topic', message.topic],
    ['Tags', `[${properties.get('TAGS') ?? 'null'}]`],
    ['Keys', `[${properties.get('KEYS') ?? 'null'}]`],
    ['Queue ID', message.queueId],
    ['Queue Offset', message.queueOffset],
    ['CommitLog Offset', message.commitLogOffset],
    ['Reconsume Times', message.reconsumeTimes],
    ['Born Timestamp', javaDate(message.bornTimestamp, javaPatterns.millis)],
    ['Store Timestamp', javaDate(message.storeTimestamp, javaPatterns.millis)],
    ['Born Host', message.bornHost],
    ['Store Host', message.storeHost],
    ['System Flag', message.sysFlag],
    ['Properties', propertiesText(properties, options.ends)],
  ]
  if (options.withOffsetId) lines.unshift(['OffsetID', message.offsetMsgId])
  if (options.bodyPath !== undefined) lines.push(['Message Body Path', options.bodyPath])
  if (options.charset !== undefined) lines.push(['Message Body', bodyText(message.body, options.charset)])
  return lines.map(([label, value]) => javaFormat('%-20s %s%n', `${label}:`, value)).join('')
}

export interface JavaTrack {
  readonly consumerGroup: string
  readonly trackType: string
  readonly problem?: string | undefined
}

/** Who has consumed a message; `end` follows each group. */
export function tracksText(tracks: readonly JavaTrack[], end: string): string {
  if (tracks.length === 0) return '\n\nWARN: No Consumer'
  const texts = tracks.map(
    ({consumerGroup, trackType, problem}) =>
      `MessageTrack [consumerGroup=${consumerGroup}, trackType=${trackType}, exceptionDesc=${problem ?? 'null'}]${end}`,
  )
  return `\n\n${texts.join('')}`
}

/** `ConsumeMessageDirectlyResult.toString`. */
export const directResultText = (result: {
  readonly order: boolean
  readonly autoCommit: boolean
  readonly consumeResult?: string | undefined
  readonly remark?: string | undefined
  readonly spentTimeMills: number
}): string =>
  `ConsumeMessageDirectlyResult [order=${result.order}, autoCommit=${result.autoCommit}, consumeResult=${javaString(result.consumeResult)}, remark=${javaString(result.remark)}, spentTimeMills=${result.spentTimeMills}]`

/** `SendResult.toString`. */
export const sendResultText = (
  result: JavaQueue & {
    readonly status: string
    readonly msgId: string
    readonly offsetMsgId: string
    readonly queueOffset: number
    readonly recallHandle?: string | undefined
  },
): string =>
  `SendResult [sendStatus=${result.status}, msgId=${result.msgId}, offsetMsgId=${result.offsetMsgId}, messageQueue=${queueText(result)}, queueOffset=${result.queueOffset}, recallHandle=${javaString(result.recallHandle)}]`

export interface JavaQueue {
  readonly topic: string
  readonly brokerName: string
  readonly queueId: number
}

/** `MessageQueue.toString`. */
export const queueText = ({topic, brokerName, queueId}: JavaQueue): string =>
  `MessageQueue [topic=${topic}, brokerName=${brokerName}, queueId=${queueId}]`

/** `new String(body, charset)`. Throws {@link UsageError} for a charset nobody knows. */
export function bodyText(body: Buffer, charset: string): string {
  const name = charset.trim().toLowerCase()
  if (name === 'utf-8' || name === 'utf8') return utf8Text(body)
  if (name === 'iso-8859-1' || name === 'latin1') return body.toString('latin1')
  return decoderOf(name, charset).decode(body)
}

/** Java puts one replacement character for a surrogate in three bytes, where the web's decoder puts three. */
const utf8Text = (body: Buffer): string =>
  isUtf8(body)
    ? body.toString('utf8')
    : Buffer.from(body.toString('latin1').replace(/\xed[\xa0-\xbf][\x80-\xbf]?/g, '\xff'), 'latin1').toString('utf8')

/** Refuses, with {@link UsageError}, what {@link bodyText} would refuse. */
export const checkCharset = (charset: string): void => void bodyText(Buffer.from([0]), charset)

function decoderOf(name: string, charset: string): TextDecoder {
  try {
    // Java's plain UTF-16 is big-endian
    return new TextDecoder(name === 'utf-16' ? 'utf-16be' : name, {ignoreBOM: true})
  } catch (error) {
    throw new UsageError(`'${charset}' is not a charset`, {hint: 'for instance UTF-8, GBK, UTF-16', cause: error})
  }
}
