/**
 * `.mqadmin.yaml`: settings that travel with a project. It is shared and may come from anybody, so it counts only once its
 * owner said `context trust`, and only as it was then.
 */
import {createHash} from 'node:crypto'
import {realpathSync, statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import type {ContextsFile} from './contexts.js'
import {type Place, readProject} from './settings/place.js'
import {parseYaml, readTextFile} from './yaml.js'

const projectFileName = '.mqadmin.yaml'

export interface ProjectFile {
  /** Real path: what trust is bound to. */
  file: string
  text: string
  hash: string
}

/** The nearest project file, from this folder upwards. */
export function findProjectFile(folder: string): ProjectFile | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, projectFileName)
    if (statSync(file, {throwIfNoEntry: false})?.isFile()) return readProjectFile(file)
    if (dirname(at) === at) return undefined
  }
}

export function readProjectFile(path: string): ProjectFile | undefined {
  const text = readTextFile(path, 'BAD_SETTINGS')
  if (text === undefined) return undefined
  return {file: realpathSync(path), text, hash: createHash('sha256').update(text).digest('hex')}
}

/** What a project file says; `BAD_SETTINGS` with its line where that makes no sense or is a secret. */
export async function readProjectPlace({file, text}: ProjectFile): Promise<Place> {
  return readProject(await parseYaml(text, file, 'BAD_SETTINGS'), {file, text, keys: []})
}

/** Undefined when it is trusted as it is now; otherwise the note that says it was ignored. */
export function distrust({file, hash}: ProjectFile, {trusted}: Pick<ContextsFile, 'trusted'>): string | undefined {
  const known = trusted.get(file)
  if (known === hash) return undefined
  const why = known === undefined ? 'is not trusted' : 'changed since it was trusted'
  return `${file} ${why} and was ignored; mqadmin context trust takes it into use`
}
