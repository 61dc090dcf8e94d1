import {about, bool, optional, str} from '../../schema.js'
import {clusterInfo, topicRoute} from '../bodies/route.js'
import {json} from '../body.js'
import {request} from '../request.js'

export const getRouteinfoByTopic = request({
  name: 'GET_ROUTEINFO_BY_TOPIC',
  code: 105,
  to: 'nameServer',
  effect: 'read',
  about: 'Answered in standard JSON (quoted broker ids): callers from 4.9.4 on need it, older ones read it as well.',
  header: {topic: str(), acceptStandardJsonOnly: about(optional(bool()), 'Quoted keys, for callers below 4.9.4.')},
  reply: {body: json(topicRoute, {standard: true})},
})

export const getBrokerClusterInfo = request({
  name: 'GET_BROKER_CLUSTER_INFO',
  code: 106,
  to: 'nameServer',
  effect: 'read',
  reply: {body: json(clusterInfo)},
})
