import {Flags} from '@oclif/core'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import {spinner} from '../../cli/progress.js'
import type {Session} from '../../cli/read-command.js'
import {type ServerStatus, serverStatus} from '../../node/status.js'
import {rows} from '../../view/rows.js'

export default class NodeRestart extends LocalChangeCommand<ServerStatus[]> {
  static override summary = 'Stop a node and start it again under the same addresses.'
  static override subject = 'name'

  static override examples = ['<%= config.bin %> <%= command.id %>']

  static override flags = {
    name: Flags.string({summary: 'Node to restart; the one called default when not given.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof NodeRestart>) {
    session.endless()
    const progress = await spinner(session.io, flags.quiet)
    try {
      const nodes = await session.nodes
      const {servers} = await nodes.restart(flags.name ?? 'default', {
        signal: session.signal,
        onProgress: progress.tell,
      })
      return servers
    } finally {
      progress.stop()
    }
  }

  protected override readonly view = rows(serverStatus, ['node', 'role', 'name', 'address', 'state', 'version', 'pid'])
}
