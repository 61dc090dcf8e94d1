import {
  bool,
  double,
  fallback,
  type Infer,
  int,
  list,
  map,
  object,
  offset,
  oneOf,
  optional,
  str,
  time,
} from '../../schema.js'
import {dataVersion} from './data-version.js'
import {queueTable} from './queue.js'
import {topicQueueMappingDetail, topicQueueMappingInfo} from './static-topic.js'

const topicSettings = {
  topicName: str(),
  readQueueNums: fallback(int(), 16),
  writeQueueNums: fallback(int(), 16),
  perm: fallback(int(), 6),
  topicFilterType: fallback(oneOf('SINGLE_TAG', 'MULTI_TAG'), 'SINGLE_TAG'),
  topicSysFlag: fallback(int(), 0),
  order: fallback(bool(), false),
  attributes: optional(map(str())),
}

/** Settings of a topic on one broker. Unknown properties are kept, so a newer broker's settings survive a change. */
export const topicConfig = object('TopicConfig', topicSettings, {keepUnknown: true})
export type TopicConfig = Infer<typeof topicConfig>

/** The answer of 351: the settings, flat, and the mapping of a static topic beside them. */
export const topicConfigAndQueueMapping = object(
  'TopicConfigAndQueueMapping',
  {...topicSettings, mappingDetail: optional(topicQueueMappingDetail)},
  {keepUnknown: true},
)
export type TopicConfigAndQueueMapping = Infer<typeof topicConfigAndQueueMapping>

/** Every topic of a broker: `TopicConfigSerializeWrapper`, from 5.0 on `TopicConfigAndMappingSerializeWrapper`. */
export const topicConfigTable = object(
  'TopicConfigTable',
  {
    topicConfigTable: fallback(map(topicConfig), new Map()),
    dataVersion: optional(dataVersion),
    mappingDataVersion: optional(dataVersion),
    topicQueueMappingInfoMap: optional(map(topicQueueMappingInfo)),
    topicQueueMappingDetailMap: optional(map(topicQueueMappingDetail)),
  },
  {keepUnknown: true},
)
export type TopicConfigTable = Infer<typeof topicConfigTable>

export const topicConfigList = object('TopicConfigList', {topicConfigList: fallback(list(topicConfig), [])})

export const topicList = object('TopicList', {topicList: fallback(list(str()), []), brokerAddr: optional(str())})
export type TopicList = Infer<typeof topicList>

export const topicOffset = object('TopicOffset', {
  minOffset: fallback(offset(), 0),
  maxOffset: fallback(offset(), 0),
  lastUpdateTimestamp: fallback(time(), 0),
})
export type TopicOffset = Infer<typeof topicOffset>

export const topicStatsTable = object('TopicStatsTable', {
  offsetTable: fallback(queueTable(topicOffset), []),
  topicPutTps: optional(double()),
})
export type TopicStatsTable = Infer<typeof topicStatsTable>

export const topicNameList = object('DeleteTopicListRequestBody', {topicList: fallback(list(str()), [])})
