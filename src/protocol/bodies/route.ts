import {bool, entries, fallback, type Infer, int, list, map, object, optional, str} from '../../schema.js'
import {topicQueueMappingInfo} from './static-topic.js'

export const queueData = object('QueueData', {
  brokerName: str(),
  readQueueNums: fallback(int(), 0),
  writeQueueNums: fallback(int(), 0),
  perm: fallback(int(), 0),
  topicSysFlag: fallback(int(), 0),
})
export type QueueData = Infer<typeof queueData>

/** Addresses of the brokers of one name; the key is the broker id, 0 the master. */
export const brokerData = object('BrokerData', {
  cluster: fallback(str(), ''),
  brokerName: str(),
  brokerAddrs: fallback(entries(int(), str()), []),
  zoneName: optional(str()),
  enableActingMaster: optional(bool()),
})
export type BrokerData = Infer<typeof brokerData>

export const topicRoute = object('TopicRouteData', {
  orderTopicConf: optional(str()),
  queueDatas: fallback(list(queueData), []),
  brokerDatas: fallback(list(brokerData), []),
  filterServerTable: fallback(map(list(str())), new Map()),
  topicQueueMappingByBroker: optional(map(topicQueueMappingInfo)),
})
export type TopicRoute = Infer<typeof topicRoute>

export const clusterInfo = object('ClusterInfo', {
  brokerAddrTable: fallback(map(brokerData), new Map()),
  clusterAddrTable: fallback(map(list(str())), new Map()),
})
export type ClusterInfo = Infer<typeof clusterInfo>

export const brokerMemberGroup = object('BrokerMemberGroup', {
  cluster: optional(str()),
  brokerName: optional(str()),
  brokerAddrs: fallback(entries(int(), str()), []),
})
export type BrokerMemberGroup = Infer<typeof brokerMemberGroup>

export const brokerMemberGroupAnswer = object('GetBrokerMemberGroupResponseBody', {
  brokerMemberGroup: optional(brokerMemberGroup),
})
