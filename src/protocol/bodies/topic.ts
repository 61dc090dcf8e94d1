import {bool, fallback, type Infer, int, list, map, object, optional, oneOf, str} from '../../schema.js'

/** A queue; also the key of offset tables (`admin.MessageQueue`, equal by all three). */
export const messageQueue = object('MessageQueue', {topic: str(), brokerName: str(), queueId: int()})
export type MessageQueue = Infer<typeof messageQueue>

/** Settings of a topic on one broker. Unknown properties are kept, so a newer broker's settings survive a change. */
export const topicConfig = object(
  'TopicConfig',
  {
    topicName: str(),
    readQueueNums: fallback(int(), 16),
    writeQueueNums: fallback(int(), 16),
    perm: fallback(int(), 6),
    topicFilterType: fallback(oneOf('SINGLE_TAG', 'MULTI_TAG'), 'SINGLE_TAG'),
    topicSysFlag: fallback(int(), 0),
    order: fallback(bool(), false),
    attributes: optional(map(str())),
  },
  {keepUnknown: true},
)
export type TopicConfig = Infer<typeof topicConfig>

export const topicList = object('TopicList', {topicList: fallback(list(str()), []), brokerAddr: optional(str())})
