import {Flags} from '@oclif/core'
import {timeOf} from '../../cli/content.js'
import {MessageStreamCommand, streamFlags} from '../../cli/message-stream.js'
import {inJavaOrder, type PrintedMessages} from '../../cli/printed-messages.js'
import type {FlagsOf, Session} from '../../cli/read-command.js'
import {UsageError} from '../../errors.js'
import type {End, Start, Stretch} from '../../messaging/consume.js'
import {type Puller, toolsGroup} from '../../messaging/pull.js'
import type {ReachableQueue} from '../../messaging/queues.js'
import {queueText} from '../../view/java-message.js'

export default class MessageConsume extends MessageStreamCommand {
  static override summary = 'Read messages of a topic, the oldest first, or wait for new ones. No group moves by it.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --count 10',
    {
      description: 'As they come, one JSON object a line, until Ctrl-C',
      command: '<%= config.bin %> <%= command.id %> orders --follow --output ndjson',
    },
    {
      description: 'The last hour of one queue',
      command: '<%= config.bin %> <%= command.id %> orders --broker broker-a --queue 0 --from -1h',
    },
  ]

  static override flags = {
    topic: Flags.string({summary: 'Topic to read.', required: true}),
    broker: Flags.string({summary: 'Only the queues of this broker, by name.'}),
    queue: Flags.integer({summary: 'Only this queue of the broker.', min: 0, dependsOn: ['broker']}),
    offset: Flags.integer({summary: 'Begin at this offset of the queue.', min: 0, dependsOn: ['queue']}),
    from: Flags.string({summary: 'Stored at this time or later.', helpValue: 'TIME'}),
    to: Flags.string({summary: 'Stored before this time.', helpValue: 'TIME'}),
    count: Flags.integer({
      summary: 'Most messages to read.',
      description: 'Without it: 128, with --follow no limit.',
      min: 1,
    }),
    expression: Flags.string({summary: "Only these tags: 'paid || shipped'.", default: '*'}),
    group: Flags.string({summary: 'Name of the group to pull as.', default: toolsGroup}),
    follow: Flags.boolean({summary: 'Begin with new messages and wait for more.', exclusive: ['to']}),
    ...streamFlags,
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof MessageConsume>) {
    const {puller, consumer} = session.messaging
    const {expression, group} = flags
    const {from, to} = this.ends(flags)
    const queues = await queuesOf(puller, flags)
    const stretches = session.collect(await consumer.stretches(queues, from, to))
    // who waits for new messages must not miss those of a broker
    if (flags.follow && session.partialFailure) throw session.partialFailure
    session.endless()
    const options = {merged: true, limit: limitOf(flags), expression, group, withBody: true}
    return this.printed(session, stretches, options, flags)
  }

  protected override readonly classic = (printed: PrintedMessages, flags: FlagsOf<typeof MessageConsume>) => {
    if (flags.follow) return linesOf(printed)
    const count = limitOf(flags) as number
    return flags.queue === undefined ? allQueues(printed, count) : oneQueue(printed, flags.offset ?? 0, count)
  }

  private ends({from, to, offset, follow}: FlagsOf<typeof MessageConsume>): {from: Start; to: End | undefined} {
    const [begin, end] = [timeOf(from, this.settings), timeOf(to, this.settings)]
    if (begin !== undefined && end !== undefined && begin > end) throw new UsageError('--from is later than --to')
    const start = begin === undefined && offset === undefined ? undefined : {time: begin, offset}
    if (follow) return {from: start ?? 'latest', to: undefined}
    return {from: start ?? 'earliest', to: end === undefined ? 'latest' : {time: end}}
  }
}

const limitOf = ({count, follow}: FlagsOf<typeof MessageConsume>): number | undefined =>
  count ?? (follow ? undefined : 128)

async function queuesOf(
  puller: Puller,
  {topic, broker, queue}: FlagsOf<typeof MessageConsume>,
): Promise<ReachableQueue[]> {
  if (broker !== undefined && queue !== undefined) return [await puller.queue(topic, broker, queue)]
  const all = await puller.queues(topic)
  const wanted = broker === undefined ? all : all.filter(({brokerName}) => brokerName === broker)
  // to have it say which brokers there are
  return wanted.length > 0 || broker === undefined ? wanted : [await puller.queue(topic, broker, 0)]
}

/** `ConsumeMessageCommand.executeDefault`: one queue after the other until the number is used up, or one less. */
async function* allQueues(printed: PrintedMessages, count: number): AsyncGenerator<string> {
  let left = count
  for (const stretch of inJavaOrder(printed.reading.stretches)) {
    if (left === 0) break
    const size = (stretch.to as number) - stretch.from
    if (size > left) {
      yield `The older ${left} message of the ${stretch.queue.queueId} queue will be provided\n`
      yield* pagesText(printed, {...stretch, to: stretch.from + left - 1})
      break
    }
    left -= size + 1
    yield* pagesText(printed, stretch)
  }
  printed.reading.end()
}

/** `ConsumeMessageCommand.executeByCondition`. */
async function* oneQueue(printed: PrintedMessages, offset: number, count: number): AsyncGenerator<string> {
  const [stretch] = printed.reading.stretches as [Stretch]
  const to = stretch.to as number
  if (offset > to) yield `${queueText(stretch.queue)} no matched msg, offset=${offset}\n`
  const tooMany = to - stretch.from > count
  if (tooMany) yield `The oldler ${count} message will be provided\n`
  yield* pagesText(printed, tooMany ? {...stretch, to: stretch.from + count - 1} : stretch)
  printed.reading.end()
}

/** `ConsumeMessageCommand.pullMessageByQueue`: here the end of a stretch belongs to it. */
async function* pagesText(printed: PrintedMessages, stretch: Stretch): AsyncGenerator<string> {
  const name = queueText(stretch.queue)
  const to = (stretch.to as number) + 1
  for await (const page of printed.reading.pages({...stretch, to}, {max: to - stretch.from})) {
    if (page.status === 'FOUND') {
      yield 'Consume ok\n'
      for (const found of page.messages) yield printed.line(found, page)
    } else if (page.status === 'NO_MATCHED_MSG')
      yield `${name} no matched msg. status=${page.status}, offset=${page.nextOffset}\n`
    else {
      yield `${name} print msg finished. status=${page.status}, offset=${page.nextOffset}\n`
      return
    }
  }
}

async function* linesOf(printed: PrintedMessages): AsyncGenerator<string> {
  for await (const found of printed.reading) yield printed.line(found, undefined)
}
