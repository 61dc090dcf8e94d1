import {str} from '../../schema.js'
import {topicList} from '../bodies/topic.js'
import {json} from '../body.js'
import {request} from '../request.js'

export const getAllTopicListFromNameserver = request({
  name: 'GET_ALL_TOPIC_LIST_FROM_NAMESERVER',
  code: 206,
  to: 'nameServer',
  effect: 'read',
  reply: {body: json(topicList)},
})

export const getTopicsByCluster = request({
  name: 'GET_TOPICS_BY_CLUSTER',
  code: 224,
  to: 'nameServer',
  effect: 'read',
  header: {cluster: str()},
  reply: {body: json(topicList)},
})

export const getSystemTopicListFromNs = request({
  name: 'GET_SYSTEM_TOPIC_LIST_FROM_NS',
  code: 304,
  to: 'nameServer',
  effect: 'read',
  about: 'Names of clusters and brokers, and the address of any broker: ask that one with 305 for the rest.',
  reply: {body: json(topicList)},
})

export const getUnitTopicList = request({
  name: 'GET_UNIT_TOPIC_LIST',
  code: 311,
  to: 'nameServer',
  effect: 'read',
  reply: {body: json(topicList)},
})

export const getHasUnitSubTopicList = request({
  name: 'GET_HAS_UNIT_SUB_TOPIC_LIST',
  code: 312,
  to: 'nameServer',
  effect: 'read',
  reply: {body: json(topicList)},
})

export const getHasUnitSubUnunitTopicList = request({
  name: 'GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST',
  code: 313,
  to: 'nameServer',
  effect: 'read',
  reply: {body: json(topicList)},
})
