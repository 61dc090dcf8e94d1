import {about, duration, fallback, int, optional, str, time} from '../../schema.js'
import {
  brokerLiteInfo,
  liteClientInfo,
  liteGroupInfo,
  liteSubscriptions,
  liteTopicInfo,
  parentTopicInfo,
} from '../bodies/lite.js'
import {json, messageRecords} from '../body.js'
import {request} from '../request.js'
import {responseCode} from '../response-code.js'
import {rpc} from '../words.js'

export const popLiteMessage = request({
  name: 'POP_LITE_MESSAGE',
  code: 200_070,
  to: 'broker',
  effect: 'write',
  since: '5.5.0',
  timeoutMs: 30_000,
  header: {
    clientId: str(),
    consumerGroup: str(),
    topic: about(str(), 'The parent topic.'),
    maxMsgNum: int(),
    invisibleTime: duration(),
    pollTime: duration(),
    bornTime: time(),
    attemptId: optional(str()),
    ...rpc,
  },
  reply: {
    header: {
      popTime: fallback(time(), 0),
      invisibleTime: fallback(duration(), 0),
      reviveQid: fallback(int(), 0),
      startOffsetInfo: optional(str()),
      msgOffsetInfo: optional(str()),
      orderCountInfo: optional(str()),
    },
    body: messageRecords(),
    codes: [responseCode.SUCCESS, responseCode.POLLING_FULL, responseCode.POLLING_TIMEOUT],
  },
})

export const liteSubscriptionCtl = request({
  name: 'LITE_SUBSCRIPTION_CTL',
  code: 200_071,
  to: 'broker',
  effect: 'write',
  since: '5.5.0',
  body: json(liteSubscriptions),
})

export const notifyUnsubscribeLite = request({
  name: 'NOTIFY_UNSUBSCRIBE_LITE',
  code: 200_073,
  to: 'client',
  effect: 'write',
  since: '5.5.0',
  about: 'One-way: another client took the lite topic over.',
  header: {liteTopic: str(), consumerGroup: str(), clientId: str(), ...rpc},
})

export const getBrokerLiteInfo = request({
  name: 'GET_BROKER_LITE_INFO',
  code: 200_074,
  to: 'broker',
  effect: 'read',
  since: '5.5.0',
  reply: {body: json(brokerLiteInfo)},
})

export const getParentTopicInfo = request({
  name: 'GET_PARENT_TOPIC_INFO',
  code: 200_075,
  to: 'broker',
  effect: 'read',
  since: '5.5.0',
  header: {topic: str()},
  reply: {body: json(parentTopicInfo)},
})

export const getLiteTopicInfo = request({
  name: 'GET_LITE_TOPIC_INFO',
  code: 200_076,
  to: 'broker',
  effect: 'read',
  since: '5.5.0',
  header: {parentTopic: str(), liteTopic: optional(str())},
  reply: {body: json(liteTopicInfo)},
})

export const getLiteClientInfo = request({
  name: 'GET_LITE_CLIENT_INFO',
  code: 200_077,
  to: 'broker',
  effect: 'read',
  since: '5.5.0',
  header: {
    parentTopic: str(),
    group: str(),
    clientId: optional(str()),
    maxCount: about(optional(int()), 'Java always sends it, normally 1000; 0 and less is refused.'),
  },
  reply: {body: json(liteClientInfo)},
})

export const getLiteGroupInfo = request({
  name: 'GET_LITE_GROUP_INFO',
  code: 200_078,
  to: 'broker',
  effect: 'read',
  since: '5.5.0',
  header: {
    group: str(),
    liteTopic: optional(str()),
    topK: about(optional(int()), 'At least 1 where no lite topic is given.'),
  },
  reply: {body: json(liteGroupInfo)},
})

export const triggerLiteDispatch = request({
  name: 'TRIGGER_LITE_DISPATCH',
  code: 200_079,
  to: 'broker',
  effect: 'write',
  since: '5.5.0',
  header: {group: str(), clientId: optional(str())},
})
