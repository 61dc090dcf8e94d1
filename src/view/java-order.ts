/**
 * The order in which Java's maps and sets give back their keys. It follows from the keys, the order in which they were put and the
 * size of the table, so it can be reproduced; checked against OpenJDK 17. Not followed: bins that have become trees (nine or
 * more colliding keys in a table of 64 or more), which no RocketMQ name or queue id brings about by itself.
 */

/** org.apache.rocketmq.common.message.MessageQueue, as a key. */
export interface QueueKey {
  topic: string
  brokerName: string
  queueId: number
}

/** Text, Integer (number), Long (bigint), a message queue, or an object whose hash is `Objects.hash` of some texts. */
export type JavaKey = string | number | bigint | QueueKey | readonly string[]

/** `hashCode()`. */
export function javaHash(key: JavaKey): number {
  if (typeof key === 'number') return key | 0
  if (typeof key === 'bigint') return Number(BigInt.asIntN(32, key ^ (BigInt.asUintN(64, key) >> 32n)))
  if (isTexts(key)) return key.reduce((hash, text) => (Math.imul(31, hash) + javaHash(text)) | 0, 1)
  if (typeof key !== 'string') {
    const start = (31 + javaHash(key.brokerName)) | 0
    return (Math.imul(31, (Math.imul(31, start) + key.queueId) | 0) + javaHash(key.topic)) | 0
  }
  let hash = 0
  for (let at = 0; at < key.length; at++) hash = (Math.imul(31, hash) + key.charCodeAt(at)) | 0
  return hash
}

const isTexts = (key: JavaKey): key is readonly string[] => Array.isArray(key)

interface HashOptions {
  /** The argument of `new HashMap(capacity)`. */
  capacity?: number
  /** The keys were copied at once: `new HashSet(collection)`, `new HashMap(map)` or putAll into a fresh map. */
  copied?: 'set' | 'map'
}

/** java.util.HashMap and HashSet: the keys in iteration order, given in the order they were put. */
export function javaHashOrder<K extends JavaKey>(keys: Iterable<K>, options: HashOptions = {}): K[] {
  const unique = distinct(keys)
  let size = firstSize(unique.length, options)
  const hashes = new Map(unique.map(key => [key, spread(javaHash(key))]))
  const binOf = (key: K) => (hashes.get(key) as number) & (size - 1)
  const lengths = new Map<number, number>()
  const grow = (upTo: number) => {
    size *= 2
    lengths.clear()
    for (const key of unique.slice(0, upTo)) lengths.set(binOf(key), (lengths.get(binOf(key)) ?? 0) + 1)
  }
  for (const [at, key] of unique.entries()) {
    const bin = binOf(key)
    const length = lengths.get(bin) ?? 0
    lengths.set(bin, length + 1)
    // HashMap.treeifyBin: a full bin makes a small table grow
    if (length >= 8 && size < 64) grow(at + 1)
    if (at + 1 > size * 0.75) grow(at + 1)
  }
  // a resize keeps the order within each half of a bin, so only the last size counts
  return byBin(unique, size, binOf)
}

interface ConcurrentHashOptions {
  /** As given to its constructor (JDK 13 and later). */
  capacity?: number
  /** putAll of a map into a fresh one: `tryPresize` makes room, and then as much again. */
  copied?: boolean
}

/** java.util.concurrent.ConcurrentHashMap and its key set, filled by one thread. */
export function javaConcurrentHashOrder<K extends JavaKey>(
  keys: Iterable<K>,
  {capacity, copied = false}: ConcurrentHashOptions = {},
): K[] {
  const hashOf = new Map<K, number>()
  const count = copied ? distinct(keys).length : 0
  const room = copied ? 2 * powerOfTwo(count + (count >>> 1) + 1) : 16
  let table: K[][] = emptyTable(capacity === undefined ? room : powerOfTwo(Math.trunc(1 + capacity / 0.75)))
  const grow = () => {
    table = transfer(table, key => hashOf.get(key) as number)
  }
  for (const key of distinct(keys)) {
    const hash = spread(javaHash(key)) & 0x7fffffff
    hashOf.set(key, hash)
    const bin = table[hash & (table.length - 1)] as K[]
    const length = bin.length
    bin.push(key)
    if (length >= 8 && table.length < 64) {
      // treeifyBin calls tryPresize(2n), which aims at room for 3n
      const wanted = table.length * 4
      while (wanted > table.length * 0.75) grow()
    }
    while (hashOf.size >= table.length * 0.75) grow()
  }
  return table.flat()
}

/** ConcurrentHashMap.transfer: the run at a bin's end that stays together keeps its order, what stands before it comes out reversed. */
function transfer<K>(table: readonly K[][], hashOf: (key: K) => number): K[][] {
  const size = table.length
  const next = emptyTable<K>(size * 2)
  for (const [at, bin] of table.entries()) {
    const high = (key: K) => (hashOf(key) & size) !== 0
    let run = bin.length - 1
    while (run > 0 && high(bin[run - 1] as K) === high(bin[run] as K)) run--
    for (const key of bin.slice(Math.max(run, 0))) next[high(key) ? at + size : at]?.push(key)
    for (const key of bin.slice(0, Math.max(run, 0))) next[high(key) ? at + size : at]?.unshift(key)
  }
  return next
}

/** TreeMap and TreeSet of text, and Collections.sort: by UTF-16 unit. */
export const javaSorted = (texts: Iterable<string>): string[] => [...texts].sort()

/** MessageQueue.compareTo: topic, broker name, queue id. */
export const compareQueues = (a: QueueKey, b: QueueKey): number =>
  compareText(a.topic, b.topic) || compareText(a.brokerName, b.brokerName) || a.queueId - b.queueId

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const spread = (hash: number): number => hash ^ (hash >>> 16)

function firstSize(count: number, {capacity, copied}: HashOptions): number {
  if (copied === 'set') return powerOfTwo(Math.max(Math.trunc(Math.fround(count / 0.75)) + 1, 16))
  if (copied === 'map') return powerOfTwo(Math.trunc(Math.fround(count / 0.75 + 1)))
  return capacity === undefined ? 16 : powerOfTwo(capacity)
}

/** HashMap.tableSizeFor. */
const powerOfTwo = (atLeast: number): number => (atLeast <= 1 ? 1 : 2 ** (32 - Math.clz32(atLeast - 1)))

const emptyTable = <K>(size: number): K[][] => Array.from({length: size}, () => [])

function byBin<K>(keys: readonly K[], size: number, binOf: (key: K) => number): K[] {
  const bins = emptyTable<K>(size)
  for (const key of keys) bins[binOf(key)]?.push(key)
  return bins.flat()
}

/** Equal keys once, where they were first put. */
function distinct<K extends JavaKey>(keys: Iterable<K>): K[] {
  const seen = new Set<unknown>()
  return [...keys].filter(key => {
    const identity = identityOf(key)
    return !seen.has(identity) && seen.add(identity)
  })
}

function identityOf(key: JavaKey): string | number | bigint {
  if (isTexts(key)) return key.join('\0')
  return typeof key === 'object' ? `${key.topic}\0${key.brokerName}\0${key.queueId}` : key
}
