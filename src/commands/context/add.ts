import {Flags} from '@oclif/core'
import {type ContextChange, contextChangeView} from '../../cli/context-change.js'
import {contextName, editContexts, loadContexts} from '../../cli/contexts.js'
import {formatDuration} from '../../cli/duration.js'
import {connectionFlags} from '../../cli/flags.js'
import {isInteractive} from '../../cli/io.js'
import {type FlagsOf, LocalCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {credentialsOf} from '../../cli/settings/credentials.js'
import {flagLayer} from '../../cli/settings/from-flags.js'
import {resolveTls} from '../../cli/settings/tls.js'
import {type Layer, put} from '../../cli/settings/values.js'
import {UsageError} from '../../errors.js'
import {parseAddress, parseAddressMap} from '../../remoting/address.js'

const {context: _, ...settings} = connectionFlags

export default class ContextAdd extends LocalCommand<ContextChange> {
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
    const layer = flagLayer(flags, io.cwd)
    if (!layer.nameServers)
      throw new UsageError('a context needs name servers', {
        hint: 'add --namesrvAddr host:port, several with ; between',
      })
    for (const address of layer.nameServers.value) parseAddress(address)
    if (layer.brokerMap) parseAddressMap(layer.brokerMap.value)
    const {contexts, current} = await loadContexts(io.env)
    if (contexts.has(name) && !flags.replace)
      throw new UsageError(`there is a context '${name}' already`, {hint: '--replace overwrites it'})
    if (layer.accessKey && !layer.secretKey)
      put(layer, 'secretKey', await this.secretFor(layer.accessKey.value), 'MQADMIN_SECRET_KEY')
    credentialsOf([layer])
    resolveTls([layer])
    const inUse = flags.use || current === undefined ? name : current
    const file = await editContexts(io.env, {current: inUse, contexts: {[name]: contextOf(layer, flags)}})
    return {context: name, outcome: contexts.has(name) ? 'replaced' : 'added', current: inUse, file}
  }

  protected override readonly view = contextChangeView

  private async secretFor(account: string): Promise<string | undefined> {
    const given = this.io.env['MQADMIN_SECRET_KEY']
    if (given || !isInteractive(this.io)) return given || undefined
    const {default: inquirer} = await import('inquirer')
    const ask = inquirer.createPromptModule({input: this.io.stdin as NodeJS.ReadStream, output: this.io.stderr})
    const {secret} = await ask<{secret: string}>([
      {type: 'password', name: 'secret', message: `Secret key of ${account}:`, mask: '*'},
    ])
    return secret || undefined
  }
}

/** As it is written in the file.*/
function contextOf(layer: Layer, flags: FlagsOf<typeof ContextAdd>): object {
  const tls = {
    ca: layer.tlsCa?.value,
    cert: layer.tlsCert?.value,
    key: layer.tlsKey?.value,
    insecure: layer.tlsInsecure?.value ? 'true' : undefined,
    serverName: layer.tlsServerName?.value,
  }
  const files = withoutUndefined(tls)
  const span = (ms: number | undefined) => (ms === undefined ? undefined : formatDuration(ms))
  return withoutUndefined({
    nameServers: layer.nameServers?.value.join(';'),
    accessKey: layer.accessKey?.value,
    secretKey: layer.secretKey?.value,
    tls:
      layer.tls?.value && Object.keys(files).length > 0
        ? files
        : layer.tls === undefined
          ? undefined
          : String(layer.tls.value),
    brokerMap: layer.brokerMap?.value,
    timeout: span(flags.timeout),
    requestTimeout: span(flags['request-timeout']),
    utc: flags.utc === undefined ? undefined : String(flags.utc),
    readOnly: flags['read-only'] ? 'true' : undefined,
    protected: flags.protected ? 'true' : undefined,
  })
}

const withoutUndefined = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
