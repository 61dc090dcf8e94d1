/** Nodes of the java engine for one test file: small, in a folder of their own, gone after it. */
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {install} from '../../../src/node/install/install.js'
import {Nodes} from '../../../src/node/nodes.js'
import type {NodeRequest} from '../../../src/node/spec.js'
import {embeddedEntry} from '../../node/harness.js'
import {cacheFolder, type JavaVersion, releasesFolder} from '../../support/java-release.js'

/** A JVM on a busy machine takes its time. */
export const startTimeoutMs = 180_000
/** Of a test that starts several. */
export const testTimeoutMs = 600_000

export async function javaNodes(): Promise<Nodes> {
  const folder = await mkdtemp(join(tmpdir(), 'mqadmin-java-'))
  const env = {...process.env, ROCKETMQ_HOME: undefined}
  const nodes = new Nodes({stateFolder: folder, dataFolder: cacheFolder(), env, embeddedEntry: await embeddedEntry()})
  onTestFinished(async () => {
    await nodes.stop('all', {graceMs: 0})
    await nodes.close()
    await rm(folder, {recursive: true, force: true, maxRetries: 5})
  })
  return nodes
}

/** A node whose data is gone after the test; releases stay in the cache. */
export function javaRequest(nodes: Nodes, version: JavaVersion, more: NodeRequest = {}): NodeRequest {
  return {
    engine: 'java',
    version,
    folder: join(nodes.settings.stateFolder, 'data'),
    nameServer: {port: 0},
    brokers: [{port: 0, config: {mappedFileSizeCommitLog: '16777216'}}],
    heap: {nameServer: '128m', broker: '512m', proxy: '256m'},
    jvmOptions: ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
    ...more,
  }
}

/** The release with all its parts: one that was cached before there were proxies is fetched anew. */
export const installed = (version: JavaVersion) => install(version, releasesFolder())
