import {about, bool, count, int, optional, str} from '../../schema.js'
import {topicRoute} from '../bodies/route.js'
import {topicQueueMappingDetail} from '../bodies/static-topic.js'
import {
  topicConfigAndQueueMapping,
  topicConfigList,
  topicConfigTable,
  topicList,
  topicNameList,
  topicStatsTable,
} from '../bodies/topic.js'
import {json} from '../body.js'
import {request} from '../request.js'
import {rpc} from '../words.js'

export const updateAndCreateTopic = request({
  name: 'UPDATE_AND_CREATE_TOPIC',
  code: 17,
  to: 'broker',
  effect: 'write',
  about: 'Overwrites every setting; `attributes` holds edits (`+key=value`, `-key`), not the whole.',
  header: {
    topic: str(),
    defaultTopic: str(),
    readQueueNums: int(),
    writeQueueNums: int(),
    perm: int(),
    topicFilterType: str(),
    topicSysFlag: optional(int()),
    order: bool(),
    attributes: optional(str()),
    force: optional(bool()),
    ...rpc,
  },
})

export const updateAndCreateTopicList = request({
  name: 'UPDATE_AND_CREATE_TOPIC_LIST',
  code: 18,
  to: 'broker',
  effect: 'write',
  since: '5.3.0',
  body: json(topicConfigList),
})

export const getAllTopicConfig = request({
  name: 'GET_ALL_TOPIC_CONFIG',
  code: 21,
  to: 'broker',
  effect: 'read',
  about: 'Paged from 5.4 on when `topicSeq` is given: ask on until `topicSeq` reaches `totalTopicNum`.',
  header: {
    topicSeq: about(optional(int()), 'Index of the first wanted topic.'),
    maxTopicNum: optional(int()),
    dataVersion: about(optional(str()), 'JSON of the version that the earlier pages had; empty at first.'),
  },
  reply: {header: {totalTopicNum: optional(count())}, body: json(topicConfigTable)},
})

export const getTopicStatsInfo = request({
  name: 'GET_TOPIC_STATS_INFO',
  code: 202,
  to: 'broker',
  effect: 'read',
  header: {topic: str(), ...rpc},
  reply: {body: json(topicStatsTable)},
})

export const deleteTopicInBroker = request({
  name: 'DELETE_TOPIC_IN_BROKER',
  code: 215,
  to: 'broker',
  effect: 'destroy',
  about: 'Success also for a topic that the broker does not have. The name servers are told by 216.',
  header: {topic: str(), ...rpc},
})

export const deleteTopicInNamesrv = request({
  name: 'DELETE_TOPIC_IN_NAMESRV',
  code: 216,
  to: 'nameServer',
  effect: 'destroy',
  header: {
    topic: str(),
    clusterName: about(optional(str()), 'Removes only the brokers of this cluster from the topic, 5.x.'),
  },
})

export const registerTopicInNamesrv = request({
  name: 'REGISTER_TOPIC_IN_NAMESRV',
  code: 217,
  to: 'nameServer',
  effect: 'write',
  since: '5.0.0',
  header: {topic: str()},
  body: json(topicRoute),
})

export const getSystemTopicListFromBroker = request({
  name: 'GET_SYSTEM_TOPIC_LIST_FROM_BROKER',
  code: 305,
  to: 'broker',
  effect: 'read',
  reply: {body: json(topicList)},
})

export const cleanUnusedTopic = request({
  name: 'CLEAN_UNUSED_TOPIC',
  code: 316,
  to: 'broker',
  effect: 'destroy',
  about: 'Removes the consume queues of topics that are gone.',
})

export const getTopicConfig = request({
  name: 'GET_TOPIC_CONFIG',
  code: 351,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  header: {topic: str(), ...rpc},
  reply: {body: json(topicConfigAndQueueMapping)},
})

export const updateAndCreateStaticTopic = request({
  name: 'UPDATE_AND_CREATE_STATIC_TOPIC',
  code: 513,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  header: updateAndCreateTopic.header,
  body: json(topicQueueMappingDetail),
})

export const deleteTopicInBrokerList = request({
  name: 'DELETE_TOPIC_IN_BROKER_LIST',
  code: 5002,
  to: 'broker',
  effect: 'destroy',
  since: '5.5.1',
  timeoutMs: 60_000,
  about: 'About ten topics a second, one after another: a long list takes long.',
  body: json(topicNameList),
})
