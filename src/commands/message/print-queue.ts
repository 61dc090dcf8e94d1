import {Flags} from '@oclif/core'
import {timeOf} from '../../cli/content.js'
import {messageColumns} from '../../cli/found-message.js'
import {type PrintedMessage, PrintedMessages, printedMessage} from '../../cli/printed-messages.js'
import {type FlagsOf, type Layout, ReadCommand, type Session} from '../../cli/read-command.js'
import type {Stretch} from '../../messaging/consume.js'
import {Reading} from '../../messaging/reading.js'
import {count, type Infer, object, str} from '../../schema.js'
import {javaHashOrder, lines} from '../../view/classic.js'
import {checkCharset} from '../../view/java-message.js'
import {rows, type View} from '../../view/rows.js'

const tagCount = object('TagCount', {tag: str(), messages: count()})
type TagCount = Infer<typeof tagCount>
const tagRows = rows(tagCount)
const messageRows = rows(printedMessage, messageColumns, {sort: false})

/** Messages, or when they are counted the counts. */
interface Result extends AsyncIterable<PrintedMessage | TagCount> {
  readonly printed: PrintedMessages
  readonly counting: boolean
  readonly printing: boolean
}

export default class MessagePrintQueue extends ReadCommand<Result> {
  static override summary = 'Print the messages of one queue, or count them by tag.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --broker broker-a --queue 0',
    '<%= config.bin %> <%= command.id %> orders --broker broker-a --queue 0 --count-by-tag',
  ]

  static override flags = {
    topic: Flags.string({summary: 'Topic to print.', required: true}),
    broker: Flags.string({summary: 'Name of the broker.', required: true}),
    queue: Flags.integer({summary: 'Id of the queue.', min: 0, required: true}),
    expression: Flags.string({summary: "Only these tags: 'paid || shipped'.", default: '*'}),
    from: Flags.string({summary: 'Stored at this time or later.', helpValue: 'TIME'}),
    to: Flags.string({summary: 'Stored before this time.', helpValue: 'TIME'}),
    charset: Flags.string({summary: 'Charset of the bodies.'}),
    'count-by-tag': Flags.boolean({summary: 'Count the messages of each tag.', allowNo: true}),
    'print-messages': Flags.boolean({
      summary: 'Print the messages.',
      description: "Without it: yes, unless they are counted; under Java's name no.",
      allowNo: true,
    }),
    'print-body': Flags.boolean({
      summary: 'Print bodies.',
      description: "Without it: yes; under Java's name no.",
      allowNo: true,
    }),
  }

  private counting = false

  protected override async perform(session: Session, flags: FlagsOf<typeof MessagePrintQueue>): Promise<Result> {
    const {topic, broker, queue: queueId, expression, charset} = flags
    if (charset !== undefined) checkCharset(charset)
    const {puller, consumer} = session.messaging
    const [begin, end] = [timeOf(flags.from, this.settings), timeOf(flags.to, this.settings)]
    const stretch = await consumer.stretch(
      await puller.queue(topic, broker, queueId),
      {time: begin},
      end === undefined ? 'latest' : {time: end},
    )
    session.endless()
    const {byJavaName} = this.invocation
    const withBody = flags['print-body'] ?? !byJavaName
    const counting = flags['count-by-tag'] ?? false
    const printing = flags['print-messages'] ?? (!byJavaName && !counting)
    this.counting = counting
    const printed = new PrintedMessages(new Reading(consumer, [stretch], {expression}), {charset, withBody})
    const none = (async function* () {})()
    const shown = counting ? counts(printed) : printing ? printed : none
    return {printed, counting, printing, [Symbol.asyncIterator]: () => shown[Symbol.asyncIterator]()}
  }

  override layouts(): readonly Layout[] {
    return [{view: messageRows}, {when: '--count-by-tag', view: tagRows}]
  }

  protected override get view(): View<Result> {
    return (this.counting ? tagRows : messageRows) as unknown as View<Result>
  }

  protected override readonly classic = javaText
}

/** `PrintMessageByQueueCommand`: it ends at the first page without messages. */
async function* javaText({printed, counting, printing}: Result): AsyncGenerator<string> {
  const tally = new Tally()
  const [stretch] = printed.reading.stretches as [Stretch]
  for await (const page of printed.pages(stretch)) {
    if (page.status !== 'FOUND') break
    for (const message of page.messages) {
      tally.add(message.tags)
      if (printing) yield printed.line(message, page)
    }
  }
  if (counting) yield tagLines(tally.rows)
}

const tagLines = lines<TagCount>('Tag: %-30s Count: %s%n', ({tag, messages}) => [tag, messages])

async function* counts(printed: PrintedMessages): AsyncGenerator<TagCount, void, void> {
  const tally = new Tally()
  for await (const {tags} of printed) tally.add(tags)
  yield* tally.rows
}

class Tally {
  private readonly byTag = new Map<string, number>()

  add(tag: string | undefined): void {
    if (tag !== undefined && tag.trim() !== '') this.byTag.set(tag, (this.byTag.get(tag) ?? 0) + 1)
  }

  /** The most frequent first, those that are equal in the order of Java's map. */
  get rows(): TagCount[] {
    return javaHashOrder(this.byTag.keys())
      .map(tag => ({tag, messages: this.byTag.get(tag) as number}))
      .sort((a, b) => b.messages - a.messages)
  }
}
