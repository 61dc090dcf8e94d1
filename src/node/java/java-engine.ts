/** Apache RocketMQ on the machine's Java: each server a process of its own. */

import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {UsageError} from '../../errors.js'
import {formatAddress} from '../../remoting/address.js'
import type {Engine, EngineContext, Launch} from '../engine.js'
import {advertisedHost, reachableHost} from '../host-address.js'
import {type BrokerSpec, type NodeSpec, processId, type ServerRole, type ServerSpec} from '../spec.js'
import type {ProcessState, ServerState} from '../state.js'
import {commitLogFileSize, commitLogFolder, storeFolder} from '../store-folder.js'
import {readProperties, writeProperties} from './config-file.js'
import {findJava, type Java} from './find-java.js'
import {makeHome} from './home-folder.js'
import {availableMemory, heapFor, jvmFlags} from './jvm-options.js'
import {findRelease, type Release} from './release.js'

/** A broker also listens for "VIP" clients on its port - 2 and for its slaves on its port + 1. */
const brokerNeighbours = [-2, 1]

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

type Settings = Map<string, string>

export class JavaEngine implements Engine {
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly installFolder: string,
  ) {}

  async prepare(spec: NodeSpec, context: EngineContext): Promise<{version: string; launches: Launch[]}> {
    const release = await findRelease(spec.version, {
      rocketmqHome: this.env['ROCKETMQ_HOME'],
      installFolder: this.installFolder,
    })
    if (spec.controllers.length > 0 && release.major < 5)
      throw new UsageError(`Apache RocketMQ ${release.version} has no controllers: they came with 5.0`)
    const java = await findJava(this.env)
    const launches: Launch[] = []
    const add = async (id: string, server: ServerState, settings: Settings, more: Partial<Launch> = {}) =>
      launches.push({...(await this.launch(spec, {id, server, settings, java, release})), ...more})

    const nameServer = spec.nameServer && (await this.nameServer(spec, spec.nameServer, context, add))
    const nameServers = nameServer ? [nameServer] : spec.nameServers
    const controllers = await this.controllers(spec, context, add)
    for (const broker of spec.brokers) await this.broker(spec, broker, {nameServers, controllers}, context, add)
    return {version: release.version, launches}
  }

  private async nameServer(
    spec: NodeSpec,
    server: ServerSpec,
    {ports, running}: EngineContext,
    add: Add,
  ): Promise<string> {
    const live = addressOf(running, 'nameserver')
    if (live !== undefined) return live
    const port = await ports.take(server.port)
    const address = formatAddress(reachableHost(spec.host), port)
    const settings = new Map([
      ['listenPort', String(port)],
      ['bindAddress', spec.host],
      ['kvConfigPath', join(spec.folder, 'nameserver', 'kvConfig.json')],
      ['configStorePath', join(spec.folder, 'nameserver', 'nameServer.conf')],
    ])
    await add('nameserver', {role: 'nameServer', address}, merge(server.config, settings))
    return address
  }

  /** The controllers of a group name each other by id, so all ports are chosen before the first file is written. */
  private async controllers(spec: NodeSpec, {ports, running}: EngineContext, add: Add): Promise<string[]> {
    const members: {address: string; live: boolean; server: ServerSpec}[] = []
    for (const [index, server] of spec.controllers.entries()) {
      const live = addressOf(running, `controller-${index}`)
      const address = live ?? formatAddress(reachableHost(spec.host), await ports.take(server.port))
      members.push({address, live: live !== undefined, server})
    }
    const peers = members.map(({address}, index) => `n${index}-${address}`).join(';')
    for (const [index, {address, server, live}] of members.entries()) {
      if (live) continue
      const settings = new Map([
        ['controllerDLegerGroup', 'controllers'],
        ['controllerDLegerPeers', peers],
        ['controllerDLegerSelfId', `n${index}`],
        ['controllerStorePath', join(spec.folder, `controller-${index}`, 'store')],
      ])
      await add(`controller-${index}`, {role: 'controller', id: index, address}, merge(server.config, settings))
    }
    return members.map(({address}) => address)
  }

  private async broker(
    spec: NodeSpec,
    broker: BrokerSpec,
    peers: {nameServers: readonly string[]; controllers: readonly string[]},
    {ports, running}: EngineContext,
    add: Add,
  ): Promise<void> {
    const id = processId(broker)
    if (addressOf(running, id) !== undefined) return
    const store = storeFolder(spec, broker)
    const port = await ports.take(broker.port, brokerNeighbours)
    const host = broker.config.get('brokerIP1') ?? advertisedHost(spec.host)
    const settings = new Map([
      ['brokerClusterName', broker.cluster],
      ['brokerName', broker.name],
      ['brokerId', String(broker.id)],
      ['listenPort', String(port)],
      ['haListenPort', String(port + 1)],
      ['bindAddress', spec.host],
      ['brokerIP1', host],
      ['brokerIP2', host],
      ['namesrvAddr', peers.nameServers.join(';')],
      ['storePathRootDir', store],
      // before 4.9.4 the commit log is not below the root by itself
      ['storePathCommitLog', commitLogFolder(spec, broker)],
      ...(broker.id === 0 ? [] : ([['brokerRole', 'SLAVE']] as const)),
      ...(peers.controllers.length === 0
        ? []
        : ([
            ['enableControllerMode', 'true'],
            ['controllerAddr', peers.controllers.join(';')],
          ] as const)),
    ])
    const defaults = new Map([
      ['enablePropertyFilter', 'true'],
      ['traceTopicEnable', 'true'],
    ])
    const existing = await commitLogFileSize(commitLogFolder(spec, broker))
    const address = formatAddress(reachableHost(spec.host), port)
    const advertised = formatAddress(host, port)
    const server: ServerState = {
      role: 'broker',
      name: broker.name,
      cluster: broker.cluster,
      id: broker.id,
      address,
      ...(advertised !== address && {advertised}),
    }
    await add(id, server, merge(defaults, existing, broker.config, settings), {
      nameServers: [...peers.nameServers],
      stores: [store],
    })
  }

  /** Settings that a running server changed were written to its file by Java: they stay until they are said anew. */
  private async launch(
    spec: NodeSpec,
    {
      id,
      server,
      settings,
      java,
      release,
    }: {id: string; server: ServerState; settings: Settings; java: Java; release: Release},
  ): Promise<Launch> {
    const folder = join(spec.folder, id)
    await mkdir(folder, {recursive: true, mode: 0o700})
    const file = join(folder, `${server.role}.conf`)
    await writeProperties(file, merge(await readProperties(file), settings))
    const {home, jvmOptions} = await makeHome(folder, release)
    const heap = spec.heap.get(server.role) ?? heapFor(server.role, availableMemory())
    const args = [
      '-Xms64m',
      `-Xmx${heap}`,
      '-XX:+ExitOnOutOfMemoryError',
      `-Duser.home=${home}`,
      ...jvmFlags(java, release),
      ...jvmOptions,
      ...spec.jvmOptions,
      ...(this.env['JAVA_OPT_EXT'] ?? '').split(/\s+/).filter(option => option !== ''),
      '-cp',
      join(release.lib, '*'),
      mainClasses[server.role],
      '-c',
      file,
    ]
    const env = {...this.env, ROCKETMQ_HOME: home}
    return {
      id,
      command: java.program,
      args,
      env,
      servers: [server],
      nameServers: [],
      ready: readyLines[server.role],
      stores: [],
    }
  }
}

type Add = (id: string, server: ServerState, settings: Settings, more?: Partial<Launch>) => Promise<unknown>

const addressOf = (running: readonly ProcessState[], id: string): string | undefined =>
  running.find(process => process.id === id)?.servers[0]?.address

/** Later maps win. */
const merge = (...maps: ReadonlyMap<string, string>[]): Settings => new Map(maps.flatMap(map => [...map]))
