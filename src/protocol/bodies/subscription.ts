import {bool, fallback, type Infer, int, list, long, object, optional, str} from '../../schema.js'
import {openEnum} from '../words.js'

/**
 * What a group subscribes of a topic. `subVersion` is milliseconds from Java and nanoseconds from Go: only compare it.
 * `tagsSet` and `codeSet` (Java's `hashCode` of each tag) are empty for `*`.
 */
export const subscriptionData = object('SubscriptionData', {
  topic: str(),
  subString: fallback(str(), '*'),
  tagsSet: fallback(list(str()), []),
  codeSet: fallback(list(int()), []),
  subVersion: fallback(long(), 0n),
  expressionType: fallback(str(), 'TAG'),
  classFilterMode: fallback(bool(), false),
})
export type SubscriptionData = Infer<typeof subscriptionData>

export const subscriptionAnswer = object('QuerySubscriptionResponseBody', {
  group: optional(str()),
  topic: optional(str()),
  subscriptionData: optional(subscriptionData),
})

export const consumeTypes = openEnum('CONSUME_ACTIVELY', 'CONSUME_PASSIVELY', 'CONSUME_POP')
export const messageModels = openEnum('BROADCASTING', 'CLUSTERING', 'LITE_SELECTIVE')
export const consumeFromWheres = openEnum(
  'CONSUME_FROM_LAST_OFFSET',
  'CONSUME_FROM_LAST_OFFSET_AND_FROM_MIN_WHEN_BOOT_FIRST',
  'CONSUME_FROM_MIN_OFFSET',
  'CONSUME_FROM_MAX_OFFSET',
  'CONSUME_FROM_FIRST_OFFSET',
  'CONSUME_FROM_TIMESTAMP',
)
