import {about, bool, count, duration, fallback, int, offset, optional, str, time} from '../../schema.js'
import {batchAckRequest} from '../bodies/pop.js'
import {json, messageRecords} from '../body.js'
import {request} from '../request.js'
import {responseCode} from '../response-code.js'
import {rpc} from '../words.js'

const queue = {consumerGroup: str(), topic: str(), queueId: int(), ...rpc}

const popped = {
  header: {
    popTime: fallback(time(), 0),
    invisibleTime: fallback(duration(), 0),
    reviveQid: fallback(int(), 0),
    restNum: fallback(count(), 0),
    startOffsetInfo: optional(str()),
    msgOffsetInfo: optional(str()),
    orderCountInfo: optional(str()),
  },
  body: messageRecords(),
  codes: [responseCode.SUCCESS, responseCode.PULL_NOT_FOUND, responseCode.POLLING_FULL, responseCode.POLLING_TIMEOUT],
} as const

export const popMessage = request({
  name: 'POP_MESSAGE',
  code: 200_050,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  timeoutMs: 30_000,
  about: 'May be held for `pollTime`; what it gives is hidden from others for `invisibleTime`.',
  header: {
    ...queue,
    maxMsgNums: int(),
    invisibleTime: duration(),
    pollTime: duration(),
    bornTime: time(),
    initMode: about(int(), 'Where a new group begins: 0 earliest, 1 latest.'),
    expType: optional(str()),
    exp: optional(str()),
    order: optional(bool()),
    attemptId: optional(str()),
  },
  reply: popped,
})

export const ackMessage = request({
  name: 'ACK_MESSAGE',
  code: 200_051,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  header: {...queue, extraInfo: str(), offset: offset(), liteTopic: optional(str())},
})

export const peekMessage = request({
  name: 'PEEK_MESSAGE',
  code: 200_052,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  header: {...queue, maxMsgNums: int()},
  reply: popped,
})

export const changeMessageInvisibletime = request({
  name: 'CHANGE_MESSAGE_INVISIBLETIME',
  code: 200_053,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  header: {
    ...queue,
    extraInfo: str(),
    offset: offset(),
    invisibleTime: duration(),
    liteTopic: optional(str()),
    suspend: optional(bool()),
  },
  reply: {header: {popTime: time(), invisibleTime: duration(), reviveQid: int()}},
})

export const notification = request({
  name: 'NOTIFICATION',
  code: 200_054,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  timeoutMs: 30_000,
  about: 'Held until there is something to pop.',
  header: {
    ...queue,
    pollTime: duration(),
    bornTime: time(),
    order: optional(bool()),
    attemptId: optional(str()),
    isLiteConsumer: optional(bool()),
    clientId: optional(str()),
    expType: optional(str()),
    exp: optional(str()),
  },
  reply: {header: {hasMsg: bool(), pollingFull: optional(bool())}},
})

export const pollingInfo = request({
  name: 'POLLING_INFO',
  code: 200_055,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  header: queue,
  reply: {header: {pollingNum: int()}},
})

export const popRollback = request({
  name: 'POP_ROLLBACK',
  code: 200_056,
  to: 'broker',
  effect: 'write',
  since: '5.3.2',
  timeoutMs: 30_000,
  about: 'Writes the records of POP out of RocksDB back into the store.',
})

export const batchAckMessage = request({
  name: 'BATCH_ACK_MESSAGE',
  code: 200_151,
  to: 'broker',
  effect: 'write',
  since: '5.1.3',
  body: json(batchAckRequest),
})
