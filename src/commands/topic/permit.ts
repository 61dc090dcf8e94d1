import {Flags} from '@oclif/core'
import {type TopicChange, type TopicState, type TopicTarget, topicState} from '../../admin/topics.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {TopicConfig} from '../../protocol/bodies/topic.js'
import {javaFormat} from '../../view/classic.js'
import {javaTopicConfig} from '../../view/java-topic.js'

export default class TopicPermit extends WriteCommand<TopicState, TopicTarget> {
  static override summary = 'Open or close an existing topic for reading and writing.'
  static override effect = 'write' as const
  static override subject = 'topic'

  static override examples = ['<%= config.bin %> <%= command.id %> orders --perm 4']

  static override flags = {
    topic: Flags.string({summary: 'Topic to change.', required: true}),
    perm: Flags.integer({summary: 'Permission: 2 write, 4 read, 6 both.', required: true, min: 0, max: 7}),
    cluster: Flags.string({summary: 'Act on every master of this cluster.', exclusive: ['broker']}),
    broker: Flags.string({summary: 'Act on this broker only, by name or host:port.'}),
  }

  protected override readonly shape = topicState

  protected override async plan(session: Session, flags: FlagsOf<typeof TopicPermit>) {
    return session.collect(await session.admin.topics.permission(flags.topic, flags, flags.perm))
  }

  protected override thing(_: TopicChange, {topic}: FlagsOf<typeof TopicPermit>) {
    return {kind: 'topic', topic} as const
  }

  protected override apply({admin}: Session, change: TopicChange, flags: FlagsOf<typeof TopicPermit>) {
    return admin.topics.apply(flags.topic, change)
  }

  protected override readonly classic = (done: Done<TopicState, TopicTarget>[], flags: FlagsOf<typeof TopicPermit>) => {
    if (flags.broker !== undefined && done[0]?.outcome === 'unchanged') return 'new perm equals to the old one!\n'
    const updated = done.map(({change: {target, before}}) =>
      javaFormat('update topic perm from %s to %s in %s success.%n', before?.config?.perm, flags.perm, target.address),
    )
    const config = done[0]?.change.after?.config as TopicConfig
    return updated.join('') + (flags.broker === undefined ? '' : `${javaTopicConfig(config, new Map())}.\n`)
  }
}
