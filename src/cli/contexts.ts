/**
 * Contexts: clusters by name, with what is needed to reach them. They live in `$XDG_CONFIG_HOME/mqadmin/config.yaml`, readable by its
 * owner only:
 *
 * ```yaml
 * current: prod
 * contexts:
 *   prod:
 *     nameServers: 10.0.0.1:9876;10.0.0.2:9876
 *     accessKey: ops
 *     secretKey: …
 *     tls:
 *       ca: ca.pem
 *     protected: true
 * trusted:
 *   /home/me/shop/.mqadmin.yaml: <SHA-256 of the file when it was trusted>
 * ```
 *
 * People edit it by hand, so it is read with care for their mistakes, and what we change leaves their comments alone.
 */
import {randomBytes} from 'node:crypto'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import {basename, dirname, isAbsolute, join} from 'node:path'
import type {Document} from 'yaml'
import {MqError, UsageError} from '../errors.js'
import type {Io} from './io.js'
import {editYaml, fileError, lineOf, parseYaml} from './yaml.js'

export interface ContextsFile {
  file: string | undefined
  /** Undefined where there is no file. */
  text: string | undefined
  /** Name of the context in use. */
  current: string | undefined
  /** As written; `readContext` judges the one that is wanted. */
  contexts: ReadonlyMap<string, unknown>
  /** Project file → SHA-256 of what was trusted. */
  trusted: ReadonlyMap<string, string>
  /** Group or others may read it. */
  exposed: boolean
}

export const contextName = /^[A-Za-z0-9_][\w.@-]*$/

/**
 * Where contexts are kept: the XDG folder, or where macOS and Windows keep settings. Undefined for who has no home, as some
 * services.
 */
export async function contextsFile(env: Io['env']): Promise<string | undefined> {
  const xdg = env['XDG_CONFIG_HOME']
  if (xdg && isAbsolute(xdg)) return join(xdg, 'mqadmin', 'config.yaml')
  const home = env['HOME'] || env['USERPROFILE']
  if (!home) return undefined
  if (process.platform !== 'darwin' && process.platform !== 'win32')
    return join(home, '.config', 'mqadmin', 'config.yaml')
  const {default: envPaths} = await import('env-paths')
  return join(envPaths('mqadmin', {suffix: ''}).config, 'config.yaml')
}

/** Reads the file of contexts; none at all is an empty one. What it says wrongly is `BAD_SETTINGS` with file and line. */
export async function loadContexts(env: Io['env']): Promise<ContextsFile> {
  const file = await contextsFile(env)
  const nothing = {file, text: undefined, current: undefined, contexts: new Map(), trusted: new Map(), exposed: false}
  if (file === undefined) return nothing
  const {text, exposed} = readWithMode(file)
  return text === undefined ? nothing : parseContexts(file, text, exposed)
}

async function parseContexts(file: string, text: string, exposed: boolean): Promise<ContextsFile> {
  const content = (await parseYaml(text, file, 'BAD_SETTINGS')) ?? {}
  const wrong = async (keys: readonly string[], message: string) =>
    fileError('BAD_SETTINGS', file, (await lineOf(text, keys)) ?? 1, message)
  if (!isMapping(content)) throw await wrong([], 'a mapping with current and contexts was expected')
  const unknown = Object.keys(content).find(key => !['current', 'contexts', 'trusted'].includes(key))
  if (unknown !== undefined)
    throw await wrong([unknown], `'${unknown}' is not known here; known: current, contexts, trusted`)
  const {current, contexts, trusted} = content
  if (current !== undefined && current !== null && typeof current !== 'string')
    throw await wrong(['current'], 'current is not a name')
  for (const [key, value] of Object.entries({contexts, trusted}))
    if (!isMapping(value ?? {})) throw await wrong([key], `${key} is not a mapping`)
  const hashes = Object.entries((trusted as Record<string, unknown>) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return {
    file,
    text,
    current: current || undefined,
    contexts: new Map(Object.entries(contexts ?? {})),
    trusted: new Map(hashes),
    exposed,
  }
}

/** What to change; null takes away. */
export interface ContextsEdit {
  current?: string | null
  contexts?: Readonly<Record<string, object | null>>
  trusted?: Readonly<Record<string, string | null>>
}

/**
 * Changes the file of contexts: atomically, with mode 0600, through a symbolic link to where it really is. Starts over when somebody
 * else changed it meanwhile. Returns the file.
 */
export async function editContexts(env: Io['env'], edit: ContextsEdit): Promise<string> {
  const file = await contextsFile(env)
  if (file === undefined)
    throw new MqError('BAD_SETTINGS', 'there is no home folder to keep contexts in', {
      hint: 'set HOME or XDG_CONFIG_HOME',
    })
  for (;;) {
    const {text} = readWithMode(file)
    const edited = await editYaml(text ?? '', file, 'BAD_SETTINGS', document => apply(document, edit))
    if (readWithMode(file).text !== text) continue
    replaceFile(file, edited)
    return file
  }
}

function apply(document: Document, {current, contexts = {}, trusted = {}}: ContextsEdit): void {
  if (current === null) document.delete('current')
  else if (current !== undefined) document.set('current', current)
  for (const [section, entries] of Object.entries({contexts, trusted}))
    for (const [key, value] of Object.entries(entries)) {
      if (value === null) {
        if (document.hasIn([section, key])) document.deleteIn([section, key])
        continue
      }
      if ((document.get(section) ?? null) === null) document.set(section, document.createNode({}))
      document.setIn([section, key], document.createNode(value))
    }
}

/** An unknown context is a wrong value; names those there are. */
export function unknownContext({file, contexts}: ContextsFile, name: string, origin: string): MqError {
  const known = [...contexts.keys()].sort()
  return new UsageError(`${origin}: there is no context '${name}'`, {
    code: 'BAD_SETTINGS',
    facts: {file, context: name},
    hint: known.length > 0 ? `known: ${known.join(', ')}` : 'mqadmin context add makes one',
  })
}

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readWithMode(file: string): {text: string | undefined; exposed: boolean} {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    const exposed = process.platform !== 'win32' && (fstatSync(descriptor).mode & 0o077) !== 0
    return {text: readFileSync(descriptor, 'utf8'), exposed}
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return {text: undefined, exposed: false}
    throw new MqError('BAD_SETTINGS', `${file} cannot be read: ${code}`, {facts: {file}, cause: error})
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function replaceFile(file: string, text: string): void {
  let fresh: string | undefined
  try {
    mkdirSync(dirname(file), {recursive: true, mode: 0o700})
    const target = realFile(file)
    fresh = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`)
    const descriptor = openSync(fresh, 'wx', 0o600)
    try {
      writeFileSync(descriptor, text)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(fresh, target)
  } catch (error) {
    if (fresh !== undefined) rmSync(fresh, {force: true})
    throw new MqError('FILE_FAILED', `${file} cannot be written: ${(error as NodeJS.ErrnoException).code}`, {
      facts: {file},
      cause: error,
    })
  }
}

function realFile(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}
