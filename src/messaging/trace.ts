/**
 * Traces: what became of a message, as a message of its own in the trace topic.
 *
 * ```
 * body  := { record }
 * record := field { \u0001 field } \u0002              (Java `TraceDataEncoder`; a missing value is the text null)
 * ```
 */

import type {Answers} from '../cluster/fan-out.js'
import {formatHost, parseOffsetMsgId} from '../protocol/message/index.js'
import {traceTopic} from '../protocol/names.js'
import type {Finder, Window} from './find.js'
import type {OutgoingMessage} from './outgoing.js'
import type {Sender, SendResult} from './send.js'
import {type TraceRecord, traceRecordsOf} from './trace-records.js'

export {traceTopic as defaultTraceTopic} from '../protocol/names.js'

export interface SentMessage {
  message: OutgoingMessage
  result: SendResult
  group: string
  startedAt: number
  costMs: number
}

/** Ordinals of Java's `MessageType`. */
const types = {normal: 0, delay: 3} as const

/** The record of a send. */
export function pubRecord({message, result, group, startedAt, costMs}: SentMessage): string {
  const delayed = [message.delayLevel, message.delayMs, message.deliverAt].some(value => value !== undefined)
  const fields = [
    'Pub',
    startedAt,
    'DefaultRegion',
    group,
    message.topic,
    result.msgId,
    message.tags ?? 'null',
    message.keys?.join(' ') ?? 'null',
    formatHost(parseOffsetMsgId(result.offsetMsgId).host),
    message.body.length,
    costMs,
    delayed ? types.delay : types.normal,
    result.offsetMsgId,
    true,
  ]
  return `${fields.join('\u0001')}\u0002`
}

export class Tracer {
  constructor(
    private readonly sender: Sender,
    private readonly finder: Finder,
  ) {}

  /** What clients told of a message, newest traces first as the brokers give them. Each broker gives at most 64 traces. */
  async records(
    msgId: string,
    {topic = traceTopic, ...query}: Window & {topic?: string; max?: number} = {},
  ): Promise<Answers<TraceRecord>> {
    const {answers, failures} = await this.finder.byKey({...query, topic, key: msgId, type: 'K'})
    return {answers: traceRecordsOf(answers, msgId), failures}
  }

  /** Tells the trace topic of a message that was sent; found there by the message's id and keys. */
  sent(sent: SentMessage): Promise<SendResult> {
    return this.sender.send(
      {
        topic: traceTopic,
        body: Buffer.from(pubRecord(sent)),
        keys: [sent.result.msgId, ...(sent.message.keys ?? [])],
      },
      {group: `_INNER_TRACE_PRODUCER-${sent.group}-PRODUCE-1`},
    )
  }
}
