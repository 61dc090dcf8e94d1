import {Flags} from '@oclif/core'
import {type QueueEntries, type QueueEntry, queueEntries, queueEntry} from '../../admin/queues.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {MqError} from '../../errors.js'
import type {SubscriptionData} from '../../protocol/bodies/subscription.js'
import {javaFormat, javaHashOrder, lines} from '../../view/classic.js'
import {javaJson} from '../../view/java-json.js'
import {record, rows, sections} from '../../view/rows.js'

export default class QueueEntriesCommand extends ReadCommand<QueueEntries> {
  static override summary =
    'Show entries of a consume queue: where its messages are in the log, with size and tag code.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --broker broker-a --queue 0 --offset 100 --count 5',
    {
      description: 'Which of them the subscription of a group takes',
      command: '<%= config.bin %> <%= command.id %> orders --queue 0 --offset 100 --group order-service',
    },
  ]

  static override flags = {
    topic: Flags.string({summary: 'Topic of the queue.', required: true}),
    queue: Flags.integer({summary: 'Id of the queue.', required: true, min: 0}),
    offset: Flags.integer({summary: 'First entry to show.', required: true, min: 0}),
    count: Flags.integer({summary: 'How many; 10 without it.', min: 1}),
    broker: Flags.string({summary: 'Broker, by name or host:port; without it the first that serves the topic.'}),
    group: Flags.string({summary: 'Apply the subscription of this group.'}),
  }

  protected override async perform({admin}: Session, flags: FlagsOf<typeof QueueEntriesCommand>) {
    const {topic, queue, offset, count = 10, group, broker, quiet} = flags
    const [first, ...others] = await admin.queues.brokers(topic, broker)
    if (first === undefined) throw new MqError('NOT_FOUND', `no broker serves topic '${topic}'`, {facts: {topic}})
    if (others.length > 0 && !quiet) this.note(`queue ${queue} of ${first.label}; --broker chooses another one`)
    return admin.queues.entries(first, {topic, queueId: queue, from: offset, count, group})
  }

  protected override readonly view = sections(queueEntries, [
    {view: record(queueEntries, ['topic', 'broker', 'queue', 'minOffset', 'maxOffset', 'subscription', 'filter'])},
    {title: 'Entries', of: 'entries', view: rows(queueEntry, undefined, {sort: false})},
  ])

  protected override readonly classic = ({subscription, filter, minOffset, maxOffset, entries}: QueueEntries) =>
    [
      subscription && `Subscription data: \n${javaJson(javaSubscription(subscription))}\n`,
      filter !== undefined && `Filter data: \n${filter}\n`,
      javaFormat('Queue data: \nmax: %d, min: %d\n', maxOffset, minOffset),
    ]
      .filter(block => block)
      .map(block => block + rule)
      .join('') + entryLines(entries)
}

const rule = `${'='.repeat(38)}\n`

const entryLines = lines<QueueEntry>(
  "idx: %d\nConsumeQueueData{physicOffset=%d, physicSize=%d, tagsCode=%d, extendDataJson='%s', bitMap='%s', eval=%s, msg='%s'}\n%s",
  ({offset, logOffset, size, tagsCode, extendData, bitMap, matches = false, message}) => [
    offset,
    logOffset,
    size,
    tagsCode,
    extendData,
    bitMap,
    matches,
    message,
    rule,
  ],
)

/** With its sets in the order of Java's. */
const javaSubscription = (subscription: SubscriptionData) => ({
  ...subscription,
  codeSet: javaHashOrder(subscription.codeSet),
  tagsSet: javaHashOrder(subscription.tagsSet),
})
