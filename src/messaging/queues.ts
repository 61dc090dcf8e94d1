/** The queues of a topic, out of its route. */
import {type Cluster, masterId, type Route} from '../cluster/cluster.js'
import {MqError} from '../errors.js'
import type {MessageQueue} from '../protocol/bodies/queue.js'
import type {BrokerData} from '../protocol/bodies/route.js'
import {logicalBrokerName, permission} from '../protocol/names.js'

export type {MessageQueue} from '../protocol/bodies/queue.js'

/** A queue and where it is served. `brokerName` is the name users see; of a static topic that is not the broker's. */
export interface ReachableQueue extends MessageQueue {
  address: string
  /** The name of the broker at `address`, for its header field `bname`. */
  servedBy: string
}

/** Queues to read, from a master or, without one, any slave (`topicRouteData2TopicSubscribeInfo`). */
export function readableQueues(topic: string, route: Route): ReachableQueue[] {
  return (
    staticQueues(topic, route) ??
    route.queueDatas
      .filter(({perm}) => (perm & permission.read) !== 0)
      .flatMap(({brokerName, readQueueNums}) =>
        queuesOf(topic, brokerName, readQueueNums, addressOf(route, brokerName)),
      )
  )
}

/** Queues to write, sorted by broker name, from masters only; an ordered topic's own list first (`topicRouteData2TopicPublishInfo`). */
export function writableQueues(topic: string, route: Route): ReachableQueue[] {
  if (route.orderTopicConf) {
    return route.orderTopicConf.split(';').flatMap(part => {
      const [brokerName = '', count = ''] = part.split(':')
      return queuesOf(topic, brokerName, Number.parseInt(count, 10) || 0, masterOf(route, brokerName))
    })
  }
  return (
    staticQueues(topic, route) ??
    [...route.queueDatas]
      .sort((a, b) => (a.brokerName < b.brokerName ? -1 : a.brokerName > b.brokerName ? 1 : 0))
      .filter(({perm}) => (perm & permission.write) !== 0)
      .flatMap(({brokerName, writeQueueNums}) =>
        queuesOf(topic, brokerName, writeQueueNums, masterOf(route, brokerName)),
      )
  )
}

/** The queues of a topic to read. `NOT_FOUND` where it has no route, `SERVER_REFUSED` where no queue of it can be read. */
export async function readableQueuesOf(cluster: Cluster, topic: string): Promise<ReachableQueue[]> {
  const queues = readableQueues(topic, await cluster.route(topic))
  if (queues.length > 0) return queues
  throw new MqError('SERVER_REFUSED', `topic '${topic}' cannot be read: no broker has a readable queue of it`, {
    facts: {topic},
    hint: 'mqadmin topic route shows its permissions',
  })
}

/** One queue by broker name and id. A queue id that the broker does not have is left to the broker to refuse. */
export async function oneQueue(
  cluster: Cluster,
  topic: string,
  brokerName: string,
  queueId: number,
): Promise<ReachableQueue> {
  const route = await cluster.route(topic)
  const known = readableQueues(topic, route).find(queue => queue.brokerName === brokerName && queue.queueId === queueId)
  const address = addressOf(route, brokerName)
  if (known) return known
  if (address !== undefined) return {topic, brokerName, queueId, address, servedBy: brokerName}
  throw unknownBroker(topic, brokerName, route)
}

export const unknownBroker = (topic: string, brokerName: string, route: Route): MqError =>
  new MqError('NOT_FOUND', `broker '${brokerName}' does not serve topic '${topic}'`, {
    facts: {topic, brokerName},
    hint: `brokers of this topic: ${
      route.brokerDatas
        .map(broker => broker.brokerName)
        .sort()
        .join(', ') || 'none'
    }`,
  })

export const addressOf = (route: Route, brokerName: string): string | undefined => {
  const broker = brokerOf(route, brokerName)
  return masterOf(route, brokerName) ?? broker?.brokerAddrs[0]?.[1]
}

const brokerOf = (route: Route, brokerName: string): BrokerData | undefined =>
  route.brokerDatas.find(broker => broker.brokerName === brokerName)

const masterOf = (route: Route, brokerName: string): string | undefined =>
  brokerOf(route, brokerName)?.brokerAddrs.find(([id]) => id === masterId)?.[1]

const queuesOf = (topic: string, brokerName: string, count: number, address: string | undefined): ReachableQueue[] =>
  address === undefined
    ? []
    : Array.from({length: count}, (_, queueId) => ({topic, brokerName, queueId, address, servedBy: brokerName}))

/**
 * The logical queues of a static topic, each at the broker that leads it now: the one with the highest epoch that lists it
 * (`ClientMetadata.topicRouteData2EndpointsForStaticTopic`). Undefined for any other topic.
 */
function staticQueues(topic: string, route: Route): ReachableQueue[] | undefined {
  const mappings = [...(route.topicQueueMappingByBroker ?? new Map()).values()].sort((a, b) => b.epoch - a.epoch)
  if (mappings.length === 0) return undefined
  const queues = new Map<string, ReachableQueue>()
  for (const {scope, currIdMap, bname} of mappings) {
    const address = addressOf(route, bname)
    if (address === undefined) continue
    const brokerName = logicalBrokerName(scope)
    for (const [queueId] of currIdMap) {
      const key = `${brokerName} ${queueId}`
      if (!queues.has(key)) queues.set(key, {topic, brokerName, queueId, address, servedBy: bname})
    }
  }
  return [...queues.values()].sort((a, b) => a.queueId - b.queueId)
}
