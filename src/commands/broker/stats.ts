import {Flags} from '@oclif/core'
import {type TopicStats, topicStats} from '../../admin/stats.js'
import {topicKind} from '../../admin/topic-kind.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {front, grouped, javaFormat, javaHashOrder} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class BrokerStats extends ReadCommand<TopicStats[]> {
  static override summary =
    'Show what goes in and out of topics, now and in 24 hours, and how far their groups are behind.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> --active',
    '<%= config.bin %> <%= command.id %> orders --watch --every 5s',
  ]

  static override flags = {
    topic: Flags.string({summary: 'This topic only.'}),
    active: Flags.boolean({summary: 'Only topics and groups with messages in the last 24 hours.'}),
  }

  /** All topics there are: the order of Java's set depends on those it leaves out as well. */
  private names: string[] = []

  protected override async perform(session: Session, {topic, active}: FlagsOf<typeof BrokerStats>) {
    const stats = topic === undefined ? await this.all(session) : await session.admin.stats.topic(topic)
    return active ? stats.filter(({in24h, out24h = 0}) => in24h > 0 || out24h > 0) : stats
  }

  protected override readonly view = rows(topicStats, [
    'topic',
    'group',
    {field: 'diff', header: 'behind'},
    {field: 'inTps', header: 'in'},
    {field: 'outTps', header: 'out'},
    {field: 'in24h', header: 'in 24 h'},
    {field: 'out24h', header: 'out 24 h'},
  ])

  protected override readonly classic = (stats: TopicStats[]) => {
    const byTopic = grouped(stats, ({topic}) => topic)
    return (
      head +
      javaHashOrder(this.names.length > 0 ? this.names : byTopic.keys())
        .flatMap(topic => inGroupOrder(byTopic.get(topic) ?? []))
        .map(line)
        .join('')
    )
  }

  private async all(session: Session): Promise<TopicStats[]> {
    const {stats} = session.admin
    this.names = await stats.topicNames()
    const own = this.names.filter(name => !['retry', 'dlq'].includes(topicKind(name)))
    return session.collect(await stats.topics(own))
  }
}

function inGroupOrder(stats: readonly TopicStats[]): TopicStats[] {
  const byGroup = new Map(stats.map(one => [one.group ?? '', one]))
  return javaHashOrder(byGroup.keys()).flatMap(group => byGroup.get(group) ?? [])
}

const head = javaFormat(
  '%-64s  %-64s %12s %11s %11s %14s %14s%n',
  '#Topic',
  '#Consumer Group',
  '#Accumulation',
  '#InTPS',
  '#OutTPS',
  '#InMsg24Hour',
  '#OutMsg24Hour',
)

const line = ({topic, group, diff, inTps, outTps, in24h, out24h}: TopicStats): string =>
  group === undefined
    ? javaFormat('%-64s  %-64s %12d %11.2f %11s %14d %14s%n', front(topic, 64), '', 0, inTps, '', in24h, 'NO_CONSUMER')
    : javaFormat(
        '%-64s  %-64s %12d %11.2f %11.2f %14d %14d%n',
        front(topic, 64),
        front(group, 64),
        diff,
        inTps,
        outTps,
        in24h,
        out24h,
      )
