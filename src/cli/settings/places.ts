/** Which contexts and project file apply, and whose credentials may be sent to the name servers in question. */
import {type ContextsFile, loadContexts, unknownContext} from '../contexts.js'
import type {Io} from '../io.js'
import {distrust, findProjectFile, readProjectPlace} from '../project-file.js'
import {credentialsOf, installedCredentials, type SourcedCredentials} from './credentials.js'
import {type Place, placeLabel, readContext} from './place.js'
import {connectionSettings, defaultNameServers, type Layer, without} from './values.js'

/** A place and what chose it: `--context`, `MQADMIN_CONTEXT`, a file. */
export interface ChosenPlace extends Place {
  chosenBy: string
}

export interface Places {
  /** What they say, in order of precedence. */
  layers: readonly Layer[]
  /** Those that say how the cluster is reached; a part of the layers' places, from the top. */
  reach: readonly ChosenPlace[]
  context: {name: string; readOnly: boolean; protected: boolean} | undefined
  notes: readonly string[]
  /** The file of contexts, where there is one. */
  file: string | undefined
}

export async function resolvePlaces(flag: string | undefined, io: Pick<Io, 'env' | 'cwd'>): Promise<Places> {
  const contexts = await loadContexts(io.env)
  const notes: string[] = []
  if (contexts.exposed) notes.push(`${contexts.file} can be read by others; chmod 600 ${contexts.file}`)
  const read = (name: string, chosenBy: string) => contextPlace(contexts, name, chosenBy)
  const fromEnv = io.env['MQADMIN_CONTEXT']?.trim() || undefined
  const named = flag ?? fromEnv
  const places: ChosenPlace[] = []
  if (named !== undefined) places.push(await read(named, flag === undefined ? 'MQADMIN_CONTEXT' : '--context'))
  const project = await trustedProject(contexts, io.cwd, notes)
  if (project) places.push({...project, chosenBy: project.name})
  const usual = named === undefined ? project?.context : undefined
  if (usual !== undefined && project) places.push(await read(usual, project.name))
  else if (contexts.current !== undefined && contexts.current !== named)
    places.push(await read(contexts.current, `current in ${contexts.file}`))
  const first = places.findIndex(({layer}) => layer.nameServers)
  const reach = first < 0 ? places : places.slice(0, first + 1)
  const layers = places.map(({layer}, index) => (index < reach.length ? layer : without(layer, connectionSettings)))
  return {
    layers,
    reach,
    context: contextOf(reach),
    notes,
    file: contexts.text === undefined ? undefined : contexts.file,
  }
}

export interface Credited {
  /** The places' layers without the credentials and certificates that must not go to these name servers. */
  layers: readonly Layer[]
  credentials: SourcedCredentials | undefined
  notes: readonly string[]
}

const certificate = ['tlsCert', 'tlsKey', 'tlsKeyPassword'] as const
const keys = ['accessKey', 'secretKey', 'securityToken'] as const

/** Given ones go anywhere; those of a context only to its own name servers. */
export async function creditsFor(
  explicit: readonly Layer[],
  {reach, layers: all}: Places,
  nameServers: readonly string[],
  io: Pick<Io, 'env' | 'cwd'>,
): Promise<Credited> {
  const given = credentialsOf(explicit)
  const notes: string[] = []
  let credentials = given
  const layers = all.map((layer, index) => {
    const place = reach[index]
    if (!place) return layer
    const own = given ? undefined : credentialsOf([layer], 'write both into it, or neither')
    if (isHome(place, nameServers)) {
      credentials ??= own
      return layer
    }
    const held = [...(own ? ['credentials'] : []), ...(layer.tlsCert || layer.tlsKey ? ['client certificate'] : [])]
    if (held.length > 0)
      notes.push(
        `the ${held.join(' and the ')} of ${placeLabel(place)} are not sent to ${nameServers.join(';')}, which is not its address`,
      )
    return without(layer, [...certificate, ...keys])
  })
  return {layers, credentials: credentials ?? (await installedCredentials(io)), notes}
}

function isHome({layer}: Place, nameServers: readonly string[]): boolean {
  const home = new Set((layer.nameServers?.value ?? defaultNameServers).map(address => address.toLowerCase()))
  return nameServers.every(address => home.has(address.toLowerCase()))
}

/** The place a cluster goes by: the first context, or a project file that stands alone. */
export const leading = (reach: readonly ChosenPlace[]): ChosenPlace | undefined =>
  reach.find(place => place.kind === 'context') ?? reach[0]

/** A guard of any place that says how the cluster is reached holds. */
function contextOf(reach: readonly ChosenPlace[]): Places['context'] {
  const place = leading(reach)
  if (!place) return undefined
  return {
    name: place.name,
    readOnly: reach.some(({readOnly}) => readOnly),
    protected: reach.some(place => place.protected),
  }
}

async function contextPlace(contexts: ContextsFile, name: string, chosenBy: string): Promise<ChosenPlace> {
  const {file, text} = contexts
  if (file === undefined || text === undefined || !contexts.contexts.has(name))
    throw unknownContext(contexts, name, chosenBy)
  const place = await readContext(contexts.contexts.get(name), name, {file, text, keys: ['contexts', name]})
  return {...place, chosenBy}
}

async function trustedProject(contexts: ContextsFile, folder: string, notes: string[]): Promise<Place | undefined> {
  const found = findProjectFile(folder)
  if (!found) return undefined
  const note = distrust(found, contexts)
  if (note === undefined) return readProjectPlace(found)
  notes.push(note)
  return undefined
}
