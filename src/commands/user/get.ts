import {Flags} from '@oclif/core'
import {noUser, type User, user} from '../../admin/users.js'
import {askedFlags} from '../../cli/auth-flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaUsers} from '../../view/java-auth.js'
import {rows} from '../../view/rows.js'

export default class UserGet extends ReadCommand<User[]> {
  static override summary = 'Show a user as each broker has it (5.3.0 and later).'
  static override subject = 'username'

  static override examples = [
    '<%= config.bin %> <%= command.id %> alice',
    '<%= config.bin %> <%= command.id %> alice --broker broker-a --output json',
  ]

  static override flags = {
    username: Flags.string({summary: 'Name of the user.', required: true}),
    ...askedFlags,
  }

  protected override async perform(session: Session, {username, ...where}: FlagsOf<typeof UserGet>) {
    const found = session.collect(await session.admin.users.find(where, username)).flat()
    if (found.length === 0 && !session.partialFailure)
      throw noUser(username, where.broker ?? where.cluster ?? 'any broker')
    return found
  }

  protected override readonly view = rows(user, ['username', 'userType', 'userStatus', 'broker', 'address'], {
    sort: ['broker', 'address'],
  })

  protected override readonly classic = (users: User[]) => javaUsers(users)?.text ?? ''
}
