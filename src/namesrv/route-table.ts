/**
 * What a name server knows of its brokers (Java `RouteInfoManager`): which exist, which topics each serves, who is still alive.
 * Memory only: every broker registers again within half a minute.
 */
import type {DataVersion} from '../protocol/bodies/data-version.js'
import type {QueueData} from '../protocol/bodies/route.js'
import type {TopicQueueMappingInfo} from '../protocol/bodies/static-topic.js'
import type {TopicConfig} from '../protocol/bodies/topic.js'
import {permission} from '../protocol/names.js'
import type {Connection} from '../remoting/connection.js'

export interface BrokerEntry {
  name: string
  cluster: string
  /** Broker id → address; 0 is the master. */
  addresses: Map<number, string>
  enableActingMaster: boolean
  zone: string | undefined
}

export interface Registration {
  cluster: string
  brokerName: string
  brokerId: number
  address: string
  haServerAddress: string
  /** How long it may stay silent; 120 s where it says nothing. */
  timeoutMs?: number | undefined
  enableActingMaster?: boolean | undefined
  zone?: string | undefined
  connection: Connection
  dataVersion: DataVersion
  topics: ReadonlyMap<string, TopicConfig>
  /** Static topics: which queues of each the broker holds. */
  mappings: ReadonlyMap<string, TopicQueueMappingInfo>
}

interface LiveEntry {
  cluster: string
  brokerName: string
  address: string
  haServerAddress: string
  lastContact: number
  timeoutMs: number
  dataVersion: DataVersion
  connection: Connection
}

export const silenceMs = 120_000

export class RouteTable {
  /** Topic → broker name → its queues. */
  readonly topics = new Map<string, Map<string, QueueData>>()
  readonly brokers = new Map<string, BrokerEntry>()
  readonly clusters = new Map<string, Set<string>>()
  /** Topic → broker name → mapping of a static topic. */
  readonly mappings = new Map<string, Map<string, TopicQueueMappingInfo>>()
  private readonly live = new Map<string, LiveEntry>()

  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Takes in a broker. Returns false when it must be refused: an id nobody has seen may not begin with exactly one topic, which
   * is what an incremental update looks like (`RouteInfoManager#registerBroker`).
   */
  register(registration: Registration, deleteMissingTopics: boolean): boolean {
    const {cluster, brokerName, brokerId, address, dataVersion} = registration
    const known = this.brokers.get(brokerName)
    const holder = known?.addresses.get(brokerId)
    if (holder !== undefined && holder !== address && this.isNewer(cluster, holder, dataVersion)) return true
    if (holder === undefined && registration.topics.size === 1) return false

    const entry = known ?? this.addBroker(registration)
    const first = holder === undefined
    for (const [id, other] of entry.addresses) if (other === address && id !== brokerId) entry.addresses.delete(id)
    entry.addresses.set(brokerId, address)
    entry.enableActingMaster = registration.enableActingMaster ?? false
    entry.zone = registration.zone ?? entry.zone

    if (brokerId === 0 || (entry.enableActingMaster && brokerId === Math.min(...entry.addresses.keys())))
      this.takeTopics(registration, first, deleteMissingTopics)
    this.live.set(liveKey(cluster, address), {
      cluster,
      brokerName,
      address,
      haServerAddress: registration.haServerAddress,
      lastContact: this.now(),
      timeoutMs: registration.timeoutMs ?? silenceMs,
      dataVersion,
      connection: registration.connection,
    })
    return true
  }

  /** Where the master of a slave is, for the reply to its registration. */
  masterOf(brokerName: string): {address: string; haServerAddress: string | undefined} | undefined {
    const broker = this.brokers.get(brokerName)
    const address = broker?.addresses.get(0)
    if (!broker || address === undefined) return undefined
    return {address, haServerAddress: this.live.get(liveKey(broker.cluster, address))?.haServerAddress}
  }

  dataVersion(cluster: string, address: string): DataVersion | undefined {
    return this.live.get(liveKey(cluster, address))?.dataVersion
  }

  /** Notes a sign of life. Nothing happens for a broker that is not registered. */
  touch(cluster: string, address: string): void {
    const entry = this.live.get(liveKey(cluster, address))
    if (entry) entry.lastContact = this.now()
  }

  unregister(cluster: string, brokerName: string, brokerId: number, address: string): void {
    this.live.delete(liveKey(cluster, address))
    const broker = this.brokers.get(brokerName)
    if (!broker) return
    if (broker.addresses.get(brokerId) === address) broker.addresses.delete(brokerId)
    if (broker.addresses.size > 0) return
    this.brokers.delete(brokerName)
    const names = this.clusters.get(cluster)
    names?.delete(brokerName)
    if (names?.size === 0) this.clusters.delete(cluster)
    for (const [topic, queues] of this.topics) {
      queues.delete(brokerName)
      if (queues.size === 0) this.topics.delete(topic)
    }
    for (const [topic, infos] of this.mappings) {
      infos.delete(brokerName)
      if (infos.size === 0) this.mappings.delete(topic)
    }
  }

  /** Removes what a closed connection had registered; returns the addresses. */
  connectionClosed(connection: Connection): string[] {
    return this.drop(entry => entry.connection === connection)
  }

  /** Removes brokers that were silent for too long; returns their connections, which are to be closed. */
  expire(): {address: string; connection: Connection}[] {
    const now = this.now()
    const silent = [...this.live.values()].filter(entry => entry.lastContact + entry.timeoutMs < now)
    this.drop(entry => silent.includes(entry))
    return silent.map(({address, connection}) => ({address, connection}))
  }

  /** Takes or gives the write permission of a broker on all its topics; returns how many topics that were. */
  setWritable(brokerName: string, writable: boolean): number {
    let count = 0
    for (const queues of this.topics.values()) {
      const queue = queues.get(brokerName)
      if (!queue) continue
      queue.perm = writable ? permission.read | permission.write : queue.perm & ~permission.write
      count++
    }
    return count
  }

  /** Adds a topic on brokers that are known; others are passed over. */
  addTopic(topic: string, queues: readonly QueueData[]): void {
    const known = queues.filter(queue => this.brokers.has(queue.brokerName))
    if (known.length === 0) return
    const table = entryOf(this.topics, topic)
    for (const queue of known) table.set(queue.brokerName, {...queue})
  }

  deleteTopic(topic: string, cluster: string | undefined): void {
    const queues = this.topics.get(topic)
    if (!queues) return
    if (cluster === undefined || cluster === '') queues.clear()
    else for (const name of this.clusters.get(cluster) ?? []) queues.delete(name)
    if (queues.size === 0) this.topics.delete(topic)
  }

  topicsOfCluster(cluster: string): string[] {
    const names = this.clusters.get(cluster)
    if (!names) return []
    return [...this.topics]
      .filter(([, queues]) => [...queues.keys()].some(name => names.has(name)))
      .map(([topic]) => topic)
  }

  topicsWhere(matches: (sysFlag: number) => boolean): string[] {
    return [...this.topics]
      .filter(([, queues]) => [...queues.values()].some(queue => matches(queue.topicSysFlag)))
      .map(([topic]) => topic)
  }

  private addBroker({cluster, brokerName, zone, enableActingMaster}: Registration): BrokerEntry {
    const entry: BrokerEntry = {
      name: brokerName,
      cluster,
      addresses: new Map(),
      enableActingMaster: enableActingMaster ?? false,
      zone,
    }
    this.brokers.set(brokerName, entry)
    const names = this.clusters.get(cluster) ?? new Set()
    this.clusters.set(cluster, names.add(brokerName))
    return entry
  }

  private takeTopics(registration: Registration, first: boolean, deleteMissing: boolean): void {
    const {cluster, brokerName, address, dataVersion} = registration
    const acting = registration.brokerId !== 0
    const before = this.dataVersion(cluster, address)
    const changed = first || before === undefined || !sameVersion(before, dataVersion)
    for (const [topic, config] of registration.topics) {
      const queues = entryOf(this.topics, topic)
      if (changed || !queues.has(brokerName)) queues.set(brokerName, queueData(brokerName, config, acting))
    }
    for (const [topic, mapping] of registration.mappings) entryOf(this.mappings, topic).set(brokerName, mapping)
    if (!deleteMissing || !changed) return
    for (const [topic, queues] of this.topics) {
      if (registration.topics.has(topic) || !queues.delete(brokerName)) continue
      if (queues.size === 0) this.topics.delete(topic)
    }
  }

  /** Does another address hold the id with a later state? Then a former master has come back. */
  private isNewer(cluster: string, holder: string, version: DataVersion): boolean {
    const held = this.dataVersion(cluster, holder)
    return held !== undefined && held.stateVersion > version.stateVersion
  }

  private drop(matches: (entry: LiveEntry) => boolean): string[] {
    const gone = [...this.live.values()].filter(matches)
    for (const {cluster, brokerName, address} of gone) {
      const id = [...(this.brokers.get(brokerName)?.addresses ?? [])].find(([, other]) => other === address)?.[0]
      this.unregister(cluster, brokerName, id ?? -1, address)
    }
    return gone.map(({address}) => address)
  }
}

const liveKey = (cluster: string, address: string): string => `${cluster}\0${address}`

export const sameVersion = (a: DataVersion, b: DataVersion): boolean =>
  a.counter === b.counter && a.timestamp === b.timestamp && a.stateVersion === b.stateVersion

/** A slave that stands in for its master may be read only. */
const queueData = (brokerName: string, config: TopicConfig, acting: boolean): QueueData => ({
  brokerName,
  readQueueNums: config.readQueueNums,
  writeQueueNums: config.writeQueueNums,
  perm: acting ? config.perm & ~permission.write : config.perm,
  topicSysFlag: config.topicSysFlag,
})

function entryOf<V>(table: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const found = table.get(key)
  if (found) return found
  const made = new Map<string, V>()
  table.set(key, made)
  return made
}
