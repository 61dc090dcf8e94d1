/** Messages as the printing commands give them: for Java's layout page by page, otherwise one after the other. */

import type {Stretch} from '../messaging/consume.js'
import {type Message, message} from '../messaging/message.js'
import type {Page} from '../messaging/pull.js'
import type {Reading} from '../messaging/reading.js'
import {about, blob, type Infer, object, optional} from '../schema.js'
import {bodyText, messageLine} from '../view/java-message.js'
import {javaHashOrder} from '../view/java-order.js'

export const printedMessage = object('PrintedMessage', {
  ...message.shape,
  body: about(optional(blob()), 'What the producer sent, decompressed; in UTF-8 where a charset was named.'),
})
export type PrintedMessage = Infer<typeof printedMessage>

export interface PrintOptions {
  /** Bodies are in this charset. */
  charset?: string | undefined
  withBody: boolean
}

export class PrintedMessages implements AsyncIterable<PrintedMessage> {
  constructor(
    readonly reading: Reading,
    readonly options: PrintOptions,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<PrintedMessage, void, void> {
    const {charset, withBody} = this.options
    for await (const message of this.reading) {
      const {body, ...rest} = message
      if (!withBody) yield rest
      else yield {...rest, body: charset === undefined ? body : Buffer.from(bodyText(body, charset))}
    }
  }

  /** Up to the time asked for: brokers 4.x answer the offset of the last message for a later time, and Java prints that one, too. */
  async *pages(stretch: Stretch): AsyncGenerator<Page, void, void> {
    const {exact} = stretch
    const until = exact?.until ?? Number.POSITIVE_INFINITY
    for await (const page of this.reading.pages(exact ? {...stretch, to: exact.to} : stretch))
      yield {...page, messages: page.messages.filter(({storeTimestamp}) => storeTimestamp < until)}
  }

  /** The line Java prints of a message. */
  line(message: Message, page: Page): string {
    const {charset = 'UTF-8', withBody} = this.options
    return messageLine(message, page, withBody ? charset : undefined)
  }
}

/** Stretches in the order of Java's set of their queues. */
export function inJavaOrder(stretches: readonly Stretch[]): Stretch[] {
  const byQueue = new Map(stretches.map(stretch => [stretch.queue, stretch]))
  return javaHashOrder(byQueue.keys()).map(queue => byQueue.get(queue) as Stretch)
}
