import {Flags} from '@oclif/core'
import {type QueueStatus, queueStatus} from '../../admin/topic-page.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {compareQueues, front, javaDate, javaFormat, javaPatterns, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class TopicStatus extends ReadCommand<QueueStatus[]> {
  static override summary = 'Show the lowest and highest offset and the last write of each queue of a topic.'
  static override subject = 'topic'

  static override examples = ['<%= config.bin %> <%= command.id %> orders']

  static override flags = {
    topic: Flags.string({summary: 'Topic to look at.', required: true}),
    cluster: Flags.string({summary: 'Only the brokers of this cluster.'}),
  }

  protected override async perform(session: Session, {topic, cluster}: FlagsOf<typeof TopicStatus>) {
    return session.collect(await session.admin.topics.status(topic, cluster)).flat()
  }

  protected override readonly view = rows(queueStatus)

  /** Java's tool never fills the last figure in: it merges the offsets of the brokers, not their rates. */
  protected override readonly classic = (queues: QueueStatus[]) =>
    `${queueLines(queues.toSorted((a, b) => compareQueues(key(a), key(b))))}\nTopic Put TPS: 0.0\n`
}

const key = ({broker, queue}: QueueStatus) => ({topic: '', brokerName: broker, queueId: queue})

const queueLines = lines<QueueStatus>(
  '%-32s  %-4d  %-20d  %-20d    %s%n',
  ({broker, queue, minOffset, maxOffset, lastUpdate}) => [
    front(broker, 32),
    queue,
    minOffset,
    maxOffset,
    lastUpdate === undefined ? '' : javaDate(lastUpdate, javaPatterns.millis),
  ],
  {
    head: javaFormat(
      '%-32s  %-4s  %-20s  %-20s    %s%n',
      '#Broker Name',
      '#QID',
      '#Min Offset',
      '#Max Offset',
      '#Last Updated',
    ),
  },
)
