/**
 * A RocketMQ cluster inside this process, for tests.
 *
 * ```ts
 * import {startCluster} from 'mqadmin/testing'
 *
 * const cluster = await startCluster({memory: true})
 * // … point clients at cluster.nameServer
 * await cluster.close()
 * ```
 */
import {join} from 'node:path'
import {type Broker, type BrokerOptions, startBroker} from './broker/index.js'
import {type NameServer, startNameServer} from './namesrv/index.js'
import type {LogOptions} from './remoting/server-log.js'

export interface ClusterOptions {
  /** How many brokers: `broker-a`, `broker-b`, … Default 1. */
  brokers?: number | undefined
  /** Where their data is kept, a folder for each. Without it, it is gone with the cluster. */
  folder?: string | undefined
  /** Keep the data with the other temporary files even when there is a folder. */
  memory?: boolean | undefined
  /** Settings of every broker, as in broker.conf. */
  config?: Readonly<Record<string, string>> | undefined
  /** Who may use the brokers; without it anybody may. */
  accounts?: BrokerOptions['accounts']
  log?: LogOptions | undefined
}

export interface Cluster {
  /** `host:port` of the name server. */
  readonly nameServer: string
  readonly brokers: readonly {readonly name: string; readonly address: string}[]
  close(): Promise<void>
}

/** Starts a name server and brokers on free ports. Resolves when clients can send. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const memory = options.memory ?? options.folder === undefined
  const made = memory ? undefined : options.folder
  let nameServer: NameServer | undefined
  const brokers: Broker[] = []
  const close = async () => {
    await Promise.all(brokers.map(broker => broker.close()))
    await nameServer?.close()
  }
  try {
    nameServer = await startNameServer({port: 0, folder: made && join(made, 'namesrv'), log: options.log})
    for (let index = 0; index < (options.brokers ?? 1); index++) {
      const brokerName = `broker-${String.fromCharCode(97 + index)}`
      brokers.push(
        await startBroker({
          nameServers: [nameServer.address],
          port: 0,
          memory,
          folder: made && join(made, brokerName),
          config: {brokerName, ...options.config},
          accounts: options.accounts,
          log: options.log,
        }),
      )
    }
    return {nameServer: nameServer.address, brokers: brokers.map(({name, address}) => ({name, address})), close}
  } catch (error) {
    await close()
    throw error
  }
}
