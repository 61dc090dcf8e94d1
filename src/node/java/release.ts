/** Which Apache RocketMQ a Java node runs: the one at `ROCKETMQ_HOME`, or one that was installed here. */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {MqError, UsageError} from '../../errors.js'
import type {NodeSpec} from '../spec.js'

export interface Release {
  /** `5.5.0`. */
  version: string
  major: number
  /** Folder of jars. */
  lib: string
  /** The distribution's folder, when it came from `ROCKETMQ_HOME`. */
  home?: string
}

export interface ReleasePlaces {
  rocketmqHome?: string | undefined
  /** Holds one folder per installed version, with `lib` in it. */
  installFolder: string
}

const versionText = /^\d+\.\d+\.\d+([.-][A-Za-z0-9.-]+)?$/

/** Throws {@link UsageError} on text that is no release number. */
export function checkVersion(version: string): string {
  if (!versionText.test(version)) throw new UsageError(`"${version}" is not a version of RocketMQ: write it as 5.5.0`)
  return version
}

/** Orders by number, so that 5.10.0 comes after 5.9.1; a pre-release before its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map(version => version.split(/[.-]/))
  for (let at = 0; at < 3; at++) {
    const difference = Number(left?.[at] ?? 0) - Number(right?.[at] ?? 0)
    if (difference !== 0) return difference
  }
  const suffixes = [left, right].map(parts => parts?.slice(3).join('.') ?? '')
  if (suffixes[0] === suffixes[1]) return 0
  if (suffixes[0] === '') return 1
  return suffixes[1] === '' || (suffixes[0] as string) < (suffixes[1] as string) ? -1 : 1
}

export async function installedReleases(installFolder: string): Promise<Release[]> {
  const names = await readdir(installFolder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .filter(name => versionText.test(name))
    .sort(compareVersions)
    .map(version => ({version, major: Number.parseInt(version, 10), lib: join(installFolder, version, 'lib')}))
}

/** The release of a distribution's folder, by the name of its broker jar; undefined when it has none. */
export async function releaseAt(home: string): Promise<Release | undefined> {
  const lib = join(home, 'lib')
  const jars = await readdir(lib).catch(() => [])
  const version = jars.map(jar => /^rocketmq-broker-(\d.*)\.jar$/.exec(jar)?.[1]).find(found => found !== undefined)
  return version === undefined ? undefined : {version, major: Number.parseInt(version, 10), lib, home}
}

/** The asked version, else `ROCKETMQ_HOME`, else the newest installed one. Throws `NODE_FAILED` when there is none. */
export async function findRelease(version: string | undefined, places: ReleasePlaces): Promise<Release> {
  const installed = await installedReleases(places.installFolder)
  const home = places.rocketmqHome ? await releaseAt(places.rocketmqHome) : undefined
  if (version !== undefined) {
    const found = [...installed, ...(home ? [home] : [])].find(release => release.version === checkVersion(version))
    if (found) return found
    throw new MqError('NODE_FAILED', `Apache RocketMQ ${version} is not installed`, {
      hint: `mqadmin node install ${version}`,
    })
  }
  if (home) return home
  if (places.rocketmqHome) {
    throw new MqError(
      'NODE_FAILED',
      `ROCKETMQ_HOME is ${places.rocketmqHome}, but there is no lib/rocketmq-broker-*.jar in it`,
      {
        hint: 'point it at an unpacked binary release, or unset it and run mqadmin node install latest',
      },
    )
  }
  const newest = installed.at(-1)
  if (newest) return newest
  throw new MqError('NODE_FAILED', 'No Apache RocketMQ is installed and ROCKETMQ_HOME is not set', {
    hint: 'mqadmin node install latest',
  })
}

/** Throws {@link UsageError} on what a release cannot do, `NODE_FAILED` where an installation has no proxy in it. */
export async function checkRelease({version, major, lib}: Release, spec: NodeSpec): Promise<void> {
  if (spec.controllers.length > 0 && major < 5)
    throw new UsageError(`Apache RocketMQ ${version} has no controllers: they came with 5.0`)
  if (spec.proxy && major < 5) throw new UsageError(`Apache RocketMQ ${version} has no proxy: it came with 5.0`)
  const hasUsers = compareVersions(version, '5.3.0') >= 0
  if (spec.access === 'auth' && !hasUsers)
    throw new UsageError(`Apache RocketMQ ${version} has no users: they came with 5.3`, {hint: 'it has --acl4'})
  if (spec.access === 'acl4' && hasUsers)
    throw new UsageError(`Apache RocketMQ ${version} does not read plain_acl.yml any more`, {hint: 'it has --auth'})
  if (!spec.proxy) return
  const jars = await readdir(lib)
  if (!jars.some(jar => jar.startsWith('rocketmq-proxy-')))
    throw new MqError('NODE_FAILED', `There is no proxy among the jars in ${lib}`, {
      hint: `mqadmin node install ${version}`,
    })
}
