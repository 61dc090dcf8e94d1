import {about, bool, int, list, optional, str, time} from '../../schema.js'
import {brokerReplicasInfo, electMasterAnswer, syncStateSet} from '../bodies/ha.js'
import {json, maybe, properties} from '../body.js'
import {request} from '../request.js'

const invokeTime = optional(time())
const master = {masterBrokerId: optional(int()), masterAddress: optional(str()), masterEpoch: optional(int())}
const broker = {clusterName: optional(str()), brokerName: optional(str())}

export const controllerAlterSyncStateSet = request({
  name: 'CONTROLLER_ALTER_SYNC_STATE_SET',
  code: 1001,
  to: 'controller',
  effect: 'write',
  since: '5.0.0',
  header: {
    brokerName: optional(str()),
    masterBrokerId: optional(int()),
    masterEpoch: optional(int()),
    invokeTime,
  },
  body: json(syncStateSet),
  reply: {header: {newSyncStateSetEpoch: optional(int())}, body: maybe(json(syncStateSet))},
})

export const controllerElectMaster = request({
  name: 'CONTROLLER_ELECT_MASTER',
  code: 1002,
  to: 'controller',
  effect: 'write',
  since: '5.0.0',
  header: {
    clusterName: str(),
    brokerName: str(),
    brokerId: about(int(), '-1: the controller chooses.'),
    designateElect: bool(),
    invokeTime,
  },
  reply: {header: {...master, syncStateSetEpoch: optional(int())}, body: maybe(json(electMasterAnswer))},
})

export const controllerRegisterBroker = request({
  name: 'CONTROLLER_REGISTER_BROKER',
  code: 1003,
  to: 'controller',
  effect: 'write',
  since: '5.0.0',
  header: {...broker, brokerId: optional(int()), brokerAddress: optional(str()), invokeTime},
  reply: {header: {...broker, ...master, syncStateSetEpoch: optional(int())}, body: maybe(json(syncStateSet))},
})

export const controllerGetReplicaInfo = request({
  name: 'CONTROLLER_GET_REPLICA_INFO',
  code: 1004,
  to: 'controller',
  effect: 'read',
  since: '5.0.0',
  header: {brokerName: optional(str())},
  reply: {header: master, body: maybe(json(syncStateSet))},
})

export const controllerGetMetadataInfo = request({
  name: 'CONTROLLER_GET_METADATA_INFO',
  code: 1005,
  to: 'controller',
  effect: 'read',
  since: '5.0.0',
  about: 'Any controller answers; the others only serve on the leader (else 2007).',
  reply: {
    header: {
      group: optional(str()),
      controllerLeaderId: optional(str()),
      controllerLeaderAddress: optional(str()),
      isLeader: optional(bool()),
      peers: optional(str()),
    },
  },
})

export const controllerGetSyncStateData = request({
  name: 'CONTROLLER_GET_SYNC_STATE_DATA',
  code: 1006,
  to: 'controller',
  effect: 'read',
  since: '5.0.0',
  about: 'The body is the list of broker names wanted.',
  body: json(list(str())),
  reply: {body: json(brokerReplicasInfo)},
})

export const updateControllerConfig = request({
  name: 'UPDATE_CONTROLLER_CONFIG',
  code: 1009,
  to: 'controller',
  effect: 'write',
  since: '5.0.0',
  body: properties({escaped: true}),
})

export const getControllerConfig = request({
  name: 'GET_CONTROLLER_CONFIG',
  code: 1010,
  to: 'controller',
  effect: 'read',
  since: '5.0.0',
  reply: {body: properties()},
})

export const cleanBrokerData = request({
  name: 'CLEAN_BROKER_DATA',
  code: 1011,
  to: 'controller',
  effect: 'destroy',
  since: '5.0.0',
  header: {
    clusterName: optional(str()),
    brokerName: str(),
    brokerControllerIdsToClean: about(optional(str()), 'Separated by semicolons; absent: all.'),
    isCleanLivingBroker: optional(bool()),
    invokeTime,
  },
})

export const controllerGetNextBrokerId = request({
  name: 'CONTROLLER_GET_NEXT_BROKER_ID',
  code: 1012,
  to: 'controller',
  effect: 'read',
  since: '5.1.1',
  header: broker,
  reply: {header: {...broker, nextBrokerId: optional(int())}},
})

export const controllerApplyBrokerId = request({
  name: 'CONTROLLER_APPLY_BROKER_ID',
  code: 1013,
  to: 'controller',
  effect: 'write',
  since: '5.1.1',
  header: {...broker, appliedBrokerId: optional(int()), registerCheckCode: optional(str())},
  reply: {header: broker},
})
