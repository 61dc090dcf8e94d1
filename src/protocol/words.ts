/** Words that only the protocol needs, on top of those of `schema.ts`. */
import {bool, type Field, optional, type Shape, ShapeError, str, wire} from '../schema.js'

/** What every queue or topic header of 5.x inherits and 4.9 knows in part (`RpcRequestHeader`, `TopicRequestHeader`). */
export const rpc = {
  brokerName: optional(wire('bname', str())),
  /** The topic is meant as a static topic's logical one. */
  logical: optional(wire('lo', bool())),
} as const satisfies Shape

/**
 * A Java enum that may grow: a name nobody declared is passed on as it is, letter case is forgiven, and an integer is the
 * ordinal (the C++ client sends those). Give the names in Java's order.
 */
export const openEnum = <const V extends readonly string[]>(...values: V): Field<V[number] | (string & {})> => ({
  kind: 'enum',
  values,
  read(raw, path) {
    const ordinal = typeof raw === 'number' ? raw : Number.NaN
    if (values[ordinal] !== undefined) return values[ordinal]
    if (typeof raw !== 'string') throw new ShapeError(path, `one of ${values.join(', ')}`, raw)
    return values.find(value => value.toLowerCase() === raw.toLowerCase()) ?? raw
  },
  write: value => value,
})
