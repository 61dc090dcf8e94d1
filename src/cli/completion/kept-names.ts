/** Names from a cluster, kept in the cache folder for the next key that is pressed. */
import {createHash} from 'node:crypto'
import {mkdir, readdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises'
import {isAbsolute, join} from 'node:path'
import type {Io} from '../io.js'

/** How long they are taken again. */
const freshMs = 10_000

/** What is kept under the key, else what `ask` gives. Rejects when that does; a folder that cannot be written keeps nothing. */
export async function keptNames(
  env: Io['env'],
  key: readonly string[],
  ask: () => Promise<string[]>,
): Promise<string[]> {
  const folder = await cacheFolder(env)
  if (folder === undefined) return ask()
  const file = join(folder, createHash('sha256').update(key.join('\n')).digest('hex').slice(0, 32))
  if (await isFresh(file)) return (await readFile(file, 'utf8')).split('\n').filter(name => name !== '')
  const names = await ask()
  // without it the next time takes longer, and no more
  await keep(folder, file, names).catch(() => {})
  return names
}

/** The XDG folder, or where macOS and Windows keep such files. Undefined for who has no home. */
async function cacheFolder(env: Io['env']): Promise<string | undefined> {
  const xdg = env['XDG_CACHE_HOME']
  if (xdg && isAbsolute(xdg)) return join(xdg, 'mqadmin', 'names')
  const home = env['HOME'] || env['USERPROFILE']
  if (!home) return undefined
  if (process.platform !== 'darwin' && process.platform !== 'win32') return join(home, '.cache', 'mqadmin', 'names')
  const {default: envPaths} = await import('env-paths')
  return join(envPaths('mqadmin', {suffix: ''}).cache, 'names')
}

async function isFresh(file: string): Promise<boolean> {
  try {
    const age = Date.now() - (await stat(file)).mtimeMs
    return age >= 0 && age < freshMs
  } catch {
    return false
  }
}

async function keep(folder: string, file: string, names: readonly string[]): Promise<void> {
  await mkdir(folder, {recursive: true, mode: 0o700})
  for (const name of await readdir(folder)) {
    const other = join(folder, name)
    if (!(await isFresh(other))) await rm(other, {force: true})
  }
  const fresh = `${file}.${process.pid}`
  await writeFile(fresh, names.join('\n'), {mode: 0o600})
  await rename(fresh, file)
}
