import {Flags} from '@oclif/core'
import {type AccountChange, type AccountState, accountState} from '../../admin/acls4.js'
import {changedFlags} from '../../cli/auth-flags.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'
import {javaFormat} from '../../view/classic.js'
import {brokerLines} from '../../view/java-auth.js'

export default class Acl4Delete extends DestroyCommand<AccountState, BrokerTarget> {
  static override summary = 'Remove an account from brokers 4.x (plain_acl.yml).'
  static override subject = 'account'

  static override examples = ['<%= config.bin %> <%= command.id %> shop-app --cluster DefaultCluster --yes']

  static override flags = {
    account: Flags.string({summary: 'Its access key.', required: true}),
    ...changedFlags,
  }

  protected override readonly shape = accountState

  protected override async plan(session: Session, flags: FlagsOf<typeof Acl4Delete>) {
    return session.collect(await session.admin.acls4.removals(flags, flags.account))
  }

  protected override apply({admin}: Session, change: AccountChange, {account}: FlagsOf<typeof Acl4Delete>) {
    return admin.acls4.apply(change, account)
  }

  protected override readonly classic = (
    done: Done<AccountState, BrokerTarget>[],
    {account}: FlagsOf<typeof Acl4Delete>,
    undone: readonly string[],
  ) =>
    brokerLines(
      'delete plain access config account from %s success.%n',
      done.map(({change}) => change.target),
    ) + (undone.length > 0 ? '' : javaFormat("account's accesskey is:%s", account))
}
