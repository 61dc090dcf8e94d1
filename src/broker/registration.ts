/** Tells every name server about this broker: at the start, every half minute, at each change (Java `BrokerOuterAPI`). */
import {crc32} from 'node:zlib'
import {encodeRegisterBroker} from '../protocol/bodies/register-broker.js'
import type {TopicRoute} from '../protocol/bodies/route.js'
import {clientVersion} from '../protocol/frame.js'
import {requests} from '../protocol/index.js'
import {formatAddress, splitAddresses} from '../remoting/address.js'
import type {TlsOptions} from '../remoting/connect.js'
import {Remoting} from '../remoting/remoting.js'
import {messageOf, type ServerLog} from '../remoting/server-log.js'
import type {BrokerIdentity} from './broker-state.js'
import type {BrokerSettings} from './settings.js'
import {permission} from './system-names.js'
import type {TopicTable} from './topic-table.js'

const firstRetryMs = 500
const longestRetryMs = 4000
const longestPeriodMs = 60_000
const shortestPeriodMs = 10_000
const unregisterTimeoutMs = 1000

interface Peer {
  timer: NodeJS.Timeout | undefined
  running: Promise<void> | undefined
  /** Something changed while a registration was under way. */
  again: boolean
  failures: number
}

export class Registration {
  private readonly remoting: Remoting
  private readonly peers = new Map<string, Peer>()
  private stopped = false

  constructor(
    private readonly identity: BrokerIdentity,
    private readonly settings: BrokerSettings,
    private readonly topics: TopicTable,
    private readonly log: ServerLog,
    tls?: TlsOptions,
  ) {
    this.remoting = new Remoting({connectTimeoutMs: 3000, tls})
    topics.onChange(() => this.now())
  }

  /** Resolves when each name server has answered or failed once; those that failed are tried on. */
  async start(): Promise<void> {
    this.now()
    await Promise.all([...this.peers.values()].map(peer => peer.running))
  }

  /** Registers at once, or once more after the registration that is under way. */
  now(): void {
    if (this.stopped) return
    const wanted = new Set(splitAddresses(this.settings.values.namesrvAddr))
    for (const [address, peer] of this.peers) {
      if (wanted.has(address)) continue
      clearTimeout(peer.timer)
      this.peers.delete(address)
    }
    for (const address of wanted) {
      const peer = this.peers.get(address) ?? {timer: undefined, running: undefined, again: false, failures: 0}
      this.peers.set(address, peer)
      if (peer.running !== undefined) peer.again = true
      else this.run(address, peer, false)
    }
  }

  /** Resolves when the name servers have been told about all changes so far, or after `limitMs` if one does not answer. */
  async settled(limitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<void>(resolve => {
      timer = setTimeout(resolve, limitMs)
    })
    const runs = async () => {
      for (const peer of this.peers.values())
        while (peer.failures === 0 && peer.running !== undefined) await peer.running
    }
    await Promise.race([runs(), limit])
    clearTimeout(timer)
  }

  /** Asks one name server after the other; undefined when none knows the topic or answers. */
  async route(topic: string): Promise<TopicRoute | undefined> {
    for (const [address, {failures}] of this.peers) {
      if (failures > 0) continue
      try {
        return (await this.remoting.invoke(address, requests.getRouteinfoByTopic, {topic})).body
      } catch (error) {
        this.log.debug(`no route of ${topic} from name server ${address}: ${messageOf(error)}`)
      }
    }
    return undefined
  }

  /** Signs off everywhere. */
  async stop(): Promise<void> {
    this.stopped = true
    for (const peer of this.peers.values()) clearTimeout(peer.timer)
    await Promise.all([...this.peers.values()].map(peer => peer.running))
    await Promise.all(
      [...this.peers].map(async ([address, peer]) => {
        if (peer.failures > 0) return
        await this.remoting
          .invoke(address, requests.unregisterBroker, this.broker(), {timeoutMs: unregisterTimeoutMs})
          .catch((error: unknown) => this.log.warn(`cannot sign off at name server ${address}: ${messageOf(error)}`))
      }),
    )
    await this.remoting.close()
  }

  private run(address: string, peer: Peer, periodic: boolean): void {
    clearTimeout(peer.timer)
    peer.again = false
    peer.running = this.register(address, peer, periodic).finally(() => {
      peer.running = undefined
      if (this.stopped || this.peers.get(address) !== peer) return
      if (peer.again) this.run(address, peer, false)
      else peer.timer = setTimeout(() => this.run(address, peer, true), this.delay(peer))
    })
  }

  private async register(address: string, peer: Peer, periodic: boolean): Promise<void> {
    try {
      const body = this.body()
      const answer = await this.remoting.invoke(
        address,
        requests.registerBroker,
        {
          ...this.broker(),
          haServerAddr: formatAddress(this.identity.host.ip, this.identity.host.port + 1),
          enableActingMaster: false,
          compressed: false,
          bodyCrc32: crc32(body) & 0x7fffffff,
          body,
        },
        {timeoutMs: this.settings.values.registerBrokerTimeoutMills},
      )
      if (peer.failures > 0) this.log.info(`registered with name server ${address} again`)
      peer.failures = 0
      // a change tells the name server first: its order configuration may not know the topic yet
      if (periodic && answer.body) await this.topics.setOrdered(new Set(answer.body.table.keys()))
    } catch (error) {
      if (peer.failures++ === 0)
        this.log.warn(`cannot register with name server ${address}, trying on: ${messageOf(error)}`)
    }
  }

  private delay({failures}: Peer): number {
    const period = Math.min(longestPeriodMs, Math.max(shortestPeriodMs, this.settings.values.registerNameServerPeriod))
    return failures === 0 ? period : Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 10))
  }

  private broker() {
    const {name, cluster, address} = this.identity
    return {brokerName: name, brokerAddr: address, clusterName: cluster, brokerId: 0}
  }

  private body(): Buffer {
    const {brokerPermission} = this.settings.values
    const restricted =
      (brokerPermission & (permission.read | permission.write)) !== (permission.read | permission.write)
    const topics = this.topics.all().map(config => ({
      ...config,
      perm: restricted ? config.perm & brokerPermission : config.perm,
    }))
    return encodeRegisterBroker(
      {
        topicConfigSerializeWrapper: {
          dataVersion: this.topics.version,
          topicConfigTable: new Map(topics.map(config => [config.topicName, config])),
        },
        filterServerList: [],
      },
      {compressed: false, version: clientVersion},
    )
  }
}
