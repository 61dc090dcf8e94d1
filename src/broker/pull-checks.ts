/** What is looked at before a pull is served, in Java's order (`PullMessageProcessor`), and which messages it wants. */
import {UsageError} from '../errors.js'
import type {SubscriptionGroupConfig} from '../protocol/bodies/group.js'
import type {TopicConfig} from '../protocol/bodies/topic.js'
import {parseSubscription} from '../protocol/message/index.js'
import type {Args} from '../protocol/request.js'
import type {pullMessage} from '../protocol/requests/message.js'
import {responseCode} from '../protocol/response-code.js'
import {type Caller, Refusal} from '../remoting/dispatcher.js'
import {type BrokerState, seeFaq} from './broker-state.js'
import {permission} from './system-names.js'

export type PullArgs = Args<typeof pullMessage>
/** Which messages are wanted, by their tags code; undefined: all. */
export type TagsFilter = ((tagsCode: number) => boolean) | undefined

/** Bits of a pull's sysFlag. */
export const pullFlag = {commitOffset: 1, suspend: 2, subscription: 4, classFilter: 8, litePull: 16} as const

interface Reading {
  consumerGroup: string
  topic: string
  /** -1: any, where that is allowed. */
  queueId: number
}

export interface Readable {
  group: SubscriptionGroupConfig
  topic: TopicConfig
}

export interface CheckedPull extends Readable {
  filter: TagsFilter
}

/** Throws {@link Refusal}. */
export async function checkPull(state: BrokerState, args: PullArgs, caller: Caller): Promise<CheckedPull> {
  const readable = await checkReading(state, args, caller, 0)
  return {...readable, filter: filterOf(state, args)}
}

/** May the group read the topic here? Queues count from `least` on. Throws {@link Refusal}. */
export async function checkReading(
  state: BrokerState,
  reading: Reading,
  caller: Caller,
  least: number,
): Promise<Readable> {
  const {settings, groups, topics, identity, consumers} = state
  if ((settings.values.brokerPermission & permission.read) === 0)
    throw new Refusal(responseCode.NO_PERMISSION, `the broker[${identity.host.ip}] pulling message is forbidden`)
  const group = await groups.find(reading.consumerGroup)
  if (!group)
    throw new Refusal(
      responseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
      `subscription group [${reading.consumerGroup}] does not exist, ${seeFaq}`,
    )
  if (!group.consumeEnable)
    throw new Refusal(responseCode.NO_PERMISSION, `subscription group no permission, ${reading.consumerGroup}`)
  const topic = topics.get(reading.topic)
  if (!topic)
    throw new Refusal(responseCode.TOPIC_NOT_EXIST, `topic[${reading.topic}] not exist, apply first please! ${seeFaq}`)
  if ((topic.perm & permission.read) === 0)
    throw new Refusal(responseCode.NO_PERMISSION, `the topic[${reading.topic}] pulling message is forbidden`)
  if (reading.queueId < least || reading.queueId >= topic.readQueueNums)
    throw new Refusal(
      responseCode.INVALID_PARAMETER,
      `queueId[${reading.queueId}] is illegal, topic:[${reading.topic}] ` +
        `topicConfig.readQueueNums:[${topic.readQueueNums}] consumer:[/${caller.address}]`,
    )
  const online = consumers.get(reading.consumerGroup)
  if (online?.messageModel === 'BROADCASTING' && !group.consumeBroadcastEnable)
    throw new Refusal(
      responseCode.NO_PERMISSION,
      `the consumer group[${reading.consumerGroup}] can not consume by broadcast way`,
    )
  if (groups.isForbidden(reading.consumerGroup, reading.topic))
    throw new Refusal(
      responseCode.NO_PERMISSION,
      `the consumer group[${reading.consumerGroup}] is forbidden for topic[${reading.topic}]`,
    )
  return {group, topic}
}

function filterOf(state: BrokerState, args: PullArgs): TagsFilter {
  if ((args.sysFlag & pullFlag.subscription) !== 0) {
    refuseExpression(args.expressionType)
    return filterOfText(args.subscription)
  }
  const group = state.consumers.get(args.consumerGroup)
  if (!group) throw new Refusal(responseCode.SUBSCRIPTION_NOT_EXIST, `the consumer's group info not exist${seeFaq}`)
  const subscription = group.subscriptions.get(args.topic)
  if (!subscription)
    throw new Refusal(responseCode.SUBSCRIPTION_NOT_EXIST, `the consumer's subscription not exist${seeFaq}`)
  refuseExpression(subscription.expressionType)
  // Java refuses these (25), and its clients, which may lose the race for their heartbeat, then stand still for half a minute.
  // They look at the tags themselves anyway: without knowing what they want now, everything is right
  if (subscription.subVersion < args.subVersion) return undefined
  if (subscription.classFilterMode || subscription.subString === '*' || subscription.codeSet.length === 0)
    return undefined
  const codes = new Set(subscription.codeSet)
  return tagsCode => codes.has(tagsCode)
}

/** The filter of a subscription text. Throws {@link Refusal}. */
export function filterOfText(text: string | undefined): TagsFilter {
  try {
    const {all, codes} = parseSubscription(text)
    if (all) return undefined
    const wanted = new Set(codes)
    return tagsCode => wanted.has(tagsCode)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new Refusal(responseCode.SUBSCRIPTION_PARSE_FAILED, "parse the consumer's subscription failed")
  }
}

/** Only tags can be filtered by. */
export function refuseExpression(type: string | undefined): void {
  if (type && type !== 'TAG')
    throw new Refusal(responseCode.SYSTEM_ERROR, `The broker does not support consumer to filter message by ${type}`)
}
