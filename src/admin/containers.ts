/** Broker containers (5.x): processes that hold several brokers, taken in and let go while they run. */
import type {Cluster} from '../cluster/cluster.js'
import {ServerError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {type Infer, int, object, str} from '../schema.js'

/** A broker of a container, by the file that its settings stand in. */
export const brokerFile = object('BrokerFile', {configFile: str()})
export type BrokerFile = Infer<typeof brokerFile>

export const brokerIdentity = object('BrokerIdentity', {cluster: str(), broker: str(), id: int()})
export type BrokerIdentity = Infer<typeof brokerIdentity>

export interface ContainerTarget {
  label: string
  address: string
}

export const containerTarget = (address: string): ContainerTarget => ({label: `container ${address}`, address})

export class Containers {
  constructor(private readonly cluster: Cluster) {}

  /** Starts a further broker. The file is one of the container's machine. */
  async add({address}: ContainerTarget, {configFile}: BrokerFile): Promise<void> {
    await this.cluster.invoke(address, requests.addBroker, {configPath: configFile}).catch(explained)
  }

  /** Stops a broker and lets it go. */
  async remove({address}: ContainerTarget, {cluster, broker, id}: BrokerIdentity): Promise<void> {
    await this.cluster.invoke(address, requests.removeBroker, {
      brokerClusterName: cluster,
      brokerName: broker,
      brokerId: id,
    })
  }
}

/** `BrokerContainerProcessor#addBroker`: a file that is not there is as one that is empty. */
function explained(error: unknown): never {
  if (!(error instanceof ServerError) || error.remark !== 'addBroker properties empty') throw error
  const hint = 'the file must be there, and hold settings, on the machine of the container'
  throw new ServerError(error.code, error.message, {facts: error.facts, cause: error, hint})
}
