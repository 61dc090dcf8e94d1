import {Flags} from '@oclif/core'
import {type GroupChange, type GroupState, type GroupTarget, groupState} from '../../admin/groups.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import {javaFormat, javaHashOrder} from '../../view/classic.js'

export default class GroupDelete extends DestroyCommand<GroupState, GroupTarget> {
  static override summary =
    'Remove a consumer group, and where a whole cluster loses it its retry and dead letter topics.'
  static override subject = 'group'

  static override examples = [
    '<%= config.bin %> <%= command.id %> order-service --cluster DefaultCluster --remove-offsets --yes',
  ]

  static override flags = {
    group: Flags.string({summary: 'Group to remove.', required: true}),
    cluster: Flags.string({
      summary: 'Cluster whose masters lose it; the only one there is, where there is one.',
      exclusive: ['broker'],
    }),
    broker: Flags.string({summary: 'Remove it from this broker only, by name or host:port; its topics stay.'}),
    'remove-offsets': Flags.boolean({summary: 'Remove what it has committed, too.', allowNo: true}),
  }

  protected override readonly shape = groupState

  /** `LiteMetadataUtil#isLiteGroupType` of 5.4 and 5.5 looks the group up after it is gone, and that makes it. */
  protected override readonly unprovenHint =
    'brokers that make groups by themselves (autoCreateSubscriptionGroup) make a group anew when a consumer turns up, and those of 5.4 and 5.5 while they delete it, unless its offsets go too: stop its consumers, and add --remove-offsets'

  protected override async plan(session: Session, flags: FlagsOf<typeof GroupDelete>) {
    return session.collect(await session.admin.groups.removal(flags.group, flags, {offsets: offsets(flags)}))
  }

  protected override thing(_: GroupChange, {group}: FlagsOf<typeof GroupDelete>) {
    return {kind: 'group', group} as const
  }

  protected override apply({admin}: Session, change: GroupChange, flags: FlagsOf<typeof GroupDelete>) {
    return admin.groups.apply(flags.group, change, {offsets: offsets(flags), cluster: flags.cluster})
  }

  protected override readonly classic = (
    done: Done<GroupState, GroupTarget>[],
    {group, broker}: FlagsOf<typeof GroupDelete>,
  ) => {
    const targets = done.map(({change}) => change.target).filter(target => target.kind === 'group')
    return javaHashOrder(targets.map(({address}) => address))
      .map(address => {
        if (broker !== undefined)
          return javaFormat('delete subscription group [%s] from broker [%s] success.%n', group, address)
        const {cluster} = targets.find(target => target.address === address) as (typeof targets)[number]
        const layout = 'delete subscription group [%s] from broker [%s] in cluster [%s] success.%n'
        return javaFormat(layout, group, address, cluster)
      })
      .join('')
  }
}

const offsets = (flags: FlagsOf<typeof GroupDelete>): boolean => flags['remove-offsets'] === true
