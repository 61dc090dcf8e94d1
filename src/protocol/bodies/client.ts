import {bool, fallback, type Infer, int, list, map, object, optional, str, time} from '../../schema.js'
import {languages} from '../frame.js'
import {openEnum} from '../words.js'
import {messageQueue} from './queue.js'
import {consumeFromWheres, consumeTypes, messageModels, subscriptionData} from './subscription.js'

export const producerData = object('ProducerData', {groupName: str()})

export const consumerData = object('ConsumerData', {
  groupName: str(),
  consumeType: fallback(consumeTypes, 'CONSUME_PASSIVELY'),
  messageModel: fallback(messageModels, 'CLUSTERING'),
  consumeFromWhere: fallback(consumeFromWheres, 'CONSUME_FROM_LAST_OFFSET'),
  subscriptionDataSet: fallback(list(subscriptionData), []),
  unitMode: fallback(bool(), false),
})
export type ConsumerData = Infer<typeof consumerData>

/** `heartbeatFingerprint` 0 is the classic heartbeat; `withoutSub` (5.1.3 on) leaves out what has not changed. */
export const heartbeatData = object('HeartbeatData', {
  clientID: str(),
  producerDataSet: fallback(list(producerData), []),
  consumerDataSet: fallback(list(consumerData), []),
  heartbeatFingerprint: optional(int()),
  withoutSub: optional(bool()),
})
export type HeartbeatData = Infer<typeof heartbeatData>

export const checkClientRequest = object('CheckClientRequestBody', {
  clientId: optional(str()),
  group: optional(str()),
  namespace: optional(str()),
  subscriptionData,
})

const language = openEnum(...languages)

export const connection = object('Connection', {
  clientId: str(),
  clientAddr: str(),
  language: optional(language),
  version: fallback(int(), 0),
})
export type ClientConnection = Infer<typeof connection>

export const consumerConnection = object('ConsumerConnection', {
  connectionSet: fallback(list(connection), []),
  subscriptionTable: fallback(map(subscriptionData), new Map()),
  consumeType: optional(consumeTypes),
  messageModel: optional(messageModels),
  consumeFromWhere: optional(consumeFromWheres),
})
export type ConsumerConnection = Infer<typeof consumerConnection>

export const producerConnection = object('ProducerConnection', {connectionSet: fallback(list(connection), [])})
export type ProducerConnection = Infer<typeof producerConnection>

/** `remoteIP` is Java's socket text and starts with a slash. */
export const producerInfo = object('ProducerInfo', {
  clientId: str(),
  remoteIP: str(),
  language: optional(language),
  version: fallback(int(), 0),
  lastUpdateTimestamp: fallback(time(), 0),
})
export type ProducerInfo = Infer<typeof producerInfo>

/** Connected producers by group. */
export const producerTable = object('ProducerTableInfo', {data: fallback(map(list(producerInfo)), new Map())})

export const consumerIdList = object('GetConsumerListByGroupResponseBody', {consumerIdList: fallback(list(str()), [])})

export const lockBatchRequest = object('LockBatchRequestBody', {
  consumerGroup: str(),
  clientId: str(),
  onlyThisBroker: optional(bool()),
  mqSet: fallback(list(messageQueue), []),
})

export const lockBatchAnswer = object('LockBatchResponseBody', {lockOKMQSet: fallback(list(messageQueue), [])})
