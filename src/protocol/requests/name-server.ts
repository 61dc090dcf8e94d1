import {int, optional, str} from '../../schema.js'
import {kvTable} from '../bodies/kv.js'
import {json, properties} from '../body.js'
import {request} from '../request.js'

export const putKvConfig = request({
  name: 'PUT_KV_CONFIG',
  code: 100,
  to: 'nameServer',
  effect: 'write',
  header: {namespace: str(), key: str(), value: str()},
})

export const getKvConfig = request({
  name: 'GET_KV_CONFIG',
  code: 101,
  to: 'nameServer',
  effect: 'read',
  header: {namespace: str(), key: str()},
  reply: {header: {value: optional(str())}},
})

export const deleteKvConfig = request({
  name: 'DELETE_KV_CONFIG',
  code: 102,
  to: 'nameServer',
  effect: 'destroy',
  header: {namespace: str(), key: str()},
})

export const getKvlistByNamespace = request({
  name: 'GET_KVLIST_BY_NAMESPACE',
  code: 219,
  to: 'nameServer',
  effect: 'read',
  header: {namespace: str()},
  reply: {body: json(kvTable)},
})

export const wipeWritePermOfBroker = request({
  name: 'WIPE_WRITE_PERM_OF_BROKER',
  code: 205,
  to: 'nameServer',
  effect: 'write',
  about: "Lasts until the broker's data version changes and it registers again.",
  header: {brokerName: str()},
  reply: {header: {wipeTopicCount: int()}},
})

export const addWritePermOfBroker = request({
  name: 'ADD_WRITE_PERM_OF_BROKER',
  code: 327,
  to: 'nameServer',
  effect: 'write',
  about: 'Sets read and write on every topic, also where write had never been given.',
  header: {brokerName: str()},
  reply: {header: {addTopicCount: int()}},
})

export const updateNamesrvConfig = request({
  name: 'UPDATE_NAMESRV_CONFIG',
  code: 318,
  to: 'nameServer',
  effect: 'write',
  body: properties({escaped: true}),
})

export const getNamesrvConfig = request({
  name: 'GET_NAMESRV_CONFIG',
  code: 319,
  to: 'nameServer',
  effect: 'read',
  reply: {body: properties()},
})
