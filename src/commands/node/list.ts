import {LocalCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import type {Failure} from '../../errors.js'
import {type NodeSummary, nodeSummary} from '../../node/status.js'
import {rows} from '../../view/rows.js'

export default class NodeList extends LocalCommand<NodeSummary[]> {
  static override summary = 'List the nodes that were started on this machine.'

  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected override async perform(session: Session) {
    const failures: Failure[] = []
    const nodes = await session.nodes
    const answers = await nodes.list({onFailures: broken => failures.push(...broken)})
    return session.collect({answers, failures})
  }

  protected override readonly view = rows(nodeSummary, [
    'name',
    'engine',
    'version',
    'state',
    'nameServer',
    'brokers',
    'pids',
  ])
  protected override readonly empty = 'no node was started here: mqadmin node start'
}
