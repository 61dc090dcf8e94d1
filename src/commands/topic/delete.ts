import {Flags} from '@oclif/core'
import {type TopicChange, type TopicState, type TopicTarget, topicState} from '../../admin/topics.js'
import {isInteractive} from '../../cli/io.js'
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
  /** Labels. */
  private nameServers: ReadonlySet<string> = new Set()
  /** The one that is meant where none was said. */
  private cluster: string | undefined

  protected override async plan(session: Session, flags: FlagsOf<typeof TopicDelete>) {
    const changes = session.collect(await session.admin.topics.removal(flags.topic, flags))
    this.nameServers = new Set(
      changes.filter(({target}) => target.kind === 'nameServer').map(({target}) => target.label),
    )
    this.cluster = flags.cluster ?? changes.find(({target}) => target.cluster !== undefined)?.target.cluster
    return changes
  }

  protected override thing(_: TopicChange, {topic}: FlagsOf<typeof TopicDelete>) {
    return {kind: 'topic', topic} as const
  }

  protected override apply({admin}: Session, change: TopicChange, flags: FlagsOf<typeof TopicDelete>) {
    return admin.topics.apply(flags.topic, change, flags.cluster)
  }

  /** Of what goes with it a person is told before the question. */
  protected override async confirm(due: TopicChange[], flags: FlagsOf<typeof TopicDelete>) {
    const groups = [...new Set(due.flatMap(({target}) => target.groups ?? []))].sort()
    if (groups.length > 0 && isInteractive(this.io)) this.note(`these groups lose their place: ${groups.join(', ')}`)
    await super.confirm(due, flags)
  }

  /** Java goes to the brokers of a cluster, then to the name servers, and says of each step that it is done. */
  protected override readonly classic = (
    _: Done<TopicState, TopicTarget>[],
    {topic}: FlagsOf<typeof TopicDelete>,
    undone: readonly string[],
  ) => {
    if (!undone.every(label => this.nameServers.has(label))) return ''
    const fromBrokers = javaFormat('delete topic [%s] from cluster [%s] success.%n', topic, this.cluster)
    return undone.length > 0
      ? fromBrokers
      : fromBrokers + javaFormat('delete topic [%s] from NameServer success.%n', topic)
  }
}
