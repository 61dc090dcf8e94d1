import {Flags} from '@oclif/core'
import {type ColdLimit, type ColdLimitChange, coldLimit} from '../../../admin/cold-data.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../../cli/write-command.js'
import type {BrokerTarget} from '../../../cluster/cluster.js'
import {lines} from '../../../view/classic.js'
import {inJavaOrder} from '../../../view/java-brokers.js'

export default class BrokerColdDelete extends DestroyCommand<ColdLimit, BrokerTarget> {
  static override summary =
    'Take away the limit of its own that a group has for messages out of memory (brokers 5.1.3+).'
  static override subject = 'group'

  static override examples = ['<%= config.bin %> <%= command.id %> batch-job --cluster DefaultCluster --yes']

  static override flags = {
    group: Flags.string({summary: 'Group that loses its limit; the one for all others counts then.', required: true}),
    broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
    cluster: Flags.string({summary: 'Every master of this cluster.', exclusive: ['broker']}),
  }

  protected override readonly shape = coldLimit

  protected override async plan(session: Session, flags: FlagsOf<typeof BrokerColdDelete>) {
    return session.collect(await session.admin.coldData.changes(flags.group, flags, undefined))
  }

  protected override thing(_: ColdLimitChange, {group}: FlagsOf<typeof BrokerColdDelete>) {
    return {kind: 'cold-limit', group} as const
  }

  protected override apply({admin}: Session, {target}: ColdLimitChange, {group}: FlagsOf<typeof BrokerColdDelete>) {
    return admin.coldData.remove(target, group)
  }

  protected override readonly classic = (done: Done<ColdLimit, BrokerTarget>[]) =>
    successLines(
      inJavaOrder(
        done.map(({change}) => change.target),
        ({name, address}) => ({broker: name, address}),
      ),
    )
}

const successLines = lines<BrokerTarget>('remove broker cold read threshold success, %s%n', ({address}) => [address])
