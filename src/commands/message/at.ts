import {Flags} from '@oclif/core'
import {completed, detailsOf, type FoundMessage, foundMessage, messageColumns} from '../../cli/found-message.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {MqError} from '../../errors.js'
import {checkCharset} from '../../view/java-message.js'
import {rows} from '../../view/rows.js'

export default class MessageAt extends ReadCommand<FoundMessage[]> {
  static override summary = 'Show the message at one offset of a queue.'
  static override subject = 'topic'

  static override examples = ['<%= config.bin %> <%= command.id %> orders --broker broker-a --queue 0 --offset 42']

  static override flags = {
    topic: Flags.string({summary: 'Topic of the queue.', required: true}),
    broker: Flags.string({summary: 'Name of the broker.', required: true}),
    queue: Flags.integer({summary: 'Id of the queue.', min: 0, required: true}),
    offset: Flags.integer({summary: 'Offset in the queue.', min: 0, required: true}),
    charset: Flags.string({summary: 'Show the body as text in this charset, too.'}),
    'route-topic': Flags.string({summary: 'Topic whose route leads to the broker, for a light topic (%LMQ%…).'}),
    tracks: Flags.boolean({summary: 'Tell which groups have consumed it.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof MessageAt>) {
    const {topic, broker, queue: queueId, offset, charset} = flags
    if (charset !== undefined) checkCharset(charset)
    const {puller, finder} = session.messaging
    const queue = await puller.queue(topic, broker, queueId, flags['route-topic'] || topic)
    const {message, minOffset, maxOffset} = await finder.byOffset(queue, offset)
    if (message === undefined) throw nothingThere(flags, minOffset, maxOffset)
    const {byJavaName} = this.invocation
    const options = {tracks: flags.tracks || byJavaName, charset, writeBody: byJavaName}
    return [await completed(session, {...message, minOffset, maxOffset}, options)]
  }

  protected override readonly view = rows(foundMessage, [...messageColumns], {sort: false})

  protected override readonly classic = (found: FoundMessage[], {charset}: FlagsOf<typeof MessageAt>) =>
    found.map(message => detailsOf(message, charset)).join('')
}

function nothingThere({topic, broker, queue, offset}: FlagsOf<typeof MessageAt>, min: number, max: number): MqError {
  const held = max > min ? `it holds ${min} to ${max - 1}` : 'it is empty'
  return new MqError(
    'NOT_FOUND',
    `queue ${queue} of topic '${topic}' on ${broker} has no message at offset ${offset}: ${held}`,
    {
      facts: {topic, brokerName: broker, queueId: queue, offset, minOffset: min, maxOffset: max},
    },
  )
}
