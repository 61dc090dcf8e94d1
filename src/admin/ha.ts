/** Replication as brokers tell of it: who follows whom and how far behind, and the epochs of masters. */
import {type BrokerTarget, type Cluster, masterId, type Where} from '../cluster/cluster.js'
import {type Answers, askEach} from '../cluster/fan-out.js'
import {ServerError} from '../errors.js'
import type {HaRuntimeInfo} from '../protocol/bodies/ha.js'
import {requests} from '../protocol/index.js'
import {responseCode} from '../protocol/response-code.js'
import {about, bool, bytes, type Infer, int, object, offset, oneOf, optional, rate, str, time} from '../schema.js'

/** A connection between a master and a slave as one end tells of it. A master without slaves has one without `peer`. */
export const haLink = object('HaLink', {
  broker: optional(str()),
  address: str(),
  role: oneOf('master', 'slave'),
  commitLogEnd: offset(),
  inSyncSlaves: optional(int()),
  peer: about(optional(str()), 'at a master the address a slave comes from, at a slave where the master serves slaves'),
  ackOffset: about(optional(offset()), 'up to where the slave says it has the commit log'),
  behind: optional(bytes()),
  inSync: optional(bool()),
  bytesPerSecond: optional(rate()),
  transferFrom: optional(offset()),
  lastRead: optional(time()),
  lastWrite: optional(time()),
  masterFlushOffset: about(optional(offset()), 'what the slave holds of how far its master has flushed'),
})
export type HaLink = Infer<typeof haLink>

/** A stretch of the commit log that one master wrote. The last one of a broker ends where its log does. */
export const masterEpoch = object('MasterEpoch', {
  cluster: str(),
  broker: str(),
  id: int(),
  address: str(),
  epoch: optional(int()),
  startOffset: optional(offset()),
  endOffset: optional(offset()),
})
export type MasterEpoch = Infer<typeof masterEpoch>

/** What a slave holds of its master. A master holds none: 0. */
export const flushOffset = object('FlushOffset', {masterFlushOffset: offset()})
export type FlushOffset = Infer<typeof flushOffset>

export interface FlushOffsetChange {
  target: BrokerTarget
  before: FlushOffset
  after: FlushOffset
}

export class Ha {
  constructor(private readonly cluster: Cluster) {}

  /** The masters of a cluster, each of which tells of its slaves; of a broker that was named its slaves as well. */
  async status(where: Where): Promise<Answers<HaLink[]>> {
    const brokers = await this.cluster.targets(where, {slaves: where.broker !== undefined})
    return askEach(brokers, async broker => linksOf(broker, await this.infoAt(broker)))
  }

  /** Masters and slaves alike. Only brokers in controller mode keep epochs. */
  async epochs(where: Where): Promise<Answers<MasterEpoch[]>> {
    const brokers = await this.cluster.targets(where, {slaves: true})
    return askEach(brokers, async ({address}) => {
      const {body} = await this.cluster.invoke(address, requests.getBrokerEpochCache, {}).catch(explained)
      const {clusterName: cluster, brokerName: broker, brokerId: id, epochList, maxOffset} = body
      const own = {cluster, broker, id, address}
      if (epochList.length === 0) return [own]
      return epochList.map(({epoch, startOffset, endOffset}, at) => ({
        ...own,
        epoch,
        startOffset,
        endOffset: at === epochList.length - 1 ? maxOffset : Number(endOffset),
      }))
    })
  }

  /** What giving slaves another flush offset of their master would change. */
  async flushOffsetChanges(where: Where, masterFlushOffset: number): Promise<Answers<FlushOffsetChange>> {
    const brokers = await this.cluster.targets(where, {slaves: true})
    const slaves = brokers.filter(({id}) => id !== masterId)
    return askEach(slaves.length > 0 ? slaves : brokers, async target => {
      const {haClientRuntimeInfo} = await this.infoAt(target)
      return {
        target,
        before: {masterFlushOffset: haClientRuntimeInfo?.masterFlushOffset ?? 0},
        after: {masterFlushOffset},
      }
    })
  }

  async setFlushOffset({address}: BrokerTarget, {masterFlushOffset}: FlushOffset): Promise<void> {
    await this.cluster.invoke(address, requests.resetMasterFlushOffset, {masterFlushOffset})
  }

  private async infoAt({address}: BrokerTarget): Promise<HaRuntimeInfo> {
    return (await this.cluster.invoke(address, requests.getBrokerHaStatus, {})).body
  }
}

function linksOf({name, address}: BrokerTarget, info: HaRuntimeInfo): HaLink[] {
  const own = {broker: name, address}
  if (info.master) {
    const master = {
      ...own,
      role: 'master' as const,
      commitLogEnd: info.masterCommitLogMaxOffset,
      inSyncSlaves: info.inSyncSlaveNums,
    }
    if (info.haConnectionInfo.length === 0) return [master]
    return info.haConnectionInfo.map(slave => ({
      ...master,
      peer: slave.addr,
      ackOffset: slave.slaveAckOffset,
      behind: slave.diff,
      inSync: slave.inSync,
      bytesPerSecond: slave.transferredByteInSecond,
      transferFrom: slave.transferFromWhere,
    }))
  }
  const client = info.haClientRuntimeInfo
  return [
    {
      ...own,
      role: 'slave',
      commitLogEnd: client?.maxOffset ?? 0,
      peer: client?.masterAddr,
      bytesPerSecond: client?.transferredByteInSecond ?? 0,
      lastRead: client?.lastReadTimestamp ?? 0,
      lastWrite: client?.lastWriteTimestamp ?? 0,
      masterFlushOffset: client?.masterFlushOffset ?? 0,
    },
  ]
}

/** A broker without controllers says no with the code for any failure. */
function explained(error: unknown): never {
  const plain =
    error instanceof ServerError &&
    error.responseCode === responseCode.SYSTEM_ERROR &&
    error.remark?.includes('controllerMode')
  if (!plain) throw error
  const hint = 'epochs are kept where controllers choose the master (enableControllerMode=true of the broker)'
  throw new ServerError('SERVER_REFUSED', error.message, {facts: error.facts, cause: error, hint})
}
