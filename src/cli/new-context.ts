/** Makes a context of the flags of `context add`, checked as far as that goes without asking a server. */
import {UsageError} from '../errors.js'
import {parseAddress, parseAddressMap} from '../remoting/address.js'
import {askSecret} from './ask.js'
import {formatDuration} from './duration.js'
import {type Io, isInteractive} from './io.js'
import {credentialsOf} from './settings/credentials.js'
import {flagLayer, type SettingFlags} from './settings/from-flags.js'
import {resolveTls} from './settings/tls.js'
import {type Layer, put} from './settings/values.js'

export interface NewContextFlags extends SettingFlags {
  'read-only'?: boolean | undefined
  protected?: boolean | undefined
}

/** Where only the account is said, its secret comes from `MQADMIN_SECRET_KEY` or, on a terminal, from a question. */
export async function newContext(flags: NewContextFlags, io: Io): Promise<object> {
  const layer = flagLayer(flags, io.cwd)
  if (!layer.nameServers)
    throw new UsageError('a context needs name servers', {hint: 'add --namesrvAddr host:port, several with ; between'})
  for (const address of layer.nameServers.value) parseAddress(address)
  if (layer.brokerMap) parseAddressMap(layer.brokerMap.value)
  if (layer.accessKey && !layer.secretKey) {
    const given = io.env['MQADMIN_SECRET_KEY'] || undefined
    const secret = given ?? (isInteractive(io) ? await askSecret(io, `Secret key of ${layer.accessKey.value}:`) : '')
    put(layer, 'secretKey', secret || undefined, 'MQADMIN_SECRET_KEY')
  }
  credentialsOf([layer])
  resolveTls([layer])
  return contextOf(layer, flags)
}

/** As it is written in the file. */
function contextOf(layer: Layer, flags: NewContextFlags): object {
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
