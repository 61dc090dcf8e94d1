import {about, bool, duration, int, offset, optional, str, wire} from '../../schema.js'
import {dataVersion} from '../bodies/data-version.js'
import {kvTable} from '../bodies/kv.js'
import {brokerMemberGroupAnswer} from '../bodies/route.js'
import {bytesBody, json, maybe} from '../body.js'
import {request} from '../request.js'

const broker = {brokerName: str(), brokerAddr: str(), clusterName: str(), brokerId: int()}

export const registerBroker = request({
  name: 'REGISTER_BROKER',
  code: 103,
  to: 'nameServer',
  effect: 'write',
  about:
    'The body is read and written by `bodies/register-broker.ts`: its form depends on `compressed` and the version.',
  header: {
    ...broker,
    haServerAddr: optional(str()),
    heartbeatTimeoutMillis: optional(duration()),
    enableActingMaster: optional(bool()),
    compressed: optional(bool()),
    bodyCrc32: about(optional(int()), 'CRC-32 of the body as sent, without its top bit; 0 is not checked.'),
    zoneName: optional(wire('__ZONE_NAME', str())),
  },
  body: bytesBody(),
  reply: {header: {haServerAddr: optional(str()), masterAddr: optional(str())}, body: maybe(json(kvTable))},
})

export const unregisterBroker = request({
  name: 'UNREGISTER_BROKER',
  code: 104,
  to: 'nameServer',
  effect: 'write',
  header: broker,
})

export const queryDataVersion = request({
  name: 'QUERY_DATA_VERSION',
  code: 322,
  to: 'nameServer',
  effect: 'read',
  about: 'Also tells the name server that the broker is alive.',
  header: broker,
  body: json(dataVersion),
  reply: {header: {changed: bool()}, body: maybe(json(dataVersion))},
})

export const getBrokerMemberGroup = request({
  name: 'GET_BROKER_MEMBER_GROUP',
  code: 901,
  to: 'nameServer',
  effect: 'read',
  since: '5.0.0',
  header: {clusterName: str(), brokerName: str()},
  reply: {body: json(brokerMemberGroupAnswer)},
})

export const brokerHeartbeat = request({
  name: 'BROKER_HEARTBEAT',
  code: 904,
  to: 'nameServer',
  effect: 'write',
  since: '5.0.0',
  about: 'One-way; a controller takes it as well.',
  header: {
    clusterName: str(),
    brokerAddr: str(),
    brokerName: str(),
    brokerId: optional(int()),
    epoch: optional(int()),
    maxOffset: optional(offset()),
    confirmOffset: optional(offset()),
    heartbeatTimeoutMills: optional(duration()),
    electionPriority: optional(int()),
  },
})
