import {Flags} from '@oclif/core'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {type Infer, object, str} from '../../schema.js'
import {lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

const topicCluster = object('TopicCluster', {cluster: str()})

export default class TopicClusters extends ReadCommand<Infer<typeof topicCluster>[]> {
  static override summary = 'List the clusters that host a topic.'
  static override subject = 'topic'

  static override examples = ['<%= config.bin %> <%= command.id %> orders']

  static override flags = {
    topic: Flags.string({summary: 'Topic to look for.', required: true}),
  }

  protected override async perform({admin}: Session, {topic}: FlagsOf<typeof TopicClusters>) {
    return (await admin.topics.clusters(topic)).map(cluster => ({cluster}))
  }

  protected override readonly view = rows(topicCluster)

  protected override readonly classic = lines<Infer<typeof topicCluster>>('%s%n', ({cluster}) => [cluster])
}
