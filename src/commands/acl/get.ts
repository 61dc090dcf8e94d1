import {type AccessRule, accessRule} from '../../admin/acls.js'
import {subjectFlag} from '../../cli/acl-flags.js'
import {askedFlags} from '../../cli/auth-flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaRules} from '../../view/java-auth.js'
import {rows} from '../../view/rows.js'

export default class AclGet extends ReadCommand<AccessRule[]> {
  static override summary = 'Show what a user may do, on each broker (5.3.0 and later).'
  static override subject = 'subject'

  static override examples = [
    '<%= config.bin %> <%= command.id %> User:alice',
    '<%= config.bin %> <%= command.id %> User:alice --broker broker-a --output json',
  ]

  static override flags = {
    subject: subjectFlag({summary: 'Whose rules.', required: true}),
    ...askedFlags,
  }

  protected override readonly empty = 'no rules: a user that is not Super may do nothing'

  protected override async perform(session: Session, {subject, ...where}: FlagsOf<typeof AclGet>) {
    return session.collect(await session.admin.acls.find(where, subject)).flat()
  }

  protected override readonly view = rows(
    accessRule,
    ['subject', 'resource', 'decision', 'actions', 'sourceIps', 'policyType', 'broker'],
    {sort: ['broker', 'address', 'policyType', 'resource']},
  )

  protected override readonly classic = javaRules
}
