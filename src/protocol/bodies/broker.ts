import {
  bool,
  bytes,
  count,
  double,
  fallback,
  type Infer,
  int,
  list,
  long,
  object,
  offset,
  optional,
  rate,
  str,
} from '../../schema.js'
import {subscriptionData} from './subscription.js'

/** `avgpt`: average a call, of what the item measures. */
export const brokerStatsItem = object('BrokerStatsItem', {
  sum: fallback(count(), 0),
  tps: fallback(rate(), 0),
  avgpt: fallback(double(), 0),
})

export const brokerStatsData = object('BrokerStatsData', {
  statsMinute: optional(brokerStatsItem),
  statsHour: optional(brokerStatsItem),
  statsDay: optional(brokerStatsItem),
})
export type BrokerStatsData = Infer<typeof brokerStatsData>

/** One entry of a consume queue. `tagsCode` is a tag's hash, a delivery time, or an address of the extension file. */
export const consumeQueueEntry = object('ConsumeQueueData', {
  physicOffset: fallback(offset(), 0),
  physicSize: fallback(bytes(), 0),
  tagsCode: fallback(long(), 0n),
  extendDataJson: optional(str()),
  bitMap: optional(str()),
  eval: fallback(bool(), false),
  msg: optional(str()),
})

/** `filterData` is a JSON text, `null` as text, or a sentence of the broker. */
export const consumeQueueAnswer = object('QueryConsumeQueueResponseBody', {
  subscriptionData: optional(subscriptionData),
  filterData: optional(str()),
  queueData: fallback(list(consumeQueueEntry), []),
  maxQueueIndex: fallback(offset(), 0),
  minQueueIndex: fallback(offset(), 0),
})

/** `checkStatus`: 0 all written, 1 something is missing, 2 being looked at, 3 failed. */
export const rocksdbProgress = object('CheckRocksdbCqWriteResult', {
  checkResult: optional(str()),
  checkStatus: fallback(int(), 0),
})
