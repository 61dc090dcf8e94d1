/** How much brokers (5.1.3 and later) let groups read of messages that are no longer in memory: reads of them are slow for all. */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, askEach} from '../cluster/fan-out.js'
import {byteLimit, type ColdDataFlowCtrInfo} from '../protocol/bodies/cold-data.js'
import {requests} from '../protocol/index.js'
import {bytes, type Infer, int, object, oneOf, optional, str, time} from '../schema.js'

/** Limits and what was read count by the minute. They are kept in memory: a broker that starts again has none. */
export const coldRead = object('ColdRead', {
  broker: optional(str()),
  /** 0 is the master; missing where the broker was named by its address. */
  id: optional(int()),
  address: str(),
  /** All groups of the broker together, a group, or (`others`) each group without a limit of its own. */
  scope: oneOf('broker', 'others', 'group'),
  group: optional(str()),
  /** Missing: the one of `others`. */
  limit: optional(byteLimit()),
  read: optional(bytes()),
  lastRead: optional(time()),
  /** When the broker began to count. */
  since: optional(time()),
})
export type ColdRead = Infer<typeof coldRead>

export const coldLimit = object('ColdLimit', {limit: byteLimit()})
export type ColdLimit = Infer<typeof coldLimit>

export interface ColdLimitChange {
  target: BrokerTarget
  before: ColdLimit | undefined
  after: ColdLimit | undefined
}

export class ColdData {
  constructor(private readonly cluster: Cluster) {}

  /** Masters and slaves. */
  async list(where: Where): Promise<Answers<ColdRead[]>> {
    return askEach(await this.cluster.targets(where, {slaves: true}), async broker =>
      coldReads(broker, await this.infoOf(broker)),
    )
  }

  /** What giving a group a limit of its own, or without one taking it away, would change on each master. */
  async changes(group: string, where: Where, limit: bigint | undefined): Promise<Answers<ColdLimitChange>> {
    return askEach(await this.cluster.targets(where), async target => {
      const before = (await this.infoOf(target)).configTable.get(group)
      return {
        target,
        before: before === undefined ? undefined : {limit: before},
        after: limit === undefined ? undefined : {limit},
      }
    })
  }

  async set({address}: BrokerTarget, group: string, {limit}: ColdLimit): Promise<void> {
    await this.cluster.invoke(address, requests.updateColdDataFlowCtrConfig, {body: new Map([[group, String(limit)]])})
  }

  async remove({address}: BrokerTarget, group: string): Promise<void> {
    await this.cluster.invoke(address, requests.removeColdDataFlowCtrConfig, {body: group})
  }

  private async infoOf({address}: BrokerTarget): Promise<ColdDataFlowCtrInfo> {
    return (await this.cluster.invoke(address, requests.getColdDataFlowCtrInfo, {})).body
  }
}

function coldReads({name, id, address}: BrokerTarget, info: ColdDataFlowCtrInfo): ColdRead[] {
  const broker = {broker: name, id: name === undefined ? undefined : id, address}
  const {runtimeTable, configTable, globalColdReadThreshold, globalAcc, cgColdReadThreshold} = info
  const groups = [...new Set([...configTable.keys(), ...runtimeTable.keys()])]
  return [
    {...broker, scope: 'broker', limit: globalColdReadThreshold, read: globalAcc},
    {...broker, scope: 'others', limit: cgColdReadThreshold},
    ...groups.map((group): ColdRead => {
      const reads = runtimeTable.get(group)
      return {
        ...broker,
        scope: 'group',
        group,
        limit: configTable.get(group),
        read: reads?.coldAcc,
        lastRead: reads?.lastColdReadTimeMills,
        since: reads?.createTimeMills,
      }
    }),
  ]
}
