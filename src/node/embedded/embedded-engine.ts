/** The name server and broker of this package, all servers of a node in one process. */
import {writeJson} from '../../protocol/json.js'
import {formatAddress} from '../../remoting/address.js'
import type {Engine, EngineContext, Launch} from '../engine.js'
import {type NodeSpec, nodeSpec, processId} from '../spec.js'
import type {ServerState} from '../state.js'
import {storeFolder} from '../store-folder.js'

/** Messages are short-lived garbage: with a small nursery V8 collects them early instead of growing by 20 MiB. */
const smallNursery = '--max-semi-space-size=4'

export class EmbeddedEngine implements Engine {
  /** `entry` is the program that the child process runs: the compiled `embedded-main`. */
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly entry: string,
  ) {}

  async prepare(spec: NodeSpec, {ports, running}: EngineContext): Promise<{version: undefined; launches: Launch[]}> {
    if (running.length > 0) return {version: undefined, launches: []}
    // a port of 0 is left to the system: the process tells which it got
    for (const server of [spec.nameServer, ...spec.brokers])
      if (server && server.port !== 0) await ports.take(server.port)
    const only = serversOf(spec).length === 1 ? spec.brokers[0] : undefined
    const launch: Launch = {
      id: spec.brokers.length === 0 ? 'nameserver' : only ? processId(only) : 'node',
      command: process.execPath,
      args: [smallNursery, this.entry],
      env: this.env,
      servers: serversOf(spec),
      nameServers: spec.nameServers,
      ready: 'message',
      message: writeJson(nodeSpec.write(spec)),
      stores: spec.memory ? [] : spec.brokers.map(broker => storeFolder(spec, broker)),
      files: [],
      settings: settingsOf(spec),
    }
    return {version: undefined, launches: [launch]}
  }
}

/** It writes no file at its start: these go to the process as they are. */
function settingsOf(spec: NodeSpec): Launch['settings'] {
  const {host, nameServer, brokers} = spec
  const listening = (port: number) =>
    [
      ['bindAddress', host],
      ['listenPort', String(port)],
    ] as const
  return [
    ...(nameServer ? [{values: new Map([...nameServer.config, ...listening(nameServer.port)])}] : []),
    ...brokers.map(broker => ({
      values: new Map([
        ...broker.config,
        ['brokerName', broker.name],
        ['brokerClusterName', broker.cluster],
        ...listening(broker.port),
        ['storePathRootDir', spec.memory ? '' : storeFolder(spec, broker)],
      ]),
    })),
  ]
}

/** As far as they are known before the start. */
function serversOf({host, nameServer, brokers}: NodeSpec): ServerState[] {
  return [
    ...(nameServer ? [{role: 'nameServer' as const, address: formatAddress(host, nameServer.port)}] : []),
    ...brokers.map(({name, cluster, id, port}) => ({
      role: 'broker' as const,
      name,
      cluster,
      id,
      address: formatAddress(host, port),
    })),
  ]
}
