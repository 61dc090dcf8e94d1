import {Flags} from '@oclif/core'
import {type UnusedTopics, type UnusedTopicsChange, unusedTopics} from '../../admin/unused-topics.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'

export default class TopicClean extends DestroyCommand<UnusedTopics, BrokerTarget> {
  static override summary = 'Remove what is left on brokers of topics that are gone.'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a --yes',
    {description: 'See what would go anywhere', command: '<%= config.bin %> <%= command.id %> --dry-run'},
  ]

  static override flags = {
    broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
    cluster: Flags.string({summary: 'Every broker of this cluster, slaves too.', exclusive: ['broker']}),
  }

  protected override readonly shape = unusedTopics
  /** Done with the change: what is not known by name cannot be looked for again. */
  protected override readonly readBack = false

  protected override async plan(session: Session, flags: FlagsOf<typeof TopicClean>) {
    return session.collect(await session.admin.unusedTopics.changes(flags))
  }

  protected override apply({admin}: Session, change: UnusedTopicsChange) {
    return admin.unusedTopics.clean(change)
  }

  /** Java's word is about all brokers together. */
  protected override readonly classic = (
    _: Done<UnusedTopics, BrokerTarget>[],
    _flags: FlagsOf<typeof TopicClean>,
    undone: readonly string[],
  ) => (undone.length > 0 ? '' : 'success')
}
