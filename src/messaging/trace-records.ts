/**
 * Reading traces: what clients tell of a message in the trace topic, record by record (Java `TraceDataEncoder#decoderFromTraceDataString`).
 *
 * ```
 * Pub            time region group topic msgId tags keys storeHost bodyLength costMs type [offsetMsgId] success [clientHost]
 * SubBefore      time region group requestId msgId retryTimes keys
 * SubAfter       requestId msgId costMs success keys [code [time group]]
 * EndTransaction time region group topic msgId tags keys storeHost type transactionId state fromCheck
 * Recall         time region group topic msgId success
 * ```
 */
import {about, bool, bytes, count, duration, type Infer, object, oneOf, optional, str, time} from '../schema.js'
import type {Message} from './message.js'

export const traceEvents = ['sent', 'consumed', 'consuming', 'transactionEnded', 'recalled'] as const

export const traceRecord = object('TraceRecord', {
  event: about(oneOf(...traceEvents), '`consuming`: no client has told how it ended.'),
  time: about(time(), 'When it began.'),
  group: str(),
  clientHost: about(str(), 'From where the trace was sent.'),
  cost: optional(duration()),
  success: optional(bool()),
  result: about(optional(str()), 'How a consumer ended, where it is not just done or failed.'),
  ended: optional(time()),
  retries: about(optional(count()), 'How often it had been consumed in vain before.'),
  topic: optional(str()),
  msgId: str(),
  tags: optional(str()),
  keys: optional(str()),
  storeHost: optional(str()),
  bodySize: optional(bytes()),
  messageType: optional(str()),
  offsetMsgId: optional(str()),
  requestId: about(optional(str()), 'Joins the beginning and the end of one consumption.'),
  transactionId: optional(str()),
  transactionState: optional(str()),
})
export type TraceRecord = Infer<typeof traceRecord>

/** By the ordinal of Java's `MessageType`. */
const messageTypes = ['normal', 'transactionHalf', 'transactionCommit', 'delay', 'order']
/** By Java's `ConsumeReturnType`: `SUCCESS`, `TIME_OUT`, `EXCEPTION`, `RETURNNULL`, `FAILED`. */
const results = [undefined, 'timeOut', 'exception', 'returnedNull', undefined]

/** What the bodies of trace messages tell of one message, in their order. A record that cannot be read hides no others. */
export function traceRecordsOf(messages: readonly Message[], msgId: string): TraceRecord[] {
  const records = messages.flatMap(({body, bornHost}) =>
    body
      .toString('utf8')
      .split('\u0002')
      .flatMap(record => {
        const read = readRecord(record.split('\u0001'), bornHost.replace(/:\d+$/, ''))
        return read?.msgId === msgId ? [read] : []
      }),
  )
  return joined(records)
}

/** One record for a consumption whose beginning and end were told apart; it stands where its end was. */
function joined(records: readonly TraceRecord[]): TraceRecord[] {
  const begun = new Map(records.filter(({event}) => event === 'consuming').map(record => [record.requestId, record]))
  const ended = new Set(records.filter(({event}) => event === 'consumed').map(({requestId}) => requestId))
  return records.flatMap(record => {
    if (record.event === 'consuming') return ended.has(record.requestId) ? [] : [record]
    const before = record.event === 'consumed' ? begun.get(record.requestId) : undefined
    if (before === undefined) return [record]
    return [{...record, time: before.time, group: before.group, retries: before.retries}]
  })
}

function readRecord([type = '', ...fields]: string[], clientHost: string): TraceRecord | undefined {
  const text = (at: number) => (fields[at] === 'null' || fields[at] === '' ? undefined : fields[at])
  const number = (at: number) => (/^-?\d{1,15}$/.test(fields[at] ?? '') ? Number(fields[at]) : undefined)
  const yes = (at: number) => fields[at]?.toLowerCase() === 'true'
  const whole = (needed: number, started: number | undefined) => fields.length >= needed && started !== undefined
  const at = number(0)
  const common = {time: at ?? 0, group: text(2) ?? '', clientHost}
  switch (type) {
    case 'Pub': {
      if (!whole(12, at)) return undefined
      const placed = fields.length >= 13
      return {
        event: 'sent',
        ...common,
        topic: text(3),
        msgId: fields[4] as string,
        tags: text(5),
        keys: text(6),
        storeHost: text(7),
        bodySize: number(8),
        cost: number(9),
        messageType: messageTypes[number(10) ?? -1],
        offsetMsgId: placed ? text(11) : undefined,
        success: yes(placed ? 12 : 11),
      }
    }
    case 'SubBefore':
      if (!whole(7, at)) return undefined
      return {
        event: 'consuming',
        ...common,
        requestId: text(3),
        msgId: fields[4] as string,
        retries: number(5),
        keys: text(6),
      }
    case 'SubAfter': {
      const [cost, ended] = [number(2), number(6)]
      if (!whole(5, cost)) return undefined
      return {
        event: 'consumed',
        time: ended === undefined ? 0 : ended - (cost as number),
        group: text(7) ?? '',
        clientHost,
        requestId: text(0),
        msgId: fields[1] as string,
        cost,
        success: yes(3),
        keys: text(4),
        result: results[number(5) ?? 0],
        ended,
      }
    }
    case 'EndTransaction':
      if (!whole(12, at)) return undefined
      return {
        event: 'transactionEnded',
        ...common,
        topic: text(3),
        msgId: fields[4] as string,
        tags: text(5),
        keys: text(6),
        storeHost: text(7),
        messageType: messageTypes[number(8) ?? -1],
        transactionId: text(9),
        transactionState: text(10),
      }
    case 'Recall':
      if (!whole(6, at)) return undefined
      return {event: 'recalled', ...common, topic: text(3), msgId: fields[4] as string, success: yes(5)}
    default:
      return undefined
  }
}
