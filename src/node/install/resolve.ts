/**
 * Fetching jars without Maven: the run-time dependencies of a few artifacts, resolved as Maven does (the nearest of several
 * versions wins, the first at equal distance). Version ranges and profiles are not read; RocketMQ's releases need neither.
 */
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import pLimit from 'p-limit'
import {MqError} from '../../errors.js'
import {rocketmqGroup} from './latest.js'
import type {CopyRequest} from './maven.js'
import {type Dependency, dependencyKey, PomReader} from './pom.js'
import {fileName, type Repository} from './repository.js'

const parallel = 8
const runtimeScopes = ['compile', 'runtime', '']

export async function copyByHttps(
  repository: Repository,
  {artifacts, version, lib, onProgress}: CopyRequest,
): Promise<void> {
  onProgress?.({text: 'Resolving dependencies'})
  const roots = artifacts.map(artifact => ({
    group: rocketmqGroup,
    artifact,
    version,
    type: 'jar',
    classifier: '',
    scope: 'compile',
    optional: false,
    exclusions: [],
  }))
  const jars = (await resolveRuntime(repository, roots)).filter(({type}) => type === 'jar')
  await mkdir(lib, {recursive: true})
  const limit = pLimit(parallel)
  let done = 0
  await Promise.all(
    jars.map(jar =>
      limit(async () => {
        const name = fileName(jar, 'jar', jar.classifier)
        const bytes = await repository.file(jar, 'jar', jar.classifier)
        if (!bytes) throw new MqError('NODE_FAILED', `${repository.url} does not have ${jar.group}:${name}`)
        await writeFile(join(lib, name), bytes)
        onProgress?.({text: `Fetched ${name}`, done: ++done, total: jars.length})
      }),
    ),
  )
}

/** Level by level, so that the first to come is the nearest. */
export async function resolveRuntime(repository: Repository, roots: readonly Dependency[]): Promise<Dependency[]> {
  const reader = new PomReader(repository)
  const limit = pLimit(parallel)
  const chosen = new Map<string, Dependency>()
  let level = roots
  while (level.length > 0) {
    const fresh = level.map(exact).filter(dependency => {
      const key = dependencyKey(dependency)
      if (chosen.has(key)) return false
      chosen.set(key, dependency)
      return true
    })
    const poms = await Promise.all(fresh.map(dependency => limit(() => reader.read(dependency))))
    level = poms.flatMap((pom, index) => needed(pom.dependencies, fresh[index] as Dependency))
  }
  return [...chosen.values()]
}

/** What a dependency brings along. Its exclusions hold for everything below it. */
function needed(dependencies: readonly Dependency[], by: Dependency): Dependency[] {
  return dependencies
    .filter(({scope, optional}) => !optional && runtimeScopes.includes(scope))
    .filter(({group, artifact}) => !by.exclusions.some(exclusion => matches(exclusion, group, artifact)))
    .map(dependency => ({...dependency, exclusions: [...by.exclusions, ...dependency.exclusions]}))
}

function matches(exclusion: string, group: string, artifact: string): boolean {
  const [excludedGroup, excludedArtifact] = exclusion.split(':')
  return (
    (excludedGroup === '*' || excludedGroup === group) && (excludedArtifact === '*' || excludedArtifact === artifact)
  )
}

/** A version in brackets, `[1.53.0]`, is that one and no other. */
function exact(dependency: Dependency): Dependency {
  const version = /^\[([^,\]]+)\]$/.exec(dependency.version)?.[1] ?? dependency.version
  if (/^[\w.+-]+$/.test(version)) return {...dependency, version}
  const {group, artifact} = dependency
  throw new MqError('NODE_FAILED', `${group}:${artifact} is asked for as "${version}", which is not one version`, {
    hint: 'put mvn on the path: it resolves this',
  })
}
