import {Flags} from '@oclif/core'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import type {LogLine} from '../../node/logs.js'
import {object, str} from '../../schema.js'
import {rows} from '../../view/rows.js'

/** The lines end quietly with the signal; the command tells that it was interrupted. */
async function* untilEnded(lines: AsyncIterable<LogLine>, {signal}: Session): AsyncIterable<LogLine> {
  yield* lines
  signal.throwIfAborted()
}

const logLine = object('LogLine', {process: str(), line: str()})

export default class NodeLogs extends LocalChangeCommand<AsyncIterable<LogLine>> {
  static override summary = 'Show what the processes of a node logged last, and what they log from now on.'
  static override subject = 'name'

  static override examples = [
    '<%= config.bin %> <%= command.id %> --lines 20',
    '<%= config.bin %> <%= command.id %> --follow',
  ]

  static override flags = {
    name: Flags.string({summary: 'Node; the one called default when not given.'}),
    process: Flags.string({summary: 'Only this process of it, for instance broker-a.'}),
    lines: Flags.integer({summary: 'How many lines of the end of each log.', default: 100, min: 0}),
    follow: Flags.boolean({summary: 'Go on until interrupted.'}),
  }

  protected override async perform(session: Session, {name, process, lines, follow}: FlagsOf<typeof NodeLogs>) {
    if (follow) session.endless()
    return untilEnded(
      (await session.nodes).logs(name ?? 'default', {process, lines, follow, signal: session.signal}),
      session,
    )
  }

  protected override readonly view = rows(logLine, undefined, {sort: false})
}
