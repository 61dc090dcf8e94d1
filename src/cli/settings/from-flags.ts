/** Settings from the command line. */
import {resolve} from 'node:path'
import {MqError, UsageError} from '../../errors.js'
import {splitAddresses} from '../../remoting/address.js'
import type {Format} from '../../view/formats.js'
import {readSecretFile} from './credentials.js'
import {impliesTls, type Layer, put} from './values.js'

/** The parsed flags of `cli/flags.ts` that are settings. */
export interface SettingFlags {
  namesrvAddr?: string | undefined
  context?: string | undefined
  'access-key'?: string | undefined
  'secret-key-file'?: string | undefined
  tls?: boolean | undefined
  'tls-ca'?: string | undefined
  'tls-cert'?: string | undefined
  'tls-key'?: string | undefined
  'tls-insecure'?: boolean | undefined
  'tls-server-name'?: string | undefined
  'broker-map'?: string | undefined
  output?: Format | undefined
  timeout?: number | undefined
  'request-timeout'?: number | undefined
  utc?: boolean | undefined
  quiet?: boolean | undefined
}

export function flagLayer(flags: SettingFlags, cwd: string): Layer {
  const layer: Layer = {}
  const file = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path))
  if (flags.namesrvAddr !== undefined) {
    const nameServers = splitAddresses(flags.namesrvAddr)
    if (nameServers.length === 0) throw new UsageError('the list of name servers is empty')
    put(layer, 'nameServers', nameServers, '--namesrvAddr')
  }
  if (flags['access-key']?.trim() === '') throw new MqError('BAD_CREDENTIALS', '--access-key is empty')
  put(layer, 'accessKey', flags['access-key'], '--access-key')
  const secretFile = file(flags['secret-key-file'])
  if (secretFile !== undefined) put(layer, 'secretKey', readSecretFile(secretFile), '--secret-key-file')
  put(layer, 'tls', flags.tls, flags.tls === false ? '--no-tls' : '--tls')
  put(layer, 'tlsCa', file(flags['tls-ca']), '--tls-ca')
  put(layer, 'tlsCert', file(flags['tls-cert']), '--tls-cert')
  put(layer, 'tlsKey', file(flags['tls-key']), '--tls-key')
  put(layer, 'tlsInsecure', flags['tls-insecure'], '--tls-insecure')
  put(layer, 'tlsServerName', flags['tls-server-name'], '--tls-server-name')
  put(layer, 'brokerMap', flags['broker-map'], '--broker-map')
  put(layer, 'output', flags.output, '--output')
  put(layer, 'timeoutMs', flags.timeout, '--timeout')
  put(layer, 'requestTimeoutMs', flags['request-timeout'], '--request-timeout')
  if (flags.utc !== undefined) put(layer, 'zone', flags.utc ? 'UTC' : 'local', flags.utc ? '--utc' : '--no-utc')
  return impliesTls(layer)
}
