import {Flags} from '@oclif/core'
import {durationFlag} from '../../cli/flags.js'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import {spinner} from '../../cli/progress.js'
import type {Session} from '../../cli/read-command.js'
import type {Failure} from '../../errors.js'
import {type StoppedRow, stoppedProcess} from '../../node/stopped.js'
import {rows} from '../../view/rows.js'

export default class NodeStop extends LocalChangeCommand<StoppedRow[]> {
  static override summary =
    'Stop a node: proxies and brokers first, name servers last; what does not end by itself is killed.'
  static override subject = 'name'

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --all']

  static override flags = {
    name: Flags.string({summary: 'Node to stop; the one called default when not given.'}),
    all: Flags.boolean({summary: 'Stop every node that was started here.', exclusive: ['name']}),
    grace: durationFlag({summary: 'How long a process may take to end by itself; 30s when not given.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof NodeStop>) {
    session.endless()
    const progress = await spinner(session.io, flags.quiet)
    try {
      const nodes = await session.nodes
      const failures: Failure[] = []
      const answers = await nodes.stop(flags.all ? 'all' : (flags.name ?? 'default'), {
        graceMs: flags.grace,
        onProgress: progress.tell,
        onFailures: failed => failures.push(...failed),
      })
      return session.collect({answers, failures})
    } finally {
      progress.stop()
    }
  }

  protected override readonly view = rows(stoppedProcess)
  protected override readonly empty = 'nothing was running'
}
