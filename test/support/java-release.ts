/** Releases of Apache RocketMQ for tests, kept between runs in `MQADMIN_JAVA_CACHE`, else in the user's cache folder. */
import {access, mkdir, mkdtemp, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import envPaths from 'env-paths'
import {install} from '../../src/node/install/install.js'
import {copyByMaven} from '../../src/node/install/maven.js'
import {findJava, findProgram} from '../../src/node/java/find-java.js'

/** 4.9.8 has tools and client only: it can be asked with, but not served by. */
export type JavaVersion = '5.5.0' | '4.9.7' | '4.9.2'
export type JavaToolsVersion = JavaVersion | '4.9.8'

export type Availability = {ok: true; java: string} | {ok: false; reason: string}

export const cacheFolder = (): string =>
  process.env['MQADMIN_JAVA_CACHE'] || join(envPaths('mqadmin', {suffix: ''}).cache, 'java')
export const releasesFolder = (): string => join(cacheFolder(), 'rocketmq')

const fetches = new Map<string, Promise<string>>()

/** Folder of jars of a release, fetched when it is not there yet. */
export function jarsOf(version: JavaToolsVersion): Promise<string> {
  const known = fetches.get(version) ?? fetchJars(version)
  fetches.set(version, known)
  return known
}

async function fetchJars(version: JavaToolsVersion): Promise<string> {
  if (version !== '4.9.8') return join((await install(version, releasesFolder())).folder, 'lib')
  return fetchArtifact('rocketmq-tools', version, version)
}

/** Folder of jars of the broker container of 5.5.0, which is not part of a release as it is installed. */
export function containerJars(): Promise<string> {
  container ??= fetchArtifact('rocketmq-container', '5.5.0', 'container-5.5.0')
  return container
}
let container: Promise<string> | undefined

async function fetchArtifact(artifact: string, version: string, name: string): Promise<string> {
  const folder = join(cacheFolder(), 'tools', name)
  if (await exists(join(folder, 'complete'))) return join(folder, 'lib')
  const mvn = await findProgram('mvn', process.env)
  if (mvn === undefined) throw new Error(`there is no mvn on the path, which ${artifact} ${version} is fetched with`)
  await mkdir(join(cacheFolder(), 'tools'), {recursive: true})
  const draft = await mkdtemp(`${folder}-`)
  await copyByMaven(mvn, draft, {artifacts: [artifact], version, lib: join(draft, 'lib'), env: process.env})
  await writeFile(join(draft, 'complete'), '')
  await rename(draft, folder).catch(async error => {
    await rm(draft, {recursive: true, force: true})
    if (!(await exists(join(folder, 'complete')))) throw error
  })
  return join(folder, 'lib')
}

/**
 * Whether real RocketMQ can be run here: a JDK is there and the release is cached or can be fetched. A suite that is skipped for
 * want of it says the reason aloud.
 */
export async function javaAvailable(version: JavaToolsVersion = '5.5.0'): Promise<Availability> {
  try {
    const {program} = await findJava(process.env)
    await jarsOf(version)
    return {ok: true, java: program}
  } catch (error) {
    return {ok: false, reason: (error as Error).message}
  }
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
