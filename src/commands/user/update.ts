import {Flags} from '@oclif/core'
import {
  renewed,
  type UserChange,
  type UserState,
  type UserTarget,
  userState,
  userStatuses,
  userTypes,
} from '../../admin/users.js'
import {changedFlags, secretOf, wordFlag} from '../../cli/auth-flags.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {brokerLines} from '../../view/java-auth.js'

export default class UserUpdate extends WriteCommand<UserState, UserTarget> {
  static override summary = 'Change the password, type or status of a user; what is not said stays (5.3.0 and later).'
  static override effect = 'write' as const
  static override subject = 'username'

  static override examples = [
    '<%= config.bin %> <%= command.id %> alice --password @alice.secret',
    {
      description: 'Lock a user out without deleting it',
      command: '<%= config.bin %> <%= command.id %> alice --status disable',
    },
  ]

  static override flags = {
    username: Flags.string({summary: 'Name of the user.', required: true}),
    password: Flags.string({
      summary: 'New password; @FILE takes a file, - standard input.',
      description: 'Others can see what stands on a command line. @@ at the beginning stands for one @.',
      helpValue: '@FILE|-|TEXT',
    }),
    type: wordFlag(userTypes)({summary: 'Super may do everything; Normal what rules allow.'}),
    status: wordFlag(userStatuses)({summary: 'Whether it may come in at all.'}),
    ...changedFlags,
  }

  protected override readonly shape = userState
  private secret: Promise<string> | undefined

  protected override async plan(session: Session, flags: FlagsOf<typeof UserUpdate>) {
    const {username, password, type: userType, status: userStatus} = flags
    if (password !== undefined)
      this.secret ??= session.unhurried(() => secretOf(password, this.io, {literal: this.invocation.byJavaName}))
    const patch = {password: await this.secret, userType, userStatus}
    return session.collect(await session.admin.users.changes(flags, username, patch))
  }

  /** Nobody keeps the password that was there before. */
  protected override thing({target, after}: UserChange) {
    return after?.password === renewed ? undefined : ({kind: 'user', subject: target.username} as const)
  }

  protected override apply({admin}: Session, change: UserChange) {
    return admin.users.apply(change)
  }

  protected override readonly classic = (done: Done<UserState, UserTarget>[]) =>
    brokerLines(
      'update user to %s success.%n',
      done.map(({change}) => change.target),
    )
}
