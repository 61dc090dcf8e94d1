/**
 * What Java's mqadmin takes from the JVM properties in `JAVA_OPT`. Its script splits the variable at blanks, without minding
 * quotes. TLS follows Java (`TlsSystemConfig`, `TlsHelper#buildSslContext`): `tls.config.file` overrides the properties, and the
 * server is checked only when `tls.test.mode.enable` is false and `tls.client.authServer` is true.
 */
import {resolve} from 'node:path'
import type {Io} from '../io.js'
import {readTextFile} from '../yaml.js'
import {type Layer, put} from './values.js'

type Properties = ReadonlyMap<string, string>

export function javaProperties(env: Io['env']): Properties {
  const properties = new Map<string, string>()
  for (const token of (env['JAVA_OPT'] ?? '').split(/\s+/)) {
    const [, name, value] = /^-D([^=]+)=(.*)$/.exec(token) ?? []
    if (name !== undefined && value !== undefined) properties.set(name, value)
  }
  return properties
}

const origin = (name: string): string => `JAVA_OPT -D${name}`

export function javaLayer(env: Io['env'], cwd: string): Layer {
  const layer: Layer = {}
  if (!env['JAVA_OPT']) return layer
  const properties = javaProperties(env)
  const servers = (properties.get('rocketmq.namesrv.addr') ?? '').split(/[;,]/).filter(part => part !== '')
  if (servers.length > 0) put(layer, 'nameServers', servers, origin('rocketmq.namesrv.addr'))
  put(layer, 'zone', properties.get('user.timezone') || undefined, origin('user.timezone'))
  const enabled = properties.get('tls.enable')
  if (enabled === undefined) return layer
  const on = enabled.toLowerCase() === 'true'
  put(layer, 'tls', on, origin('tls.enable'))
  return on ? {...layer, ...tlsLayer(properties, cwd)} : layer
}

function tlsLayer(properties: Properties, cwd: string): Layer {
  const layer: Layer = {}
  const file = resolve(cwd, properties.get('tls.config.file') || '/etc/rocketmq/tls.properties')
  const fromFile = readProperties(readTextFile(file, 'BAD_CREDENTIALS') ?? '')
  const get = (name: string) => {
    const own = fromFile.get(name)
    if (own !== undefined) return {value: own, origin: file}
    const value = properties.get(name)
    return value === undefined ? undefined : {value, origin: origin(name)}
  }
  const path = (setting: 'tlsCa' | 'tlsCert' | 'tlsKey', name: string) => {
    const found = get(name)
    if (found && found.value !== '') put(layer, setting, resolve(cwd, found.value), found.origin)
  }
  const testMode = get('tls.test.mode.enable')
  const authServer = get('tls.client.authServer')
  const trusting = testMode?.value.toLowerCase() !== 'false'
  if (trusting || authServer?.value.toLowerCase() !== 'true')
    put(layer, 'tlsInsecure', true, (trusting ? testMode : authServer)?.origin ?? origin('tls.enable'))
  else path('tlsCa', 'tls.client.trustCertPath')
  if (trusting) return layer
  path('tlsCert', 'tls.client.certPath')
  path('tlsKey', 'tls.client.keyPath')
  const password = get('tls.client.keyPassword')
  if (password && password.value !== '') put(layer, 'tlsKeyPassword', password.value, password.origin)
  return layer
}

/** `name=value` or `name: value` lines of a Java properties file; the file of TLS uses no escapes. */
function readProperties(text: string): Properties {
  const properties = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*([^#!\s=:][^\s=:]*)\s*[=:]?\s*(.*?)\s*$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) properties.set(name, value)
  }
  return properties
}
