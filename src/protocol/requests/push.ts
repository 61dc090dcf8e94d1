import {bool, fallback, int, offset, optional, str, time} from '../../schema.js'
import {consumerStatus, resetOffsetTable} from '../bodies/offset.js'
import {bytesBody, json} from '../body.js'
import {request} from '../request.js'
import {rpc} from '../words.js'

export const notifyConsumerIdsChanged = request({
  name: 'NOTIFY_CONSUMER_IDS_CHANGED',
  code: 40,
  to: 'client',
  effect: 'write',
  about: 'One-way; the consumer shares out the queues anew.',
  header: {consumerGroup: str()},
})

export const resetConsumerClientOffset = request({
  name: 'RESET_CONSUMER_CLIENT_OFFSET',
  code: 220,
  to: 'client',
  effect: 'write',
  about: 'One-way.',
  header: {
    group: str(),
    topic: str(),
    timestamp: time(),
    isForce: fallback(bool(), false),
    queueId: optional(int()),
    offset: optional(offset()),
    ...rpc,
  },
  body: json(resetOffsetTable),
})

export const getConsumerStatusFromClient = request({
  name: 'GET_CONSUMER_STATUS_FROM_CLIENT',
  code: 221,
  to: 'client',
  effect: 'read',
  header: {topic: str(), group: str(), clientAddr: optional(str()), ...rpc},
  reply: {body: json(consumerStatus)},
})

export const pushReplyMessageToClient = request({
  name: 'PUSH_REPLY_MESSAGE_TO_CLIENT',
  code: 326,
  to: 'client',
  effect: 'write',
  header: {
    producerGroup: str(),
    topic: str(),
    defaultTopic: fallback(str(), ''),
    defaultTopicQueueNums: fallback(int(), 0),
    queueId: int(),
    sysFlag: fallback(int(), 0),
    bornTimestamp: time(),
    flag: fallback(int(), 0),
    properties: optional(str()),
    reconsumeTimes: optional(int()),
    unitMode: optional(bool()),
    bornHost: str(),
    storeHost: str(),
    storeTimestamp: time(),
    ...rpc,
  },
  body: bytesBody(),
})
