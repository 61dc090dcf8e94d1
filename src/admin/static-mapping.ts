/**
 * Where the queues of a static topic are: a fixed number of logical queues, each a chain of physical ones, of which the last takes
 * new messages (its leader). Every broker of the cluster is told the number, and keeps the chains of the queues it has or had.
 * Pure: what `TopicQueueMappingUtils` of Java computes, but the same for the same brokers, where Java shuffles them.
 */
import {MqError} from '../errors.js'
import type {LogicQueueMappingItem, TopicQueueMappingDetail} from '../protocol/bodies/static-topic.js'
import type {TopicConfigAndQueueMapping} from '../protocol/bodies/topic.js'

/** A broker's settings of a static topic, and its part of the mapping. */
export type StaticPart = TopicConfigAndQueueMapping & {mappingDetail: TopicQueueMappingDetail}
/** By broker name. */
export type StaticParts = ReadonlyMap<string, StaticPart>
/** Logical queue → its chain. */
export type Chains = ReadonlyMap<number, readonly LogicQueueMappingItem[]>

/** A mapping as it shall be. */
export interface Mapping {
  parts: StaticParts
  /** Brokers that take queues over, and those that give them away. */
  mapIn: ReadonlySet<string>
  mapOut: ReadonlySet<string>
}

interface Options {
  /** Take the newest where brokers disagree, and make queues anew that no broker has. */
  force?: boolean
  /** Milliseconds since the epoch: mappings are numbered by the time. */
  now: number
}

export const leaderOf = (chain: readonly LogicQueueMappingItem[]): LogicQueueMappingItem =>
  chain.at(-1) as LogicQueueMappingItem

/** A queue that has been given to its leader without an offset to begin at: what was begun was not ended. */
export const isPending = (chain: readonly LogicQueueMappingItem[]): boolean =>
  chain.length > 1 && leaderOf(chain).logicOffset < 0

/** The part of a broker that has no queue. */
export const emptyPart = (topic: string, broker: string, totalQueues: number, epoch: number): StaticPart => ({
  topicName: topic,
  readQueueNums: 0,
  writeQueueNums: 0,
  perm: 6,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: false,
  attributes: new Map(),
  mappingDetail: {
    topic,
    scope: '__global__',
    totalQueues,
    bname: broker,
    epoch,
    dirty: false,
    currIdMap: [],
    hostedQueues: [],
  },
})

export const epochOf = (parts: StaticParts): number =>
  Math.max(0, ...[...parts.values()].map(({mappingDetail}) => mappingDetail.epoch))

export const totalQueuesOf = (parts: StaticParts): number =>
  Math.max(0, ...[...parts.values()].map(({mappingDetail}) => mappingDetail.totalQueues))

/** Checks that all parts fit, and returns each queue's chain. `SERVER_REFUSED` names what does not fit. */
export function chainsOf(topic: string, parts: StaticParts, force = false): Chains {
  const newestFirst = [...parts].sort(([, a], [, b]) => b.mappingDetail.epoch - a.mappingDetail.epoch)
  const [first] = newestFirst
  const chains = new Map<number, readonly LogicQueueMappingItem[]>()
  for (const [broker, {mappingDetail}] of newestFirst) {
    const {epoch, totalQueues} = first?.[1].mappingDetail ?? mappingDetail
    if (!force && (mappingDetail.epoch !== epoch || mappingDetail.totalQueues !== totalQueues))
      throw unfit(topic, `${broker} has another version of it than ${first?.[0]}`)
    for (const [queue, chain] of mappingDetail.hostedQueues ?? []) {
      if (chain.length === 0 || leaderOf(chain).bname !== broker) continue
      if (!chains.has(queue)) chains.set(queue, chain)
      else if (!force) throw unfit(topic, `queue ${queue} is led by two brokers, ${broker} is one of them`)
    }
  }
  const missing = Array.from({length: totalQueuesOf(parts)}, (_, queue) => queue).filter(queue => !chains.has(queue))
  if (missing.length > 0 && !force) throw unfit(topic, `no broker has queue ${missing.join(', ')}`)
  checkPhysical(topic, parts, chains)
  return chains
}

/** No physical queue may stand in two chains, nor be one that its broker does not have. */
function checkPhysical(topic: string, parts: StaticParts, chains: Chains): void {
  const used = new Map<string, number>()
  for (const [queue, chain] of chains)
    for (const {bname, queueId} of chain) {
      const place = `queue ${queueId} of ${bname}`
      const other = used.get(place)
      if (other !== undefined && other !== queue) throw unfit(topic, `${place} belongs to both ${other} and ${queue}`)
      used.set(place, queue)
      const part = parts.get(bname)
      if (part === undefined) throw unfit(topic, `${bname}, which has messages of queue ${queue}, is not there`)
      if (queueId >= part.writeQueueNums) throw unfit(topic, `${bname} has no ${place}, where messages of it should be`)
    }
}

const unfit = (topic: string, why: string): MqError =>
  new MqError('SERVER_REFUSED', `the mapping of static topic '${topic}' does not fit together: ${why}`, {
    facts: {topic},
    hint: 'see that all its brokers are up; --force-replace goes by the newest and makes what is missing anew',
  })

/** The mapping with so many queues; new ones go to those of the targets that lead the fewest. */
export function withQueues(
  topic: string,
  total: number,
  targets: readonly string[],
  before: StaticParts,
  {now, force = false}: Options,
): Mapping {
  const chains = new Map(chainsOf(topic, before, force))
  if (total < totalQueuesOf(before))
    throw new MqError(
      'SERVER_REFUSED',
      `static topic '${topic}' has ${totalQueuesOf(before)} queues, and cannot get fewer`,
      {facts: {topic, queues: totalQueuesOf(before)}},
    )
  const missing = Array.from({length: total}, (_, queue) => queue).filter(queue => !chains.has(queue))
  const agreed = [...before.values()].every(({mappingDetail}) => mappingDetail.epoch === epochOf(before))
  if (missing.length === 0 && agreed) return {parts: before, mapIn: new Set(), mapOut: new Set()}
  const counts = new Map(targets.map(broker => [broker, 0]))
  for (const {bname} of [...chains.values()].map(leaderOf)) if (counts.has(bname)) add(counts, bname)
  const parts = new Map(before)
  for (const queue of missing) {
    const broker = least(counts)
    add(counts, broker)
    const part = withPhysicalQueue(parts.get(broker) ?? emptyPart(topic, broker, total, now))
    parts.set(broker, part)
    chains.set(queue, [newItem(part, 0, 0)])
  }
  return {parts: renewed(parts, chains, total, now), mapIn: new Set(), mapOut: new Set()}
}

/** The mapping with every queue led by one of the targets, which get the same number of queues each, and as few moves as that takes. */
export function remapped(
  topic: string,
  targets: readonly string[],
  before: StaticParts,
  {now, force = false}: Options,
): Mapping {
  const chains = new Map(chainsOf(topic, before, force))
  const total = totalQueuesOf(before)
  const led = new Map<string, number>()
  for (const chain of chains.values()) add(led, leaderOf(chain).bname)
  const quota = sharesOf(chains.size, targets, led)
  const moving: number[] = []
  // what is on its way must arrive before it can go elsewhere
  const byQueue = [...chains].sort(([m, a], [n, b]) => Number(isPending(b)) - Number(isPending(a)) || m - n)
  for (const [queue, chain] of byQueue) {
    const {bname} = leaderOf(chain)
    const left = quota.get(bname) ?? 0
    if (left > 0) quota.set(bname, left - 1)
    else if (isPending(chain)) throw underWay(topic, queue, bname)
    else moving.push(queue)
  }
  const parts = new Map(before)
  for (const [broker, count] of quota)
    for (let at = 0; at < count; at++) {
      const queue = moving.shift() as number
      const part = withPhysicalQueue(parts.get(broker) ?? emptyPart(topic, broker, total, now))
      parts.set(broker, part)
      const chain = chains.get(queue) ?? []
      chains.set(queue, [...chain, newItem(part, leaderOf(chain).gen + 1, -1)])
    }
  const pending = [...chains.values()].filter(isPending)
  const agreed = [...before.values()].every(({mappingDetail}) => mappingDetail.epoch === epochOf(before))
  const mapIn = new Set(pending.map(chain => leaderOf(chain).bname))
  const mapOut = new Set(pending.map(chain => (chain.at(-2) as LogicQueueMappingItem).bname))
  return {parts: pending.length === 0 && agreed ? before : renewed(parts, chains, total, now), mapIn, mapOut}
}

const underWay = (topic: string, queue: number, broker: string): MqError =>
  new MqError('SERVER_REFUSED', `queue ${queue} of static topic '${topic}' is still on its way to ${broker}`, {
    facts: {topic, queue},
    hint: `mqadmin topic static remap ${topic} --brokers ${broker} ends what was begun`,
  })

/** How many queues each target shall lead; the odd ones go to those that lead the most already. */
function sharesOf(queues: number, targets: readonly string[], led: ReadonlyMap<string, number>): Map<string, number> {
  const least = Math.floor(queues / targets.length)
  const more = queues % targets.length
  const order = targets.toSorted((a, b) => (led.get(b) ?? 0) - (led.get(a) ?? 0) || (a < b ? -1 : 1))
  return new Map(order.map((broker, index) => [broker, least + (index < more ? 1 : 0)]))
}

/** Every part with the chains that touch its broker and a newer version. */
function renewed(parts: StaticParts, chains: Chains, totalQueues: number, now: number): StaticParts {
  const epoch = Math.max(epochOf(parts) + 1000, now)
  return new Map([...parts].map(([broker, part]) => [broker, withChains(part, broker, chains, {totalQueues, epoch})]))
}

/** A part with the chains of the queues that its broker has or had. */
export function withChains(
  part: StaticPart,
  broker: string,
  chains: Chains,
  more: Partial<TopicQueueMappingDetail> = {},
): StaticPart {
  const hosted = new Map(part.mappingDetail.hostedQueues)
  for (const [queue, chain] of chains) {
    if (chain.some(({bname}) => bname === broker)) hosted.set(queue, [...chain])
    else hosted.delete(queue)
  }
  const hostedQueues = [...hosted].sort(([a], [b]) => a - b)
  return {...part, mappingDetail: {...part.mappingDetail, ...more, hostedQueues}}
}

/** Where an offset of a physical queue stands in the logical one; -1 while that is not known. */
export function logicalOffset(item: LogicQueueMappingItem, physical: number): number {
  const {logicOffset, startOffset, endOffset} = item
  if (logicOffset < 0) return -1
  const last = endOffset >= startOffset ? Math.min(physical, endOffset) : physical
  return logicOffset + Math.max(0, last - startOffset)
}

const blockSize = 10_000

/**
 * Where a queue goes on at its new leader: a block beyond all that the old one has taken, so that no offset is given twice
 * (`TopicQueueMappingUtils#blockSeqRoundUp`).
 */
export function nextBlock(offset: number): number {
  const blocks = Math.floor(offset / blockSize)
  return (blocks + (offset % blockSize < blockSize / 2 ? 1 : 2)) * blockSize
}

const withPhysicalQueue = (part: StaticPart): StaticPart => ({
  ...part,
  readQueueNums: part.readQueueNums + 1,
  writeQueueNums: part.writeQueueNums + 1,
})

/** The last physical queue of a part, as a new stretch; -1 is an offset that is not known yet. */
const newItem = ({writeQueueNums, mappingDetail}: StaticPart, gen: number, logicOffset: number) => ({
  gen,
  queueId: writeQueueNums - 1,
  bname: mappingDetail.bname,
  logicOffset,
  startOffset: 0,
  endOffset: -1,
  timeOfStart: -1,
  timeOfEnd: -1,
})

const add = (counts: Map<string, number>, broker: string): void => {
  counts.set(broker, (counts.get(broker) ?? 0) + 1)
}

function least(counts: ReadonlyMap<string, number>): string {
  const [[broker] = ['']] = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1))
  return broker
}
