/** Which artifacts make a release, and which release is the newest that has them all. */
import {MqError} from '../../errors.js'
import {compareVersions} from '../java/release.js'
import type {Repository} from './repository.js'

export const rocketmqGroup = 'org.apache.rocketmq'

/** Artifacts a release is put together from; what they depend on comes with them. */
const essential = ['rocketmq-namesrv', 'rocketmq-broker', 'rocketmq-tools', 'rocketmq-client']

/** From 5.0 on there are controllers and proxies too, which live in artifacts of their own. */
export const rootArtifacts = (version: string): string[] =>
  Number.parseInt(version, 10) < 5 ? essential : [...essential, 'rocketmq-controller', 'rocketmq-proxy']

/** Some releases were published in part. Throws `NODE_FAILED` when there is no complete one. */
export async function latestComplete(repository: Repository): Promise<string> {
  const lists = await Promise.all(essential.map(artifact => publishedVersions(repository, artifact)))
  const [first = [], ...others] = lists
  const candidates = first
    .filter(version => /^\d+(\.\d+)+$/.test(version) && others.every(list => list.includes(version)))
    .sort(compareVersions)
    .reverse()
  for (const version of candidates) {
    const there = await Promise.all(rootArtifacts(version).map(artifact => repository.has(jarPath(artifact, version))))
    if (there.every(Boolean)) return version
  }
  throw new MqError('NODE_FAILED', `${repository.url} has no complete release of Apache RocketMQ`)
}

const folderOf = (artifact: string): string => `${rocketmqGroup.replaceAll('.', '/')}/${artifact}`
const jarPath = (artifact: string, version: string): string =>
  `${folderOf(artifact)}/${version}/${artifact}-${version}.jar`

async function publishedVersions(repository: Repository, artifact: string): Promise<string[]> {
  const metadata = await repository.get(`${folderOf(artifact)}/maven-metadata.xml`)
  return [...(metadata?.toString('utf8') ?? '').matchAll(/<version>\s*([^<\s]+)\s*<\/version>/g)].map(
    ([, version]) => version as string,
  )
}
