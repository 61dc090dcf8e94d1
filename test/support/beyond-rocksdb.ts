/** Settings and consume queues in RocksDB: what a broker 5.5.0 that keeps them there answers. */
import {moreSettings, type Part} from './beyond.js'

export const rocksDb: Part = () => ({
  [moreSettings]: () => new Map([['storeType', 'defaultRocksDB']]),
  exportRocksdbConfigToJson: () => ({}),
  checkRocksdbCqWriteProgress: () => ({body: {checkStatus: 2}}),
})
