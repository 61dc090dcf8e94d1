import {Flags} from '@oclif/core'
import {type ContextChange, contextChangeView} from '../../cli/context-change.js'
import {editContexts, loadContexts, unknownContext} from '../../cli/contexts.js'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {UsageError} from '../../errors.js'

export default class ContextUse extends LocalChangeCommand<ContextChange> {
  static override summary = 'Make a context the one in use.'
  static override subject = 'name'

  static override examples = [
    '<%= config.bin %> <%= command.id %> prod',
    {description: 'Go back to none', command: '<%= config.bin %> <%= command.id %> --none'},
  ]

  static override flags = {
    name: Flags.string({summary: 'Context to use from now on.', exclusive: ['none']}),
    none: Flags.boolean({summary: 'Use none.'}),
  }

  protected override async perform(
    {io}: Pick<Session, 'io'>,
    {name}: FlagsOf<typeof ContextUse>,
  ): Promise<ContextChange> {
    if (name === undefined) return {outcome: 'none', file: await editContexts(io.env, {current: null})}
    const contexts = await loadContexts(io.env)
    if (!contexts.contexts.has(name)) throw unknownContext(contexts, name, 'context use')
    return {
      context: name,
      outcome: 'used',
      current: name,
      file: await editContexts(io.env, {current: name}),
    }
  }

  protected override readonly view = contextChangeView

  protected override async readFlags() {
    const flags = await super.readFlags()
    if (flags['name'] === undefined && !flags['none'])
      throw new UsageError('which context?', {hint: 'name one, or say --none; mqadmin context list shows them'})
    return flags
  }
}
