import {type BrokerTarget, type Cluster, masterId, type Route} from '../cluster/cluster.js'
import {allOf, fanOut} from '../cluster/fan-out.js'
import {asMqError, MqError, PartialError, ServerError} from '../errors.js'
import type {LogicQueueMappingItem} from '../protocol/bodies/static-topic.js'
import type {TopicRemappingDetail} from '../protocol/bodies/topic-remapping.js'
import {requests} from '../protocol/index.js'
import {logicalBrokerName, templateTopic} from '../protocol/names.js'
import {responseCode} from '../protocol/response-code.js'
import {count, type Infer, int, map, object, offset, optional, str} from '../schema.js'
import {
  chainsOf,
  emptyPart,
  epochOf,
  isPending,
  leaderOf,
  logicalOffset,
  type Mapping,
  nextBlock,
  remapped,
  type StaticPart,
  type StaticParts,
  totalQueuesOf,
  withChains,
  withQueues,
} from './static-mapping.js'
import type {QueueStatus} from './topic-page.js'

/** A logical queue that a broker has or had: who takes its messages now. */
const staticQueue = object('StaticQueue', {
  leader: str(),
  physicalQueue: int(),
  /** Its first offset there; missing while a move is under way. */
  startsAt: optional(offset()),
})

/** What one broker keeps of a static topic. */
export const staticState = object('StaticState', {
  totalQueues: count(),
  epoch: count(),
  physicalQueues: count(),
  /** By the number of the logical queue. */
  queues: map(staticQueue),
})
export type StaticState = Infer<typeof staticState>

export interface StaticChange {
  target: BrokerTarget
  before: StaticState | undefined
  after: StaticState
  /** Brokers that take queues are told first, then those that give them, then the others. */
  phase: number
}

/** Names of clusters or of brokers; neither is the only cluster there is. */
export interface StaticWhere {
  clusters?: readonly string[] | undefined
  brokers?: readonly string[] | undefined
}

export interface StaticOptions {
  force: boolean
}

/** A change of a static topic as a whole. */
export interface StaticPlan {
  topic: string
  type: 'CREATE_OR_UPDATE' | 'REMAPPING'
  before: StaticParts
  after: StaticParts
  mapIn: ReadonlySet<string>
  mapOut: ReadonlySet<string>
  changes: StaticChange[]
  force: boolean
  /** What brokers are told, by name: {@link StaticPlan.after}, and the offsets that come out on the way. */
  parts: Map<string, StaticPart>
  masters: ReadonlyMap<string, BrokerTarget>
}

export class StaticTopics {
  constructor(private readonly cluster: Cluster) {}

  /** A static topic with so many queues, new or grown. */
  async sized(topic: string, total: number, where: StaticWhere, {force}: StaticOptions): Promise<StaticPlan> {
    const [targets, found] = await Promise.all([this.targets(where), this.find(topic)])
    const mapping = withQueues(topic, total, targets, found.parts, {force, now: Date.now()})
    return planOf(topic, 'CREATE_OR_UPDATE', found, mapping, force)
  }

  /** Its queues led by these brokers only. */
  async moved(topic: string, where: StaticWhere, {force}: StaticOptions): Promise<StaticPlan> {
    const [targets, found] = await Promise.all([this.targets(where), this.find(topic)])
    if (found.parts.size === 0)
      throw new MqError('NOT_FOUND', `static topic '${topic}' does not exist`, {
        facts: {topic},
        hint: `mqadmin topic static set ${topic} --queues 8 makes it`,
      })
    return planOf(topic, 'REMAPPING', found, remapped(topic, targets, found.parts, {force, now: Date.now()}), force)
  }

  /** The mapping of a file that an earlier change wrote. */
  async written(detail: TopicRemappingDetail, {force}: StaticOptions): Promise<StaticPlan> {
    const {topic, brokerConfigMap, brokerToMapIn, brokerToMapOut} = detail
    const parts = staticParts(topic, brokerConfigMap)
    chainsOf(topic, parts, force)
    const found = await this.find(topic)
    const unknown = [...parts.keys()].filter(broker => !found.masters.has(broker))
    if (unknown.length > 0)
      throw new MqError('NOT_FOUND', `the file names ${unknown.join(', ')}, of which no master is registered`)
    const type = detail.type === 'REMAPPING' ? 'REMAPPING' : 'CREATE_OR_UPDATE'
    const mapping = {parts, mapIn: new Set(brokerToMapIn), mapOut: new Set(brokerToMapOut)}
    return planOf(topic, type, found, mapping, force)
  }

  /** Tells one broker; one that gives queues away is then asked how far they got, which those that take them are told. */
  async apply(plan: StaticPlan, {target}: StaticChange): Promise<void> {
    const {name = '', address} = target
    await this.put(plan, name)
    if (!plan.mapOut.has(name)) return
    const {body} = await this.cluster.invoke(address, requests.getTopicStatsInfo, {topic: plan.topic}).catch(thrown => {
      throw notRead(target.label, asMqError(thrown))
    })
    const ended = new Map<number, LogicQueueMappingItem[]>()
    for (const [queue, chain] of plan.parts.get(name)?.mappingDetail.hostedQueues ?? []) {
      const old = chain.at(-2)
      if (old?.bname !== name || !isPending(chain)) continue
      const found = body.offsetTable.find(([{brokerName, queueId}]) => brokerName === name && queueId === old.queueId)
      const max = found?.[1].maxOffset
      if (max === undefined || max < old.startOffset)
        throw new MqError('SERVER_REFUSED', `${target.label} does not tell how far queue ${old.queueId} got`, {
          facts: {topic: plan.topic, address, maxOffset: max, startOffset: old.startOffset},
        })
      const logicOffset = nextBlock(logicalOffset(old, max))
      ended.set(queue, [...chain.slice(0, -1), {...leaderOf(chain), logicOffset}])
    }
    for (const broker of new Set([...ended.values()].map(chain => leaderOf(chain).bname))) {
      plan.parts.set(broker, withChains(plan.parts.get(broker) as StaticPart, broker, ended))
      await this.put(plan, broker)
    }
  }

  /**
   * The logical queues of a static topic, of what its physical ones hold; one whose physical queues are not among them is left out.
   * Empty for any other topic.
   */
  async logicalQueues(topic: string, route: Route, physical: readonly QueueStatus[]): Promise<QueueStatus[]> {
    const mappings = [...(route.topicQueueMappingByBroker?.values() ?? [])]
    const [mapping] = mappings
    if (mapping === undefined) return []
    const brokers = this.cluster.routeBrokers(route)
    const configs = allOf(
      await fanOut(
        brokers,
        ({label}) => label,
        async broker => [broker.name ?? '', await this.configAt(broker, topic)] as const,
      ),
    ).flatMap(([name, config]) => (config ? [[name, config] as const] : []))
    const at = ({bname, queueId}: LogicQueueMappingItem) =>
      physical.find(({broker, queue}) => broker === bname && queue === queueId)
    return [...chainsOf(topic, staticParts(topic, new Map(configs)), true)].flatMap(([queue, chain]) => {
      const known = chain.filter(({logicOffset}) => logicOffset >= 0)
      const [first, last] = [known[0], known.at(-1)]
      const [oldest, newest] = [first && at(first), last && at(last)]
      if (!first || !last || !oldest || !newest) return []
      const minOffset = logicalOffset(first, oldest.minOffset)
      const maxOffset = logicalOffset(last, newest.maxOffset)
      const broker = logicalBrokerName(mapping.scope)
      return [{...newest, broker, queue, minOffset, maxOffset, messages: maxOffset - minOffset}]
    })
  }

  private async put({topic, parts, masters, force}: StaticPlan, broker: string): Promise<void> {
    const {mappingDetail, ...config} = parts.get(broker) as StaticPart
    await this.cluster.invoke((masters.get(broker) as BrokerTarget).address, requests.updateAndCreateStaticTopic, {
      topic,
      defaultTopic: templateTopic,
      readQueueNums: config.readQueueNums,
      writeQueueNums: config.writeQueueNums,
      perm: config.perm,
      topicFilterType: config.topicFilterType,
      topicSysFlag: config.topicSysFlag,
      order: config.order,
      ...(force ? {force} : {}),
      body: mappingDetail,
    })
  }

  private async targets({clusters, brokers}: StaticWhere): Promise<string[]> {
    const wanted = brokers?.map(broker => ({broker})) ?? clusters?.map(cluster => ({cluster})) ?? [{}]
    const found = await Promise.all(wanted.map(where => this.cluster.targets(where)))
    return [...new Set(found.flat().map(({name, address}) => name ?? address))]
  }

  /** What every master of every cluster has of the topic: a queue may be anywhere. All must answer. */
  private async find(topic: string): Promise<Found> {
    const brokers = (await this.cluster.brokers()).filter(({id}) => id === masterId)
    const {answers, failures} = await fanOut(
      brokers,
      ({label}) => label,
      async broker => ({broker, config: await this.configAt(broker, topic)}),
    )
    const [failure] = failures
    if (failure) throw failures.length > 1 ? new PartialError(failures, 0) : failure.error
    const configs = answers.flatMap(({broker: {name = ''}, config}) => (config ? [[name, config] as const] : []))
    return {
      masters: new Map(brokers.map(broker => [broker.name ?? '', broker])),
      parts: staticParts(topic, new Map(configs)),
    }
  }

  /** Only so does the broker tell of the mapping. */
  private async configAt({address}: BrokerTarget, topic: string) {
    try {
      return (await this.cluster.invoke(address, requests.getTopicConfig, {topic, logical: true})).body
    } catch (error) {
      if (error instanceof ServerError && error.responseCode === responseCode.TOPIC_NOT_EXIST) return undefined
      throw error
    }
  }
}

/** It gave its queues away, and those that take them do not know where to begin. */
const notRead = (label: string, error: MqError): MqError =>
  new MqError(error.code, `${label} accepted the change, but it could not be read back: ${error.message}`, {
    facts: error.facts,
    cause: error,
    hint: 'run it again: it ends what was begun',
  })

interface Found {
  masters: ReadonlyMap<string, BrokerTarget>
  parts: StaticParts
}

/** A topic that a broker has without a mapping is an ordinary one. */
function staticParts(topic: string, configs: TopicRemappingDetail['brokerConfigMap']): StaticParts {
  const ordinary = [...configs].filter(([, {mappingDetail}]) => mappingDetail === undefined).map(([broker]) => broker)
  if (ordinary.length === 0) return new Map([...configs].map(([broker, part]) => [broker, part as StaticPart]))
  throw new MqError('SERVER_REFUSED', `topic '${topic}' exists on ${ordinary.join(', ')}, and is no static topic`, {
    facts: {topic},
    hint: 'a topic is static from its beginning or never: take another name, or delete it first',
  })
}

function planOf(
  topic: string,
  type: StaticPlan['type'],
  {masters, parts: before}: Found,
  {parts, mapIn, mapOut}: Mapping,
  force: boolean,
): StaticPlan {
  const after = parts === before ? parts : completed(topic, parts, masters)
  const phaseOf = (broker: string) => (mapIn.has(broker) ? 0 : mapOut.has(broker) ? 1 : mapIn.size > 0 ? 2 : 0)
  const changes = [...after].map(([broker, part]): StaticChange => {
    const known = before.get(broker)
    const target = masters.get(broker) as BrokerTarget
    return {target, before: known && stateOf(known), after: stateOf(part), phase: phaseOf(broker)}
  })
  return {topic, type, before, after, mapIn, mapOut, changes, force, parts: new Map(after), masters}
}

/** With the other brokers of the same clusters, which have no queue of it but must know of it. */
function completed(topic: string, parts: StaticParts, masters: Found['masters']): StaticParts {
  const clusters = new Set([...parts.keys()].map(broker => masters.get(broker)?.cluster))
  const others = [...masters].filter(([broker, {cluster}]) => clusters.has(cluster) && !parts.has(broker))
  const [total, epoch] = [totalQueuesOf(parts), epochOf(parts)]
  return new Map([...parts, ...others.map(([broker]) => [broker, emptyPart(topic, broker, total, epoch)] as const)])
}

function stateOf({writeQueueNums, mappingDetail}: StaticPart): StaticState {
  const {totalQueues, epoch, hostedQueues = []} = mappingDetail
  const queues = hostedQueues.map(([queue, chain]) => {
    const {bname, queueId, logicOffset} = leaderOf(chain)
    const state = {leader: bname, physicalQueue: queueId, startsAt: logicOffset < 0 ? undefined : logicOffset}
    return [String(queue), state] as const
  })
  return {totalQueues, epoch, physicalQueues: writeQueueNums, queues: new Map(queues)}
}
