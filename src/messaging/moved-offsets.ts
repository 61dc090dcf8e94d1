/**
 * What brokers tell of consumers that wanted to read where nothing is stored any more: messages that were deleted before they were
 * consumed (`OffsetMovedEvent`, a message of its own in a topic of each broker).
 */
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError} from '../errors.js'
import {messageQueue} from '../protocol/bodies/queue.js'
import {readJson} from '../protocol/json.js'
import {offsetMovedTopic} from '../protocol/names.js'
import {type Infer, object, offset, str} from '../schema.js'
import type {Message} from './message.js'
import type {Puller} from './pull.js'
import type {ReachableQueue} from './queues.js'

const offsetMovedEvent = object('OffsetMovedEvent', {
  consumerGroup: str(),
  messageQueue,
  offsetRequest: offset(),
  offsetNew: offset(),
})
export type MovedOffset = Infer<typeof offsetMovedEvent> & {time: number}

export class MovedOffsets {
  /** Where to go on, by broker and queue. */
  private readonly next = new Map<string, number>()

  constructor(private readonly puller: Puller) {}

  /** What was told since the last call, or since the first: that one only finds out where to begin. */
  async news(): Promise<Answers<MovedOffset>> {
    const {answers, failures} = await fanOut(
      await this.queues(),
      ({brokerName, address}) => `${brokerName} (${address})`,
      queue => this.newsOf(queue),
    )
    return {answers: answers.flat(), failures}
  }

  private async newsOf(queue: ReachableQueue): Promise<MovedOffset[]> {
    const key = `${queue.brokerName} ${queue.queueId}`
    const from = this.next.get(key)
    if (from === undefined) {
      this.next.set(key, (await this.puller.range(queue)).max)
      return []
    }
    const {messages, nextOffset} = await this.puller.pull(queue, from)
    this.next.set(key, nextOffset)
    return messages.flatMap(readEvent)
  }

  private async queues(): Promise<ReachableQueue[]> {
    try {
      return await this.puller.queues(offsetMovedTopic)
    } catch (error) {
      if (error instanceof MqError && error.code === 'NOT_FOUND') return []
      throw error
    }
  }
}

/** Anybody can send to that topic: what is no event is left out. */
function readEvent({body, storeTimestamp}: Message): MovedOffset[] {
  try {
    return [{...offsetMovedEvent.read(readJson(body.toString('utf8')), ''), time: storeTimestamp}]
  } catch {
    return []
  }
}
