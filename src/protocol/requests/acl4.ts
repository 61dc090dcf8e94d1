import {bool, optional, str} from '../../schema.js'
import {aclConfig} from '../bodies/acl4.js'
import {json} from '../body.js'
import {request} from '../request.js'

export const updateAndCreateAclConfig = request({
  name: 'UPDATE_AND_CREATE_ACL_CONFIG',
  code: 50,
  to: 'broker',
  effect: 'write',
  about: 'Gone since 5.3.3. Lists are separated by commas; refused with 209.',
  header: {
    accessKey: str(),
    secretKey: optional(str()),
    whiteRemoteAddress: optional(str()),
    admin: optional(bool()),
    defaultTopicPerm: optional(str()),
    defaultGroupPerm: optional(str()),
    topicPerms: optional(str()),
    groupPerms: optional(str()),
  },
})

export const deleteAclConfig = request({
  name: 'DELETE_ACL_CONFIG',
  code: 51,
  to: 'broker',
  effect: 'destroy',
  about: 'Gone since 5.3.3. Refused with 210.',
  header: {accessKey: str()},
})

export const getBrokerClusterAclInfo = request({
  name: 'GET_BROKER_CLUSTER_ACL_INFO',
  code: 52,
  to: 'broker',
  effect: 'read',
  about: 'Gone since 5.3.3. `version` and the values of `allAclFileVersion` are the JSON of a DataVersion.',
  reply: {
    header: {
      version: str(),
      allAclFileVersion: optional(str()),
      brokerName: str(),
      brokerAddr: str(),
      clusterName: str(),
    },
  },
})

export const updateGlobalWhiteAddrsConfig = request({
  name: 'UPDATE_GLOBAL_WHITE_ADDRS_CONFIG',
  code: 53,
  to: 'broker',
  effect: 'write',
  about: 'Gone since 5.3.3. Refused with 211.',
  header: {globalWhiteAddrs: str(), aclFileFullPath: optional(str())},
})

export const getBrokerClusterAclConfig = request({
  name: 'GET_BROKER_CLUSTER_ACL_CONFIG',
  code: 54,
  to: 'broker',
  effect: 'read',
  about: 'Not in 4.9.8 nor since 5.3.3. Holds secrets.',
  reply: {body: json(aclConfig)},
})
