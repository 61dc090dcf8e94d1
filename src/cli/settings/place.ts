/** Settings from a context or a project file: judges what people wrote there and says where it is wrong. */
import {homedir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {UsageError} from '../../errors.js'
import {splitAddresses} from '../../remoting/address.js'
import {any, bool, type Field, oneOf, ShapeError, str} from '../../schema.js'
import {formats} from '../../view/formats.js'
import {assertZone} from '../../view/zone.js'
import {isMapping} from '../contexts.js'
import {durationOf} from '../duration.js'
import {fileError, lineOf} from '../yaml.js'
import {impliesTls, type Layer, put} from './values.js'

/** One context, or a project file. */
export interface Place {
  kind: 'context' | 'project'
  /** Of the context; a project file is called by its path. */
  name: string
  layer: Layer
  readOnly: boolean
  protected: boolean
  /** The context that a project file names. */
  context: string | undefined
}

/** Where a mapping stands in a file. */
export interface Spot {
  file: string
  text: string
  keys: readonly string[]
}

const words: Field<string[]> = {
  kind: 'list',
  read: (raw, path) =>
    typeof raw === 'string'
      ? splitAddresses(raw)
      : listOf(raw, path).map((item, index) => str().read(item, `${path}[${index}]`)),
  write: value => value.join(';'),
}

/** `A=B;C=D`, a list of such rules, or a mapping. */
const addressRules: Field<string> = {
  kind: 'string',
  read: (raw, path) => {
    if (typeof raw === 'string') return raw
    if (!isMapping(raw)) return words.read(raw, path).join(';')
    return Object.entries(raw)
      .map(([from, to]) => `${from}=${str().read(to, `${path}.${from}`)}`)
      .join(';')
  },
  write: value => value,
}

const span: Field<number> = {
  kind: 'duration',
  read: (raw, path) => durationOf(str().read(raw, path), path),
  write: value => value,
}

const zoneName: Field<string> = {
  kind: 'string',
  read: (raw, path) => {
    const zone = str().read(raw, path)
    assertZone(zone)
    return zone
  },
  write: value => value,
}

function listOf(raw: unknown, path: string): unknown[] {
  if (Array.isArray(raw)) return raw
  throw new ShapeError(path, 'text or a list', raw)
}

const secretKeys = {accessKey: str(), secretKey: str(), securityToken: str()}

const commonKeys = {
  nameServers: words,
  tls: any(),
  brokerMap: addressRules,
  output: oneOf(...formats),
  timeout: span,
  requestTimeout: span,
  utc: bool(),
  zone: zoneName,
  readOnly: bool(),
  protected: bool(),
}

const tlsKeys = {ca: str(), cert: str(), key: str(), insecure: bool(), serverName: str()}

const contextKeys = {...commonKeys, ...secretKeys}
const projectKeys = {...commonKeys, context: str()}

/** A context as it is written in the file of contexts. */
export const readContext = (raw: unknown, name: string, spot: Spot): Promise<Place> =>
  readPlace(raw, {kind: 'context', name}, spot, contextKeys)

/** A project file, once trusted. It names things and holds no secrets. */
export async function readProject(raw: unknown, spot: Spot): Promise<Place> {
  const secret = isMapping(raw) ? Object.keys(raw).find(key => key in secretKeys) : undefined
  if (secret === undefined) return readPlace(raw, {kind: 'project', name: spot.file}, spot, projectKeys)
  throw await wrong(
    spot,
    [secret],
    `'${secret}' does not belong here: this file is shared, so it holds no credentials`,
    {
      hint: 'put them into a context (mqadmin context add) and name it here: context: NAME',
    },
  )
}

/** What messages call it. */
export const placeLabel = ({kind, name}: Pick<Place, 'kind' | 'name'>): string =>
  kind === 'context' ? `context ${name}` : name

async function readPlace(raw: unknown, who: Pick<Place, 'kind' | 'name'>, spot: Spot, keys: Keys): Promise<Place> {
  const origin = placeLabel(who)
  const values = (await readKeys(raw ?? {}, spot, keys)) as Partial<ValuesOf<typeof contextKeys & typeof projectKeys>>
  const tls = await readTls(values.tls, spot)
  const layer: Layer = {}
  const file = (path: string | undefined) => (path === undefined ? undefined : fromFolderOf(spot.file, path))
  put(layer, 'nameServers', values.nameServers?.length ? values.nameServers : undefined, origin)
  put(layer, 'accessKey', values.accessKey || undefined, origin)
  put(layer, 'secretKey', values.secretKey || undefined, origin)
  put(layer, 'securityToken', values.securityToken || undefined, origin)
  put(layer, 'tls', tls.enabled, origin)
  put(layer, 'tlsCa', file(tls.ca), origin)
  put(layer, 'tlsCert', file(tls.cert), origin)
  put(layer, 'tlsKey', file(tls.key), origin)
  put(layer, 'tlsInsecure', tls.insecure, origin)
  put(layer, 'tlsServerName', tls.serverName, origin)
  put(layer, 'brokerMap', values.brokerMap, origin)
  put(layer, 'output', values.output, origin)
  put(layer, 'timeoutMs', values.timeout, origin)
  put(layer, 'requestTimeoutMs', values.requestTimeout, origin)
  put(layer, 'zone', values.utc === undefined ? values.zone : values.utc ? 'UTC' : (values.zone ?? 'local'), origin)
  return {
    ...who,
    layer: impliesTls(layer),
    readOnly: values.readOnly ?? false,
    protected: values.protected ?? false,
    context: values.context || undefined,
  }
}

/** `true`, `false`, or the files in question; an empty mapping is on. */
async function readTls(raw: unknown, spot: Spot): Promise<TlsValues> {
  if (raw === undefined) return {}
  const there = {...spot, keys: [...spot.keys, 'tls']}
  if (!isMapping(raw)) {
    try {
      return {enabled: bool().read(raw, 'tls')}
    } catch {
      throw await wrong(there, [], 'tls: expected true, false or a mapping of ca, cert, key, insecure, serverName')
    }
  }
  return {enabled: true, ...(await readKeys(raw, there, tlsKeys))}
}

type TlsValues = Partial<ValuesOf<typeof tlsKeys>> & {enabled?: boolean}
type Keys = Readonly<Record<string, Field<unknown>>>
type ValuesOf<K> = {[N in keyof K]: K[N] extends Field<infer T> ? T : never}

async function readKeys(raw: unknown, spot: Spot, keys: Keys): Promise<Record<string, unknown>> {
  if (!isMapping(raw)) throw await wrong(spot, [], 'a mapping was expected')
  const values: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(raw)) {
    const field = Object.hasOwn(keys, key) ? keys[key] : undefined
    if (!field)
      throw await wrong(spot, [key], `'${key}' is not known here`, {hint: `known: ${Object.keys(keys).join(', ')}`})
    if (value === null) continue
    try {
      values[key] = field.read(value, key)
    } catch (error) {
      if (!(error instanceof ShapeError || error instanceof UsageError)) throw error
      throw await wrong(spot, [key], error.message, error instanceof UsageError ? {hint: error.hint} : {})
    }
  }
  return values
}

async function wrong(
  {file, text, keys}: Spot,
  more: readonly string[],
  message: string,
  {hint}: {hint?: string | undefined} = {},
) {
  return fileError('BAD_SETTINGS', file, (await lineOf(text, [...keys, ...more])) ?? 1, message, hint)
}

function fromFolderOf(file: string, path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(dirname(file), path)
}
