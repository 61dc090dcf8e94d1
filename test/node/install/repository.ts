import {createHash} from 'node:crypto'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'

export interface FakeRepository {
  url: string
  /** Path to content; changed by tests to break it. */
  files: Map<string, string>
  add(coordinates: string, pom: string, ...classifiers: string[]): void
}

/** A Maven repository on this machine: projects with empty jars, and checksums beside all. */
export async function fakeRepository(): Promise<FakeRepository> {
  const files = new Map<string, string>()
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1)
    const content = files.get(path) ?? checksum(files.get(path.replace(/\.sha1$/, '')), path)
    response.statusCode = content === undefined ? 404 : 200
    response.end(request.method === 'HEAD' ? undefined : content)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    add(coordinates, pom, ...classifiers) {
      const [group = '', artifact = '', version = ''] = coordinates.split(':')
      const base = `${group.replaceAll('.', '/')}/${artifact}/${version}/${artifact}-${version}`
      files.set(
        `${base}.pom`,
        `<?xml version="1.0"?><!-- <dependencies> --><project xmlns="x">${pom}<groupId>${group}</groupId></project>`,
      )
      for (const classifier of ['', ...classifiers.map(each => `-${each}`)])
        files.set(`${base}${classifier}.jar`, coordinates)
    },
  }
}

const checksum = (content: string | undefined, path: string): string | undefined =>
  content === undefined || !path.endsWith('.sha1') ? undefined : createHash('sha1').update(content).digest('hex')

/** `group:artifact:version`, then tags by name. */
export function dependency(coordinates: string, tags: Record<string, string> = {}): string {
  const [group, artifact, version] = coordinates.split(':')
  const all = {groupId: group, artifactId: artifact, ...(version && {version}), ...tags}
  return `<dependency>${Object.entries(all)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('\n')}</dependency>`
}

export const dependencies = (...list: string[]): string => `<dependencies>${list.join('')}</dependencies>`

const essential = ['rocketmq-namesrv', 'rocketmq-broker', 'rocketmq-tools', 'rocketmq-client']

/** A release of four (from 5.0 on six) artifacts that depend on nothing, and the lists of versions. */
export function addReleases(
  repository: FakeRepository,
  versions: readonly string[],
  without: Record<string, string> = {},
): void {
  for (const artifact of [...essential, 'rocketmq-controller', 'rocketmq-proxy']) {
    const listed = versions.filter(version => without[version] !== artifact)
    for (const version of listed) repository.add(`org.apache.rocketmq:${artifact}:${version}`, '')
    repository.files.set(
      `org/apache/rocketmq/${artifact}/maven-metadata.xml`,
      `<metadata><versioning><versions>${listed.map(version => `<version>${version}</version>`).join('')}</versions></versioning></metadata>`,
    )
  }
}
