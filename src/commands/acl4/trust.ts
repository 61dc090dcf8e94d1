import {Flags} from '@oclif/core'
import {type TrustState, trustState} from '../../admin/acls4.js'
import {changedFlags, partsFlag} from '../../cli/auth-flags.js'
import {type Change, type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'
import {brokerLines} from '../../view/java-auth.js'

export default class Acl4Trust extends WriteCommand<TrustState, BrokerTarget> {
  static override summary = 'Say from which addresses brokers 4.x let anybody in unchecked (plain_acl.yml).'
  static override effect = 'write' as const

  static override examples = [
    '<%= config.bin %> <%= command.id %> --white-addresses 10.0.0.*,192.168.1.7',
    {description: 'Nobody any more', command: "<%= config.bin %> <%= command.id %> --white-addresses ''"},
  ]

  static override flags = {
    'white-addresses': partsFlag({
      summary: 'All such addresses, in place of those there are; an empty text for none.',
      helpValue: 'IP,…',
      required: true,
    }),
    'acl-file': Flags.string({
      summary: 'Path of the file on the broker, where it is not the usual one.',
      helpValue: 'PATH',
    }),
    ...changedFlags,
  }

  protected override readonly shape = trustState

  protected override async plan(session: Session, flags: FlagsOf<typeof Acl4Trust>) {
    return session.collect(await session.admin.acls4.trusts(flags, flags['white-addresses'], flags['acl-file']))
  }

  protected override apply(
    {admin}: Session,
    change: Change<TrustState, BrokerTarget>,
    flags: FlagsOf<typeof Acl4Trust>,
  ) {
    const {target, after} = change
    return admin.acls4.trust({target, after: after as TrustState}, flags['acl-file'])
  }

  protected override readonly classic = (done: Done<TrustState, BrokerTarget>[]) =>
    brokerLines(
      'update global white remote addresses to %s success.%n',
      done.map(({change}) => change.target),
    )
}
