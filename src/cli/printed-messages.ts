/** Messages as the printing commands give them: for Java's layout page by page, otherwise one after the other. */

import type {Stretch} from '../messaging/consume.js'
import {type Message, message} from '../messaging/message.js'
import type {Page, PullOptions} from '../messaging/pull.js'
import type {Reading} from '../messaging/reading.js'
import {about, any, blob, type Infer, object, optional, str} from '../schema.js'
import {valueText} from '../view/document.js'
import {bodyText, messageLine} from '../view/java-message.js'
import {javaHashOrder} from '../view/java-order.js'
import type {BodyDecoding} from './body-decoding.js'

export const printedMessage = object('PrintedMessage', {
  ...message.shape,
  body: about(optional(blob()), 'What the producer sent, decompressed; in UTF-8 where a charset was named.'),
  decoded: about(optional(any()), 'The body in the form that --decode asks for, instead of the bytes.'),
  problem: about(optional(str()), 'Why the body could not be decoded.'),
})
export type PrintedMessage = Infer<typeof printedMessage>

export interface PrintOptions {
  /** Bodies are in this charset. */
  charset?: string | undefined
  withBody: boolean
  decoding?: BodyDecoding | undefined
}

export class PrintedMessages implements AsyncIterable<PrintedMessage> {
  constructor(
    readonly reading: Reading,
    readonly options: PrintOptions,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<PrintedMessage, void, void> {
    for await (const message of this.reading) yield this.printed(message)
  }

  /** Up to the time asked for: brokers 4.x answer the offset of the last message for a later time, and Java prints that one, too. */
  async *pages(stretch: Stretch, options?: PullOptions): AsyncGenerator<Page, void, void> {
    const {exact} = stretch
    const until = exact?.until ?? Number.POSITIVE_INFINITY
    for await (const page of this.reading.pages(exact ? {...stretch, to: exact.to} : stretch, options))
      yield {...page, messages: page.messages.filter(({storeTimestamp}) => storeTimestamp < until)}
  }

  /** The line Java prints of a message. */
  line(message: Message, page: Page | undefined): string {
    const {charset = 'UTF-8', withBody, decoding} = this.options
    if (!withBody || decoding === undefined) return messageLine(message, page, withBody ? charset : undefined)
    const decoded = decoding.decode(message.body)
    const text = 'problem' in decoded ? bodyText(message.body, charset) : valueText(decoded.value)
    return messageLine(message, page, charset, text)
  }

  private printed(message: Message): PrintedMessage {
    const {charset, withBody, decoding} = this.options
    const {body, ...rest} = message
    if (!withBody) return rest
    if (decoding === undefined)
      return {...rest, body: charset === undefined ? body : Buffer.from(bodyText(body, charset))}
    const decoded = decoding.decode(body)
    return 'problem' in decoded ? {...message, problem: decoded.problem} : {...rest, decoded: decoded.value}
  }
}

/** Stretches in the order of Java's set of their queues. */
export function inJavaOrder(stretches: readonly Stretch[]): Stretch[] {
  const byQueue = new Map(stretches.map(stretch => [stretch.queue, stretch]))
  return javaHashOrder(byQueue.keys()).map(queue => byQueue.get(queue) as Stretch)
}
