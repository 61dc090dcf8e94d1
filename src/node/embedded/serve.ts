/** Runs the embedded servers of a node inside this very process. */
import {join} from 'node:path'
import {formatAddress} from '../../remoting/address.js'
import {reachableHost} from '../host-address.js'
import type {NodeSpec} from '../spec.js'
import type {ServerState} from '../state.js'
import {commitLogFileSize, commitLogFolder, storeFolder} from '../store-folder.js'

export interface Serving {
  servers: ServerState[]
  /** Brokers first, so that they can say good-bye to the name server. */
  close(): Promise<void>
}

export interface ServeOptions {
  /** Takes the lines of the servers' logs. */
  log?: ((line: string) => void) | undefined
}

/** Rejects, with nothing left running, when one of the servers cannot start. */
export async function serve(spec: NodeSpec, {log}: ServeOptions = {}): Promise<Serving> {
  const servers: ServerState[] = []
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each()
  }
  try {
    if (spec.nameServer) {
      const {startNameServer} = await import('../../namesrv/index.js')
      const nameServer = await startNameServer({
        host: spec.host,
        port: spec.nameServer.port,
        folder: spec.memory ? undefined : join(spec.folder, 'nameserver'),
        config: Object.fromEntries(spec.nameServer.config),
        log: {sink: log},
      })
      closers.push(() => nameServer.close())
      servers.push({role: 'nameServer', address: formatAddress(reachableHost(spec.host), nameServer.port)})
    }
    const own = servers.map(({address}) => address)
    for (const broker of spec.brokers) {
      const {startBroker} = await import('../../broker/index.js')
      const existing = await commitLogFileSize(commitLogFolder(spec, broker))
      const {
        address: advertised,
        port,
        close,
      } = await startBroker({
        nameServers: own.length > 0 ? own : spec.nameServers,
        host: spec.host,
        port: broker.port,
        folder: spec.memory ? undefined : storeFolder(spec, broker),
        memory: spec.memory,
        config: {
          ...Object.fromEntries([...existing, ...broker.config]),
          brokerName: broker.name,
          brokerClusterName: broker.cluster,
        },
        log: {sink: log},
      })
      closers.push(close)
      const address = formatAddress(reachableHost(spec.host), port)
      servers.push({
        role: 'broker',
        name: broker.name,
        cluster: broker.cluster,
        id: broker.id,
        address,
        ...(advertised !== address && {advertised}),
      })
    }
    return {servers, close}
  } catch (error) {
    await close()
    throw error
  }
}
