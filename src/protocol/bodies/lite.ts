import {bool, count, fallback, type Infer, int, list, long, map, object, optional, str, time} from '../../schema.js'
import {openEnum} from '../words.js'
import {offsetWrapper} from './offset.js'
import {topicOffset} from './topic.js'

/** Lite queues of a broker; `topicMeta` is parent topic to minutes to live, `groupMeta` parent topic to groups. */
export const brokerLiteInfo = object('GetBrokerLiteInfoResponseBody', {
  storeType: optional(str()),
  maxLmqNum: fallback(int(), 0),
  currentLmqNum: fallback(int(), 0),
  liteSubscriptionCount: fallback(int(), 0),
  orderInfoCount: fallback(int(), 0),
  cqTableSize: fallback(int(), 0),
  offsetTableSize: fallback(int(), 0),
  eventMapSize: fallback(int(), 0),
  topicMeta: fallback(map(int()), new Map()),
  groupMeta: fallback(map(list(str())), new Map()),
})

/** `ttl` in minutes, -1 for ever; `lmqNum` counts the whole broker. No `groups`: none is bound to it. */
export const parentTopicInfo = object('GetParentTopicInfoResponseBody', {
  topic: optional(str()),
  ttl: fallback(int(), 0),
  groups: optional(list(str())),
  lmqNum: fallback(int(), 0),
  liteTopicCount: fallback(int(), 0),
})

export const liteTopicInfo = object('GetLiteTopicInfoResponseBody', {
  parentTopic: optional(str()),
  liteTopic: optional(str()),
  subscriber: fallback(list(object('ClientGroup', {clientId: optional(str()), group: optional(str())})), []),
  topicOffset: optional(topicOffset),
  shardingToBroker: fallback(bool(), false),
})

/** An unknown client has `liteTopicCount` -1. `liteTopicSet` holds full queue names. */
export const liteClientInfo = object('GetLiteClientInfoResponseBody', {
  parentTopic: optional(str()),
  group: optional(str()),
  clientId: optional(str()),
  lastAccessTime: fallback(time(), 0),
  lastConsumeTime: fallback(time(), 0),
  liteTopicCount: fallback(int(), 0),
  liteTopicSet: optional(list(str())),
})

const liteLagInfo = object('LiteLagInfo', {
  liteTopic: str(),
  lagCount: fallback(count(), 0),
  earliestUnconsumedTimestamp: fallback(time(), -1),
})

export const liteGroupInfo = object('GetLiteGroupInfoResponseBody', {
  group: optional(str()),
  parentTopic: optional(str()),
  liteTopic: optional(str()),
  earliestUnconsumedTimestamp: fallback(time(), -1),
  totalLagCount: fallback(count(), 0),
  liteTopicOffsetWrapper: optional(offsetWrapper),
  lagCountTopK: optional(list(liteLagInfo)),
  lagTimestampTopK: optional(list(liteLagInfo)),
})
export type LiteGroupInfo = Infer<typeof liteGroupInfo>

/** `COMPLETE_ADD` replaces what the client had; `offsetOption` says where it begins to read. */
export const liteSubscriptions = object('LiteSubscriptionCtlRequestBody', {
  subscriptionSet: fallback(
    list(
      object('LiteSubscriptionDTO', {
        action: optional(openEnum('PARTIAL_ADD', 'PARTIAL_REMOVE', 'COMPLETE_ADD', 'COMPLETE_REMOVE')),
        clientId: optional(str()),
        group: optional(str()),
        topic: optional(str()),
        liteTopicSet: fallback(list(str()), []),
        offsetOption: optional(
          object('OffsetOption', {
            type: fallback(openEnum('POLICY', 'OFFSET', 'TAIL_N', 'TIMESTAMP'), 'POLICY'),
            value: fallback(long(), 0n),
          }),
        ),
        version: fallback(long(), 0n),
      }),
    ),
    [],
  ),
})
