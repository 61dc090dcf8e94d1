import {Flags} from '@oclif/core'
import {type TopicSummary, topicSummary} from '../../admin/topics.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {grouped, javaFormat, javaHashOrder, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class TopicList extends ReadCommand<TopicSummary[]> {
  static override summary = 'List the topics the name servers know.'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'With clusters and consumer groups, tab-separated for a script',
      command: '<%= config.bin %> <%= command.id %> --cluster-model --output plain',
    },
  ]

  static override flags = {
    'cluster-model': Flags.boolean({summary: 'Add the clusters and consumer groups of each topic.'}),
  }

  /** All names, also those that are not shown: Java's order follows from the whole set. */
  private names: readonly string[] = []

  protected override async perform(session: Session, flags: FlagsOf<typeof TopicList>) {
    const {topics} = session.admin
    const all = await topics.list()
    this.names = all.map(({topic}) => topic)
    return flags['cluster-model'] ? session.collect(await topics.listWithGroups(all)).flat() : all
  }

  protected override readonly view = rows(topicSummary, ['topic', 'kind', 'cluster', 'group'])

  protected override readonly classic = (topics: TopicSummary[], flags: FlagsOf<typeof TopicList>) => {
    const names = javaHashOrder(this.names)
    if (!flags['cluster-model']) return nameLines(names)
    const byTopic = grouped(topics, ({topic}) => topic)
    return groupLines(names.flatMap(name => inGroupOrder(byTopic.get(name) ?? [])))
  }
}

const nameLines = lines<string>('%s%n', name => [name])

const groupLines = lines<TopicSummary>(
  '%-20s  %-64s  %-64s%n',
  ({topic, cluster, group}) => [cluster, topic, group ?? ''],
  {
    head: javaFormat('%-20s  %-48s  %-48s%n', '#Cluster Name', '#Topic', '#Consumer Group'),
  },
)

/** The rows of one topic, its groups in Java's order. */
function inGroupOrder(rows: readonly TopicSummary[]): TopicSummary[] {
  const byGroup = new Map(rows.map(row => [row.group ?? '', row]))
  return javaHashOrder(byGroup.keys()).flatMap(group => byGroup.get(group) ?? [])
}
