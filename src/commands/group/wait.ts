import {Flags} from '@oclif/core'
import type {GroupCondition} from '../../admin/conditions.js'
import {type FlagsOf, type Session, WaitCommand} from '../../cli/wait-command.js'
import {UsageError} from '../../errors.js'

export default class GroupWait extends WaitCommand {
  static override summary = 'Wait until a consumer group is there, gone, online, offline, or has caught up.'
  static override description = 'Ends with 5 when --timeout (30s) is over.'
  static override subject = 'group'

  static override examples = [
    '<%= config.bin %> <%= command.id %> order-service --for online',
    {
      description: 'Until it has consumed all there is',
      command: '<%= config.bin %> <%= command.id %> order-service --for lag=0 --timeout 10m',
    },
  ]

  static override flags = {
    group: Flags.string({summary: 'Group to wait for.', required: true}),
    for: Flags.string({
      summary: 'What to wait for: exists, absent, online, offline, or lag=N for N messages or fewer.',
      default: 'exists',
      helpValue: 'CONDITION',
    }),
  }

  protected override what = ({group}: FlagsOf<typeof GroupWait>) => `group ${group}`

  protected override look({admin}: Session, flags: FlagsOf<typeof GroupWait>) {
    return admin.conditions.group(flags.group, conditionOf(flags.for))
  }
}

function conditionOf(text: string): GroupCondition {
  const most = /^lag=(\d+)$/.exec(text)?.[1]
  if (most !== undefined) return {is: 'lag', most: Number(most)}
  if (text === 'exists' || text === 'absent' || text === 'online' || text === 'offline') return {is: text}
  throw new UsageError(`--for: there is nothing like '${text}' to wait for`, {
    hint: 'exists, absent, online, offline or lag=N',
  })
}
