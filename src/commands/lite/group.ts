import {Flags} from '@oclif/core'
import {
  type LiteGroup,
  type LiteGroupOffset,
  type LiteLag,
  liteGroup,
  liteGroupOffset,
  liteLag,
} from '../../admin/lite.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaDate, javaFormat, javaPatterns, lines} from '../../view/classic.js'
import {record, rows, sections} from '../../view/rows.js'

export default class LiteGroups extends ReadCommand<LiteGroup> {
  static override summary = 'Show how far a group is behind on lite topics: in all, and where most (brokers 5.5+).'
  static override subject = 'group'

  static override examples = [
    '<%= config.bin %> <%= command.id %> chat-service --parent-topic chat --top 5',
    {
      description: 'One lite topic, broker by broker',
      command: '<%= config.bin %> <%= command.id %> chat-service --parent-topic chat --lite-topic room-1',
    },
  ]

  static override flags = {
    'parent-topic': Flags.string({summary: 'Topic of type LITE.', required: true}),
    group: Flags.string({summary: 'Group that is bound to it.', required: true}),
    'lite-topic': Flags.string({summary: 'Only this lite topic, broker by broker.'}),
    top: Flags.integer({summary: 'How many of the worst to ask each broker for; 20 without it.', min: 1}),
  }

  private askedAt = 0
  /** As the route has them. */
  private brokers: LiteGroupOffset[] | undefined

  protected override async perform(session: Session, flags: FlagsOf<typeof LiteGroups>) {
    const {'parent-topic': parent, group, 'lite-topic': liteTopic, top = 20} = flags
    const {result, answers} = await session.admin.lite.group(parent, group, {liteTopic, top})
    session.collect(answers)
    this.askedAt = Date.now()
    this.brokers = result.brokers
    return {...result, brokers: result.brokers?.toSorted((a, b) => (a.broker < b.broker ? -1 : 1))}
  }

  protected override readonly view = sections(liteGroup, [
    {view: record(liteGroup, ['group', 'parentTopic', 'liteTopic', 'lag', 'earliest'])},
    {title: 'Brokers', of: 'brokers', view: rows(liteGroupOffset)},
    {title: 'Most messages behind', of: 'byLag', view: rows(liteLag, undefined, {sort: false})},
    {title: 'Longest behind', of: 'byTime', view: rows(liteLag, undefined, {sort: false})},
  ])

  protected override readonly classic = (result: LiteGroup) => {
    const {group, parentTopic, lag, earliest = this.askedAt, byLag = [], byTime = []} = result
    const first = javaFormat('Lite Group Info: [%s] [%s]%n', group, parentTopic)
    const totals = javaFormat(
      'Total Lag Count: %d%nMin Unconsumed Timestamp: %d (%d s ago)%n%n',
      lag,
      earliest,
      Math.trunc((this.askedAt - earliest) / 1000),
    )
    if (this.brokers) return first + offsetLines(this.brokers) + totals
    return `${first}${totals}------TopK by lag count-----\n${lagTable(byLag)}\n------TopK by lag time------\n${lagTable(byTime)}`
  }
}

const date = (ms: number | undefined): string => (ms === undefined ? '-' : javaDate(ms, javaPatterns.millis))

const offsetLayout = '%-50s %-16s %-16s %-16s %-30s%n'

const offsetLines = lines<LiteGroupOffset>(
  offsetLayout,
  ({broker, brokerOffset = '-', consumerOffset = '-', lag = '-', lastConsumed}) => [
    broker,
    brokerOffset,
    consumerOffset,
    lag,
    date(lastConsumed),
  ],
  {head: javaFormat(offsetLayout, '#Broker Name', '#BrokerOffset', '#ConsumeOffset', '#LagCount', '#LastUpdate')},
)

const lagLayout = '%-6s %-40s %-12s %-30s%n'

const lagLines = lines<[number, LiteLag]>(
  lagLayout,
  ([number, {liteTopic, lag, earliest}]) => [number, liteTopic, lag, date(earliest)],
  {head: javaFormat(lagLayout, 'NO', 'Lite Topic', 'Lag Count', 'UnconsumedTimestamp')},
)

const lagTable = (lags: LiteLag[]): string => lagLines(lags.map((lag, at): [number, LiteLag] => [at + 1, lag]))
