/** Runs the embedded servers of a node inside this very process. */
import {join} from 'node:path'
import {MqError} from '../../errors.js'
import {type BrokerSpec, type NodeSpec, processId} from '../spec.js'
import type {ServerState} from '../state.js'

export interface Serving {
  servers: ServerState[]
  /** Brokers first, so that they can say good-bye to the name server. */
  close(): Promise<void>
}

export interface ServeOptions {
  /** Takes the lines of the servers' logs. */
  log?: ((line: string) => void) | undefined
}

/** The same place for both engines, so that either goes on where the other left off. */
export const storeFolder = ({folder}: NodeSpec, broker: BrokerSpec): string =>
  broker.config.get('storePathRootDir') ?? join(folder, processId(broker), 'store')

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
      servers.push({role: 'nameServer', address: nameServer.address})
    }
    if (spec.brokers.length > 0) throw new MqError('NODE_FAILED', 'The embedded broker is not part of this build')
    return {servers, close}
  } catch (error) {
    await close()
    throw error
  }
}
