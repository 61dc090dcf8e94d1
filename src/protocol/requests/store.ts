import {about, int, optional, str, time, wire} from '../../schema.js'
import {rocksdbProgress} from '../bodies/broker.js'
import {coldDataFlowCtrInfo} from '../bodies/cold-data.js'
import {timerMetrics} from '../bodies/timer.js'
import {bytesBody, json, properties, text} from '../body.js'
import {request} from '../request.js'

export const getTimerCheckPoint = request({
  name: 'GET_TIMER_CHECK_POINT',
  code: 60,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  about: 'The bytes of the check point file.',
  reply: {body: bytesBody()},
})

export const getTimerMetrics = request({
  name: 'GET_TIMER_METRICS',
  code: 61,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  reply: {body: json(timerMetrics)},
})

export const checkRocksdbCqWriteProgress = request({
  name: 'CHECK_ROCKSDB_CQ_WRITE_PROGRESS',
  code: 354,
  to: 'broker',
  effect: 'read',
  since: '5.3.1',
  header: {topic: str(), checkStoreTime: optional(time())},
  reply: {body: json(rocksdbProgress)},
})

export const exportRocksdbConfigToJson = request({
  name: 'EXPORT_ROCKSDB_CONFIG_TO_JSON',
  code: 355,
  to: 'broker',
  effect: 'write',
  since: '5.3.2',
  about: 'The broker writes its own JSON files; `configType` names them, separated by semicolons.',
  header: {configType: str()},
})

export const updateColdDataFlowCtrConfig = request({
  name: 'UPDATE_COLD_DATA_FLOW_CTR_CONFIG',
  code: 2001,
  to: 'broker',
  effect: 'write',
  since: '5.1.3',
  about: 'Group and threshold, one a line.',
  body: properties({escaped: true}),
})

export const removeColdDataFlowCtrConfig = request({
  name: 'REMOVE_COLD_DATA_FLOW_CTR_CONFIG',
  code: 2002,
  to: 'broker',
  effect: 'destroy',
  since: '5.1.3',
  about: 'The body is the name of the group.',
  body: text(),
})

export const getColdDataFlowCtrInfo = request({
  name: 'GET_COLD_DATA_FLOW_CTR_INFO',
  code: 2003,
  to: 'broker',
  effect: 'read',
  since: '5.1.3',
  about: 'The limits are in memory only.',
  reply: {body: json(coldDataFlowCtrInfo)},
})

export const setCommitlogReadMode = request({
  name: 'SET_COMMITLOG_READ_MODE',
  code: 2004,
  to: 'broker',
  effect: 'write',
  since: '5.1.3',
  header: {readAheadMode: about(wire('READ_AHEAD_MODE', int()), '0: normal; 1: random.')},
})

export const switchTimerEngine = request({
  name: 'SWITCH_TIMER_ENGINE',
  code: 5001,
  to: 'broker',
  effect: 'write',
  since: '5.4.0',
  header: {engine: about(wire('E_T', str()), 'R: RocksDB; F: files.')},
})
