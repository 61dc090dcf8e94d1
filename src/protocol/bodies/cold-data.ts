import {bytes, type Field, fallback, type Infer, long, map, object, optional, time} from '../../schema.js'

/** Bytes, up to Java's greatest long: how one says that there is no limit. */
export const byteLimit = (): Field<bigint> => ({...long(), kind: 'bytes'})

/** What a group has lately read of messages that are no longer in memory (`AccAndTimeStamp`). */
const coldReads = object('AccAndTimeStamp', {
  coldAcc: fallback(bytes(), 0),
  lastColdReadTimeMills: optional(time()),
  createTimeMills: optional(time()),
})

/** `ColdDataCgCtrService.getColdDataFlowCtrInfo`. `configTable` holds the limits that groups have of their own. */
export const coldDataFlowCtrInfo = object('ColdDataFlowCtrInfo', {
  runtimeTable: fallback(map(coldReads), new Map()),
  configTable: fallback(map(byteLimit()), new Map()),
  cgColdReadThreshold: fallback(byteLimit(), 0n),
  globalColdReadThreshold: fallback(byteLimit(), 0n),
  globalAcc: fallback(bytes(), 0),
})
export type ColdDataFlowCtrInfo = Infer<typeof coldDataFlowCtrInfo>
