import {any, bool, double, duration, fallback, type Infer, int, list, map, object, optional, str} from '../../schema.js'
import {openEnum} from '../words.js'
import {dataVersion} from './data-version.js'

/** Delays between deliveries in POP consumption, 5.x. */
export const groupRetryPolicy = object(
  'GroupRetryPolicy',
  {
    type: fallback(openEnum('EXPONENTIAL', 'CUSTOMIZED'), 'CUSTOMIZED'),
    exponentialRetryPolicy: optional(
      object('ExponentialRetryPolicy', {
        initial: fallback(duration(), 5000),
        max: fallback(duration(), 7_200_000),
        multiplier: fallback(double(), 2),
      }),
    ),
    customizedRetryPolicy: optional(object('CustomizedRetryPolicy', {next: fallback(list(duration()), [])})),
  },
  {keepUnknown: true},
)

/**
 * Settings of a consumer group on one broker. Missing numbers read as Java's constructor sets them; what 4.9 does not have
 * stays missing. In a write to 5.x the keys of `attributes` are edits (`+key`, `-key`); in an answer they are plain.
 */
export const subscriptionGroupConfig = object(
  'SubscriptionGroupConfig',
  {
    groupName: str(),
    consumeEnable: fallback(bool(), true),
    consumeFromMinEnable: fallback(bool(), true),
    consumeBroadcastEnable: fallback(bool(), true),
    consumeMessageOrderly: optional(bool()),
    retryQueueNums: fallback(int(), 1),
    retryMaxTimes: fallback(int(), 16),
    groupRetryPolicy: optional(groupRetryPolicy),
    brokerId: fallback(int(), 0),
    whichBrokerWhenConsumeSlowly: fallback(int(), 1),
    notifyConsumerIdsChangedEnable: fallback(bool(), true),
    groupSysFlag: optional(int()),
    consumeTimeoutMinute: optional(int()),
    subscriptionDataSet: optional(list(any())),
    attributes: optional(map(str())),
  },
  {keepUnknown: true},
)
export type SubscriptionGroupConfig = Infer<typeof subscriptionGroupConfig>

/** Every group of a broker; `forbiddenTable` (5.x): group, topic, bits of what is forbidden. */
export const subscriptionGroupTable = object(
  'SubscriptionGroupTable',
  {
    subscriptionGroupTable: fallback(map(subscriptionGroupConfig), new Map()),
    forbiddenTable: optional(map(map(int()))),
    dataVersion: optional(dataVersion),
  },
  {keepUnknown: true},
)
export type SubscriptionGroupTable = Infer<typeof subscriptionGroupTable>

export const subscriptionGroupList = object('SubscriptionGroupList', {
  groupConfigList: fallback(list(subscriptionGroupConfig), []),
})

export const groupList = object('GroupList', {groupList: fallback(list(str()), [])})

export const groupForbidden = object('GroupForbidden', {group: str(), topic: str(), readable: optional(bool())})

export const groupNameList = object('DeleteSubscriptionGroupListRequestBody', {
  groupNameList: fallback(list(str()), []),
  cleanOffset: fallback(bool(), false),
})
