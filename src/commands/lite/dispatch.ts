import {Flags} from '@oclif/core'
import {type LiteDispatch, type LiteDispatchChange, liteDispatch} from '../../admin/lite.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'
import {javaFormat, lines} from '../../view/classic.js'

export default class LiteDispatchCommand extends WriteCommand<LiteDispatch, BrokerTarget> {
  static override summary =
    'Tell the clients of a group again of all lite topics that have messages for them (brokers 5.5+).'
  static override effect = 'write' as const
  static override subject = 'group'

  static override examples = ['<%= config.bin %> <%= command.id %> chat-service --parent-topic chat']

  static override flags = {
    'parent-topic': Flags.string({summary: 'Topic of type LITE, whose brokers are to do it.', required: true}),
    group: Flags.string({summary: 'Group that is bound to it.', required: true}),
    'client-id': Flags.string({summary: 'Only this client.'}),
    broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
  }

  protected override readonly shape = liteDispatch
  /** No broker tells whom it has told. */
  protected override readonly readBack = false

  protected override async plan(session: Session, flags: FlagsOf<typeof LiteDispatchCommand>) {
    const {'parent-topic': parent, group, broker} = flags
    return session.collect(await session.admin.lite.dispatchChanges(parent, group, broker))
  }

  protected override apply(
    {admin}: Session,
    {target}: LiteDispatchChange,
    {group, 'client-id': clientId}: FlagsOf<typeof LiteDispatchCommand>,
  ) {
    return admin.lite.dispatch(target, group, clientId)
  }

  protected override readonly classic = (
    done: Done<LiteDispatch, BrokerTarget>[],
    {'parent-topic': parent, group}: FlagsOf<typeof LiteDispatchCommand>,
  ) =>
    javaFormat('Group And Topic Info: [%s] [%s]%n%n', group, parent) +
    brokerLines(done.map(({change}) => change.target))
}

const brokerLines = lines<BrokerTarget>('%-30s %-12s%n', ({name, address}) => [name ?? address, 'dispatched'])
