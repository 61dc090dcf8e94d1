import {Flags} from '@oclif/core'
import {type FlagsOf, LocalCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {type ServerStatus, serverStatus} from '../../node/status.js'
import {rows} from '../../view/rows.js'

export default class NodeStatus extends LocalCommand<ServerStatus[]> {
  static override summary = 'Ask every server of a node, or of all nodes, how it is doing.'
  static override subject = 'name'

  static override examples = ['<%= config.bin %> <%= command.id %>']

  static override flags = {
    name: Flags.string({summary: 'Node to ask; all of them when not given.'}),
  }

  protected override async perform(session: Session, {name}: FlagsOf<typeof NodeStatus>) {
    return (await session.nodes).status(name)
  }

  protected override readonly view = rows(serverStatus, ['node', 'role', 'name', 'address', 'state', 'version', 'pid'])
  protected override readonly empty = 'no node was started here: mqadmin node start'
}
