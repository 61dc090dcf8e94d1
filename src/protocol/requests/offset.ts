import {bool, fallback, int, offset, optional, str, time} from '../../schema.js'
import {
  consumerOffsetTable,
  consumerStatus,
  consumeStats,
  consumeStatsList,
  consumeTimeSpans,
  correctionOffsets,
  delayOffsetTable,
  resetOffsetTable,
} from '../bodies/offset.js'
import {json} from '../body.js'
import {request} from '../request.js'
import {openEnum, rpc} from '../words.js'

const queue = {topic: str(), queueId: int(), ...rpc}

export const queryConsumerOffset = request({
  name: 'QUERY_CONSUMER_OFFSET',
  code: 14,
  to: 'broker',
  effect: 'read',
  header: {consumerGroup: str(), ...queue, setZeroIfNotFound: optional(bool())},
  reply: {header: {offset: offset()}},
})

export const updateConsumerOffset = request({
  name: 'UPDATE_CONSUMER_OFFSET',
  code: 15,
  to: 'broker',
  effect: 'write',
  about: 'Consumers send it one-way. 4.9 stores whatever comes, also for groups and topics that do not exist.',
  header: {consumerGroup: str(), ...queue, commitOffset: offset()},
})

export const searchOffsetByTimestamp = request({
  name: 'SEARCH_OFFSET_BY_TIMESTAMP',
  code: 29,
  to: 'broker',
  effect: 'read',
  about:
    'By store time. 4.9 answers the nearest message and never one beyond the last; 5.x the first at or after the time.',
  header: {
    ...queue,
    timestamp: time(),
    boundaryType: optional(openEnum('LOWER', 'UPPER')),
    liteTopic: optional(str()),
  },
  reply: {header: {offset: offset()}},
})

export const getMaxOffset = request({
  name: 'GET_MAX_OFFSET',
  code: 30,
  to: 'broker',
  effect: 'read',
  header: {...queue, committed: optional(bool())},
  reply: {header: {offset: offset()}},
})

export const getMinOffset = request({
  name: 'GET_MIN_OFFSET',
  code: 31,
  to: 'broker',
  effect: 'read',
  header: queue,
  reply: {header: {offset: offset()}},
})

export const getEarliestMsgStoretime = request({
  name: 'GET_EARLIEST_MSG_STORETIME',
  code: 32,
  to: 'broker',
  effect: 'read',
  header: queue,
  reply: {header: {timestamp: time()}},
})

export const getAllConsumerOffset = request({
  name: 'GET_ALL_CONSUMER_OFFSET',
  code: 43,
  to: 'broker',
  effect: 'read',
  timeoutMs: 15_000,
  about: 'The whole table: some megabytes where there are many topics and groups.',
  reply: {body: json(consumerOffsetTable)},
})

export const getAllDelayOffset = request({
  name: 'GET_ALL_DELAY_OFFSET',
  code: 45,
  to: 'broker',
  effect: 'read',
  reply: {body: json(delayOffsetTable)},
})

export const getConsumeStats = request({
  name: 'GET_CONSUME_STATS',
  code: 208,
  to: 'broker',
  effect: 'read',
  timeoutMs: 15_000,
  about: 'An unknown group gives an empty table.',
  header: {consumerGroup: str(), topic: optional(str()), topicList: optional(str()), ...rpc},
  reply: {body: json(consumeStats)},
})

export const invokeBrokerToResetOffset = request({
  name: 'INVOKE_BROKER_TO_RESET_OFFSET',
  code: 222,
  to: 'broker',
  effect: 'write',
  about: '`timestamp` -1: to the end. 4.9 tells the connected clients, 5.x changes the stored offsets itself.',
  header: {
    group: str(),
    topic: str(),
    timestamp: time(),
    isForce: fallback(bool(), false),
    queueId: optional(int()),
    offset: optional(offset()),
    ...rpc,
  },
  reply: {body: json(resetOffsetTable)},
})

export const invokeBrokerToGetConsumerStatus = request({
  name: 'INVOKE_BROKER_TO_GET_CONSUMER_STATUS',
  code: 223,
  to: 'broker',
  effect: 'read',
  header: {topic: str(), group: str(), clientAddr: optional(str()), ...rpc},
  reply: {body: json(consumerStatus)},
})

export const queryConsumeTimeSpan = request({
  name: 'QUERY_CONSUME_TIME_SPAN',
  code: 303,
  to: 'broker',
  effect: 'read',
  header: {topic: str(), group: str(), ...rpc},
  reply: {body: json(consumeTimeSpans)},
})

export const queryCorrectionOffset = request({
  name: 'QUERY_CORRECTION_OFFSET',
  code: 308,
  to: 'broker',
  effect: 'write',
  about: 'The stored offsets of `filterGroups` (comma separated) on the topic are removed first.',
  header: {filterGroups: optional(str()), compareGroup: str(), topic: str(), ...rpc},
  reply: {body: json(correctionOffsets)},
})

export const cloneGroupOffset = request({
  name: 'CLONE_GROUP_OFFSET',
  code: 314,
  to: 'broker',
  effect: 'write',
  about: 'Without a topic nothing is copied: a fault of every Java release.',
  header: {srcGroup: str(), destGroup: str(), topic: optional(str()), offline: optional(bool())},
})

export const getBrokerConsumeStats = request({
  name: 'GET_BROKER_CONSUME_STATS',
  code: 317,
  to: 'broker',
  effect: 'read',
  timeoutMs: 50_000,
  header: {isOrder: fallback(bool(), false)},
  reply: {body: json(consumeStatsList)},
})
