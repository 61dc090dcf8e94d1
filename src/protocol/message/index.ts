/** Messages: records, batches, properties, ids, tags, compression. Bytes to values and back, no I/O. */
export {type BatchMessage, decodeBatch, encodeBatch} from './batch.js'
export {compress, decompress, maxBodySize} from './compression.js'
export {formatHost, type Host, ipFromBytes, ipToBytes, isIpv6} from './host.js'
export {
  formatOffsetMsgId,
  parseOffsetMsgId,
  parseUniqueId,
  type RecordPlace,
  type UniqueId,
  uniqueIds,
} from './ids.js'
export {readLong, writeLong} from './long.js'
export {formatProperties, keysOf, maxPropertiesLength, parseProperties, property} from './properties.js'
export {
  bodyOf,
  decodeRecord,
  decodeRecords,
  encodeRecord,
  hasValidCrc,
  type MessageRecord,
  magicBlank,
  magicV1,
  magicV2,
  measureRecord,
  type RecordMeasure,
  type RecordPlacement,
  recordField,
  type StoredRecord,
  unwrapBatch,
  writeRecord,
} from './record.js'
export {
  type CompressionType,
  compressionType,
  sysFlag,
  type TransactionType,
  transactionType,
  withCompression,
  withTransactionType,
} from './sys-flag.js'
export {javaHashCode, matchesTags, parseSubscription, type Subscription, tagsCode} from './tags.js'
