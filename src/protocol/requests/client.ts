import {bool, int, optional, str, wire} from '../../schema.js'
import {
  checkClientRequest,
  consumerConnection,
  consumerIdList,
  heartbeatData,
  lockBatchAnswer,
  lockBatchRequest,
  producerConnection,
  producerTable,
} from '../bodies/client.js'
import {consumeDirectlyResult, consumerRunningInfo} from '../bodies/consumer-running.js'
import {json, maybe, messageRecords} from '../body.js'
import {request} from '../request.js'

export const heartBeat = request({
  name: 'HEART_BEAT',
  code: 34,
  to: 'broker',
  effect: 'write',
  body: json(heartbeatData),
  reply: {
    header: {
      supportsHeartbeatV2: optional(wire('IS_SUPPORT_HEART_BEAT_V2', bool())),
      subscriptionChanged: optional(wire('IS_SUB_CHANGE', bool())),
    },
  },
})

export const unregisterClient = request({
  name: 'UNREGISTER_CLIENT',
  code: 35,
  to: 'broker',
  effect: 'write',
  header: {clientID: str(), producerGroup: optional(str()), consumerGroup: optional(str())},
})

export const getConsumerListByGroup = request({
  name: 'GET_CONSUMER_LIST_BY_GROUP',
  code: 38,
  to: 'broker',
  effect: 'read',
  header: {consumerGroup: str()},
  reply: {body: json(consumerIdList)},
})

export const lockBatchMq = request({
  name: 'LOCK_BATCH_MQ',
  code: 41,
  to: 'broker',
  effect: 'write',
  body: json(lockBatchRequest),
  reply: {body: json(lockBatchAnswer)},
})

export const unlockBatchMq = request({
  name: 'UNLOCK_BATCH_MQ',
  code: 42,
  to: 'broker',
  effect: 'write',
  body: json(lockBatchRequest),
})

export const checkClientConfig = request({
  name: 'CHECK_CLIENT_CONFIG',
  code: 46,
  to: 'broker',
  effect: 'read',
  body: json(checkClientRequest),
})

export const getConsumerConnectionList = request({
  name: 'GET_CONSUMER_CONNECTION_LIST',
  code: 203,
  to: 'broker',
  effect: 'read',
  header: {consumerGroup: str()},
  reply: {body: json(consumerConnection)},
})

export const getProducerConnectionList = request({
  name: 'GET_PRODUCER_CONNECTION_LIST',
  code: 204,
  to: 'broker',
  effect: 'read',
  header: {producerGroup: str()},
  reply: {body: json(producerConnection)},
})

export const getAllProducerInfo = request({
  name: 'GET_ALL_PRODUCER_INFO',
  code: 328,
  to: 'broker',
  effect: 'read',
  since: '4.9.4',
  reply: {body: json(producerTable)},
})

export const getConsumerRunningInfo = request({
  name: 'GET_CONSUMER_RUNNING_INFO',
  code: 307,
  to: 'broker',
  effect: 'read',
  timeoutMs: 15_000,
  about: 'The broker forwards it to the client and passes the answer back as it is.',
  header: {consumerGroup: str(), clientId: str(), jstackEnable: optional(bool())},
  reply: {body: json(consumerRunningInfo)},
})

export const consumeMessageDirectly = request({
  name: 'CONSUME_MESSAGE_DIRECTLY',
  code: 309,
  to: 'broker',
  effect: 'write',
  timeoutMs: 15_000,
  about: 'The broker adds the stored record as body and forwards it to the client, which consumes it at once.',
  header: {
    consumerGroup: str(),
    clientId: optional(str()),
    msgId: optional(str()),
    brokerName: optional(str()),
    topic: optional(str()),
    topicSysFlag: optional(int()),
    groupSysFlag: optional(int()),
  },
  body: maybe(messageRecords()),
  reply: {body: json(consumeDirectlyResult)},
})
