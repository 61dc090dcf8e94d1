import {about, list, optional, str} from '../../schema.js'
import {aclInfo, userInfo} from '../bodies/auth.js'
import {json, maybe} from '../body.js'
import {request} from '../request.js'

const user = {username: str()}
const acl = {subject: about(str(), 'For example User:alice.')}

export const authCreateUser = request({
  name: 'AUTH_CREATE_USER',
  code: 3001,
  to: 'broker',
  effect: 'write',
  since: '5.3.0',
  header: user,
  body: json(userInfo),
})

export const authUpdateUser = request({
  name: 'AUTH_UPDATE_USER',
  code: 3002,
  to: 'broker',
  effect: 'write',
  since: '5.3.0',
  header: user,
  body: json(userInfo),
})

export const authDeleteUser = request({
  name: 'AUTH_DELETE_USER',
  code: 3003,
  to: 'broker',
  effect: 'destroy',
  since: '5.3.0',
  header: user,
})

export const authGetUser = request({
  name: 'AUTH_GET_USER',
  code: 3004,
  to: 'broker',
  effect: 'read',
  since: '5.3.0',
  about: 'No body for a user that does not exist.',
  header: user,
  reply: {body: maybe(json(userInfo))},
})

export const authListUser = request({
  name: 'AUTH_LIST_USER',
  code: 3005,
  to: 'broker',
  effect: 'read',
  since: '5.3.0',
  header: {filter: optional(str())},
  reply: {body: maybe(json(list(userInfo)))},
})

export const authCreateAcl = request({
  name: 'AUTH_CREATE_ACL',
  code: 3006,
  to: 'broker',
  effect: 'write',
  since: '5.3.0',
  header: acl,
  body: json(aclInfo),
})

export const authUpdateAcl = request({
  name: 'AUTH_UPDATE_ACL',
  code: 3007,
  to: 'broker',
  effect: 'write',
  since: '5.3.0',
  header: acl,
  body: json(aclInfo),
})

export const authDeleteAcl = request({
  name: 'AUTH_DELETE_ACL',
  code: 3008,
  to: 'broker',
  effect: 'destroy',
  since: '5.3.0',
  about: 'Without a resource everything the subject has goes.',
  header: {...acl, policyType: optional(str()), resource: optional(str())},
})

export const authGetAcl = request({
  name: 'AUTH_GET_ACL',
  code: 3009,
  to: 'broker',
  effect: 'read',
  since: '5.3.0',
  header: acl,
  reply: {body: maybe(json(aclInfo))},
})

export const authListAcl = request({
  name: 'AUTH_LIST_ACL',
  code: 3010,
  to: 'broker',
  effect: 'read',
  since: '5.3.0',
  header: {subjectFilter: optional(str()), resourceFilter: optional(str())},
  reply: {body: maybe(json(list(aclInfo)))},
})
