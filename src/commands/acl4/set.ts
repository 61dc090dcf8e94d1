import {Flags} from '@oclif/core'
import {type AccountChange, type AccountState, accountPerms, accountState} from '../../admin/acls4.js'
import {permsFlag} from '../../cli/acl-flags.js'
import {changedFlags, secretOf, wordFlag} from '../../cli/auth-flags.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'
import {UsageError} from '../../errors.js'
import {brokerLines} from '../../view/java-auth.js'

/** `PlainPermissionManager#updateAccessConfig` refuses shorter ones, and says the secret in its refusal. */
const shortest = 7

export default class Acl4Set extends WriteCommand<AccountState, BrokerTarget> {
  static override summary =
    'Create an account of brokers 4.x, or change only what is said of one that exists (plain_acl.yml).'
  static override effect = 'write' as const
  static override subject = 'account'

  static override examples = [
    {
      description: 'With a secret key from a file, so that it is on no command line',
      command:
        '<%= config.bin %> <%= command.id %> shop-app --secret @shop.secret --topic-perms "orders=PUB|SUB" --group-perms billing=SUB',
    },
    '<%= config.bin %> <%= command.id %> shop-app --admin --dry-run',
  ]

  static override flags = {
    account: Flags.string({summary: 'Its access key, of 7 characters or more.', required: true}),
    secret: Flags.string({
      summary: 'Its secret key, of 7 characters or more; @FILE takes a file, - standard input.',
      description:
        'Not needed to change another setting. Others can see what stands on a command line. @@ at the beginning stands for one @.',
      helpValue: '@FILE|-|TEXT',
    }),
    admin: Flags.boolean({summary: 'Let it create and delete topics and groups and change settings.', allowNo: true}),
    'topic-perms': permsFlag({summary: 'What it may do by topic, in place of what there is.'}),
    'group-perms': permsFlag({summary: 'What it may do by consumer group, in place of what there is.'}),
    'default-topic-perm': wordFlag(accountPerms)({summary: 'What it may do with other topics.'}),
    'default-group-perm': wordFlag(accountPerms)({summary: 'What it may do with other groups.'}),
    'white-addresses': Flags.string({summary: 'Addresses it may come from without a signature.', helpValue: 'IP,…'}),
    ...changedFlags,
  }

  protected override readonly shape = accountState
  private secret: Promise<string> | undefined

  protected override async plan(session: Session, flags: FlagsOf<typeof Acl4Set>) {
    const {secret} = flags
    const literal = this.invocation.byJavaName
    if (secret !== undefined) this.secret ??= session.unhurried(() => secretOf(secret, this.io, {literal}))
    const secretKey = await this.secret
    if (flags.account.length < shortest || (secretKey ?? '1234567').length < shortest)
      throw new UsageError(`account and secret key must have ${shortest} characters or more`, {
        hint: 'brokers 4.x refuse shorter ones',
      })
    const patch = {
      secretKey,
      admin: flags.admin,
      whiteRemoteAddress: flags['white-addresses'],
      defaultTopicPerm: flags['default-topic-perm'],
      defaultGroupPerm: flags['default-group-perm'],
      topicPerms: flags['topic-perms'],
      groupPerms: flags['group-perms'],
    }
    const blind = literal ? {admin: false} : {}
    return session.collect(await session.admin.acls4.changes(flags, flags.account, patch, blind))
  }

  protected override apply({admin}: Session, change: AccountChange, {account}: FlagsOf<typeof Acl4Set>) {
    return admin.acls4.apply(change, account)
  }

  /** Java adds the address of an object of its own. */
  protected override readonly classic = (done: Done<AccountState, BrokerTarget>[]) =>
    brokerLines(
      'create or update plain access config to %s success.%n',
      done.map(({change}) => change.target),
    )
}
