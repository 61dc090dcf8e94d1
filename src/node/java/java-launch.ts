/** The JVM of one server: its command line, its folder, its configuration file. */
import {join} from 'node:path'
import type {Launch} from '../engine.js'
import type {GeneratedFile} from '../generated-file.js'
import type {Security} from '../security.js'
import type {NodeSpec, ServerRole} from '../spec.js'
import type {ServerState} from '../state.js'
import {formatProperties, readProperties} from './config-file.js'
import type {Java} from './find-java.js'
import {homeFolder} from './home-folder.js'
import {availableMemory, heapFor, jvmFlags} from './jvm-options.js'
import type {Release} from './release.js'
import {accessSettings, type Settings, tlsSettings} from './server-settings.js'

/** What every process of a node is run with. */
export interface Machine {
  java: Java
  release: Release
  env: NodeJS.ProcessEnv
  security: Security
}

/** A server to start; a proxy is two under one role. */
export interface Member {
  id: string
  servers: [ServerState, ...ServerState[]]
  settings: Settings
}

const mainClasses: Record<ServerRole, string> = {
  nameServer: 'org.apache.rocketmq.namesrv.NamesrvStartup',
  broker: 'org.apache.rocketmq.broker.BrokerStartup',
  controller: 'org.apache.rocketmq.controller.ControllerStartup',
  proxy: 'org.apache.rocketmq.proxy.ProxyStartup',
}

const readyLines: Record<ServerRole, RegExp> = {
  nameServer: /^The Name Server boot success/,
  broker: /^The broker\[.*\] boot success/,
  controller: /^The Controller Server boot success/,
  proxy: / rocketmq-proxy startup successfully/,
}

export async function javaLaunch(spec: NodeSpec, {id, servers, settings}: Member, machine: Machine): Promise<Launch> {
  const {java, release, security} = machine
  const {role} = servers[0]
  const folder = join(spec.folder, id)
  const file = await configFile(folder, role, settings)
  const plainAcl = spec.access === 'acl4' && role === 'broker' ? security.accounts : undefined
  const {home, files, jvmOptions} = await homeFolder(folder, release, plainAcl)
  const tls = security.tls && {path: join(spec.folder, 'tls', 'tls.properties'), values: tlsSettings(security.tls)}
  const args = [
    '-Xms64m',
    `-Xmx${spec.heap.get(role) ?? heapFor(role, availableMemory())}`,
    '-XX:+ExitOnOutOfMemoryError',
    `-Duser.home=${home}`,
    ...jvmFlags(java, release),
    ...jvmOptions,
    ...(tls ? ['-Dtls.server.mode=enforcing', '-Dtls.enable=true', `-Dtls.config.file=${tls.path}`] : []),
    ...spec.jvmOptions,
    ...(machine.env['JAVA_OPT_EXT'] ?? '').split(/\s+/).filter(option => option !== ''),
    '-cp',
    join(release.lib, '*'),
    mainClasses[role],
    ...(role === 'proxy' ? ['-pm', 'cluster', '-pc'] : ['-c']),
    file.path,
  ]
  return {
    id,
    command: java.program,
    args,
    env: {...machine.env, ROCKETMQ_HOME: home},
    servers,
    nameServers: [],
    ready: readyLines[role],
    stores: [],
    files: [...files, ...(tls ? [{path: tls.path, text: formatProperties(tls.values)}] : []), file],
    settings: [{file: file.path, values: file.values}, ...(tls ? [{file: tls.path, values: tls.values}] : [])],
  }
}

/**
 * Settings that a running server changed were written to its file by Java: they stay until they are said anew. Accounts are
 * switched on by what was asked for alone.
 */
async function configFile(
  folder: string,
  role: ServerRole,
  settings: Settings,
): Promise<GeneratedFile & {values: Settings}> {
  if (role === 'proxy') {
    const path = join(folder, 'rmq-proxy.json')
    return {path, text: `${JSON.stringify(Object.fromEntries(settings), undefined, 2)}\n`, values: settings}
  }
  const path = join(folder, `${role}.conf`)
  const before = [...(await readProperties(path))].filter(([key]) => !accessSettings.has(key))
  const values = new Map([...before, ...settings])
  return {path, text: formatProperties(values), values}
}
