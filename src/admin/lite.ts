/** Lite topics (brokers 5.5 and later): many small queues under a parent topic of type LITE, each read by the clients that subscribe to it. */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, askEach} from '../cluster/fan-out.js'
import {MqError} from '../errors.js'
import {didYouMean} from '../nearest.js'
import type {LiteGroupInfo} from '../protocol/bodies/lite.js'
import {requests} from '../protocol/index.js'
import {bool, count, type Infer, int, list, map, object, offset, oneOf, optional, str, time} from '../schema.js'
import type {Groups} from './groups.js'

export const liteBroker = object('LiteBroker', {
  broker: optional(str()),
  address: str(),
  storeType: optional(str()),
  liteQueues: count(),
  maxLiteQueues: count(),
  subscriptions: count(),
  /** Lite queues of which something is popped and not yet acknowledged. */
  orderInfos: count(),
  consumeQueues: count(),
  offsets: count(),
  /** Clients that are to be told of messages. */
  events: count(),
  /** Parent topic to the minutes that its lite topics live without messages, -1 for ever. */
  parentTopics: optional(map(int())),
  /** Parent topic to its groups. */
  groups: optional(map(list(str()))),
})
export type LiteBroker = Infer<typeof liteBroker>

export const liteParent = object('LiteParent', {
  broker: str(),
  /** How long a lite topic lives without messages, -1 for ever. */
  ttlMinutes: int(),
  liteTopics: count(),
  /** Those of the whole broker. */
  liteQueues: count(),
  /** Missing: none is bound to it. */
  groups: optional(list(str())),
})
export type LiteParent = Infer<typeof liteParent>

const liteSubscriber = object('LiteSubscriber', {
  /** `*` of a group that takes all lite topics. */
  clientId: str(),
  group: str(),
})
export type LiteSubscriber = Infer<typeof liteSubscriber>

export const liteTopic = object('LiteTopic', {
  broker: str(),
  minOffset: offset(),
  maxOffset: offset(),
  lastUpdate: optional(time()),
  /** It is this broker that the lite topic belongs to. */
  home: bool(),
  subscribers: list(liteSubscriber),
})
export type LiteTopic = Infer<typeof liteTopic>

export const liteClient = object('LiteClient', {
  broker: str(),
  /** Missing, as what follows: the broker does not know the client. */
  subscribed: optional(count()),
  lastAccess: optional(time()),
  /** No broker up to 5.5.1 tells it. */
  lastConsume: optional(time()),
  /** Names of queues, `%LMQ%$parent$lite`; no more than a thousand. */
  liteTopics: optional(list(str())),
})
export type LiteClient = Infer<typeof liteClient>

export const liteLag = object('LiteLag', {
  broker: str(),
  liteTopic: str(),
  lag: count(),
  earliest: optional(time()),
})
export type LiteLag = Infer<typeof liteLag>

/** A broker where the group has read nothing of the lite topic has no offsets. */
export const liteGroupOffset = object('LiteGroupOffset', {
  broker: str(),
  brokerOffset: optional(offset()),
  consumerOffset: optional(offset()),
  lag: optional(count()),
  lastConsumed: optional(time()),
})
export type LiteGroupOffset = Infer<typeof liteGroupOffset>

/** Of one lite topic the brokers, of all of them those that are furthest behind. */
export const liteGroup = object('LiteGroup', {
  group: str(),
  parentTopic: str(),
  liteTopic: optional(str()),
  lag: count(),
  /** When the oldest message was stored that is not consumed. */
  earliest: optional(time()),
  brokers: optional(list(liteGroupOffset)),
  byLag: optional(list(liteLag)),
  byTime: optional(list(liteLag)),
})
export type LiteGroup = Infer<typeof liteGroup>

/** Clients are told once of messages; triggering tells them again. */
export const liteDispatch = object('LiteDispatch', {dispatch: oneOf('done', 'triggered')})
export type LiteDispatch = Infer<typeof liteDispatch>

export interface LiteDispatchChange {
  target: BrokerTarget
  before: LiteDispatch
  after: LiteDispatch
}

export class Lite {
  constructor(
    private readonly cluster: Cluster,
    private readonly groups: Groups,
  ) {}

  async brokers(where: Where, {detail}: {detail: boolean}): Promise<Answers<LiteBroker>> {
    return askEach(await this.cluster.targets(where), async ({name, address}) => {
      const {body} = await this.cluster.invoke(address, requests.getBrokerLiteInfo, {})
      return {
        broker: name,
        address,
        storeType: body.storeType,
        liteQueues: body.currentLmqNum,
        maxLiteQueues: body.maxLmqNum,
        subscriptions: body.liteSubscriptionCount,
        orderInfos: body.orderInfoCount,
        consumeQueues: body.cqTableSize,
        offsets: body.offsetTableSize,
        events: body.eventMapSize,
        ...(detail && {parentTopics: body.topicMeta, groups: body.groupMeta}),
      }
    })
  }

  async parent(topic: string): Promise<Answers<LiteParent>> {
    return askEach(await this.brokersOf(topic), async broker => {
      const {body} = await this.cluster.invoke(broker.address, requests.getParentTopicInfo, {topic})
      const {ttl, liteTopicCount, lmqNum, groups} = body
      return {broker: nameOf(broker), ttlMinutes: ttl, liteTopics: liteTopicCount, liteQueues: lmqNum, groups}
    })
  }

  async topic(parentTopic: string, liteTopic: string): Promise<Answers<LiteTopic>> {
    return askEach(await this.brokersOf(parentTopic), async broker => {
      const {body} = await this.cluster.invoke(broker.address, requests.getLiteTopicInfo, {parentTopic, liteTopic})
      const {topicOffset, shardingToBroker, subscriber} = body
      return {
        broker: nameOf(broker),
        minOffset: topicOffset?.minOffset ?? 0,
        maxOffset: topicOffset?.maxOffset ?? 0,
        lastUpdate: known(topicOffset?.lastUpdateTimestamp),
        home: shardingToBroker,
        subscribers: subscriber.map(({clientId = '', group = ''}) => ({clientId, group})),
      }
    })
  }

  async client(parentTopic: string, group: string, clientId: string): Promise<Answers<LiteClient>> {
    return askEach(await this.brokersOf(parentTopic), async broker => {
      const {address} = broker
      await this.assertGroup(broker, group)
      const args = {parentTopic, group, clientId, maxCount: 1000}
      const {body} = await this.cluster.invoke(address, requests.getLiteClientInfo, args)
      return {
        broker: nameOf(broker),
        subscribed: body.liteTopicCount < 0 ? undefined : body.liteTopicCount,
        lastAccess: known(body.lastAccessTime),
        lastConsume: known(body.lastConsumeTime),
        liteTopics: body.liteTopicSet,
      }
    })
  }

  /** The lag over all lite topics of a group with the `top` worst of each broker, or that of one lite topic. */
  async group(
    parentTopic: string,
    group: string,
    {liteTopic, top}: {liteTopic?: string | undefined; top: number},
  ): Promise<{result: LiteGroup; answers: Answers<unknown>}> {
    const answers = await askEach(await this.brokersOf(parentTopic), async broker => {
      await this.assertGroup(broker, group)
      const args = {group, liteTopic, topK: top}
      const {body} = await this.cluster.invoke(broker.address, requests.getLiteGroupInfo, args)
      return {broker: nameOf(broker), ...body}
    })
    const found = answers.answers
    const times = found.map(one => one.earliestUnconsumedTimestamp).filter(ms => ms > 0)
    const result = {
      group,
      parentTopic,
      liteTopic,
      lag: found.reduce((sum, {totalLagCount}) => sum + Math.max(totalLagCount, 0), 0),
      earliest: times.length > 0 ? Math.min(...times) : undefined,
      ...(liteTopic === undefined
        ? {
            byLag: found
              .flatMap(({broker, lagCountTopK}) => lagsOf(broker, lagCountTopK))
              .sort((a, b) => b.lag - a.lag),
            byTime: found
              .flatMap(({broker, lagTimestampTopK}) => lagsOf(broker, lagTimestampTopK))
              .sort((a, b) => (a.earliest ?? -1) - (b.earliest ?? -1)),
          }
        : {brokers: found.map(offsetOf)}),
    }
    return {result, answers}
  }

  /** All brokers of the parent topic, or one of them by name or address. */
  async dispatchChanges(
    parentTopic: string,
    group: string,
    broker: string | undefined,
  ): Promise<Answers<LiteDispatchChange>> {
    const all = await this.brokersOf(parentTopic)
    const wanted = all.filter(({name, address}) => broker === undefined || broker === name || broker === address)
    if (wanted.length === 0)
      throw new MqError('NOT_FOUND', `broker '${broker}' does not serve topic '${parentTopic}'`, {
        facts: {broker, topic: parentTopic},
        hint: `known: ${all.map(nameOf).sort().join(', ')}`,
      })
    return askEach(wanted, async target => {
      await this.assertGroup(target, group)
      return {target, before: {dispatch: 'done'}, after: {dispatch: 'triggered'}}
    })
  }

  async dispatch({address}: BrokerTarget, group: string, clientId: string | undefined): Promise<void> {
    await this.cluster.invoke(address, requests.triggerLiteDispatch, {group, clientId})
  }

  private async brokersOf(topic: string): Promise<BrokerTarget[]> {
    return this.cluster.routeBrokers(await this.cluster.route(topic))
  }

  /** A broker that is asked about a group it does not know makes it (`LiteMetadataUtil.isLiteGroupType`): so it is not asked then. */
  private async assertGroup({label, address}: BrokerTarget, group: string): Promise<void> {
    const known = await this.groups.configs(address)
    if (known.has(group)) return
    throw new MqError('NOT_FOUND', `group '${group}' does not exist on ${label}`, {
      facts: {group, address, role: 'broker'},
      hint: didYouMean(group, known.keys()) ?? 'mqadmin group list shows the groups',
    })
  }
}

const nameOf = ({name, address}: BrokerTarget): string => name ?? address

/** Brokers say 0 or -1 where there is nothing to tell. */
const known = (value: number | undefined): number | undefined => (value !== undefined && value > 0 ? value : undefined)

const lagsOf = (broker: string, lags: LiteGroupInfo['lagCountTopK'] = []): LiteLag[] =>
  lags.map(({liteTopic, lagCount, earliestUnconsumedTimestamp}) => ({
    broker,
    liteTopic,
    lag: lagCount,
    earliest: known(earliestUnconsumedTimestamp),
  }))

function offsetOf({broker, liteTopicOffsetWrapper: found}: LiteGroupInfo & {broker: string}): LiteGroupOffset {
  if (found === undefined) return {broker}
  const {brokerOffset, consumerOffset, lastTimestamp} = found
  return {broker, brokerOffset, consumerOffset, lag: brokerOffset - consumerOffset, lastConsumed: known(lastTimestamp)}
}
