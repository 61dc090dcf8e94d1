/** Reads RocksDB stores as RocketMQ keeps its settings and offsets in, without writing, locking or changing anything. */
export {type RocksDbContent, readRocksDb} from './read.js'
