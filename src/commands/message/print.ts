import {Flags} from '@oclif/core'
import {timeOf} from '../../cli/content.js'
import {MessageStreamCommand, streamFlags} from '../../cli/message-stream.js'
import {inJavaOrder, type PrintedMessages} from '../../cli/printed-messages.js'
import type {FlagsOf, Session} from '../../cli/read-command.js'
import {queueText} from '../../view/java-message.js'

export default class MessagePrint extends MessageStreamCommand {
  static override summary = 'Print every message of a topic, queue after queue, up to the end each has now.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --output ndjson',
    {
      description: 'Two tags of the last day, without bodies',
      command: "<%= config.bin %> <%= command.id %> orders --expression 'paid || shipped' --from -1d --no-print-body",
    },
    {
      description: 'What a tenant ordered, a line each',
      command:
        "<%= config.bin %> <%= command.id %> orders --filter property.tenant=acme --filter 'body=/coat|scarf/i' --format '{{time}} {{id}} {{body}}'",
    },
  ]

  static override flags = {
    topic: Flags.string({summary: 'Topic to print.', required: true}),
    expression: Flags.string({summary: "Only these tags: 'paid || shipped'.", default: '*'}),
    from: Flags.string({summary: 'Stored at this time or later.', helpValue: 'TIME'}),
    to: Flags.string({summary: 'Stored before this time.', helpValue: 'TIME'}),
    charset: Flags.string({summary: 'Charset of the bodies.'}),
    'print-body': Flags.boolean({summary: 'Print bodies.', default: true, allowNo: true}),
    'parent-topic': Flags.string({summary: 'Topic whose queues a light topic (%LMQ%…) lies in.'}),
    ...streamFlags,
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof MessagePrint>) {
    const {topic, expression} = flags
    const {puller, consumer} = session.messaging
    const [begin, end] = [timeOf(flags.from, this.settings), timeOf(flags.to, this.settings)]
    const queues = await puller.queues(topic, flags['parent-topic'])
    const to = end === undefined ? 'latest' : {time: end}
    const stretches = session.collect(await consumer.stretches(queues, {time: begin}, to))
    session.endless()
    return this.printed(session, inJavaOrder(stretches), {expression, withBody: flags['print-body']}, flags)
  }

  protected override readonly classic = queuesText
}

/** `PrintMessageSubCommand`. */
async function* queuesText(printed: PrintedMessages): AsyncGenerator<string> {
  for (const stretch of printed.reading.stretches) {
    const name = queueText(stretch.queue)
    yield `minOffset=${stretch.from}, maxOffset=${stretch.to}, ${name}\n`
    for await (const page of printed.pages(stretch)) {
      if (page.status === 'FOUND') for (const message of page.messages) yield printed.line(message, page)
      else if (page.status === 'NO_MATCHED_MSG')
        yield `${name} no matched msg. status=${page.status}, offset=${page.nextOffset}\n`
      else {
        yield `${name} print msg finished. status=${page.status}, offset=${page.nextOffset}\n`
        break
      }
    }
    yield '--------------------------------------------------------\n'
  }
  printed.reading.end()
}
