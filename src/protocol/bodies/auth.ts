import {fallback, type Infer, list, object, optional, str} from '../../schema.js'
import {openEnum} from '../words.js'

export const userInfo = object(
  'UserInfo',
  {
    username: optional(str()),
    password: optional(str()),
    userType: optional(openEnum('Super', 'Normal')),
    userStatus: optional(openEnum('enable', 'disable')),
  },
  {keepUnknown: true},
)
export type UserInfo = Infer<typeof userInfo>

export const policyEntry = object(
  'PolicyEntryInfo',
  {
    resource: optional(str()),
    actions: fallback(list(str()), []),
    sourceIps: optional(list(str())),
    decision: optional(openEnum('Allow', 'Deny')),
  },
  {keepUnknown: true},
)

export const policy = object(
  'PolicyInfo',
  {policyType: optional(openEnum('Custom', 'Default')), entries: fallback(list(policyEntry), [])},
  {keepUnknown: true},
)

/** What a subject (`User:name`) may do. */
export const aclInfo = object(
  'AclInfo',
  {subject: optional(str()), policies: fallback(list(policy), [])},
  {keepUnknown: true},
)
export type AclInfo = Infer<typeof aclInfo>
