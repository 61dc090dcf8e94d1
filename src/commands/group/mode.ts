import {Flags} from '@oclif/core'
import {type ConsumeMode, type ConsumeModeChange, consumeMode, consumeModes} from '../../admin/consume-modes.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'
import {javaFormat, javaHashOrder} from '../../view/classic.js'

export default class GroupMode extends WriteCommand<ConsumeMode, BrokerTarget> {
  static override summary = 'Let a group pull or pop the messages of a topic (brokers 5.x).'
  static override effect = 'write' as const
  static override subject = 'group'

  static override examples = ['<%= config.bin %> <%= command.id %> order-service --topic orders --mode POP']

  static override flags = {
    group: Flags.string({summary: 'Group to change.', required: true}),
    topic: Flags.string({summary: 'Topic it consumes.', required: true}),
    mode: Flags.option({options: consumeModes})({summary: 'How it takes messages.', required: true}),
    'pop-share-queues': Flags.integer({
      summary: 'How many queues clients share that pop; 0, or left out, all.',
      min: 0,
    }),
    cluster: Flags.string({summary: 'Act on every master of this cluster.', exclusive: ['broker']}),
    broker: Flags.string({summary: 'Act on this broker only, by name or host:port.'}),
  }

  protected override readonly shape = consumeMode

  protected override async plan(session: Session, flags: FlagsOf<typeof GroupMode>) {
    const mode = {mode: flags.mode, popShareQueueNum: flags['pop-share-queues'] ?? 0}
    return session.collect(await session.admin.consumeModes.changes(flags, flags, mode))
  }

  protected override thing(_: ConsumeModeChange, {group, topic}: FlagsOf<typeof GroupMode>) {
    return {kind: 'consume-mode', group, topic} as const
  }

  protected override apply({admin}: Session, {target, after}: ConsumeModeChange, flags: FlagsOf<typeof GroupMode>) {
    return admin.consumeModes.set(flags, target, after)
  }

  protected override readonly classic = (
    done: Done<ConsumeMode, BrokerTarget>[],
    {topic, group, mode, 'pop-share-queues': share = 0}: FlagsOf<typeof GroupMode>,
  ) =>
    javaHashOrder(done.map(({change}) => change.target.address))
      .map(address => javaFormat('set consume mode to %s success.%n', address))
      .join('') + javaFormat('topic[%s] group[%s] consume mode[%s] popShareQueueNum[%d]', topic, group, mode, share)
}
