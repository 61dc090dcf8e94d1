import {about, bool, count, int, optional, str} from '../../schema.js'
import {
  groupForbidden,
  groupList,
  groupNameList,
  subscriptionGroupConfig,
  subscriptionGroupList,
  subscriptionGroupTable,
} from '../bodies/group.js'
import {subscriptionAnswer} from '../bodies/subscription.js'
import {topicList} from '../bodies/topic.js'
import {json} from '../body.js'
import {request} from '../request.js'
import {rpc} from '../words.js'

export const updateAndCreateSubscriptiongroup = request({
  name: 'UPDATE_AND_CREATE_SUBSCRIPTIONGROUP',
  code: 200,
  to: 'broker',
  effect: 'write',
  about: 'Overwrites every setting; the keys of `attributes` are edits (`+key`, `-key`).',
  body: json(subscriptionGroupConfig),
})

export const getAllSubscriptiongroupConfig = request({
  name: 'GET_ALL_SUBSCRIPTIONGROUP_CONFIG',
  code: 201,
  to: 'broker',
  effect: 'read',
  about: 'Paged from 5.4 on when `groupSeq` is given: ask on until `groupSeq` reaches `totalGroupNum`.',
  header: {
    groupSeq: about(optional(int()), 'Index of the first wanted group.'),
    maxGroupNum: optional(int()),
    dataVersion: about(optional(str()), 'JSON of the version that the earlier pages had; empty at first.'),
  },
  reply: {header: {totalGroupNum: optional(count())}, body: json(subscriptionGroupTable)},
})

export const deleteSubscriptiongroup = request({
  name: 'DELETE_SUBSCRIPTIONGROUP',
  code: 207,
  to: 'broker',
  effect: 'destroy',
  about: 'Send both flags with one value: 4.9 reads `removeOffset`, 5.x `cleanOffset`.',
  header: {groupName: str(), removeOffset: optional(bool()), cleanOffset: optional(bool())},
})

export const updateAndCreateSubscriptiongroupList = request({
  name: 'UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST',
  code: 225,
  to: 'broker',
  effect: 'write',
  since: '5.3.1',
  body: json(subscriptionGroupList),
})

export const queryTopicConsumeByWho = request({
  name: 'QUERY_TOPIC_CONSUME_BY_WHO',
  code: 300,
  to: 'broker',
  effect: 'read',
  header: {topic: str(), ...rpc},
  reply: {body: json(groupList)},
})

export const queryTopicsByConsumer = request({
  name: 'QUERY_TOPICS_BY_CONSUMER',
  code: 343,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  header: {group: str()},
  reply: {body: json(topicList)},
})

export const querySubscriptionByConsumer = request({
  name: 'QUERY_SUBSCRIPTION_BY_CONSUMER',
  code: 345,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  about: 'Success without `subscriptionData` when the group is offline or does not subscribe the topic.',
  header: {group: str(), topic: optional(str()), ...rpc},
  reply: {body: json(subscriptionAnswer)},
})

export const getSubscriptiongroupConfig = request({
  name: 'GET_SUBSCRIPTIONGROUP_CONFIG',
  code: 352,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  header: {group: str()},
  reply: {body: json(subscriptionGroupConfig)},
})

export const updateAndGetGroupForbidden = request({
  name: 'UPDATE_AND_GET_GROUP_FORBIDDEN',
  code: 353,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  about: 'Without `readable` it only reads.',
  header: {group: str(), topic: str(), readable: optional(bool()), ...rpc},
  reply: {body: json(groupForbidden)},
})

export const deleteSubscriptionGroupList = request({
  name: 'DELETE_SUBSCRIPTION_GROUP_LIST',
  code: 5003,
  to: 'broker',
  effect: 'destroy',
  since: '5.5.1',
  timeoutMs: 60_000,
  about: 'About ten groups a second, one after another: a long list takes long.',
  body: json(groupNameList),
})
