import {Flags} from '@oclif/core'
import {type ContextChange, contextChangeView} from '../../cli/context-change.js'
import {editContexts, loadContexts} from '../../cli/contexts.js'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {MqError} from '../../errors.js'

export default class ContextRemove extends LocalChangeCommand<ContextChange> {
  static override summary = 'Forget a context and its credentials.'
  static override subject = 'name'

  static override examples = ['<%= config.bin %> <%= command.id %> staging']

  static override flags = {
    name: Flags.string({summary: 'Context to forget.', required: true}),
    'must-exist': Flags.boolean({summary: 'Fail when there is no such context.'}),
  }

  protected override async perform(
    {io}: Pick<Session, 'io'>,
    flags: FlagsOf<typeof ContextRemove>,
  ): Promise<ContextChange> {
    const {name} = flags
    const {contexts, current, file} = await loadContexts(io.env)
    if (!contexts.has(name)) {
      if (flags['must-exist']) throw new MqError('NOT_FOUND', `there is no context '${name}'`, {facts: {context: name}})
      if (!flags.quiet) this.note(`there is no context '${name}'`)
      return {context: name, outcome: 'absent', current, file: file ?? ''}
    }
    const changed = await editContexts(io.env, {
      contexts: {[name]: null},
      ...(current === name ? {current: null} : {}),
    })
    if (current === name && !flags.quiet) this.note(`'${name}' was the context in use; now there is none`)
    return {context: name, outcome: 'removed', current: current === name ? undefined : current, file: changed}
  }

  protected override readonly view = contextChangeView
}
