/** Fetching jars through the user's own Maven: with his mirrors, proxies, credentials and local repository. */
import {spawn} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {MqError} from '../../errors.js'
import type {OnProgress} from '../engine.js'
import {rocketmqGroup} from './latest.js'

export interface CopyRequest {
  artifacts: readonly string[]
  version: string
  /** Folder for the jars. */
  lib: string
  repository?: string | undefined
  env: NodeJS.ProcessEnv
  signal?: AbortSignal | undefined
  onProgress?: OnProgress | undefined
}

/** Throws `NODE_FAILED` with Maven's own words. */
export async function copyByMaven(mvn: string, folder: string, request: CopyRequest): Promise<void> {
  const pom = join(folder, 'pom.xml')
  await writeFile(pom, projectFor(request))
  // strict checksums; a "not found" that Maven remembers from an earlier day is asked again
  const args = ['-B', '-C', '-U', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${request.lib}`]
  const child = spawn(mvn, args, {
    cwd: folder,
    env: request.env,
    signal: request.signal,
    windowsHide: true,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors: string[] = []
  let fetched = 0
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({input: stream})) {
      if (/\[ERROR\]|^Error/.test(line)) errors.push(line.replace(/^\[ERROR\]\s*/, ''))
      const file = /^(?:\[INFO\] )?Downloaded from \S+ \S*\/([^/\s]+\.jar) /.exec(line)?.[1]
      if (file !== undefined) request.onProgress?.({text: `Fetched ${file}`, done: ++fetched})
    }
  }
  const [status] = await Promise.all([
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    }),
    read(child.stdout),
    read(child.stderr),
  ])
  if (status === 0) return
  const said = errors.filter(line => line.trim() !== '').slice(0, 3)
  throw new MqError(
    'NODE_FAILED',
    `Maven could not fetch Apache RocketMQ ${request.version}: ${said.join(' ') || `status ${status}`}`,
    {
      hint: 'check the version, and that Maven reaches its repository: mqadmin node install --repository names another',
    },
  )
}

function projectFor({artifacts, version, repository}: CopyRequest): string {
  const dependencies = artifacts.map(
    artifact =>
      `<dependency><groupId>${rocketmqGroup}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  )
  const from = repository === undefined ? '' : escapeXml(repository)
  const repositories = from && `<repositories><repository><id>chosen</id><url>${from}</url></repository></repositories>`
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>mqadmin</groupId><artifactId>rocketmq</artifactId><version>1</version><packaging>pom</packaging>
${repositories}
<dependencies>${dependencies.join('\n')}</dependencies>
</project>
`
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
