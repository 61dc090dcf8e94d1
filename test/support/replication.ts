/**
 * What the embedded broker has not: a controller, a slave and a broker container, as tests tell them to be. They keep what they are
 * told, so that it can be read back.
 */
import {requests} from '../../src/protocol/index.js'
import type {Role} from '../../src/protocol/request.js'
import {dispatcher, type Handlers, Refusal} from '../../src/remoting/dispatcher.js'
import {Listener} from '../../src/remoting/listener.js'

export interface Peer {
  name: 'controller' | 'slave' | 'container'
  role: Exclude<Role, 'nameServer' | 'client'>
  address: string
}

export interface Copy {
  id: number
  alive: boolean
  inSync: boolean
}

export const groupName = 'broker-r'
const cluster = 'DefaultCluster'
export const copyAddress = (id: number): string => `127.0.0.1:${20_000 + id}`

export class Replication {
  masterId: number | undefined = 1
  copies: Copy[] = []
  settings = new Map<string, string>()
  flushOffset = 0
  contained: string[] = []
  /** Elections and changes of the set so far. */
  epoch = 1
  /** What the controllers say of who leads; nobody when undefined. */
  leader: string | undefined
  private readonly listeners: Listener[] = []
  peers: Peer[] = []

  static async open(): Promise<Replication> {
    const servers = new Replication()
    for (const [name, role, handlers] of [
      ['controller', 'controller', servers.controller()],
      ['slave', 'broker', servers.slave()],
      ['container', 'container', servers.container()],
    ] as const) {
      const listener = await Listener.open({
        port: 0,
        dispatch: dispatcher(role, requests, handlers, {version: 503}),
      })
      servers.listeners.push(listener)
      servers.peers.push({name, role, address: listener.address})
    }
    servers.reset()
    return servers
  }

  /** As it was at first: three copies, the last of which is gone. */
  reset(): void {
    this.masterId = 1
    this.epoch = 1
    this.copies = [
      {id: 1, alive: true, inSync: true},
      {id: 2, alive: true, inSync: true},
      {id: 3, alive: false, inSync: false},
    ]
    this.settings = new Map([
      ['controllerDLegerGroup', 'group1'],
      ['electMasterMaxRetryCount', '3'],
      ['enableElectUncleanMaster', 'false'],
    ])
    this.flushOffset = 4096
    this.contained = [`${cluster}:broker-e:0`]
    this.leader = this.addressOf('controller')
  }

  addressOf(name: Peer['name']): string {
    return this.peers.find(peer => peer.name === name)?.address as string
  }

  async close(): Promise<void> {
    await Promise.all(this.listeners.map(listener => listener.close(0)))
  }

  private controller(): Handlers<typeof requests> {
    const identity = ({id, alive}: Copy) => ({
      brokerName: groupName,
      brokerId: id,
      brokerAddress: copyAddress(id),
      alive,
    })
    const master = () => this.masterId && {masterBrokerId: this.masterId, masterAddress: copyAddress(this.masterId)}
    return {
      controllerGetMetadataInfo: () => ({
        group: 'group1',
        controllerLeaderId: 'n0',
        controllerLeaderAddress: this.leader,
        isLeader: this.leader !== undefined,
        peers: `n0:${this.addressOf('controller')}`,
      }),
      controllerGetSyncStateData: ({body}) => {
        const group = {
          ...master(),
          masterEpoch: this.epoch,
          syncStateSetEpoch: this.epoch,
          inSyncReplicas: this.copies.filter(({inSync}) => inSync).map(identity),
          notInSyncReplicas: this.copies.filter(({inSync}) => !inSync).map(identity),
        }
        const known = body.includes(groupName) && this.copies.length > 0
        return {body: {replicasInfoTable: new Map(known ? [[groupName, group]] : [])}}
      },
      controllerElectMaster: ({brokerName, brokerId}) => {
        const chosen = this.copies.find(({id, alive}) => id === brokerId && alive)
        if (brokerName !== groupName || !chosen) throw new Refusal(2012, 'Failed to elect a new master')
        this.masterId = brokerId
        this.epoch++
        const brokerAddrs = this.copies.map(({id}): [number, string] => [id, copyAddress(id)])
        return {
          ...master(),
          masterEpoch: this.epoch,
          syncStateSetEpoch: this.epoch,
          body: {brokerMemberGroup: {cluster, brokerName, brokerAddrs}, syncStateSet: [1, 2]},
        }
      },
      cleanBrokerData: ({brokerControllerIdsToClean}) => {
        const ids = brokerControllerIdsToClean?.split(';').map(Number)
        this.copies = ids === undefined ? [] : this.copies.filter(({id}) => !ids.includes(id))
        return {}
      },
      getControllerConfig: () => ({body: this.settings}),
      updateControllerConfig: ({body}) => {
        for (const [key, value] of body) if (this.settings.has(key)) this.settings.set(key, value)
        return {}
      },
    }
  }

  private slave(): Handlers<typeof requests> {
    return {
      getBrokerHaStatus: () => ({
        body: {
          master: false,
          masterCommitLogMaxOffset: 0,
          inSyncSlaveNums: 0,
          haConnectionInfo: [],
          haClientRuntimeInfo: {
            masterAddr: copyAddress(1),
            transferredByteInSecond: 2048,
            maxOffset: 8192,
            lastReadTimestamp: 1_700_000_000_123,
            lastWriteTimestamp: 1_700_000_001_000,
            masterFlushOffset: this.flushOffset,
          },
        },
      }),
      resetMasterFlushOffset: ({masterFlushOffset}) => {
        this.flushOffset = masterFlushOffset
        return {}
      },
      getBrokerEpochCache: () => ({
        body: {
          clusterName: cluster,
          brokerName: groupName,
          brokerId: 2,
          epochList: [
            {epoch: 1, startOffset: 0, endOffset: 4096n},
            {epoch: 2, startOffset: 4096, endOffset: 2n ** 63n - 1n},
          ],
          maxOffset: 8192,
        },
      }),
    }
  }

  private container(): Handlers<typeof requests> {
    return {
      addBroker: ({configPath = ''}) => {
        if (!configPath.endsWith('.conf')) throw new Refusal(1, 'addBroker properties empty')
        this.contained.push(configPath)
        return {}
      },
      removeBroker: ({brokerClusterName, brokerName, brokerId}) => {
        const identity = `${brokerClusterName}:${brokerName}:${brokerId}`
        if (!this.contained.includes(identity)) throw new Refusal(211, 'Broker not exist')
        this.contained = this.contained.filter(one => one !== identity)
        return {}
      },
    }
  }
}
