import {
  bool,
  count,
  double,
  duration,
  fallback,
  type Infer,
  int,
  list,
  map,
  object,
  offset,
  optional,
  rate,
  str,
  time,
} from '../../schema.js'
import {openEnum} from '../words.js'
import {queueTable} from './queue.js'
import {subscriptionData} from './subscription.js'

/** State of one queue inside a consumer. `droped` is Java's spelling; `cachedMsgSizeInMiB` is in MiB. */
export const processQueueInfo = object('ProcessQueueInfo', {
  commitOffset: fallback(offset(), 0),
  cachedMsgMinOffset: fallback(offset(), 0),
  cachedMsgMaxOffset: fallback(offset(), 0),
  cachedMsgCount: fallback(int(), 0),
  cachedMsgSizeInMiB: fallback(int(), 0),
  transactionMsgMinOffset: fallback(offset(), 0),
  transactionMsgMaxOffset: fallback(offset(), 0),
  transactionMsgCount: fallback(int(), 0),
  locked: fallback(bool(), false),
  tryUnlockTimes: fallback(count(), 0),
  lastLockTimestamp: fallback(time(), 0),
  droped: fallback(bool(), false),
  lastPullTimestamp: fallback(time(), 0),
  lastConsumeTimestamp: fallback(time(), 0),
})
export type ProcessQueueInfo = Infer<typeof processQueueInfo>

export const popProcessQueueInfo = object('PopProcessQueueInfo', {
  waitAckCount: fallback(int(), 0),
  droped: fallback(bool(), false),
  lastPopTimestamp: fallback(time(), 0),
})

/** Of one topic inside a consumer; round-trip times are milliseconds. */
export const consumeStatus = object('ConsumeStatus', {
  pullRT: fallback(double(), 0),
  pullTPS: fallback(rate(), 0),
  consumeRT: fallback(double(), 0),
  consumeOKTPS: fallback(rate(), 0),
  consumeFailedTPS: fallback(rate(), 0),
  consumeFailedMsgs: fallback(count(), 0),
})

/** What a consumer tells of itself. `properties` holds its settings and the `PROP_…` figures; `statusTable` is by topic. */
export const consumerRunningInfo = object('ConsumerRunningInfo', {
  properties: fallback(map(str()), new Map()),
  subscriptionSet: fallback(list(subscriptionData), []),
  mqTable: fallback(queueTable(processQueueInfo), []),
  mqPopTable: optional(queueTable(popProcessQueueInfo)),
  statusTable: fallback(map(consumeStatus), new Map()),
  userConsumerInfo: optional(map(str())),
  jstack: optional(str()),
})
export type ConsumerRunningInfo = Infer<typeof consumerRunningInfo>

export const consumeDirectlyResult = object('ConsumeMessageDirectlyResult', {
  order: fallback(bool(), false),
  autoCommit: fallback(bool(), true),
  consumeResult: optional(
    openEnum('CR_SUCCESS', 'CR_LATER', 'CR_ROLLBACK', 'CR_COMMIT', 'CR_THROW_EXCEPTION', 'CR_RETURN_NULL'),
  ),
  remark: optional(str()),
  spentTimeMills: fallback(duration(), 0),
})
export type ConsumeDirectlyResult = Infer<typeof consumeDirectlyResult>
