import {about, bool, bytes, duration, fallback, int, long, offset, optional, str, time, wire} from '../../schema.js'
import {messageRecords} from '../body.js'
import {request} from '../request.js'
import {responseCode} from '../response-code.js'
import {rpc} from '../words.js'

const pullHeader = {
  consumerGroup: str(),
  topic: str(),
  queueId: int(),
  queueOffset: offset(),
  maxMsgNums: int(),
  sysFlag: about(int(), '1: store commitOffset; 2: may be held; 4: subscription is given; 16: lite pull.'),
  commitOffset: fallback(offset(), 0),
  suspendTimeoutMillis: fallback(duration(), 0),
  subscription: optional(str()),
  subVersion: about(fallback(long(), 0n), 'Milliseconds from Java, nanoseconds from Go.'),
  expressionType: optional(str()),
  maxMsgBytes: optional(bytes()),
  requestSource: optional(int()),
  proxyForwardClientId: optional(wire('proxyFrowardClientId', str())),
  liteTopic: optional(str()),
  ...rpc,
}

const pulled = {
  header: {
    suggestWhichBrokerId: int(),
    nextBeginOffset: offset(),
    minOffset: offset(),
    maxOffset: offset(),
    offsetDelta: optional(offset()),
    topicSysFlag: optional(int()),
    groupSysFlag: optional(int()),
    forbiddenType: optional(int()),
  },
  body: messageRecords(),
  codes: [
    responseCode.SUCCESS,
    responseCode.PULL_NOT_FOUND,
    responseCode.PULL_RETRY_IMMEDIATELY,
    responseCode.PULL_OFFSET_MOVED,
  ],
} as const

export const pullMessage = request({
  name: 'PULL_MESSAGE',
  code: 11,
  to: 'broker',
  effect: 'read',
  timeoutMs: 30_000,
  about: 'May be held for `suspendTimeoutMillis`. With bit 1 of `sysFlag` it commits an offset as well.',
  header: pullHeader,
  reply: pulled,
})

export const litePullMessage = request({
  name: 'LITE_PULL_MESSAGE',
  code: 361,
  to: 'broker',
  effect: 'read',
  timeoutMs: 30_000,
  since: '5.0.0',
  header: pullHeader,
  reply: pulled,
})

export const queryMessage = request({
  name: 'QUERY_MESSAGE',
  code: 12,
  to: 'broker',
  effect: 'read',
  timeoutMs: 15_000,
  about:
    'The broker compares hashes only, so the caller must look at the key. Leave out `uniqueKeyQuery` where requests are signed.',
  header: {
    topic: str(),
    key: str(),
    maxNum: int(),
    beginTimestamp: time(),
    endTimestamp: about(long(), 'Java sends 2^63-1 for "no end".'),
    uniqueKeyQuery: optional(wire('_UNIQUE_KEY_QUERY', bool())),
    indexType: about(optional(str()), 'K keys, U unique key, T tags; 5.4 on.'),
    lastKey: optional(str()),
    ...rpc,
  },
  reply: {header: {indexLastUpdateTimestamp: time(), indexLastUpdatePhyoffset: offset()}, body: messageRecords()},
})

export const viewMessageById = request({
  name: 'VIEW_MESSAGE_BY_ID',
  code: 33,
  to: 'broker',
  effect: 'read',
  header: {topic: optional(str()), offset: about(offset(), 'Commit log offset out of the offset id.')},
  reply: {body: messageRecords()},
})

export const consumerSendMsgBack = request({
  name: 'CONSUMER_SEND_MSG_BACK',
  code: 36,
  to: 'broker',
  effect: 'write',
  header: {
    offset: about(offset(), 'Commit log offset of the message.'),
    group: str(),
    delayLevel: about(int(), '0: by the number of tries; -1: to the dead letters now.'),
    originMsgId: optional(str()),
    originTopic: optional(str()),
    unitMode: optional(bool()),
    maxReconsumeTimes: optional(int()),
    ...rpc,
  },
})
