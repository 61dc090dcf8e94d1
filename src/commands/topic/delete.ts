import {Flags} from '@oclif/core'
import {type TopicChange, type TopicState, type TopicTarget, topicState} from '../../admin/topics.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import {javaFormat} from '../../view/classic.js'

export default class TopicDelete extends DestroyCommand<TopicState, TopicTarget> {
  static override summary = 'Remove a topic from the brokers of a cluster and from the name servers.'
  static override subject = 'topic'

  static override examples = ['<%= config.bin %> <%= command.id %> orders --cluster DefaultCluster --yes']

  static override flags = {
    topic: Flags.string({summary: 'Topic to remove.', required: true}),
    cluster: Flags.string({summary: 'Cluster whose masters lose it; the only one there is, where there is one.'}),
  }

  protected override readonly shape = topicState

  protected override async plan(session: Session, flags: FlagsOf<typeof TopicDelete>) {
    return session.collect(await session.admin.topics.removal(flags.topic, flags))
  }

  protected override apply({admin}: Session, change: TopicChange, flags: FlagsOf<typeof TopicDelete>) {
    return admin.topics.apply(flags.topic, change, flags.cluster)
  }

  protected override readonly classic = (
    _done: Done<TopicState, TopicTarget>[],
    {topic, cluster}: FlagsOf<typeof TopicDelete>,
  ) =>
    javaFormat('delete topic [%s] from cluster [%s] success.%n', topic, cluster) +
    javaFormat('delete topic [%s] from NameServer success.%n', topic)
}
