import {
  type AclChange,
  type AclTarget,
  aclActions,
  aclDecisions,
  type RuleStates,
  ruleStates,
} from '../../admin/acls.js'
import {resourcesFlag, subjectFlag} from '../../cli/acl-flags.js'
import {changedFlags, partsFlag, wordFlag, wordsFlag} from '../../cli/auth-flags.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {UsageError} from '../../errors.js'
import {brokerLines} from '../../view/java-auth.js'

export default class AclUpdate extends WriteCommand<RuleStates, AclTarget> {
  static override summary = 'Change access rules of a user; what is not said stays (brokers 5.3.0 and later).'
  static override effect = 'write' as const
  static override subject = 'subject'

  static override examples = [
    '<%= config.bin %> <%= command.id %> User:alice --resources Topic:orders --actions Sub',
    {
      description: 'Let a rule be about all addresses again',
      command: "<%= config.bin %> <%= command.id %> User:alice --resources Topic:orders --source-ip ''",
    },
  ]

  static override flags = {
    subject: subjectFlag({summary: 'Whom the rules are for.', required: true}),
    resources: resourcesFlag({summary: 'Resources whose rules are to change.', required: true}),
    actions: wordsFlag(aclActions)({summary: 'Actions, with commas between.'}),
    decision: wordFlag(aclDecisions)({summary: 'Whether they are allowed.'}),
    'source-ip': partsFlag({summary: 'Only from these addresses; an empty text for all.', helpValue: 'IP|CIDR,…'}),
    ...changedFlags,
  }

  protected override readonly shape = ruleStates

  protected override async plan(session: Session, flags: FlagsOf<typeof AclUpdate>) {
    const {subject, resources, actions, decision, 'source-ip': sourceIps} = flags
    if (actions === undefined && decision === undefined && sourceIps === undefined)
      throw new UsageError('nothing is to change', {hint: 'add --actions, --decision or --source-ip'})
    const patch = {actions, decision, sourceIps}
    return session.collect(await session.admin.acls.changes(flags, subject, resources, patch))
  }

  protected override thing({target: {subject}, before, after}: AclChange) {
    const resources = [...new Set([...(before?.rules.keys() ?? []), ...(after?.rules.keys() ?? [])])]
    return {kind: 'acl', subject, resources} as const
  }

  protected override apply({admin}: Session, change: AclChange) {
    return admin.acls.apply(change)
  }

  protected override readonly classic = (done: Done<RuleStates, AclTarget>[]) =>
    brokerLines(
      'update acl to %s success.%n',
      done.map(({change}) => change.target),
    )
}
