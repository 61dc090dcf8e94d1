/** Reading several queues: as one stream of messages, or page by page as Java's tools go through them. */
import type {Consumer, Stretch} from './consume.js'
import type {Message} from './message.js'
import type {Page, PullOptions} from './pull.js'

export interface ReadingOptions extends PullOptions {
  /** In the order the messages were stored in, over all queues; otherwise queue after queue. */
  merged?: boolean | undefined
  /** Most messages in all. */
  limit?: number | undefined
}

export class Reading implements AsyncIterable<Message> {
  constructor(
    private readonly consumer: Consumer,
    readonly stretches: readonly Stretch[],
    private readonly options: ReadingOptions = {},
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void, void> {
    let left = this.options.limit ?? Number.POSITIVE_INFINITY
    if (left <= 0) return
    for await (const message of this.messages()) {
      yield message
      if (--left === 0) return
    }
  }

  /** The pages of one of the stretches, or of a part of it. */
  pages(stretch: Stretch, options: PullOptions = {}): AsyncGenerator<Page, void, void> {
    return this.consumer.pages(stretch, {...this.options, ...options})
  }

  private async *messages(): AsyncGenerator<Message, void, void> {
    if (this.options.merged) yield* this.consumer.merged(this.stretches, this.options)
    else for (const stretch of this.stretches) yield* this.consumer.messages(stretch, this.options)
  }
}
