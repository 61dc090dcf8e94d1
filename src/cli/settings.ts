/**
 * Where settings come from. Each is taken from the first that says it: flag, environment, the context named, a trusted project
 * file, the context in use, default; and keeps its origin.
 *
 * How a cluster is reached belongs together: below the first context or project file that names name servers, the others add
 * only what does not matter for that (output, time-outs, zone). A certificate or key of one cluster never mixes with another's.
 */
import {MqError, UsageError} from '../errors.js'
import {parseAddress, parseAddressMap} from '../remoting/address.js'
import type {TlsOptions} from '../remoting/connect.js'
import type {Credentials} from '../remoting/sign.js'
import type {Format} from '../view/formats.js'
import {type Io, print} from './io.js'
import type {SourcedCredentials} from './settings/credentials.js'
import {describeSettings, type ShownSetting} from './settings/describe.js'
import {environmentLayer} from './settings/from-environment.js'
import {flagLayer, type SettingFlags} from './settings/from-flags.js'
import {creditsFor, type Places, resolvePlaces} from './settings/places.js'
import {resolveTls} from './settings/tls.js'
import {
  connectionSettings,
  defaultNameServers,
  defaultTimeoutMs,
  type Layer,
  pick,
  type Sourced,
  without,
} from './settings/values.js'

export type {ShownSetting} from './settings/describe.js'
export type {SettingFlags} from './settings/from-flags.js'

export interface Settings {
  nameServers: readonly string[]
  credentials: Credentials | undefined
  tls: TlsOptions | undefined
  /** Text of an address map, see `parseAddressMap`. */
  brokerMap: string | undefined
  output: Format | undefined
  /** Bound of the whole command; 0 is none. */
  timeoutMs: number
  /** Undefined: what each request declares. */
  requestTimeoutMs: number | undefined
  /** Zone of times as `view/zone.ts` takes it; undefined is that of this machine. */
  zone: string | undefined
  context: {name: string; readOnly: boolean; protected: boolean} | undefined
  /** Each value with its origin, fit to be shown: secrets are masked. */
  shown: () => readonly ShownSetting[]
}

/**
 * Combines all sources. Notes about what was left out go to stderr unless `quiet`. Rejects with `BAD_SETTINGS` (2) for what is written
 * wrongly and `BAD_CREDENTIALS` (4) for credentials that cannot be used.
 */
export async function resolveSettings(flags: SettingFlags, io: Io): Promise<Settings> {
  const explicit = [flagLayer(flags, io.cwd), environmentLayer(io)]
  const places = await resolvePlaces(flags.context, io)
  const asked = pick('nameServers', [...explicit, ...places.layers])
  const nameServers = asked ?? {value: defaultNameServers, origin: 'default'}
  checkAddresses(nameServers)
  const credits = await creditsFor(explicit, places, nameServers.value, io)
  const settings = combine([...explicit, ...credits.layers], nameServers, credits.credentials, places)
  const notes = [...places.notes, ...credits.notes, ...overruled(flags.context, explicit, places, nameServers)]
  if (!flags.quiet) for (const note of notes) await print(io.stderr, `note: ${note}\n`)
  return settings
}

/** Whoever names a context means its cluster: that a variable leads to another one is worth a word. */
function overruled(
  context: string | undefined,
  [, environment]: readonly Layer[],
  {layers}: Places,
  {value, origin}: Sourced<readonly string[]>,
): string[] {
  const meant = pick('nameServers', layers)
  if (context === undefined || meant === undefined || origin !== environment?.nameServers?.origin) return []
  if (meant.value.join(';') === value.join(';')) return []
  return [`${origin} comes before the name servers of context '${context}': this goes to ${value.join(';')}`]
}

/** Settings of a command that asks no server and must work whatever state the contexts are in: output and time-out, from flags and environment. */
export function localSettings({output, utc, timeout}: SettingFlags, io: Io): Settings {
  const layers = [flagLayer({output, utc, timeout}, io.cwd), environmentLayer(io)].map(layer =>
    without(layer, connectionSettings),
  )
  return combine(layers, {value: [], origin: 'default'}, undefined, undefined)
}

function combine(
  layers: readonly Layer[],
  nameServers: Sourced<readonly string[]>,
  credentials: SourcedCredentials | undefined,
  places: Places | undefined,
): Settings {
  const brokerMap = pick('brokerMap', layers)
  if (brokerMap) checkMap(brokerMap)
  const zone = pick('zone', layers)?.value
  return {
    nameServers: nameServers.value,
    credentials: credentials && {
      accessKey: credentials.accessKey.value,
      secretKey: credentials.secretKey.value,
      securityToken: credentials.securityToken?.value,
    },
    tls: resolveTls(layers),
    brokerMap: brokerMap?.value,
    output: pick('output', layers)?.value,
    timeoutMs: pick('timeoutMs', layers)?.value ?? defaultTimeoutMs,
    requestTimeoutMs: pick('requestTimeoutMs', layers)?.value || undefined,
    zone: zone === 'local' ? undefined : zone,
    context: places?.context,
    shown: () => describeSettings({layers, nameServers, credentials, places}),
  }
}

function checkAddresses({value, origin}: Sourced<readonly string[]>): void {
  for (const address of value) named(origin, () => parseAddress(address))
}

function checkMap({value, origin}: Sourced<string>): void {
  named(origin, () => parseAddressMap(value))
}

function named(origin: string, check: () => unknown): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new MqError('BAD_SETTINGS', `${origin}: ${error.message}`, {hint: error.hint})
  }
}
