import {Flags} from '@oclif/core'
import {type FlagsOf, LocalCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import type {Failure} from '../../errors.js'
import {failureOf, isBad, type ServerStatus, serverStatus} from '../../node/status.js'
import {rows} from '../../view/rows.js'

export default class NodeStatus extends LocalCommand<ServerStatus[]> {
  static override summary = 'Ask every server of a node, or of all nodes, how it is doing.'
  static override description =
    'The status is 0 when every server is ready or was stopped on purpose; otherwise 1, or 6 when some are ready.'
  static override subject = 'name'

  static override examples = ['<%= config.bin %> <%= command.id %>']

  static override flags = {
    name: Flags.string({summary: 'Node to ask; all of them when not given.'}),
  }

  protected override async perform(session: Session, {name}: FlagsOf<typeof NodeStatus>) {
    const failures: Failure[] = []
    const nodes = await session.nodes
    const servers = await nodes.status(name, {onFailures: broken => failures.push(...broken)})
    if (servers.length === 0) return session.collect({answers: servers, failures})
    const ready = servers.filter(({state}) => state === 'ready')
    session.report([...failures, ...servers.filter(isBad).map(failureOf)], ready.length)
    return servers
  }

  protected override readonly view = rows(serverStatus, [
    'node',
    'role',
    'name',
    'address',
    {field: 'state', tone: server => (isBad(server) ? 'bad' : undefined)},
    'version',
    'pid',
    'config',
  ])
  protected override readonly empty = 'no node was started here: mqadmin node start'
}
