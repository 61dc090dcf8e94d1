import {Flags} from '@oclif/core'
import {type AclChange, type AclTarget, type RuleStates, ruleStates} from '../../admin/acls.js'
import {partsFlag} from '../../cli/auth-flags.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {lines} from '../../view/classic.js'

export default class AclCopy extends WriteCommand<RuleStates, AclTarget> {
  static override summary = 'Copy access rules from one broker to another (5.3.0 and later).'
  static override description = 'Rules that the other broker has for other resources stay.'
  static override effect = 'write' as const

  static override examples = [
    '<%= config.bin %> <%= command.id %> --from-broker broker-a --to-broker broker-b --dry-run',
    '<%= config.bin %> <%= command.id %> --from-broker broker-a --to-broker broker-b --subjects User:alice,User:bob',
  ]

  static override flags = {
    'from-broker': Flags.string({summary: 'Broker that has them, by name or host:port.', required: true}),
    'to-broker': Flags.string({summary: 'Broker that gets them, by name or host:port.', required: true}),
    subjects: partsFlag({summary: 'Only the rules of these, with commas between.', helpValue: 'User:NAME,…'}),
  }

  protected override readonly shape = ruleStates

  protected override async plan(session: Session, flags: FlagsOf<typeof AclCopy>) {
    const {'from-broker': from, 'to-broker': to, subjects} = flags
    return session.collect(await session.admin.acls.copies({from, to, subjects}))
  }

  protected override thing({target: {subject}, before, after}: AclChange) {
    const resources = [...new Set([...(before?.rules.keys() ?? []), ...(after?.rules.keys() ?? [])])]
    return {kind: 'acl', subject, resources} as const
  }

  protected override apply({admin}: Session, change: AclChange) {
    return admin.acls.apply(change)
  }

  protected override readonly classic = (
    done: Done<RuleStates, AclTarget>[],
    {'from-broker': from, 'to-broker': to}: FlagsOf<typeof AclCopy>,
  ) =>
    lines<Done<RuleStates, AclTarget>>('copy acl of %s from %s to %s success.%n', ({change}) => [
      change.target.subject,
      from,
      to,
    ])(done)
}
