import {about, bool, fallback, int, offset, optional, type Shape, str, time, wire} from '../../schema.js'
import {bytesBody} from '../body.js'
import {request} from '../request.js'
import {responseCode} from '../response-code.js'
import {rpc} from '../words.js'

/** Stored, though not flushed or copied as asked: a message id comes with these as well. */
const stored = [
  responseCode.SUCCESS,
  responseCode.FLUSH_DISK_TIMEOUT,
  responseCode.SLAVE_NOT_AVAILABLE,
  responseCode.FLUSH_SLAVE_TIMEOUT,
] as const

const header = {
  producerGroup: str(),
  topic: str(),
  defaultTopic: about(fallback(str(), ''), 'Topic whose settings a new topic inherits, normally TBW102.'),
  defaultTopicQueueNums: fallback(int(), 4),
  queueId: about(int(), '-1: the broker chooses.'),
  sysFlag: fallback(int(), 0),
  bornTimestamp: time(),
  flag: fallback(int(), 0),
  properties: optional(str()),
  reconsumeTimes: optional(int()),
  unitMode: optional(bool()),
  batch: optional(bool()),
  maxReconsumeTimes: optional(int()),
  ...rpc,
}

/** The same fields under one letter each (`SendMessageRequestHeaderV2`). */
const shortHeader = {
  producerGroup: wire('a', header.producerGroup),
  topic: wire('b', header.topic),
  defaultTopic: wire('c', header.defaultTopic),
  defaultTopicQueueNums: wire('d', header.defaultTopicQueueNums),
  queueId: wire('e', header.queueId),
  sysFlag: wire('f', header.sysFlag),
  bornTimestamp: wire('g', header.bornTimestamp),
  flag: wire('h', header.flag),
  properties: wire('i', header.properties),
  reconsumeTimes: wire('j', header.reconsumeTimes),
  unitMode: wire('k', header.unitMode),
  maxReconsumeTimes: wire('l', header.maxReconsumeTimes),
  batch: wire('m', header.batch),
  brokerName: wire('n', header.brokerName),
  logical: header.logical,
}

const extras = {
  region: optional(wire('MSG_REGION', str())),
  traceOn: optional(wire('TRACE_ON', bool())),
} as const satisfies Shape

const sent = {
  msgId: about(str(), 'Offset id; of a batch one for each message, separated by commas.'),
  queueId: int(),
  queueOffset: offset(),
  transactionId: optional(str()),
  batchUniqId: optional(str()),
  recallHandle: optional(str()),
  ...extras,
}

/** The reply message is only pushed, not stored, when the broker says so: then there is no id. */
const pushed = {
  ...sent,
  msgId: optional(sent.msgId),
  queueId: optional(sent.queueId),
  queueOffset: optional(sent.queueOffset),
}

export const sendMessage = request({
  name: 'SEND_MESSAGE',
  code: 10,
  to: 'broker',
  effect: 'write',
  header,
  body: bytesBody(),
  reply: {header: sent, codes: stored},
})

export const sendMessageV2 = request({
  name: 'SEND_MESSAGE_V2',
  code: 310,
  to: 'broker',
  effect: 'write',
  about: 'The usual send: the header of 10 under one-letter names.',
  header: shortHeader,
  body: bytesBody(),
  reply: {header: sent, codes: stored},
})

export const sendBatchMessage = request({
  name: 'SEND_BATCH_MESSAGE',
  code: 320,
  to: 'broker',
  effect: 'write',
  header: shortHeader,
  body: bytesBody(),
  reply: {header: sent, codes: stored},
})

export const sendReplyMessage = request({
  name: 'SEND_REPLY_MESSAGE',
  code: 324,
  to: 'broker',
  effect: 'write',
  header,
  body: bytesBody(),
  reply: {header: pushed, codes: stored},
})

export const sendReplyMessageV2 = request({
  name: 'SEND_REPLY_MESSAGE_V2',
  code: 325,
  to: 'broker',
  effect: 'write',
  header: shortHeader,
  body: bytesBody(),
  reply: {header: pushed, codes: stored},
})

export const recallMessage = request({
  name: 'RECALL_MESSAGE',
  code: 370,
  to: 'broker',
  effect: 'destroy',
  since: '5.3.2',
  about: 'Takes back a message that waits for its time.',
  header: {producerGroup: optional(str()), topic: str(), recallHandle: str(), ...rpc},
  reply: {header: {msgId: str()}},
})
