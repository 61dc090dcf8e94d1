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
import {brokerLines} from '../../view/java-auth.js'

export default class AclCreate extends WriteCommand<RuleStates, AclTarget> {
  static override summary = 'Allow or deny a user some actions on topics, groups or clusters (brokers 5.3.0 and later).'
  static override description =
    'A rule is said in full: it takes the place of one that is there for the same resource. acl update changes a part of it.'
  static override effect = 'write' as const
  static override subject = 'subject'

  static override examples = [
    '<%= config.bin %> <%= command.id %> User:alice --resources Topic:orders,Group:shop* --actions Pub,Sub --decision Allow',
    {
      description: 'Only from two networks',
      command:
        '<%= config.bin %> <%= command.id %> User:alice --resources Topic:* --actions Sub --source-ip 10.0.0.0/24,10.1.0.0/24 --decision Allow',
    },
  ]

  static override flags = {
    subject: subjectFlag({summary: 'Whom the rules are for.', required: true}),
    resources: resourcesFlag({
      summary: 'What they are about; * at the end of a name stands for any end.',
      required: true,
    }),
    actions: wordsFlag(aclActions)({summary: 'Actions, with commas between.', required: true}),
    decision: wordFlag(aclDecisions)({summary: 'Whether they are allowed.', required: true}),
    'source-ip': partsFlag({summary: 'Only from these addresses; all when not given.', helpValue: 'IP|CIDR,…'}),
    ...changedFlags,
  }

  protected override readonly shape = ruleStates

  protected override async plan(session: Session, flags: FlagsOf<typeof AclCreate>) {
    const {subject, resources, actions, decision, 'source-ip': sourceIps = []} = flags
    const rule = {actions, decision, ...(sourceIps.length > 0 ? {sourceIps} : {})}
    return session.collect(await session.admin.acls.creations(flags, subject, resources, rule))
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
      'create acl to %s success.%n',
      done.map(({change}) => change.target),
    )
}
