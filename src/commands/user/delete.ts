import {Flags} from '@oclif/core'
import {type UserChange, type UserState, type UserTarget, userState} from '../../admin/users.js'
import {changedFlags} from '../../cli/auth-flags.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import {brokerLines} from '../../view/java-auth.js'

export default class UserDelete extends DestroyCommand<UserState, UserTarget> {
  static override summary = 'Remove a user, and with it all access rules it has (5.3.0 and later).'
  static override subject = 'username'

  static override examples = ['<%= config.bin %> <%= command.id %> alice --cluster DefaultCluster --yes']

  static override flags = {
    username: Flags.string({summary: 'Name of the user.', required: true}),
    ...changedFlags,
  }

  protected override readonly shape = userState

  protected override async plan(session: Session, flags: FlagsOf<typeof UserDelete>) {
    return session.collect(await session.admin.users.removals(flags, flags.username))
  }

  protected override thing({target}: UserChange) {
    return {kind: 'user', subject: target.username} as const
  }

  protected override apply({admin}: Session, change: UserChange) {
    return admin.users.apply(change)
  }

  protected override readonly classic = (done: Done<UserState, UserTarget>[]) =>
    brokerLines(
      'delete user to %s success.%n',
      done.map(({change}) => change.target),
    )
}
