import {Flags} from '@oclif/core'
import {type LiteBroker, liteBroker} from '../../admin/lite.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat, javaHashOrder, lines} from '../../view/classic.js'
import {inJavaOrder} from '../../view/java-brokers.js'
import {rows} from '../../view/rows.js'

export default class LiteBrokers extends ReadCommand<LiteBroker[]> {
  static override summary = 'Show how many lite topics and subscriptions brokers hold (brokers 5.5+).'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a',
    {
      description: 'With the parent topics and their groups',
      command: '<%= config.bin %> <%= command.id %> --cluster DefaultCluster --detail --output yaml',
    },
  ]

  static override flags = {
    broker: Flags.string({summary: 'This broker only, by name or host:port.', exclusive: ['cluster']}),
    cluster: Flags.string({summary: 'Every master of this cluster.'}),
    detail: Flags.boolean({summary: 'Add parent topics, with the minutes that their lite topics live, and groups.'}),
  }

  protected override async perform(session: Session, {detail = false, ...where}: FlagsOf<typeof LiteBrokers>) {
    return session.collect(await session.admin.lite.brokers(where, {detail}))
  }

  protected override readonly view = rows(liteBroker, [
    {field: 'broker', value: ({broker, address}) => broker ?? address},
    {field: 'storeType', header: 'store'},
    {field: 'liteQueues', header: 'lite queues'},
    {field: 'maxLiteQueues', header: 'at most'},
    'subscriptions',
    {field: 'orderInfos', header: 'order infos'},
    {field: 'consumeQueues', header: 'queues'},
    'offsets',
    'events',
    {field: 'parentTopics', header: 'parent topics'},
    'groups',
  ])

  protected override readonly classic = (brokers: LiteBroker[]) =>
    head +
    inJavaOrder(brokers, broker => broker)
      .map(broker => brokerLine([broker]) + details(broker))
      .join('')
}

const layout = '%-30s %-17s %-10s %-14s %-20s %-17s %-15s %-18s %-15s%n'

const head = javaFormat(
  layout,
  '#Broker',
  '#Store Type',
  '#Max LMQ',
  '#Current LMQ',
  '#SubscriptionCount',
  '#OrderInfoCount',
  '#CQTableSize',
  '#OffsetTableSize',
  '#eventMapSize',
)

const brokerLine = lines<LiteBroker>(layout, broker => [
  broker.address,
  broker.storeType,
  broker.maxLiteQueues,
  broker.liteQueues,
  broker.subscriptions,
  broker.orderInfos,
  broker.consumeQueues,
  broker.offsets,
  broker.events,
])

function details({parentTopics, groups}: LiteBroker): string {
  if (parentTopics === undefined || groups === undefined) return ''
  const sets = new Map([...groups].map(([topic, names]) => [topic, javaHashOrder(names)]))
  return javaFormat('Topic Meta: %s%nGroup Meta: %s%n%n', compact(parentTopics), compact(sets))
}

/** A HashMap as fastjson2 prints it on one line. */
const compact = (map: ReadonlyMap<string, unknown>): string =>
  `{${javaHashOrder(map.keys())
    .map(key => `${JSON.stringify(key)}:${JSON.stringify(map.get(key))}`)
    .join(',')}}`
