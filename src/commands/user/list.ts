import {Flags} from '@oclif/core'
import {type User, user} from '../../admin/users.js'
import {askedFlags} from '../../cli/auth-flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat} from '../../view/classic.js'
import {javaUsers} from '../../view/java-auth.js'
import {rows} from '../../view/rows.js'

export default class UserList extends ReadCommand<User[]> {
  static override summary = 'List the users that brokers know (5.3.0 and later).'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'Those of one broker whose name contains shop',
      command: '<%= config.bin %> <%= command.id %> --broker broker-a --filter shop',
    },
  ]

  static override flags = {
    ...askedFlags,
    filter: Flags.string({summary: 'Only users whose name contains this.'}),
  }

  protected override async perform(session: Session, {filter, ...where}: FlagsOf<typeof UserList>) {
    return session.collect(await session.admin.users.list(where, filter)).flat()
  }

  protected override readonly view = rows(user, ['username', 'userType', 'userStatus', 'broker', 'address'], {
    sort: ['broker', 'address', 'username'],
  })

  protected override readonly classic = (users: User[], {broker}: FlagsOf<typeof UserList>) => {
    const found = javaUsers(users)
    if (found === undefined) return ''
    return found.text + (broker === undefined ? javaFormat('get user from %s success.%n', found.address) : '')
  }
}
