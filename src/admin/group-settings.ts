/** Settings of a consumer group: what can be said of them, what a new group gets, and how a patch changes them. */
import {UsageError} from '../errors.js'
import {groupRetryPolicy, type SubscriptionGroupConfig, subscriptionGroupConfig} from '../protocol/bodies/group.js'
import {readJson} from '../protocol/json.js'
import {type Infer, object, ShapeError, str} from '../schema.js'

export type RetryPolicy = Infer<typeof groupRetryPolicy>

export interface GroupPatch {
  consumeEnable?: boolean | undefined
  consumeFromMinEnable?: boolean | undefined
  consumeBroadcastEnable?: boolean | undefined
  consumeMessageOrderly?: boolean | undefined
  retryQueueNums?: number | undefined
  retryMaxTimes?: number | undefined
  groupRetryPolicy?: RetryPolicy | undefined
  brokerId?: number | undefined
  whichBrokerWhenConsumeSlowly?: number | undefined
  notifyConsumerIdsChangedEnable?: boolean | undefined
  groupSysFlag?: number | undefined
  consumeTimeoutMinute?: number | undefined
  subscriptionDataSet?: unknown[] | undefined
  /** Attributes to set; `null` removes one. */
  attributes?: ReadonlyMap<string, string | null> | undefined
}

/** What Java's tool gives a group whose settings nobody named (`UpdateSubGroupSubCommand`); the broker's own defaults differ. */
export const newGroup = (groupName: string): SubscriptionGroupConfig => ({
  groupName,
  consumeEnable: true,
  consumeFromMinEnable: false,
  consumeBroadcastEnable: false,
  consumeMessageOrderly: false,
  retryQueueNums: 1,
  retryMaxTimes: 16,
  groupRetryPolicy: {type: 'CUSTOMIZED'},
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
  groupSysFlag: 0,
  consumeTimeoutMinute: 15,
})

/** The settings after a patch: only what it says changes. */
export function patchedGroup(config: SubscriptionGroupConfig, patch: GroupPatch): SubscriptionGroupConfig {
  const {attributes: edits, ...settings} = patch
  const said = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  const attributes = new Map(config.attributes)
  for (const [key, value] of edits ?? []) value === null ? attributes.delete(key) : attributes.set(key, value)
  return {...config, ...said, ...(attributes.size > 0 || config.attributes ? {attributes} : {})}
}

/** Java's JSON of a retry policy. Throws {@link UsageError}. */
export function readRetryPolicy(text: string): RetryPolicy {
  const fail = (why: string): never => {
    throw new UsageError(`'${text}' is not a retry policy: ${why}`, {
      hint: 'write {"type":"CUSTOMIZED","customizedRetryPolicy":{"next":[1000,5000]}} or {"type":"EXPONENTIAL","exponentialRetryPolicy":{"initial":5000,"max":7200000,"multiplier":2}}',
    })
  }
  let json: unknown
  try {
    json = readJson(text)
  } catch {
    return fail('it is not JSON')
  }
  try {
    const policy = groupRetryPolicy.read(json, 'policy')
    if (policy.type !== 'CUSTOMIZED' && policy.type !== 'EXPONENTIAL') fail(`there is no type ${policy.type}`)
    return policy
  } catch (error) {
    if (error instanceof ShapeError) return fail(error.message)
    throw error
  }
}

/** A group's settings on one broker, in Java's names. A missing field: the broker is older than it is. */
export const groupOnBroker = object('GroupOnBroker', {
  cluster: str(),
  broker: str(),
  ...subscriptionGroupConfig.shape,
})
export type GroupOnBroker = Infer<typeof groupOnBroker>
