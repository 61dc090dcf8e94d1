/**
 * What a Java broker answers and this one does not: such a request gets "request code not supported" (3). The docs print this list,
 * and a test keeps it true.
 */
import type {requests} from '../protocol/index.js'

export type BrokerRequestName = {
  [K in keyof typeof requests]: (typeof requests)[K]['to'] extends 'broker' ? K : never
}[keyof typeof requests]

/** Requests that the table declares. */
export const notAnswered: Partial<Record<BrokerRequestName, string>> = {
  queryAssignment: 'clients share out the queues themselves, which is their default',
  setMessageRequestMode: 'there is no POP consumption',
}

/** Codes that no declaration has. */
export const undeclaredCodes: readonly {codes: readonly number[]; what: string}[] = [
  {codes: [50, 51, 52, 53, 54], what: 'access control lists of 4.x: there are accounts without topic permissions'},
  {codes: [60, 61, 5001], what: 'the inner state of timer messages'},
  {codes: [370], what: 'recalling a timer message'},
  {codes: [353], what: 'forbidding a topic to a group: what a Java broker stored is obeyed'},
  {codes: [354, 355], what: 'RocksDB'},
  {codes: [402], what: 'the modes of POP consumption'},
  {codes: [513], what: 'static topics'},
  {codes: [905, 906, 907, 908, 1007, 1008], what: 'replication'},
  {codes: [2001, 2002, 2003, 2004], what: 'flow control of cold data'},
  {codes: [3001, 3002, 3003, 3004, 3005, 3006, 3007, 3008, 3009, 3010], what: 'users and access rules of 5.x'},
  {codes: [5002, 5003], what: 'deleting lists of topics and groups (5.5.1)'},
  {codes: [200050, 200051, 200052, 200053, 200054, 200055, 200056, 200151], what: 'POP consumption'},
  {codes: [200070, 200071, 200074, 200075, 200076, 200077, 200078, 200079], what: 'lite topics'},
]

/** What a request that is served does not do. */
export const notDone: readonly string[] = [
  'filters by SQL92: refused with code 1, as a Java broker with enablePropertyFilter=false',
  'batch consume queues and compaction topics: refused as an attribute that is not valid',
  'half messages are not written again for each check: their checks are counted in memory',
]
