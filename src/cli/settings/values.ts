/** Settings before they are combined: what one source says, each value with the place it comes from. */
import type {Format} from '../../view/formats.js'

/** Everything a flag, a variable or a context can set. Files are absolute paths. */
export interface SettingValues {
  nameServers: readonly string[]
  accessKey: string
  secretKey: string
  securityToken: string
  tls: boolean
  tlsCa: string
  tlsCert: string
  tlsKey: string
  tlsKeyPassword: string
  tlsInsecure: boolean
  tlsServerName: string
  /** Text of an address map, see `parseAddressMap`. */
  brokerMap: string
  output: Format
  timeoutMs: number
  requestTimeoutMs: number
  /** As `view/zone.ts` takes it; `local` is that of this machine. */
  zone: string
}

export type SettingName = keyof SettingValues

export interface Sourced<T> {
  value: T
  /** Where it was said: `--tls-ca`, `NAMESRV_ADDR`, `context prod`, a file, `default`. */
  origin: string
}

/** What one source says, in the order of precedence of its kind. */
export type Layer = {[K in SettingName]?: Sourced<SettingValues[K]>}

/** The settings that say which cluster is meant and how it is reached; the others are a matter of taste. */
export const connectionSettings = [
  'nameServers',
  'accessKey',
  'secretKey',
  'securityToken',
  'tls',
  'tlsCa',
  'tlsCert',
  'tlsKey',
  'tlsKeyPassword',
  'tlsInsecure',
  'tlsServerName',
  'brokerMap',
] as const satisfies readonly SettingName[]

/** Sets a value unless the source does not say it. */
export function put<K extends SettingName>(
  layer: Layer,
  name: K,
  value: SettingValues[K] | undefined,
  origin: string,
): void {
  if (value !== undefined) (layer as Record<string, unknown>)[name] = {value, origin}
}

/** The value of the first layer that has one. */
export function pick<K extends SettingName>(name: K, layers: readonly Layer[]): Sourced<SettingValues[K]> | undefined {
  for (const layer of layers) {
    const found = layer[name] as Sourced<SettingValues[K]> | undefined
    if (found) return found
  }
  return undefined
}

/** Mentions of any setting of TLS turn it on, unless the same source says no. */
export function impliesTls(layer: Layer): Layer {
  if (layer.tls) return layer
  const mention =
    layer.tlsCa ??
    layer.tlsCert ??
    layer.tlsKey ??
    (layer.tlsInsecure?.value ? layer.tlsInsecure : undefined) ??
    layer.tlsServerName
  return mention ? {...layer, tls: {value: true, origin: mention.origin}} : layer
}

/** The layer less some settings. */
export function without(layer: Layer, names: readonly SettingName[]): Layer {
  return Object.fromEntries(Object.entries(layer).filter(([name]) => !names.includes(name as SettingName))) as Layer
}

export const defaultNameServers: readonly string[] = ['127.0.0.1:9876']
export const defaultTimeoutMs = 30_000
