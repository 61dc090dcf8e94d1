import type {Cluster, Where} from '../cluster/cluster.js'
import type {Answers} from '../cluster/fan-out.js'
import {fanOut} from '../cluster/fan-out.js'
import {topicMeant} from '../cluster/no-route.js'
import {MqError, ServerError} from '../errors.js'
import {type TopicRoute, topicRoute} from '../protocol/bodies/route.js'
import {type TopicConfig, topicConfig} from '../protocol/bodies/topic.js'
import {requests} from '../protocol/index.js'
import {responseCode} from '../protocol/response-code.js'
import {type Infer, object, oneOf, optional, str} from '../schema.js'
import {Consumption} from './consumption.js'
import {OrderConf} from './order-conf.js'
import {StaticTopics} from './static-topics.js'
import {topicKind, topicKinds} from './topic-kind.js'
import {type QueueStatus, type TopicPage, topicPageOf} from './topic-page.js'
import {attributeEdits, newTopic, patched, type TopicPatch} from './topic-settings.js'

export const topicSummary = object('TopicSummary', {
  topic: str(),
  kind: oneOf(...topicKinds),
  cluster: optional(str()),
  group: optional(str()),
})
export type TopicSummary = Infer<typeof topicSummary>

/** Everything one server keeps of a topic: a broker its settings, a name server the route and the order of its queues. */
export const topicState = object('TopicState', {
  config: optional(topicConfig),
  route: optional(str()),
  orderConf: optional(str()),
})
export type TopicState = Infer<typeof topicState>

export interface TopicTarget {
  label: string
  address: string
  kind: 'broker' | 'nameServer'
  /** Of a broker found by its name or cluster. */
  cluster?: string | undefined
  /** Of a topic that is to be removed: the groups that lose their offsets there. */
  groups?: readonly string[] | undefined
}

export interface TopicChange {
  target: TopicTarget
  before: TopicState | undefined
  after: TopicState | undefined
  phase: number
}

/** Routes asked for at the same time. */
const routesAtOnce = 64

export class Topics {
  /** Brokers 4.x: they take `order` and do not keep it; only the name servers know of it then. */
  private readonly old = new Set<string>()

  private readonly orderConf: OrderConf
  private readonly staticTopics: StaticTopics

  constructor(private readonly cluster: Cluster) {
    this.orderConf = new OrderConf(cluster)
    this.staticTopics = new StaticTopics(cluster)
  }

  /** All topics the name servers know; clusters and brokers have a topic of their name, which counts as system. */
  async list(): Promise<TopicSummary[]> {
    const [{body}, info] = await Promise.all([
      this.cluster.ask(requests.getAllTopicListFromNameserver, {}),
      this.cluster.info(),
    ])
    const names = new Set([...info.clusterAddrTable.keys(), ...info.brokerAddrTable.keys()])
    return body.topicList.map(topic => ({topic, kind: topicKind(topic, names)}))
  }

  /**
   * The same with a row for each cluster and consumer group of a topic, as its first broker knows them; retry and dead letter topics are
   * left out, as in Java. Topics of a broker that does not answer are left out, too: the failure is the broker's.
   */
  async listWithGroups(all: readonly TopicSummary[]): Promise<Answers<TopicSummary[]>> {
    const topics = all.filter(({kind}) => kind !== 'retry' && kind !== 'dlq')
    const routed = await fanOut(
      topics,
      ({topic}) => topic,
      async ({topic, kind}) => {
        const [broker] = this.cluster.routeBrokers(await this.cluster.route(topic))
        return {topic, kind, broker}
      },
      routesAtOnce,
    )
    const brokers = new Map(routed.answers.flatMap(({broker}) => (broker ? [[broker.address, broker] as const] : [])))
    const asked = await fanOut(
      [...brokers.values()],
      ({label}) => label,
      broker => Consumption.withMembers(this.cluster, broker),
    )
    const consumption = new Map(asked.answers.map(({all}) => [all.broker.address, all]))
    const answers = routed.answers.map(({topic, kind, broker}): TopicSummary[] => {
      if (!broker) return [{topic, kind}]
      const known = consumption.get(broker.address)
      if (!known) return []
      const row = {topic, kind, cluster: broker.cluster ?? ''}
      const groups = [...known.groupsOf(topic)]
      return groups.length === 0 ? [row] : groups.map(group => ({...row, group}))
    })
    const failures = [...routed.failures, ...asked.failures, ...asked.answers.flatMap(({failures}) => failures)]
    return {answers: answers.filter(rows => rows.length > 0), failures, answered: asked.answers.length}
  }

  /** A topic's settings on one broker, or undefined where it has none. Brokers 4.x know no request for one topic. */
  async config(address: string, topic: string): Promise<TopicConfig | undefined> {
    try {
      const {body} = await this.cluster.invoke(address, requests.getTopicConfig, {topic})
      return body
    } catch (error) {
      if (!(error instanceof ServerError)) throw error
      if (error.responseCode === responseCode.TOPIC_NOT_EXIST) return undefined
      if (error.responseCode !== responseCode.REQUEST_CODE_NOT_SUPPORTED) throw error
    }
    this.old.add(address)
    const {body} = await this.cluster.invoke(address, requests.getAllTopicConfig, {})
    return body.topicConfigTable.get(topic)
  }

  /** What a patch would change: on every broker it concerns, and on the name servers where the topic becomes ordered. */
  async changes(topic: string, where: Where, patch: TopicPatch): Promise<Answers<TopicChange>> {
    const brokers = await fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      async (target): Promise<TopicChange> => {
        const before = await this.config(target.address, topic)
        const wanted = patched(before ?? newTopic(topic), patch)
        const config = this.old.has(target.address) ? {...wanted, order: before?.order ?? false} : wanted
        return {target: {...target, kind: 'broker'}, before: before && {config: before}, after: {config}, phase: 0}
      },
    )
    if (!patch.order) return brokers
    const known = await this.cluster.brokers()
    const queues = brokers.answers.flatMap(({target, after}) => {
      const name = known.find(({address}) => address === target.address)?.name
      return name === undefined ? [] : [`${name}:${after?.config?.writeQueueNums}`]
    })
    const orders = await this.orderConf.merged(topic, where, queues)
    const answers = orders.answers.map(
      ({target, before, after}): TopicChange => ({
        target: {...target, kind: 'nameServer'},
        before: before === undefined ? undefined : {orderConf: before},
        after: {orderConf: after ?? ''},
        phase: 1,
      }),
    )
    return merged(brokers, {answers, failures: orders.failures})
  }

  /** What it takes to remove a topic: its settings on every broker, then its route on every name server. */
  async removal(topic: string, where: Where): Promise<Answers<TopicChange>> {
    const brokers = await fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      async (target): Promise<TopicChange> => {
        const config = await this.config(target.address, topic)
        const groups = config && (await this.groupsAt(target.address, topic))
        return {target: {...target, kind: 'broker', groups}, before: config && {config}, after: undefined, phase: 0}
      },
    )
    const nameServers = await fanOut(
      this.nameServers(),
      ({label}) => label,
      async (target): Promise<TopicChange> => {
        const route = await this.routeAt(target.address, topic)
        const brokers = route?.brokerDatas.filter(
          ({cluster}) => where.cluster === undefined || cluster === where.cluster,
        )
        const names = brokers && brokers.length > 0 ? brokers.map(({brokerName}) => brokerName).sort() : undefined
        return {target, before: names && {route: names.join(', ')}, after: undefined, phase: 1}
      },
    )
    return merged(brokers, nameServers)
  }

  async apply(topic: string, {target, before, after}: Omit<TopicChange, 'phase'>, cluster?: string): Promise<void> {
    const {address} = target
    if (target.kind === 'broker' && after?.config) await this.put(address, after.config, before?.config)
    else if (target.kind === 'broker') await this.cluster.invoke(address, requests.deleteTopicInBroker, {topic})
    else if (after?.orderConf !== undefined) await this.orderConf.put(target, topic, after.orderConf)
    else await this.cluster.invoke(address, requests.deleteTopicInNamesrv, {topic, clusterName: cluster})
  }

  /** Writes settings as a whole; attributes travel as the edits that lead from `before` to `after`. */
  async put(address: string, after: TopicConfig, before?: TopicConfig | undefined): Promise<void> {
    await this.cluster.invoke(address, requests.updateAndCreateTopic, {
      topic: after.topicName,
      defaultTopic: 'TBW102',
      readQueueNums: after.readQueueNums,
      writeQueueNums: after.writeQueueNums,
      perm: after.perm,
      topicFilterType: after.topicFilterType,
      topicSysFlag: after.topicSysFlag,
      order: after.order,
      attributes: attributeEdits(before?.attributes, after.attributes),
    })
  }

  /** Offsets of every queue on the masters that serve the topic; of a static topic also those of its logical queues. */
  async status(topic: string, cluster?: string): Promise<Answers<QueueStatus[]>> {
    const route = await this.cluster.route(topic)
    const brokers = this.cluster
      .routeBrokers(route)
      .filter(broker => cluster === undefined || broker.cluster === cluster)
    if (cluster !== undefined && brokers.length === 0) {
      await this.cluster.servers(cluster)
      throw new MqError('NOT_FOUND', `topic '${topic}' is not in cluster '${cluster}'`, {facts: {topic, cluster}})
    }
    const {answers, failures} = await fanOut(
      brokers,
      ({label}) => label,
      ({address}) => this.queuesAt(address, topic),
    )
    const logical =
      cluster === undefined && failures.length === 0
        ? await this.staticTopics.logicalQueues(topic, route, answers.flat())
        : []
    return {answers: [...answers, ...(logical.length > 0 ? [logical] : [])], failures}
  }

  /** A change of permission: queue counts and all else stay as they are on each broker. `NOT_FOUND` where nobody has the topic. */
  async permission(topic: string, where: Where, perm: number): Promise<Answers<TopicChange>> {
    const changes = await this.changes(topic, where, {perm})
    const known = changes.answers.filter(({before}) => before !== undefined)
    if (known.length === 0 && changes.failures.length === 0)
      throw new MqError(
        'NOT_FOUND',
        `topic '${topic}' does not exist on ${changes.answers.map(({target}) => target.label).join(', ')}`,
        {
          facts: {topic},
          hint: (await topicMeant(this.cluster, topic)) ?? 'mqadmin topic list shows the topics there are',
        },
      )
    return {answers: known, failures: changes.failures}
  }

  /** The route as the name server gave it, with its JSON value. */
  async route(topic: string): Promise<{route: TopicRoute; json: unknown}> {
    const route = await this.cluster.route(topic)
    return {route, json: topicRoute.write(route)}
  }

  /** Clusters that host the topic, sorted. */
  async clusters(topic: string): Promise<string[]> {
    const {brokerDatas} = await this.cluster.route(topic)
    return [...new Set(brokerDatas.map(({cluster}) => cluster))].sort()
  }

  /** All there is to know of a topic, from every broker that serves it. */
  async page(topic: string): Promise<Answers<TopicPage>> {
    const route = await this.cluster.route(topic)
    return fanOut(
      this.cluster.routeBrokers(route),
      ({label}) => label,
      async ({address, name}) => {
        const [config, queues, groups] = await Promise.all([
          this.config(address, topic),
          this.queuesAt(address, topic),
          this.cluster.invoke(address, requests.queryTopicConsumeByWho, {topic}),
        ])
        return topicPageOf(topic, name ?? address, config, queues, groups.body.groupList)
      },
    )
  }

  private async queuesAt(address: string, topic: string): Promise<QueueStatus[]> {
    const {body} = await this.cluster.invoke(address, requests.getTopicStatsInfo, {topic})
    return body.offsetTable.map(([queue, {minOffset, maxOffset, lastUpdateTimestamp}]) => ({
      broker: queue.brokerName,
      queue: queue.queueId,
      minOffset,
      maxOffset,
      messages: maxOffset - minOffset,
      ...(lastUpdateTimestamp > 0 ? {lastUpdate: lastUpdateTimestamp} : {}),
    }))
  }

  private async groupsAt(address: string, topic: string): Promise<string[]> {
    const {body} = await this.cluster.invoke(address, requests.queryTopicConsumeByWho, {topic})
    return body.groupList.toSorted()
  }

  private nameServers(): TopicTarget[] {
    return this.cluster.nameServers.map(address => ({label: `name server ${address}`, address, kind: 'nameServer'}))
  }

  private async routeAt(address: string, topic: string) {
    try {
      return (await this.cluster.invoke(address, requests.getRouteinfoByTopic, {topic})).body
    } catch (error) {
      if (error instanceof ServerError && error.responseCode === responseCode.TOPIC_NOT_EXIST) return undefined
      throw error
    }
  }
}

const merged = <T>(a: Answers<T>, b: Answers<T>): Answers<T> => ({
  answers: [...a.answers, ...b.answers],
  failures: [...a.failures, ...b.failures],
})
