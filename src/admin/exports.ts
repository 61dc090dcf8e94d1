/** What is kept of a cluster in a file: settings of topics and groups, of brokers, and figures of how it is used. */
import {type BrokerTarget, type Cluster, masterId, type Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {dataVersion} from '../protocol/bodies/data-version.js'
import {type SubscriptionGroupConfig, subscriptionGroupConfig} from '../protocol/bodies/group.js'
import {type TopicConfig, topicConfig} from '../protocol/bodies/topic.js'
import {requests} from '../protocol/index.js'
import {javaVersionName} from '../protocol/java-version.js'
import {dlqPrefix, halfTopic, retryPrefix, scheduleTopic} from '../protocol/names.js'
import {about, count, type Infer, list, map, object, optional, rate, str, time} from '../schema.js'
import {allGroups, allTopics} from './all-settings.js'
import {Clients} from './clients.js'
import {groupKind} from './group-kind.js'
import {Stats} from './stats.js'

/** The topics and groups of one broker that users made. */
export const brokerMetadata = object('BrokerMetadata', {
  broker: optional(str()),
  address: str(),
  topics: map(topicConfig),
  groups: map(subscriptionGroupConfig),
  topicVersion: optional(dataVersion),
  groupVersion: optional(dataVersion),
  forbidden: map(map(count())),
})
export type BrokerMetadata = Infer<typeof brokerMetadata> & {
  /** All names in the order of the broker's answer, those of the system too: the order of Java's maps depends on them. */
  allTopics: string[]
  allGroups: string[]
}

/** What a file of metadata holds, with where it lies. Of one broker it has versions, of a cluster the time. */
export const exportedMetadata = object('ExportedMetadata', {
  path: str(),
  exportTime: optional(time()),
  topicConfigTable: optional(map(topicConfig)),
  subscriptionGroupTable: optional(map(subscriptionGroupConfig)),
  dataVersion: optional(dataVersion),
  forbiddenTable: optional(map(map(count()))),
})
export type ExportedMetadata = Infer<typeof exportedMetadata>

export const brokerSettings = object('BrokerSettings', {
  broker: str(),
  /** In the order of Java's list. */
  settings: map(str()),
})
export type BrokerSettings = Infer<typeof brokerSettings>

export const clusterScale = object('ClusterScale', {nameServers: count(), masters: count(), slaves: count()})
export type ClusterScale = Infer<typeof clusterScale>

export const brokerMetrics = object('BrokerMetrics', {
  broker: str(),
  version: optional(str()),
  clients: about(list(str()), 'Language and version of every consumer that is connected: JAVA%V5_5_0.'),
  cpus: optional(str()),
  memoryKBytes: optional(str()),
  topics: count(),
  groups: count(),
  inTps: rate(),
  outTps: rate(),
  transactionInTps: rate(),
  delayedInTps: rate(),
  inYesterday: count(),
  outYesterday: count(),
  transactionIn24h: count(),
  delayedIn24h: count(),
  averageMessageSize: optional(str()),
  commitLogDiskRatio: optional(str()),
  consumeQueueDiskRatio: optional(str()),
})
export type BrokerMetrics = Infer<typeof brokerMetrics>

export const exportedConfigs = object('ExportedConfigs', {
  path: str(),
  ...clusterScale.shape,
  brokerConfigs: list(brokerSettings),
})
export type ExportedConfigs = Infer<typeof exportedConfigs>

export const exportedMetrics = object('ExportedMetrics', {path: str(), brokers: list(brokerMetrics)})
export type ExportedMetrics = Infer<typeof exportedMetrics>

/** The settings that `ExportConfigsCommand#needBrokerProprties` picks, in its order. */
const exportedSettings = [
  'brokerClusterName',
  'brokerId',
  'brokerName',
  'brokerRole',
  'fileReservedTime',
  'filterServerNums',
  'flushDiskType',
  'maxMessageSize',
  'messageDelayLevel',
  'msgTraceTopicName',
  'slaveReadEnable',
  'traceOn',
  'traceTopicEnable',
  'useTLS',
  'autoCreateTopicEnable',
  'autoCreateSubscriptionGroup',
]

/** A permission of a topic has three bits. */
const permissions = 8

export class Exports {
  private readonly stats: Stats
  private readonly clients: Clients

  constructor(private readonly cluster: Cluster) {
    this.stats = new Stats(cluster)
    this.clients = new Clients(cluster)
  }

  /** What users made on each broker. `special` keeps their retry and dead letter topics. */
  async metadata(where: Where, {special}: {special: boolean}): Promise<Answers<BrokerMetadata>> {
    return fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      target => this.metadataAt(target, special),
    )
  }

  /** The settings that matter most, of each master, or of a slave where there is no master. */
  async settings(cluster: string | undefined): Promise<{scale: ClusterScale; brokers: Answers<BrokerSettings>}> {
    const all = await this.cluster.targets({cluster}, {slaves: true})
    const masters = all.filter(({id}) => id === masterId).length
    return {
      scale: {nameServers: this.cluster.nameServers.length, masters, slaves: all.length - masters},
      brokers: await fanOut(firstOfEach(all), ({label}) => label, this.settingsAt),
    }
  }

  /** How each master is used. */
  async metrics(cluster: string | undefined): Promise<Answers<BrokerMetrics>> {
    return fanOut(await this.cluster.targets({cluster}), ({label}) => label, this.metricsAt)
  }

  private async metadataAt({name, address}: BrokerTarget, special: boolean): Promise<BrokerMetadata> {
    const [{topics, version}, system, {groups, version: groupVersion, forbidden}] = await Promise.all([
      allTopics(this.cluster, address),
      this.cluster.invoke(address, requests.getSystemTopicListFromBroker, {}),
      allGroups(this.cluster, address),
    ])
    const systemNames = new Set(system.body.topicList)
    const wanted = ({topicName, perm}: TopicConfig) =>
      !systemNames.has(topicName) &&
      !topicName.startsWith('rmq_sys_') &&
      (special || !(topicName.startsWith(retryPrefix) || topicName.startsWith(dlqPrefix))) &&
      perm >= 0 &&
      perm < permissions
    return {
      broker: name,
      address,
      topics: new Map([...topics].filter(([, config]) => wanted(config)).map(([key, config]) => [key, whole(config)])),
      groups: new Map(
        [...groups].filter(([key]) => groupKind(key) !== 'system').map(([key, config]) => [key, wholeGroup(config)]),
      ),
      topicVersion: version,
      groupVersion,
      forbidden,
      allTopics: [...topics.keys()],
      allGroups: [...groups.keys()],
    }
  }

  private readonly settingsAt = async ({address, name}: BrokerTarget): Promise<BrokerSettings> => {
    const {body} = await this.cluster.invoke(address, requests.getBrokerConfig, {})
    return {
      broker: body.get('brokerName') ?? name ?? address,
      settings: new Map(
        exportedSettings.flatMap(key => {
          const value = body.get(key)
          return value === undefined ? [] : [[key, value] as const]
        }),
      ),
    }
  }

  private readonly metricsAt = async (target: BrokerTarget): Promise<BrokerMetrics> => {
    const {address, name} = target
    const [figures, settings, metadata, transactions, delayed] = await Promise.all([
      this.cluster.invoke(address, requests.getBrokerRuntimeInfo, {}),
      this.cluster.invoke(address, requests.getBrokerConfig, {}),
      this.metadataAt(target, false),
      this.stats.flowAt(address, 'TOPIC_PUT_NUMS', halfTopic),
      this.stats.flowAt(address, 'TOPIC_PUT_NUMS', scheduleTopic),
    ])
    const {table} = figures.body
    return {
      broker: name ?? address,
      version: table.get('brokerVersionDesc'),
      clients: await this.clientsAt(address, [...metadata.groups.keys()]),
      cpus: settings.body.get('clientCallbackExecutorThreads'),
      memoryKBytes: table.get('totalMemKBytes'),
      topics: metadata.topics.size,
      groups: metadata.groups.size,
      inTps: lastTenSeconds(table.get('putTps')),
      // 4.x spells it with one r
      outTps: lastTenSeconds(table.get('getTransferredTps') ?? table.get('getTransferedTps')),
      transactionInTps: transactions.tps,
      delayedInTps: delayed.tps,
      inYesterday: difference(table, 'msgPutTotalTodayMorning', 'msgPutTotalYesterdayMorning'),
      outYesterday: difference(table, 'msgGetTotalTodayMorning', 'msgGetTotalYesterdayMorning'),
      transactionIn24h: transactions.sum,
      delayedIn24h: delayed.sum,
      averageMessageSize: table.get('putMessageAverageSize'),
      commitLogDiskRatio: table.get('commitLogDiskRatio'),
      consumeQueueDiskRatio: table.get('consumeQueueDiskRatio'),
    }
  }

  /** `JAVA%V5_5_0` for every kind of client that consumes from a broker. */
  private async clientsAt(address: string, groups: readonly string[]): Promise<string[]> {
    const {answers, failures} = await fanOut(
      groups,
      group => group,
      group => this.clients.membersAt(address, group),
    )
    if (failures[0]) throw failures[0].error
    const connections = answers.flatMap(seen => seen?.connectionSet ?? [])
    return [...new Set(connections.map(({language, version}) => `${language ?? 'JAVA'}%${javaVersionName(version)}`))]
  }
}

/** As Java puts brokers together: of each topic and group the settings of the last, with the queues of all. */
export function joined(brokers: readonly BrokerMetadata[]): Pick<BrokerMetadata, 'topics' | 'groups'> {
  const topics = new Map<string, TopicConfig>()
  const groups = new Map<string, SubscriptionGroupConfig>()
  for (const broker of brokers) {
    for (const [key, config] of broker.topics) {
      const {readQueueNums = 0, writeQueueNums = 0} = topics.get(key) ?? {}
      topics.set(key, {
        ...config,
        readQueueNums: config.readQueueNums + readQueueNums,
        writeQueueNums: config.writeQueueNums + writeQueueNums,
      })
    }
    for (const [key, config] of broker.groups) {
      const {retryQueueNums = 0} = groups.get(key) ?? {}
      groups.set(key, {...config, retryQueueNums: config.retryQueueNums + retryQueueNums})
    }
  }
  return {topics, groups}
}

/** With what a broker older than a setting lacks, as Java's own object has it. */
const whole = (config: TopicConfig): TopicConfig => ({...config, attributes: config.attributes ?? new Map()})

const wholeGroup = (config: SubscriptionGroupConfig): SubscriptionGroupConfig => ({
  ...config,
  attributes: config.attributes ?? new Map(),
  consumeMessageOrderly: config.consumeMessageOrderly ?? false,
  consumeTimeoutMinute: config.consumeTimeoutMinute ?? 15,
  groupRetryPolicy: config.groupRetryPolicy ?? {type: 'CUSTOMIZED'},
  groupSysFlag: config.groupSysFlag ?? 0,
})

/** The first of three figures of a rate, of ten seconds, a minute and ten; soon after the start there may be none. */
const lastTenSeconds = (text = ''): number => Number.parseFloat(text) || 0

const difference = (table: ReadonlyMap<string, string>, today: string, yesterday: string): number =>
  Number(table.get(today) ?? 0) - Number(table.get(yesterday) ?? 0)

/** Of processes ordered by id the first of each name. */
const firstOfEach = (brokers: readonly BrokerTarget[]): BrokerTarget[] =>
  brokers.filter(({name}, index) => brokers.findIndex(other => other.name === name) === index)
