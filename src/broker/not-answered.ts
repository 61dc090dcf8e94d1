/**
 * What a Java broker answers and this one does not: such a request gets "request code not supported" (3). The docs print this list,
 * and a test keeps it true.
 */
import {requests} from '../protocol/index.js'
import type {AnyRequest} from '../protocol/request.js'

export type BrokerRequestName = {
  [K in keyof typeof requests]: (typeof requests)[K]['to'] extends 'broker' ? K : never
}[keyof typeof requests]

export const notAnswered: readonly {why: string; requests: readonly BrokerRequestName[]}[] = [
  {why: 'POP keeps its state in memory, not in RocksDB', requests: ['popRollback']},
  {
    why: 'there are no lite topics',
    requests: [
      'popLiteMessage',
      'liteSubscriptionCtl',
      'getBrokerLiteInfo',
      'getParentTopicInfo',
      'getLiteTopicInfo',
      'getLiteClientInfo',
      'getLiteGroupInfo',
      'triggerLiteDispatch',
    ],
  },
  {
    why: 'accounts are given at the start and have no rights by topic',
    requests: [
      'updateAndCreateAclConfig',
      'deleteAclConfig',
      'getBrokerClusterAclInfo',
      'getBrokerClusterAclConfig',
      'updateGlobalWhiteAddrsConfig',
      'authCreateUser',
      'authUpdateUser',
      'authDeleteUser',
      'authGetUser',
      'authListUser',
      'authCreateAcl',
      'authUpdateAcl',
      'authDeleteAcl',
      'authGetAcl',
      'authListAcl',
    ],
  },
  {
    why: 'it does not replicate',
    requests: [
      'exchangeBrokerHaInfo',
      'resetMasterFlushOffset',
      'notifyMinBrokerIdChange',
      'notifyBrokerRoleChanged',
      'getBrokerEpochCache',
    ],
  },
  {
    why: 'timer messages have one engine here, without a wheel on the disk',
    requests: ['getTimerCheckPoint', 'getTimerMetrics', 'switchTimerEngine'],
  },
  {why: 'nothing is kept in RocksDB', requests: ['checkRocksdbCqWriteProgress', 'exportRocksdbConfigToJson']},
  {
    why: 'reads of old messages are not slowed down',
    requests: [
      'updateColdDataFlowCtrConfig',
      'removeColdDataFlowCtrConfig',
      'getColdDataFlowCtrInfo',
      'setCommitlogReadMode',
    ],
  },
  {why: 'there are no static topics', requests: ['updateAndCreateStaticTopic']},
  {
    why: 'they are newer than what it stands in for, 5.5.0',
    requests: ['deleteTopicInBrokerList', 'deleteSubscriptionGroupList'],
  },
]

/** Said behind "not supported", so that nobody looks for a newer broker. */
export function whyNotAnswered(request: AnyRequest): string | undefined {
  const entry = notAnswered.find(({requests: names}) => names.some(name => requests[name] === request))
  return entry && `by the embedded broker: ${entry.why}`
}

/** Where requests that are served do less, or otherwise, than a Java broker. */
export const differences: readonly string[] = [
  'what a group has popped and not acknowledged is kept in memory: after a restart it comes again from the first of it',
  'a pull whose subscription is newer than the last heartbeat gets every message, where Java refuses it (25)',
  'filters by SQL92: refused with code 1, as a Java broker with enablePropertyFilter=false',
  'batch consume queues and compaction topics: refused as an attribute that is not valid',
  'half messages are not written again for each check: their checks are counted in memory',
]
