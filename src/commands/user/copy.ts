import {Flags} from '@oclif/core'
import {renewed, type UserChange, type UserState, type UserTarget, userState} from '../../admin/users.js'
import {partsFlag} from '../../cli/auth-flags.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {lines} from '../../view/classic.js'

export default class UserCopy extends WriteCommand<UserState, UserTarget> {
  static override summary = 'Copy users from one broker to another, with password, type and status (5.3.0 and later).'
  static override effect = 'write' as const

  static override examples = [
    '<%= config.bin %> <%= command.id %> --from-broker broker-a --to-broker broker-b',
    '<%= config.bin %> <%= command.id %> --from-broker broker-a --to-broker broker-b --usernames alice,bob --dry-run',
  ]

  static override flags = {
    'from-broker': Flags.string({summary: 'Broker that has them, by name or host:port.', required: true}),
    'to-broker': Flags.string({summary: 'Broker that gets them, by name or host:port.', required: true}),
    usernames: partsFlag({summary: 'Only these users, with commas between.', helpValue: 'NAME,NAME'}),
  }

  protected override readonly shape = userState

  protected override async plan(session: Session, flags: FlagsOf<typeof UserCopy>) {
    const {'from-broker': from, 'to-broker': to, usernames: names} = flags
    return session.collect(await session.admin.users.copies({from, to, names}))
  }

  /** Nobody keeps the password that was there before. */
  protected override thing({target, after}: UserChange) {
    return after?.password === renewed ? undefined : ({kind: 'user', subject: target.username} as const)
  }

  protected override apply({admin}: Session, change: UserChange) {
    return admin.users.apply(change)
  }

  protected override readonly classic = (
    done: Done<UserState, UserTarget>[],
    {'from-broker': from, 'to-broker': to}: FlagsOf<typeof UserCopy>,
  ) =>
    lines<Done<UserState, UserTarget>>('copy user of %s from %s to %s success.%n', ({change}) => [
      change.target.username,
      from,
      to,
    ])(done)
}
