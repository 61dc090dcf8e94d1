import {Flags} from '@oclif/core'
import {type ContextChange, contextChangeView} from '../../cli/context-change.js'
import {contextName, editContexts, loadContexts} from '../../cli/contexts.js'
import {connectionFlags} from '../../cli/flags.js'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import {newContext} from '../../cli/new-context.js'
import type {Session} from '../../cli/read-command.js'
import {UsageError} from '../../errors.js'

const {context: _, ...settings} = connectionFlags

export default class ContextAdd extends LocalChangeCommand<ContextChange> {
  static override summary = 'Keep a cluster, and how to reach it, under a name.'
  static override description =
    'The secret key comes from --secret-key-file or MQADMIN_SECRET_KEY; with --access-key alone a terminal is asked for it.'
  static override subject = 'name'

  static override examples = [
    '<%= config.bin %> <%= command.id %> local --namesrvAddr 127.0.0.1:9876',
    {
      description: 'A cluster with ACL and TLS, where whatever destroys needs its name typed',
      command:
        '<%= config.bin %> <%= command.id %> prod --namesrvAddr "10.0.0.1:9876;10.0.0.2:9876" --access-key ops --secret-key-file ops.secret --tls-ca ca.pem --protected',
    },
  ]

  static override flags = {
    ...settings,
    name: Flags.string({summary: 'What to call it.', required: true}),
    'read-only': Flags.boolean({summary: 'Refuse whatever would change the cluster.'}),
    protected: Flags.boolean({summary: 'What destroys needs its name typed, or --confirm NAME.'}),
    use: Flags.boolean({summary: 'Make it the context in use, as the first one always is.'}),
    replace: Flags.boolean({summary: 'Overwrite a context of that name.'}),
  }

  protected override async perform(
    {io}: Pick<Session, 'io'>,
    flags: FlagsOf<typeof ContextAdd>,
  ): Promise<ContextChange> {
    const {name} = flags
    if (!contextName.test(name))
      throw new UsageError(`'${name}' cannot be the name of a context`, {
        hint: 'letters, digits and _ - . @ can be in it',
      })
    const {contexts, current} = await loadContexts(io.env)
    if (contexts.has(name) && !flags.replace)
      throw new UsageError(`there is a context '${name}' already`, {hint: '--replace overwrites it'})
    const context = await newContext(flags, io)
    const inUse = flags.use || current === undefined ? name : current
    const file = await editContexts(io.env, {current: inUse, contexts: {[name]: context}})
    return {context: name, outcome: contexts.has(name) ? 'replaced' : 'added', current: inUse, file}
  }

  protected override readonly view = contextChangeView
}
