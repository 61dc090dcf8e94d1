import {
  bool,
  bytes,
  fallback,
  type Infer,
  int,
  list,
  long,
  map,
  object,
  offset,
  optional,
  str,
  time,
} from '../../schema.js'
import {brokerMemberGroup} from './route.js'

const haConnection = object('HAConnectionRuntimeInfo', {
  addr: str(),
  slaveAckOffset: fallback(offset(), 0),
  diff: fallback(bytes(), 0),
  inSync: fallback(bool(), false),
  transferredByteInSecond: fallback(bytes(), 0),
  transferFromWhere: fallback(offset(), 0),
})

const haClient = object('HAClientRuntimeInfo', {
  masterAddr: optional(str()),
  transferredByteInSecond: fallback(bytes(), 0),
  maxOffset: fallback(offset(), 0),
  lastReadTimestamp: fallback(time(), 0),
  lastWriteTimestamp: fallback(time(), 0),
  masterFlushOffset: fallback(offset(), 0),
})

/** A master fills `haConnectionInfo` (its slaves), a slave `haClientRuntimeInfo`. */
export const haRuntimeInfo = object('HARuntimeInfo', {
  master: fallback(bool(), false),
  masterCommitLogMaxOffset: fallback(offset(), 0),
  inSyncSlaveNums: fallback(int(), 0),
  haConnectionInfo: fallback(list(haConnection), []),
  haClientRuntimeInfo: optional(haClient),
})
export type HaRuntimeInfo = Infer<typeof haRuntimeInfo>

/** `endOffset` of the epoch that still runs is 2^63-1. */
export const epochEntryCache = object('EpochEntryCache', {
  clusterName: str(),
  brokerName: str(),
  brokerId: fallback(int(), 0),
  epochList: fallback(
    list(
      object('EpochEntry', {
        epoch: fallback(int(), 0),
        startOffset: fallback(offset(), 0),
        endOffset: fallback(long(), 2n ** 63n - 1n),
      }),
    ),
    [],
  ),
  maxOffset: fallback(offset(), 0),
})
export type EpochEntryCache = Infer<typeof epochEntryCache>

/** Ids of the brokers whose copies are complete. */
export const syncStateSet = object('SyncStateSet', {
  syncStateSet: fallback(list(int()), []),
  syncStateSetEpoch: fallback(int(), 0),
})

const replica = object('ReplicaIdentity', {
  brokerName: str(),
  brokerId: fallback(int(), 0),
  brokerAddress: optional(str()),
  alive: fallback(bool(), false),
})

/** By broker name. */
export const brokerReplicasInfo = object('BrokerReplicasInfo', {
  replicasInfoTable: fallback(
    map(
      object('ReplicasInfo', {
        masterBrokerId: optional(int()),
        masterAddress: optional(str()),
        masterEpoch: optional(int()),
        syncStateSetEpoch: optional(int()),
        inSyncReplicas: fallback(list(replica), []),
        notInSyncReplicas: fallback(list(replica), []),
      }),
    ),
    new Map(),
  ),
})
export type BrokerReplicasInfo = Infer<typeof brokerReplicasInfo>

export const electMasterAnswer = object('ElectMasterResponseBody', {
  brokerMemberGroup: optional(brokerMemberGroup),
  syncStateSet: optional(list(int())),
})
