/** What a consumer group's name says about it (`MixAll#isSysConsumerGroup`, `MixAll#PREDEFINE_GROUP_SET` of 5.x). */
export const groupKinds = ['normal', 'system'] as const
export type GroupKind = (typeof groupKinds)[number]

const systemGroups = new Set([
  'DEFAULT_CONSUMER',
  'TOOLS_CONSUMER',
  'SCHEDULE_CONSUMER',
  'FILTERSRV_CONSUMER',
  '__MONITOR_CONSUMER',
  'SELF_TEST_C_GROUP',
  'CID_ONS-HTTP-PROXY',
  'CID_ONSAPI_PERMISSION',
  'CID_ONSAPI_OWNER',
  'CID_ONSAPI_PULL',
])

export const groupKind = (group: string): GroupKind =>
  systemGroups.has(group) || group.startsWith('CID_RMQ_SYS_') ? 'system' : 'normal'
