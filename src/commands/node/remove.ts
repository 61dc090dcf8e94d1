import {Flags} from '@oclif/core'
import {askYes} from '../../cli/ask.js'
import {isInteractive} from '../../cli/io.js'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {MqError} from '../../errors.js'
import {type RemovedNode, removedNode} from '../../node/removed.js'
import {record} from '../../view/rows.js'

export default class NodeRemove extends LocalChangeCommand<RemovedNode> {
  static override summary = 'Forget a stopped node and its logs; what it stored stays, unless --data says otherwise.'
  static override subject = 'name'

  static override examples = [
    '<%= config.bin %> <%= command.id %> ci',
    {description: 'With all that it stored', command: '<%= config.bin %> <%= command.id %> ci --data'},
  ]

  static override flags = {
    name: Flags.string({summary: 'Node to forget.', required: true}),
    data: Flags.boolean({
      summary: 'Delete its folder too: messages, settings, accounts, certificates. A terminal is asked first.',
    }),
    'must-exist': Flags.boolean({summary: 'Fail when there is no such node.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof NodeRemove>): Promise<RemovedNode> {
    const {name, data} = flags
    const nodes = await session.nodes
    const node = await nodes.removable(name)
    if (!node) {
      if (flags['must-exist']) throw new MqError('NOT_FOUND', `there is no node '${name}'`, {facts: {node: name}})
      if (!flags.quiet) this.note(`there is no node '${name}'`)
      return {node: name, outcome: 'absent'}
    }
    const {folder} = node
    if (data && isInteractive(this.io)) await session.unhurried(() => this.ask(name, folder))
    await nodes.remove(name, {data})
    return {node: name, outcome: 'removed', data: data ? 'deleted' : 'kept', folder}
  }

  private async ask(name: string, folder: string): Promise<void> {
    if (!(await askYes(this.io, `Delete all that node ${name} stored in ${folder}?`)))
      throw new MqError('DECLINED', 'nothing was changed')
  }

  protected override readonly view = record(removedNode)
}
