/**
 * The properties string of a message.
 *
 * ```
 * properties := { name \u0001 value \u0002 }          the last \u0002 may be missing (4.9.2 to 4.9.8, 5.0 to 5.1)
 * ```
 */
import {UsageError} from '../../errors.js'

export const nameSeparator = '\u0001'
export const propertySeparator = '\u0002'

/** The longest properties string a record can hold, in UTF-8 bytes. */
export const maxPropertiesLength = 32767

/** Names of properties that have a meaning to clients or brokers (Java `MessageConst`). */
export const property = {
  keys: 'KEYS',
  tags: 'TAGS',
  waitStoreOk: 'WAIT',
  delayLevel: 'DELAY',
  retryTopic: 'RETRY_TOPIC',
  realTopic: 'REAL_TOPIC',
  realQueueId: 'REAL_QID',
  transactionPrepared: 'TRAN_MSG',
  producerGroup: 'PGROUP',
  minOffset: 'MIN_OFFSET',
  maxOffset: 'MAX_OFFSET',
  originMessageId: 'ORIGIN_MESSAGE_ID',
  reconsumeTime: 'RECONSUME_TIME',
  maxReconsumeTimes: 'MAX_RECONSUME_TIMES',
  region: 'MSG_REGION',
  traceOn: 'TRACE_ON',
  uniqueKey: 'UNIQ_KEY',
  checkImmunityTime: 'CHECK_IMMUNITY_TIME_IN_SECONDS',
  preparedQueueOffset: 'TRAN_PREPARED_QUEUE_OFFSET',
  transactionId: '__transactionId__',
  transactionCheckTimes: 'TRANSACTION_CHECK_TIMES',
  instanceId: 'INSTANCE_ID',
  correlationId: 'CORRELATION_ID',
  replyToClient: 'REPLY_TO_CLIENT',
  ttl: 'TTL',
  arriveTime: 'ARRIVE_TIME',
  pushReplyTime: 'PUSH_REPLY_TIME',
  cluster: 'CLUSTER',
  messageType: 'MSG_TYPE',
  popCheckPoint: 'POP_CK',
  popCheckPointOffset: 'POP_CK_OFFSET',
  firstPopTime: '1ST_POP_TIME',
  shardingKey: '__SHARDINGKEY',
  innerNumber: 'INNER_NUM',
  innerBase: 'INNER_BASE',
  timerDelaySeconds: 'TIMER_DELAY_SEC',
  timerDelayMs: 'TIMER_DELAY_MS',
  timerDeliverMs: 'TIMER_DELIVER_MS',
  timerOutMs: 'TIMER_OUT_MS',
  timerDeleteUniqueKey: 'TIMER_DEL_UNIQKEY',
  dlqOriginTopic: 'DLQ_ORIGIN_TOPIC',
  dlqOriginMessageId: 'DLQ_ORIGIN_MESSAGE_ID',
  priority: '_SYS_MSG_PRIORITY_',
  liteTopic: '__LITE_TOPIC',
} as const

/** Reads a properties string as Java does: an entry without a name or a value is passed over. */
export function parseProperties(text: string): Map<string, string> {
  const result = new Map<string, string>()
  let start = 0
  while (start < text.length) {
    let end = text.indexOf(propertySeparator, start)
    if (end < 0) end = text.length
    const middle = text.indexOf(nameSeparator, start)
    if (middle < 0) break
    if (middle > start && middle + 1 < end) result.set(text.slice(start, middle), text.slice(middle + 1, end))
    start = end + 1
  }
  return result
}

/**
 * Writes a properties string, every entry ended by \u0002. Entries without a name are left out.
 * Throws {@link UsageError} when a name or value contains a separator.
 */
export function formatProperties(properties: ReadonlyMap<string, string>): string {
  let text = ''
  for (const [name, value] of properties) {
    if (name === '') continue
    if (hasSeparator(name) || hasSeparator(value))
      throw new UsageError(`The property ${JSON.stringify(name)} contains a separator (U+0001 or U+0002)`)
    text += `${name}${nameSeparator}${value}${propertySeparator}`
  }
  return text
}

const hasSeparator = (text: string): boolean => text.includes(nameSeparator) || text.includes(propertySeparator)

/** The business keys of a message: KEYS split at blanks. */
export const keysOf = (properties: ReadonlyMap<string, string>): string[] =>
  (properties.get(property.keys) ?? '').split(' ').filter(key => key !== '')
