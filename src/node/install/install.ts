/** Fetching a release of Apache RocketMQ into a folder of its own: whole or not at all. */
import {mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {MqError} from '../../errors.js'
import {type Infer, object, oneOf, str, time} from '../../schema.js'
import type {OnProgress} from '../engine.js'
import {findProgram} from '../java/find-java.js'
import {checkVersion, installedReleases} from '../java/release.js'
import {latestComplete, rootArtifacts} from './latest.js'
import {copyByMaven} from './maven.js'
import {mavenCentral, Repository} from './repository.js'
import {copyByHttps} from './resolve.js'

export interface InstallOptions {
  /** Maven repository; the user's settings for `mvn`, or Maven Central, when not given. */
  repository?: string | undefined
  env?: NodeJS.ProcessEnv | undefined
  /** `maven` when `mvn` is on the path, else `https`. */
  by?: 'maven' | 'https' | undefined
  signal?: AbortSignal | undefined
  onProgress?: OnProgress | undefined
}

export const installed = object('InstalledRelease', {
  version: str(),
  folder: str(),
  installedAt: time(),
  by: oneOf('maven', 'https'),
})
export type Installed = Infer<typeof installed>

const receiptName = 'install.json'

/** What is there already is not fetched again. Throws `NODE_FAILED` when something cannot be fetched; nothing is left then. */
export async function install(version: string, folder: string, options: InstallOptions = {}): Promise<Installed> {
  const repository = new Repository(options.repository ?? mavenCentral, options.signal)
  const wanted = version === 'latest' ? await latestComplete(repository) : checkVersion(version)
  const target = join(folder, wanted)
  const before = await readReceipt(target)
  if (before && (await lacking(target, wanted)).length === 0) return before
  await mkdir(folder, {recursive: true})
  const draft = await mkdtemp(join(folder, `.${wanted}-`))
  try {
    const env = options.env ?? process.env
    const mvn = options.by === 'https' ? undefined : await findProgram('mvn', env)
    if (options.by === 'maven' && mvn === undefined) throw new MqError('NODE_FAILED', 'There is no mvn on the path')
    options.onProgress?.({text: `Fetching Apache RocketMQ ${wanted} ${mvn ? `with ${mvn}` : `from ${repository.url}`}`})
    const request = {artifacts: rootArtifacts(wanted), version: wanted, lib: join(draft, 'lib'), ...options, env}
    await (mvn ? copyByMaven(mvn, draft, request) : copyByHttps(repository, request))
    const receipt: Installed = {version: wanted, folder: target, installedAt: Date.now(), by: mvn ? 'maven' : 'https'}
    await writeFile(join(draft, receiptName), JSON.stringify(installed.write(receipt)))
    // the jars of an earlier one may be open in servers: they find the same names in its place
    const aside = `${draft}-before`
    await rename(target, aside).catch(ignoreAbsent)
    await rename(draft, target)
    await rm(aside, {recursive: true, force: true})
    return receipt
  } catch (error) {
    await rm(draft, {recursive: true, force: true})
    const other = await readReceipt(target)
    if (other) return other
    throw error
  }
}

export async function listInstalled(folder: string): Promise<Installed[]> {
  const releases = await installedReleases(folder)
  const receipts = await Promise.all(releases.map(({version}) => readReceipt(join(folder, version))))
  return receipts.filter(receipt => receipt !== undefined)
}

/** Artifacts that an installation by an older mqadmin does not have. */
async function lacking(folder: string, version: string): Promise<string[]> {
  const jars = await readdir(join(folder, 'lib'))
  return rootArtifacts(version).filter(artifact => !jars.includes(`${artifact}-${version}.jar`))
}

function ignoreAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** The note beside a complete installation; a folder without it, or without jars, is none. */
async function readReceipt(folder: string): Promise<Installed | undefined> {
  try {
    const receipt = installed.read(JSON.parse(await readFile(join(folder, receiptName), 'utf8')), '')
    return (await readdir(join(folder, 'lib'))).length > 0 ? {...receipt, folder} : undefined
  } catch {
    return undefined
  }
}
