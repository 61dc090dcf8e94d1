import {
  count,
  duration,
  entries,
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
import {dataVersion} from './data-version.js'
import {messageQueue, queueTable} from './queue.js'

/** Of one queue and group: lag is `brokerOffset - consumerOffset`. `lastTimestamp` 0: unknown. */
export const offsetWrapper = object('OffsetWrapper', {
  brokerOffset: fallback(offset(), 0),
  consumerOffset: fallback(offset(), 0),
  pullOffset: optional(offset()),
  lastTimestamp: fallback(time(), 0),
})
export type OffsetWrapper = Infer<typeof offsetWrapper>

export const consumeStats = object('ConsumeStats', {
  consumeTps: fallback(rate(), 0),
  offsetTable: fallback(queueTable(offsetWrapper), []),
})
export type ConsumeStats = Infer<typeof consumeStats>

/** Every group of a broker: one map a group, with one `ConsumeStats` a topic. */
export const consumeStatsList = object('ConsumeStatsList', {
  consumeStatsList: fallback(list(map(list(consumeStats))), []),
  brokerAddr: optional(str()),
  totalDiff: fallback(count(), 0),
  totalInflightDiff: optional(count()),
})
export type ConsumeStatsList = Infer<typeof consumeStatsList>

export const resetOffsetTable = object('ResetOffsetBody', {offsetTable: fallback(queueTable(offset()), [])})

/** 223 fills `consumerTable` (client id, queue, offset), 221 `messageQueueTable`. */
export const consumerStatus = object('GetConsumerStatusBody', {
  messageQueueTable: fallback(queueTable(offset()), []),
  consumerTable: fallback(map(queueTable(offset())), new Map()),
})

/** The texts beside the times are the server's rendering in its own zone; a reader takes the numbers. */
export const queueTimeSpan = object('QueueTimeSpan', {
  messageQueue,
  minTimeStamp: fallback(time(), 0),
  maxTimeStamp: fallback(time(), 0),
  consumeTimeStamp: fallback(time(), 0),
  delayTime: fallback(duration(), 0),
})
export type QueueTimeSpan = Infer<typeof queueTimeSpan>

export const consumeTimeSpans = object('QueryConsumeTimeSpanBody', {
  consumeTimeSpanSet: fallback(list(queueTimeSpan), []),
})

/** Smallest offset over the groups of a topic, by queue id. */
export const correctionOffsets = object('QueryCorrectionOffsetBody', {
  correctionOffsets: fallback(entries(int(), offset()), []),
})

/** A broker's committed offsets: `topic@group`, then queue id. */
export const consumerOffsetTable = object(
  'ConsumerOffsetSerializeWrapper',
  {
    offsetTable: fallback(map(entries(int(), offset())), new Map()),
    pullOffsetTable: optional(map(entries(int(), offset()))),
    dataVersion: optional(dataVersion),
  },
  {keepUnknown: true},
)
export type ConsumerOffsetTable = Infer<typeof consumerOffsetTable>

/** Consumed positions of the delay levels (from 1 on). */
export const delayOffsetTable = object(
  'DelayOffsetSerializeWrapper',
  {offsetTable: fallback(entries(int(), offset()), []), dataVersion: optional(dataVersion)},
  {keepUnknown: true},
)
export type DelayOffsetTable = Infer<typeof delayOffsetTable>
