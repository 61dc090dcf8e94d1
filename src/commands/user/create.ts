import {Flags} from '@oclif/core'
import {type UserChange, type UserState, type UserTarget, userState, userTypes} from '../../admin/users.js'
import {changedFlags, secretOf, wordFlag} from '../../cli/auth-flags.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {brokerLines} from '../../view/java-auth.js'

export default class UserCreate extends WriteCommand<UserState, UserTarget> {
  static override summary = 'Create a user on brokers (5.3.0 and later).'
  static override effect = 'write' as const
  static override subject = 'username'

  static override examples = [
    {
      description: 'With a password from a file, so that it is on no command line',
      command: '<%= config.bin %> <%= command.id %> alice --password @alice.secret',
    },
    '<%= config.bin %> <%= command.id %> root --password @root.secret --type Super --cluster DefaultCluster',
  ]

  static override flags = {
    username: Flags.string({summary: 'Name of the user: the access key of its clients.', required: true}),
    password: Flags.string({
      summary: 'Its password, the secret key of its clients; @FILE takes a file, - standard input.',
      description: 'Others can see what stands on a command line. @@ at the beginning stands for one @.',
      helpValue: '@FILE|-|TEXT',
      required: true,
    }),
    type: wordFlag(userTypes)({summary: 'Super may do everything; Normal, the default, what rules allow.'}),
    ...changedFlags,
  }

  protected override readonly shape = userState
  private secret: Promise<string> | undefined

  protected override async plan(session: Session, flags: FlagsOf<typeof UserCreate>) {
    this.secret ??= session.unhurried(() => secretOf(flags.password, this.io, {literal: this.invocation.byJavaName}))
    const patch = {password: await this.secret, userType: flags.type}
    return session.collect(await session.admin.users.creations(flags, flags.username, patch))
  }

  protected override thing({target}: UserChange) {
    return {kind: 'user', subject: target.username} as const
  }

  protected override apply({admin}: Session, change: UserChange) {
    return admin.users.apply(change)
  }

  protected override readonly classic = (done: Done<UserState, UserTarget>[]) =>
    brokerLines(
      'create user to %s success.%n',
      done.map(({change}) => change.target),
    )
}
