import {bool, fallback, type Infer, list, object, optional, str} from '../../schema.js'

/** An account of a 4.x ACL file; permissions read `topic=PUB|SUB`. */
export const plainAccessConfig = object('PlainAccessConfig', {
  accessKey: str(),
  secretKey: optional(str()),
  whiteRemoteAddress: optional(str()),
  admin: fallback(bool(), false),
  defaultTopicPerm: optional(str()),
  defaultGroupPerm: optional(str()),
  topicPerms: fallback(list(str()), []),
  groupPerms: fallback(list(str()), []),
})
export type PlainAccessConfig = Infer<typeof plainAccessConfig>

export const aclConfig = object('AclConfig', {
  globalWhiteAddrs: fallback(list(str()), []),
  plainAccessConfigs: fallback(list(plainAccessConfig), []),
})
export type AclConfig = Infer<typeof aclConfig>
