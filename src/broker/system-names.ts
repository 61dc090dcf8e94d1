/** Topics and groups that every broker has, and the rules for names. */
import type {SubscriptionGroupConfig} from '../protocol/bodies/group.js'
import type {TopicConfig} from '../protocol/bodies/topic.js'
import type {Values} from '../remoting/settings.js'
import type {brokerSettings} from './settings.js'

export const defaultTopic = 'TBW102'
export const delayTopic = 'SCHEDULE_TOPIC_XXXX'
/** Where timer messages wait. */
export const timerTopic = 'rmq_sys_wheel_timer'
export const halfTopic = 'RMQ_SYS_TRANS_HALF_TOPIC'
export const opHalfTopic = 'RMQ_SYS_TRANS_OP_HALF_TOPIC'
export const checkMaxTimeTopic = 'TRANS_CHECK_MAX_TIME_TOPIC'
export const retryPrefix = '%RETRY%'
export const dlqPrefix = '%DLQ%'

export const retryTopic = (group: string): string => retryPrefix + group
export const dlqTopic = (group: string): string => dlqPrefix + group

/** Bits of a topic's permission. */
export const permission = {inherit: 1, write: 2, read: 4} as const

const fixedSystemTopics = [
  defaultTopic,
  'SELF_TEST_TOPIC',
  'BenchmarkTest',
  'OFFSET_MOVED_EVENT',
  delayTopic,
  halfTopic,
  opHalfTopic,
  checkMaxTimeTopic,
  'CHECKPOINT_TOPIC',
]
const notSendable = ['SELF_TEST_TOPIC', 'OFFSET_MOVED_EVENT', delayTopic, halfTopic, opHalfTopic, checkMaxTimeTopic]
const systemPrefix = 'rmq_sys_'

type BrokerValues = Values<typeof brokerSettings>
type Names = {name: string; cluster: string}

/** What a broker has from its start on (Java `TopicConfigManager#init`). */
export function systemTopics(settings: BrokerValues, {cluster, name: broker}: Names): TopicConfig[] {
  const topics = [
    topic('SELF_TEST_TOPIC', 1, 6),
    topic('BenchmarkTest', 1024, 6),
    topic(cluster, 16, settings.clusterTopicEnable ? 7 : 5),
    topic(broker, 1, settings.brokerTopicEnable ? 7 : 5),
    topic('OFFSET_MOVED_EVENT', 1, 6),
    topic(delayTopic, 18, 6),
    topic(`${cluster}_REPLY_TOPIC`, 1, 6),
    topic(halfTopic, 1, 6),
    topic(opHalfTopic, 1, 6),
  ]
  if (settings.autoCreateTopicEnable) topics.push(topic(defaultTopic, settings.defaultTopicQueueNums, 7))
  if (settings.timerWheelEnable) topics.push(topic(timerTopic, 1, 6))
  if (settings.traceTopicEnable) topics.push(topic(settings.msgTraceTopicName, 1, 6))
  return topics
}

export const topic = (topicName: string, queues: number, perm: number): TopicConfig => ({
  topicName,
  readQueueNums: queues,
  writeQueueNums: queues,
  perm,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: false,
  attributes: new Map(),
})

/** Names that no request may create or delete. */
export function systemTopicNames(settings: BrokerValues, {cluster, name: brokerName}: Names): Set<string> {
  const {traceTopicEnable, msgTraceTopicName, timerWheelEnable} = settings
  return new Set([
    ...fixedSystemTopics,
    cluster,
    brokerName,
    `${cluster}_REPLY_TOPIC`,
    ...(traceTopicEnable ? [msgTraceTopicName] : []),
    ...(timerWheelEnable ? [timerTopic] : []),
  ])
}

export const isSystemTopic = (name: string, names: ReadonlySet<string>): boolean =>
  names.has(name) || name.startsWith(systemPrefix)

/** May clients not send to it? */
export const isReservedForBroker = (name: string): boolean => notSendable.includes(name)

const nameCharacters = /^[%|a-zA-Z0-9_-]+$/
const allowed = 'allowing only ^[%|a-zA-Z0-9_-]+$'
const longestTopic = 127
const longestGroup = 120
const longestDerivedTopic = 255

/** What is wrong with a topic's name, in Java's words; undefined for a good one. */
export function topicNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'The specified topic is blank.'
  if (!nameCharacters.test(name)) return `The specified topic: ${name}, contains illegal characters, ${allowed}`
  const limit = name.startsWith(retryPrefix) || name.startsWith(dlqPrefix) ? longestDerivedTopic : longestTopic
  if (name.length > limit) return `The specified topic: ${name}, is longer than topic max length: ${limit}`
  return undefined
}

export function groupNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'The specified group is blank.'
  if (!nameCharacters.test(name)) return `The specified group: ${name}, contains illegal characters, ${allowed}`
  if (name.length > longestGroup)
    return `The specified group: ${name}, is longer than group max length: ${longestGroup}`
  return undefined
}

const systemGroups = [
  'TOOLS_CONSUMER',
  'FILTERSRV_CONSUMER',
  'SELF_TEST_C_GROUP',
  'CID_ONS-HTTP-PROXY',
  'CID_ONSAPI_PULL',
  'CID_ONSAPI_PERMISSION',
  'CID_ONSAPI_OWNER',
  'CID_RMQ_SYS_TRANS',
]

/** Groups that a broker has from its start on (Java `SubscriptionGroupManager#init`). */
export const initialGroups = (): SubscriptionGroupConfig[] => systemGroups.map(name => groupConfig(name))

/** A group with Java's defaults. */
export const groupConfig = (groupName: string): SubscriptionGroupConfig => ({
  groupName,
  consumeEnable: true,
  consumeFromMinEnable: true,
  consumeBroadcastEnable: true,
  consumeMessageOrderly: false,
  retryQueueNums: 1,
  retryMaxTimes: 16,
  groupRetryPolicy: {type: 'CUSTOMIZED'},
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
  groupSysFlag: 0,
  consumeTimeoutMinute: 15,
  attributes: new Map(),
})
