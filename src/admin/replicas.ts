/** The replicas of brokers as their controllers know them: which is the master, which are complete, which are gone. */
import type {Cluster, Where} from '../cluster/cluster.js'
import {MqError} from '../errors.js'
import type {BrokerReplicasInfo} from '../protocol/bodies/ha.js'
import {requests} from '../protocol/index.js'
import {bool, entries, type Infer, int, list, object, optional, str} from '../schema.js'
import type {Controllers} from './controllers.js'

/** One copy of a broker; with what its group has in common: the master, and how often it and the set of complete copies changed. */
export const replica = object('Replica', {
  broker: str(),
  id: int(),
  address: optional(str()),
  inSync: bool(),
  alive: bool(),
  masterId: optional(int()),
  masterAddress: optional(str()),
  masterEpoch: optional(int()),
  syncStateSetEpoch: optional(int()),
})
export type Replica = Infer<typeof replica>

/** Which replica is the master; without one none is. */
export const groupMaster = object('GroupMaster', {masterId: optional(int()), masterAddress: optional(str())})
export type GroupMaster = Infer<typeof groupMaster>

/** What comes out of an election. */
export const election = object('Election', {
  cluster: str(),
  broker: str(),
  masterId: optional(int()),
  masterAddress: optional(str()),
  masterEpoch: optional(int()),
  syncStateSetEpoch: optional(int()),
  members: entries(int(), str()),
})
export type Election = Infer<typeof election>

export interface Candidate {
  cluster: string
  broker: string
  id: number
}

export interface ElectionChange {
  target: {label: string; standing: Election}
  before: GroupMaster
  after: GroupMaster
}

/** Ids of the replicas that controllers have a record of. */
export const replicaRecords = object('ReplicaRecords', {replicas: list(int())})
export type ReplicaRecords = Infer<typeof replicaRecords>

export interface RecordsChange {
  target: {label: string}
  before: ReplicaRecords | undefined
  after: ReplicaRecords | undefined
}

export interface Cleaning {
  broker: string
  /** By it a controller finds out who is alive. */
  cluster: string | undefined
  /** All when not given. */
  ids: readonly number[] | undefined
  includeLiving: boolean
}

/** `controllers`: addresses of controllers of one group. */
export class Replicas {
  constructor(
    private readonly cluster: Cluster,
    private readonly controllers: Controllers,
  ) {}

  /** Those of one broker, or of all brokers of a cluster that the controllers know. */
  async list(controllers: readonly string[], where: Where): Promise<Replica[]> {
    if (where.broker !== undefined) return this.of(controllers, where.broker)
    const brokers = await this.cluster.targets(where, {slaves: true})
    const names = [...new Set(brokers.map(({name}) => name as string))]
    const found = await this.known(controllers, names)
    if (found.length > 0) return found
    throw notFound(`the controllers know none of the brokers ${names.join(', ')}`)
  }

  /** `NOT_FOUND` where the controllers do not know the replica. */
  async electionChange(controllers: readonly string[], {cluster, broker, id}: Candidate): Promise<ElectionChange> {
    const replicas = await this.of(controllers, broker)
    const members = replicas.map(({id, address = ''}): [number, string] => [id, address])
    const chosen = replicas.find(one => one.id === id)
    if (chosen === undefined)
      throw notFound(
        `broker '${broker}' has no replica ${id}`,
        `known: ${members
          .toSorted(([a], [b]) => a - b)
          .map(([id, address]) => `${id} (${address})`)
          .join(', ')}`,
      )
    const {masterId, masterAddress, masterEpoch, syncStateSetEpoch} = chosen
    const standing = {cluster, broker, masterId, masterAddress, masterEpoch, syncStateSetEpoch, members}
    return {
      target: {label: broker, standing},
      before: {masterId, masterAddress},
      after: {masterId: id, masterAddress: chosen.address},
    }
  }

  async elect(controllers: readonly string[], {cluster, broker, id}: Candidate): Promise<Election> {
    const leader = await this.controllers.leader(controllers)
    const {body, masterBrokerId, masterAddress, masterEpoch, syncStateSetEpoch} = await this.cluster.invoke(
      leader,
      requests.controllerElectMaster,
      {clusterName: cluster, brokerName: broker, brokerId: id, designateElect: true, invokeTime: Date.now()},
    )
    const members = body?.brokerMemberGroup?.brokerAddrs ?? []
    return {cluster, broker, masterId: masterBrokerId, masterAddress, masterEpoch, syncStateSetEpoch, members}
  }

  /** What forgetting replicas would change. Refused for living ones unless they are meant as well. */
  async cleaningChange(controllers: readonly string[], cleaning: Cleaning): Promise<RecordsChange> {
    const {broker, ids, includeLiving} = cleaning
    const replicas = await this.known(controllers, [broker])
    const going = replicas.filter(({id}) => ids === undefined || ids.includes(id))
    const living = going.filter(({alive}) => alive).map(({id}) => id)
    if (living.length > 0 && !includeLiving)
      throw new MqError('SERVER_REFUSED', `broker '${broker}' is alive as replica ${living.join(' and ')}`, {
        facts: {brokerName: broker},
        hint: 'stop it first, name only dead ones (--broker-ids), or add --include-living',
      })
    const left = replicas.filter(one => !going.includes(one))
    return {
      target: {label: ids === undefined ? broker : `${broker} ${ids.join(';')}`},
      before: going.length === 0 ? undefined : recordsOf(replicas),
      after: going.length === 0 || left.length === 0 ? undefined : recordsOf(left),
    }
  }

  async clean(controllers: readonly string[], {broker, cluster, ids, includeLiving}: Cleaning): Promise<void> {
    await this.cluster.invoke(await this.controllers.leader(controllers), requests.cleanBrokerData, {
      brokerName: broker,
      clusterName: cluster,
      brokerControllerIdsToClean: ids?.join(';'),
      isCleanLivingBroker: includeLiving,
      invokeTime: Date.now(),
    })
  }

  private async of(controllers: readonly string[], broker: string): Promise<Replica[]> {
    const found = await this.known(controllers, [broker])
    if (found.length > 0) return found
    throw notFound(`broker '${broker}' does not exist: the controllers have no record of it`)
  }

  private async known(controllers: readonly string[], brokers: string[]): Promise<Replica[]> {
    const leader = await this.controllers.leader(controllers)
    return replicasOf((await this.cluster.invoke(leader, requests.controllerGetSyncStateData, {body: brokers})).body)
  }
}

const recordsOf = (replicas: readonly Replica[]): ReplicaRecords => ({replicas: replicas.map(({id}) => id)})

const notFound = (
  message: string,
  hint = 'only brokers that run with enableControllerMode=true are known to controllers',
) => new MqError('NOT_FOUND', message, {facts: {role: 'controller'}, hint})

/** Complete copies first, as they are told. */
function replicasOf({replicasInfoTable}: BrokerReplicasInfo): Replica[] {
  return [...replicasInfoTable].flatMap(([broker, group]) => {
    const {masterBrokerId: masterId, masterAddress, masterEpoch, syncStateSetEpoch} = group
    const own = {broker, masterId, masterAddress, masterEpoch, syncStateSetEpoch}
    const rowOf = (inSync: boolean) => (one: (typeof group.inSyncReplicas)[number]) => ({
      ...own,
      id: one.brokerId,
      address: one.brokerAddress,
      inSync,
      alive: one.alive,
    })
    return [...group.inSyncReplicas.map(rowOf(true)), ...group.notInSyncReplicas.map(rowOf(false))]
  })
}
