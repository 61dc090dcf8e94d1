import {
  bool,
  count,
  entries,
  fallback,
  type Infer,
  int,
  list,
  object,
  offset,
  optional,
  str,
  time,
} from '../../schema.js'

const mapping = {
  topic: str(),
  scope: fallback(str(), '__global__'),
  totalQueues: fallback(int(), 0),
  bname: str(),
  epoch: fallback(count(), 0),
  dirty: fallback(bool(), false),
  currIdMap: fallback(entries(int(), int()), []),
}

/** Which logical queues of a static topic a broker holds (`TopicQueueMappingInfo`). */
export const topicQueueMappingInfo = object('TopicQueueMappingInfo', mapping, {keepUnknown: true})
export type TopicQueueMappingInfo = Infer<typeof topicQueueMappingInfo>

/** One stretch of a logical queue's life on one broker; -1 where it has not ended. */
export const logicQueueMappingItem = object(
  'LogicQueueMappingItem',
  {
    gen: fallback(int(), 0),
    queueId: fallback(int(), 0),
    bname: str(),
    logicOffset: fallback(offset(), 0),
    startOffset: fallback(offset(), 0),
    endOffset: fallback(offset(), -1),
    timeOfStart: fallback(time(), -1),
    timeOfEnd: fallback(time(), -1),
  },
  {keepUnknown: true},
)
export type LogicQueueMappingItem = Infer<typeof logicQueueMappingItem>

export const topicQueueMappingDetail = object(
  'TopicQueueMappingDetail',
  {...mapping, hostedQueues: optional(entries(int(), list(logicQueueMappingItem)))},
  {keepUnknown: true},
)
export type TopicQueueMappingDetail = Infer<typeof topicQueueMappingDetail>
