import {count, fallback, int, offset, optional, str} from '../../schema.js'
import {brokerStatsData, consumeQueueAnswer} from '../bodies/broker.js'
import {kvTable} from '../bodies/kv.js'
import {json, maybe, properties} from '../body.js'
import {request} from '../request.js'

export const updateBrokerConfig = request({
  name: 'UPDATE_BROKER_CONFIG',
  code: 25,
  to: 'broker',
  effect: 'write',
  about: 'Only the keys to change; a key the broker does not know is ignored and still answered with success.',
  body: properties({escaped: true}),
})

export const getBrokerConfig = request({
  name: 'GET_BROKER_CONFIG',
  code: 26,
  to: 'broker',
  effect: 'read',
  about: '`version` is the JSON of a DataVersion.',
  reply: {header: {version: optional(str())}, body: properties()},
})

export const getBrokerRuntimeInfo = request({
  name: 'GET_BROKER_RUNTIME_INFO',
  code: 28,
  to: 'broker',
  effect: 'read',
  about: 'All values are text; a rate soon after the start may hold fewer than its three numbers.',
  reply: {body: json(kvTable)},
})

export const viewBrokerStatsData = request({
  name: 'VIEW_BROKER_STATS_DATA',
  code: 315,
  to: 'broker',
  effect: 'read',
  header: {statsName: str(), statsKey: str()},
  reply: {body: json(brokerStatsData)},
})

export const queryConsumeQueue = request({
  name: 'QUERY_CONSUME_QUEUE',
  code: 321,
  to: 'broker',
  effect: 'read',
  about: 'Success without a body when the queue has nothing at `index`.',
  header: {
    topic: str(),
    queueId: fallback(int(), 0),
    index: fallback(offset(), 0),
    count: fallback(count(), 0),
    consumerGroup: optional(str()),
  },
  reply: {body: maybe(json(consumeQueueAnswer))},
})

export const cleanExpiredConsumequeue = request({
  name: 'CLEAN_EXPIRED_CONSUMEQUEUE',
  code: 306,
  to: 'broker',
  effect: 'destroy',
})

export const deleteExpiredCommitlog = request({
  name: 'DELETE_EXPIRED_COMMITLOG',
  code: 329,
  to: 'broker',
  effect: 'destroy',
  since: '4.9.4',
})
