import {int, offset, optional, str} from '../../schema.js'
import {epochEntryCache, haRuntimeInfo, syncStateSet} from '../bodies/ha.js'
import {json, maybe} from '../body.js'
import {request} from '../request.js'

export const addBroker = request({
  name: 'ADD_BROKER',
  code: 902,
  to: 'container',
  effect: 'write',
  since: '5.0.0',
  timeoutMs: 30_000,
  about: '`configPath` is a file on the machine of the container.',
  header: {configPath: optional(str())},
})

export const removeBroker = request({
  name: 'REMOVE_BROKER',
  code: 903,
  to: 'container',
  effect: 'destroy',
  since: '5.0.0',
  timeoutMs: 30_000,
  header: {brokerName: str(), brokerClusterName: str(), brokerId: int()},
})

export const notifyMinBrokerIdChange = request({
  name: 'NOTIFY_MIN_BROKER_ID_CHANGE',
  code: 905,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  about: 'One-way, from a name server.',
  header: {
    minBrokerId: optional(int()),
    brokerName: optional(str()),
    minBrokerAddr: optional(str()),
    offlineBrokerAddr: optional(str()),
    haBrokerAddr: optional(str()),
  },
})

const haInfo = {
  masterHaAddress: optional(str()),
  masterFlushOffset: optional(offset()),
  masterAddress: optional(str()),
}

export const exchangeBrokerHaInfo = request({
  name: 'EXCHANGE_BROKER_HA_INFO',
  code: 906,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  header: haInfo,
  reply: {header: haInfo},
})

export const getBrokerHaStatus = request({
  name: 'GET_BROKER_HA_STATUS',
  code: 907,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  reply: {body: json(haRuntimeInfo)},
})

export const resetMasterFlushOffset = request({
  name: 'RESET_MASTER_FLUSH_OFFSET',
  code: 908,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  header: {masterFlushOffset: offset()},
})

export const getBrokerEpochCache = request({
  name: 'GET_BROKER_EPOCH_CACHE',
  code: 1007,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  reply: {body: json(epochEntryCache)},
})

export const notifyBrokerRoleChanged = request({
  name: 'NOTIFY_BROKER_ROLE_CHANGED',
  code: 1008,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  about: 'One-way, from a controller.',
  header: {
    masterAddress: optional(str()),
    masterEpoch: optional(int()),
    syncStateSetEpoch: optional(int()),
    masterBrokerId: optional(int()),
  },
  body: maybe(json(syncStateSet)),
})
