/** `SubscriptionGroupConfig#toString` of Java 5.5, and the same fields as its `getConsumerConfig` prints them. */
import {javaHashOrder} from './java-order.js'
import {javaFields, javaString} from './java-text.js'

interface Policy {
  type: string
  exponentialRetryPolicy?: {initial: number; max: number; multiplier: number} | undefined
  customizedRetryPolicy?: {next: readonly number[]} | undefined
}

interface Config {
  groupName: string
  consumeEnable: boolean
  consumeFromMinEnable: boolean
  consumeBroadcastEnable: boolean
  consumeMessageOrderly?: boolean | undefined
  retryQueueNums: number
  retryMaxTimes: number
  groupRetryPolicy?: Policy | undefined
  brokerId: number
  whichBrokerWhenConsumeSlowly: number
  notifyConsumerIdsChangedEnable: boolean
  groupSysFlag?: number | undefined
  consumeTimeoutMinute?: number | undefined
  subscriptionDataSet?: readonly unknown[] | undefined
  attributes?: ReadonlyMap<string, string> | undefined
}

/** Java's fields in Java's order; what an older broker left out is as Java's constructor sets it. */
export const javaGroupFields = (config: Config): [string, unknown][] => [
  ['groupName', config.groupName],
  ['consumeEnable', config.consumeEnable],
  ['consumeFromMinEnable', config.consumeFromMinEnable],
  ['consumeBroadcastEnable', config.consumeBroadcastEnable],
  ['consumeMessageOrderly', config.consumeMessageOrderly ?? false],
  ['retryQueueNums', config.retryQueueNums],
  ['retryMaxTimes', config.retryMaxTimes],
  ['groupRetryPolicy', retryPolicy(config.groupRetryPolicy ?? {type: 'CUSTOMIZED'})],
  ['brokerId', config.brokerId],
  ['whichBrokerWhenConsumeSlowly', config.whichBrokerWhenConsumeSlowly],
  ['notifyConsumerIdsChangedEnable', config.notifyConsumerIdsChangedEnable],
  ['groupSysFlag', config.groupSysFlag ?? 0],
  ['consumeTimeoutMinute', config.consumeTimeoutMinute ?? 15],
  ['subscriptionDataSet', config.subscriptionDataSet?.map(subscription)],
  ['attributes', ordered(config.attributes ?? new Map())],
]

/** `edits` as typed: Java prints `{+key=value}`, not what the group has. */
export function javaGroupConfig(config: Config, edits: ReadonlyMap<string, string | null>): string {
  const typed = new Map([...edits].map(([key, value]) => (value === null ? [`-${key}`, ''] : [`+${key}`, value])))
  return `SubscriptionGroupConfig{${javaFields(javaGroupFields({...config, attributes: typed}))}}`
}

const ordered = (attributes: ReadonlyMap<string, string>): Map<string, string | undefined> =>
  new Map(javaHashOrder(attributes.keys()).map(key => [key, attributes.get(key)]))

const retryPolicy = ({type, exponentialRetryPolicy: exponential, customizedRetryPolicy: customized}: Policy): string =>
  `GroupRetryPolicy{${javaFields({
    type,
    exponentialRetryPolicy: exponential && `ExponentialRetryPolicy{${javaFields({...exponential})}}`,
    customizedRetryPolicy: customized && `CustomizedRetryPolicy{next=${javaString(customized.next)}}`,
  })}}`

/** `SimpleSubscriptionData#toString`. */
const subscription = (value: unknown): string =>
  `SimpleSubscriptionData{${javaFields(value as Record<string, unknown>)}}`
