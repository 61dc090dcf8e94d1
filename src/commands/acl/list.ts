import {Flags} from '@oclif/core'
import {type AccessRule, accessRule} from '../../admin/acls.js'
import {askedFlags} from '../../cli/auth-flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaRules} from '../../view/java-auth.js'
import {rows} from '../../view/rows.js'

export default class AclList extends ReadCommand<AccessRule[]> {
  static override summary = 'List the access rules that brokers know (5.3.0 and later).'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'Who has a say about topics that have orders in their name',
      command: '<%= config.bin %> <%= command.id %> --resource orders',
    },
  ]

  static override flags = {
    ...askedFlags,
    subject: Flags.string({summary: 'Only rules of subjects whose name contains this.'}),
    resource: Flags.string({summary: 'Only rules for resources whose name contains this.'}),
  }

  protected override async perform(session: Session, {subject, resource, ...where}: FlagsOf<typeof AclList>) {
    return session.collect(await session.admin.acls.list(where, {subject, resource})).flat()
  }

  protected override readonly view = rows(
    accessRule,
    ['subject', 'resource', 'decision', 'actions', 'sourceIps', 'policyType', 'broker'],
    {sort: ['broker', 'address', 'subject', 'policyType', 'resource']},
  )

  protected override readonly classic = javaRules
}
