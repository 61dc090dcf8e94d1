import {Flags} from '@oclif/core'
import {type BrokerLag, brokerLag} from '../../admin/stats.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {compareQueues, front, javaDate, javaFormat, javaPatterns, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class BrokerLags extends ReadCommand<BrokerLag[]> {
  static override summary = 'Show how far every group of a broker is behind, queue by queue.'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a',
    {
      description: 'Only queues with at least a thousand messages to go',
      command: '<%= config.bin %> <%= command.id %> broker-a --min-lag 1000',
    },
  ]

  static override flags = {
    broker: Flags.string({summary: 'Broker to ask, by name or host:port.', required: true}),
    'min-lag': Flags.integer({summary: 'Leave out queues that are behind by less than this.'}),
    order: Flags.boolean({summary: 'Only topics that are consumed in order.', allowNo: true}),
  }

  /** The sum that the broker gives, over what is left out here as well. */
  private total = 0

  protected override async perform({admin, cluster}: Session, flags: FlagsOf<typeof BrokerLags>) {
    const {'min-lag': least = -Infinity, broker, order} = flags
    const answers = await Promise.all(
      (await cluster.targets({broker})).map(target => admin.stats.lag(target, order ?? false)),
    )
    this.total = answers.reduce((sum, {total}) => sum + total, 0)
    return answers.flatMap(({queues}) => queues).filter(({diff}) => diff >= least)
  }

  protected override readonly view = rows(brokerLag, [
    'topic',
    'group',
    'broker',
    'queue',
    'brokerOffset',
    'consumerOffset',
    {field: 'diff', header: 'behind'},
    'lastConsumed',
  ])

  /** Queues that were never consumed, or whose group is ahead of the broker, are left out. */
  protected override readonly classic = (queues: BrokerLag[]) =>
    queueLines(inOrder(queues).filter(({lastConsumed, diff}) => lastConsumed !== undefined && diff >= 0)) +
    javaFormat('%nDiff Total: %d%n', this.total)
}

/** Groups and topics as the broker gave them, the queues of each sorted. */
function inOrder(queues: readonly BrokerLag[]): BrokerLag[] {
  const parts = new Map<string, BrokerLag[]>()
  for (const queue of queues) {
    const key = `${queue.group} ${queue.topic}`
    parts.set(key, [...(parts.get(key) ?? []), queue])
  }
  return [...parts.values()].flatMap(part => part.sort((a, b) => compareQueues(keyOf(a), keyOf(b))))
}

const keyOf = ({topic, broker, queue}: BrokerLag) => ({topic, brokerName: broker, queueId: queue})

const queueLines = lines<BrokerLag>(
  '%-64s  %-64s  %-32s  %-4d  %-20d  %-20d  %-20d  %s%n',
  ({topic, group, broker, queue, brokerOffset, consumerOffset, diff, lastConsumed = 0}) => [
    front(topic, 64),
    group,
    front(broker, 32),
    queue,
    brokerOffset,
    consumerOffset,
    diff,
    javaDate(lastConsumed, javaPatterns.seconds),
  ],
  {
    head: javaFormat(
      '%-64s  %-64s  %-32s  %-4s  %-20s  %-20s  %-20s  %s%n',
      '#Topic',
      '#Group',
      '#Broker Name',
      '#QID',
      '#Broker Offset',
      '#Consumer Offset',
      '#Diff',
      '#LastTime',
    ),
  },
)
