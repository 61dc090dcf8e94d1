/** Brokers that keep settings, offsets or consume queues in RocksDB (5.3 and later). */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {type Infer, object, oneOf, optional, str} from '../schema.js'

/** What RocksDB holds, by the names that brokers and their folders have for it. */
export const configTypes = ['topics', 'subscriptionGroups', 'consumerOffsets'] as const
export type ConfigType = (typeof configTypes)[number]

/** The JSON files of a broker beside its RocksDB. A broker that has no RocksDB keeps everything in them anyway. */
export const jsonFiles = object('JsonFiles', {json: oneOf('as it was', 'written anew', 'all there is')})
export type JsonFiles = Infer<typeof jsonFiles>

export interface JsonFilesChange {
  target: BrokerTarget
  before: JsonFiles
  after: JsonFiles
}

export const queueCheckStates = ['equal', 'different', 'checking'] as const

/** Whether the consume queues in RocksDB are those in files. Java's broker says so in its log. */
export const queueCheck = object('QueueCheck', {
  broker: str(),
  address: str(),
  state: oneOf(...queueCheckStates),
  /** The broker's own words. */
  result: optional(str()),
})
export type QueueCheck = Infer<typeof queueCheck>

/** `CheckRocksdbCqWriteResult.CheckStatus` after these states; brokers up to 5.5 answer that they are checking, whatever comes of it. */
const failed = 3

export class RocksDb {
  constructor(private readonly cluster: Cluster) {}

  /** What writing the JSON files would change on each broker: nothing where there is no RocksDB. */
  async jsonChanges(where: Where): Promise<Answers<JsonFilesChange>> {
    return fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      async (target): Promise<JsonFilesChange> => {
        const {body} = await this.cluster.invoke(target.address, requests.getBrokerConfig, {})
        // its one RocksDB for all (RIP-76) has no such files
        if (body.get('configManagerVersion')?.toUpperCase() === 'V2')
          throw new MqError('NOT_SUPPORTED', `${target.label} runs with configManagerVersion=V2 and writes no JSON`, {
            facts: {address: target.address},
            hint: 'mqadmin export metadata asks it for its topics and groups',
          })
        if (body.get('storeType') !== 'defaultRocksDB')
          return {target, before: {json: 'all there is'}, after: {json: 'all there is'}}
        return {target, before: {json: 'as it was'}, after: {json: 'written anew'}}
      },
    )
  }

  /** Has the broker write what it keeps in RocksDB into its JSON files. */
  async writeJson({address}: BrokerTarget, types: readonly ConfigType[]): Promise<void> {
    await this.cluster.invoke(address, requests.exportRocksdbConfigToJson, {configType: types.join(';')})
  }

  /** Has each master compare one topic or all; only what was stored at `from` or later. `NOT_FOUND` for a topic without a route. */
  async checkQueues(where: Where, topic: string | undefined, from: number): Promise<Answers<QueueCheck>> {
    if (topic !== undefined) await this.cluster.route(topic)
    return fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      async ({address, name, label}): Promise<QueueCheck> => {
        const args = {topic: topic ?? '', checkStoreTime: from}
        const {body} = await this.cluster.invoke(address, requests.checkRocksdbCqWriteProgress, args)
        const {checkStatus: status, checkResult: result} = body
        if (status === failed)
          throw new MqError('SERVER_REFUSED', `${label} could not compare its consume queues: ${result}`, {
            facts: {address, remark: result},
            hint: 'look at the log of the broker',
          })
        const state = queueCheckStates[status] ?? 'checking'
        return {broker: name ?? address, address, state, result}
      },
    )
  }
}
