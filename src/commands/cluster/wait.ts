import {Flags} from '@oclif/core'
import type {ClusterCondition} from '../../admin/conditions.js'
import {type FlagsOf, type Session, WaitCommand} from '../../cli/wait-command.js'
import {UsageError} from '../../errors.js'

export default class ClusterWait extends WaitCommand {
  static override summary = 'Wait until the brokers answer and every name server knows them.'
  static override description = 'Ends with 5 when --timeout (30s) is over.'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --for brokers=3 --timeout 2m',
  ]

  static override flags = {
    for: Flags.string({
      summary: 'What to wait for: ready, where every master answers, or brokers=N for at least N masters.',
      default: 'ready',
      helpValue: 'CONDITION',
    }),
  }

  protected override what = () => 'cluster'

  protected override look({admin}: Session, flags: FlagsOf<typeof ClusterWait>) {
    return admin.conditions.all(conditionOf(flags.for))
  }
}

function conditionOf(text: string): ClusterCondition {
  const least = /^brokers=(\d+)$/.exec(text)?.[1]
  if (least !== undefined) return {is: 'brokers', least: Number(least)}
  if (text === 'ready') return {is: 'ready'}
  throw new UsageError(`--for: there is nothing like '${text}' to wait for`, {hint: 'ready or brokers=N'})
}
