/** Where the node room keeps things. */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import envPaths from 'env-paths'

export interface NodeSettings {
  /** State files and logs: `MQADMIN_STATE_DIR`, else the state folder of the user (XDG and its like). */
  stateFolder: string
  /** Data of nodes and installed releases. */
  dataFolder: string
  /** Maven repository that `install` takes from when no other is named: `MQADMIN_MAVEN_REPOSITORY`. */
  repository?: string | undefined
  /** What child processes get, and where `JAVA_HOME`, `ROCKETMQ_HOME`, `JAVA_OPT_EXT` and the path are looked up. */
  env: NodeJS.ProcessEnv
  /** The program that runs an embedded node: the compiled `embedded/embedded-main`; the one beside this file when not given. */
  embeddedEntry?: string | undefined
}

/** `cli` passes the environment in: it alone reads it. */
export function nodeSettings(env: NodeJS.ProcessEnv): NodeSettings {
  const paths = envPaths('mqadmin', {suffix: ''})
  // env-paths has no state folder: on Linux its log folder is the XDG one
  const state = process.platform === 'linux' ? paths.log : join(paths.data, 'state')
  return {
    stateFolder: env['MQADMIN_STATE_DIR'] || state,
    dataFolder: env['MQADMIN_DATA_DIR'] || paths.data,
    repository: env['MQADMIN_MAVEN_REPOSITORY'] || undefined,
    env,
  }
}

export const installFolderOf = (settings: NodeSettings): string => join(settings.dataFolder, 'rocketmq')
export const dataFolderOf = (settings: NodeSettings, node: string): string => join(settings.dataFolder, 'nodes', node)
export const stateFolderOf = (settings: NodeSettings): string => join(settings.stateFolder, 'nodes')
export const logFolderOf = (settings: NodeSettings, node: string): string => join(settings.stateFolder, 'logs', node)

/** Beside this file; or, when this is part of the bundle, the bin that runs it from the bundle. */
export function embeddedEntryOf(settings: NodeSettings): string {
  if (settings.embeddedEntry !== undefined) return settings.embeddedEntry
  const places = ['./embedded/embedded-main.js', '../bin/node.cjs']
  const paths = places.map(place => fileURLToPath(new URL(place, import.meta.url)))
  return paths.find(path => existsSync(path)) ?? (paths[0] as string)
}
