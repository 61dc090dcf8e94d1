import {allBrokers, type BrokerTarget, type Cluster, type ClusterInfo, type Where} from '../cluster/cluster.js'
import {type Answers, askEach} from '../cluster/fan-out.js'
import {requests} from '../protocol/index.js'
import {type Infer, object, oneOf, optional, str} from '../schema.js'
import {type BrokerOverview, overviewOf} from './broker-overview.js'
import {
  type BrokerSetting,
  fixedSettings,
  type SettingEdit,
  type SettingState,
  settingChange,
  settingsAt,
  shownSetting,
} from './server-settings.js'

/** One of the figures a broker keeps of itself, as text: what they are differs from release to release. */
export const brokerFigure = object('BrokerFigure', {broker: optional(str()), address: str(), key: str(), value: str()})
export type BrokerFigure = Infer<typeof brokerFigure>

/** Files that a broker no longer needs: how many there are it does not tell. */
export const expiredFiles = object('ExpiredFiles', {expiredFiles: oneOf('kept', 'removed')})
export type ExpiredFiles = Infer<typeof expiredFiles>

export interface BrokerSettingChange {
  target: BrokerTarget
  before: SettingState | undefined
  after: SettingState | undefined
}

interface Reach {
  slaves?: boolean | undefined
}

export class Brokers {
  constructor(private readonly cluster: Cluster) {}

  /** Every broker process of a cluster, or of all; one that does not answer has a row as well, beside its failure. */
  async list(cluster?: string): Promise<Answers<BrokerOverview>> {
    const brokers =
      cluster === undefined
        ? byCluster(await this.cluster.info())
        : await this.cluster.targets({cluster}, {slaves: true})
    const {answers, failures} = await askEach(brokers, async broker => ({
      broker,
      figures: await this.figuresAt(broker),
    }))
    const known = new Map(answers.map(({broker, figures}) => [broker, figures]))
    return {answers: brokers.map(broker => overviewOf(broker, known.get(broker))), failures}
  }

  /** The figures of code 28, a row each. */
  async status(where: Where): Promise<Answers<BrokerFigure[]>> {
    return askEach(await this.cluster.targets(where, {slaves: true}), async broker =>
      [...(await this.figuresAt(broker))].map(([key, value]) => ({
        broker: broker.name,
        address: broker.address,
        key,
        value,
      })),
    )
  }

  /** The settings, in the order of each broker's answer. */
  async settings(where: Where): Promise<Answers<BrokerSetting[]>> {
    return askEach(await this.cluster.targets(where, {slaves: true}), async broker => {
      const {name, address, id} = broker
      return [...(await this.settingsAt(broker))].map(([key, value]) => ({
        broker: name,
        id: name === undefined ? undefined : id,
        address,
        key,
        value: shownSetting(key, value),
      }))
    })
  }

  /** What setting one key would change on each broker. */
  async settingChanges(where: Where, edit: SettingEdit, reach: Reach): Promise<Answers<BrokerSettingChange>> {
    const brokers = await this.cluster.targets(where, {slaves: reach.slaves ?? false})
    return askEach(brokers, async target => ({
      target,
      ...settingChange(await this.settingsAt(target), edit, fixedSettings.broker),
    }))
  }

  async changeSetting({address}: BrokerTarget, {key, value}: SettingEdit): Promise<void> {
    await this.cluster.invoke(address, requests.updateBrokerConfig, {body: new Map([[key, value]])})
  }

  /** The brokers whose expired files can be removed: masters and slaves, of every cluster where nothing is said. */
  async cleanable(where: Where): Promise<BrokerTarget[]> {
    const all = where.broker === undefined && where.cluster === undefined ? await this.cluster.brokers() : []
    return all.length > 0 ? all : this.cluster.targets(where, {slaves: true})
  }

  /** Removes consume queue files whose messages are gone. */
  async cleanQueues({address}: BrokerTarget): Promise<void> {
    await this.cluster.invoke(address, requests.cleanExpiredConsumequeue, {})
  }

  /** Removes commit log files past their time, without waiting for the broker's hour. */
  async cleanLog({address}: BrokerTarget): Promise<void> {
    await this.cluster.invoke(address, requests.deleteExpiredCommitlog, {})
  }

  private async figuresAt({address}: BrokerTarget): Promise<Map<string, string>> {
    return (await this.cluster.invoke(address, requests.getBrokerRuntimeInfo, {})).body.table
  }

  private settingsAt({address}: BrokerTarget): Promise<Map<string, string>> {
    return settingsAt(this.cluster, 'broker', address)
  }
}

/** Clusters in the name server's order. */
const byCluster = (info: ClusterInfo): BrokerTarget[] => {
  const all = allBrokers(info)
  return [...info.clusterAddrTable.keys()].flatMap(name => all.filter(({cluster}) => cluster === name))
}
