import {bool, int, optional, str} from '../../schema.js'
import {json} from '../body.js'
import {topicList} from '../bodies/topic.js'
import {request} from '../request.js'

export const getAllTopicListFromNameServer = request({
  name: 'GET_ALL_TOPIC_LIST_FROM_NAMESERVER',
  code: 206,
  to: 'nameServer',
  effect: 'read',
  reply: {body: json(topicList)},
})

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
  },
})
