/** Settings from environment variables, and from the `-D` properties in `JAVA_OPT` that Java's mqadmin honours. */
import {resolve} from 'node:path'
import {MqError} from '../../errors.js'
import {splitAddresses} from '../../remoting/address.js'
import {formats} from '../../view/formats.js'
import {assertZone} from '../../view/zone.js'
import {durationOf} from '../duration.js'
import type {Io} from '../io.js'
import {javaLayer} from './java-opt.js'
import {impliesTls, type Layer, put} from './values.js'

export function environmentLayer({env, cwd}: Pick<Io, 'env' | 'cwd'>): Layer {
  const layer: Layer = {}
  const text = (name: string) => (env[name]?.trim() ? env[name] : undefined)
  const file = (name: string) => {
    const path = text(name)
    return path === undefined ? undefined : resolve(cwd, path)
  }
  const yes = (name: string) => {
    const word = text(name)
    return word === undefined ? undefined : yesOrNo(word, name)
  }
  const span = (name: string) => {
    const word = text(name)
    return word === undefined ? undefined : durationOf(word, name)
  }
  put(layer, 'nameServers', addresses(text('NAMESRV_ADDR')), 'NAMESRV_ADDR')
  put(layer, 'accessKey', text('MQADMIN_ACCESS_KEY'), 'MQADMIN_ACCESS_KEY')
  put(layer, 'secretKey', text('MQADMIN_SECRET_KEY'), 'MQADMIN_SECRET_KEY')
  put(layer, 'securityToken', text('MQADMIN_SECURITY_TOKEN'), 'MQADMIN_SECURITY_TOKEN')
  put(layer, 'tls', yes('MQADMIN_TLS'), 'MQADMIN_TLS')
  put(layer, 'tlsCa', file('MQADMIN_TLS_CA'), 'MQADMIN_TLS_CA')
  put(layer, 'tlsCert', file('MQADMIN_TLS_CERT'), 'MQADMIN_TLS_CERT')
  put(layer, 'tlsKey', file('MQADMIN_TLS_KEY'), 'MQADMIN_TLS_KEY')
  put(layer, 'tlsInsecure', yes('MQADMIN_TLS_INSECURE'), 'MQADMIN_TLS_INSECURE')
  put(layer, 'tlsServerName', text('MQADMIN_TLS_SERVER_NAME'), 'MQADMIN_TLS_SERVER_NAME')
  put(layer, 'brokerMap', text('MQADMIN_BROKER_MAP'), 'MQADMIN_BROKER_MAP')
  put(layer, 'output', outputOf(text('MQADMIN_OUTPUT')), 'MQADMIN_OUTPUT')
  put(layer, 'timeoutMs', span('MQADMIN_TIMEOUT'), 'MQADMIN_TIMEOUT')
  put(layer, 'requestTimeoutMs', span('MQADMIN_REQUEST_TIMEOUT'), 'MQADMIN_REQUEST_TIMEOUT')
  const zone = text('MQADMIN_ZONE')
  assertZone(zone)
  put(layer, 'zone', zone, 'MQADMIN_ZONE')
  const utc = yes('MQADMIN_UTC')
  if (utc !== undefined) put(layer, 'zone', utc ? 'UTC' : 'local', 'MQADMIN_UTC')
  return withJava(impliesTls(layer), javaLayer(env, cwd))
}

/** As in Java, a property beats `NAMESRV_ADDR`; TLS is taken from one of the two, whole. */
function withJava(own: Layer, java: Layer): Layer {
  const {nameServers, zone, ...tls} = java
  return {...(own.tls ? {} : tls), ...(zone ? {zone} : {}), ...own, ...(nameServers ? {nameServers} : {})}
}

export function addresses(list: string | undefined): readonly string[] | undefined {
  const found = list === undefined ? [] : splitAddresses(list)
  return found.length === 0 ? undefined : found
}

function yesOrNo(word: string, name: string): boolean {
  const text = word.trim().toLowerCase()
  if (['true', '1', 'yes', 'on'].includes(text)) return true
  if (['false', '0', 'no', 'off'].includes(text)) return false
  throw new MqError('BAD_SETTINGS', `${name}: '${word}' is neither true nor false`)
}

function outputOf(word: string | undefined) {
  if (word === undefined) return undefined
  const format = formats.find(name => name === word.trim())
  if (format) return format
  throw new MqError('BAD_SETTINGS', `MQADMIN_OUTPUT: '${word}' is not an output format`, {
    hint: `one of: ${formats.join(', ')}`,
  })
}
