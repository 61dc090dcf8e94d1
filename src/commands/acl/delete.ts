import {type AclChange, type AclTarget, type RuleStates, ruleStates} from '../../admin/acls.js'
import {resourceFlag, subjectFlag} from '../../cli/acl-flags.js'
import {changedFlags} from '../../cli/auth-flags.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import {brokerLines} from '../../view/java-auth.js'

export default class AclDelete extends DestroyCommand<RuleStates, AclTarget> {
  static override summary =
    'Remove the access rules of a user, all or the one for a resource (brokers 5.3.0 and later).'
  static override subject = 'subject'

  static override examples = [
    '<%= config.bin %> <%= command.id %> User:alice --resource Topic:orders --yes',
    {
      description: 'All it has',
      command: '<%= config.bin %> <%= command.id %> User:alice --cluster DefaultCluster --yes',
    },
  ]

  static override flags = {
    subject: subjectFlag({summary: 'Whose rules.', required: true}),
    resource: resourceFlag({summary: 'Only the rule for this resource; all rules when not given.'}),
    ...changedFlags,
  }

  protected override readonly shape = ruleStates

  protected override async plan(session: Session, flags: FlagsOf<typeof AclDelete>) {
    return session.collect(await session.admin.acls.removals(flags, flags.subject, flags.resource))
  }

  protected override thing({target: {subject}, before, after}: AclChange) {
    const resources = [...new Set([...(before?.rules.keys() ?? []), ...(after?.rules.keys() ?? [])])]
    return {kind: 'acl', subject, resources} as const
  }

  protected override apply({admin}: Session, change: AclChange, flags: FlagsOf<typeof AclDelete>) {
    return admin.acls.apply(change, flags.resource)
  }

  protected override readonly classic = (done: Done<RuleStates, AclTarget>[]) =>
    brokerLines(
      'delete acl to %s success.%n',
      done.map(({change}) => change.target),
    )
}
