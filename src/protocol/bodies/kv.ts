import {fallback, type Infer, map, object, str} from '../../schema.js'

/** `KVTable`: key-value settings of a name server namespace, and the runtime figures of a broker (all text). */
export const kvTable = object('KVTable', {table: fallback(map(str()), new Map())})
export type KvTable = Infer<typeof kvTable>
