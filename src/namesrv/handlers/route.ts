/** Where topics and brokers are: 105, 106, and the write permission of a broker: 205, 327. */
import type {BrokerData, QueueData, TopicRoute} from '../../protocol/bodies/route.js'
import {orderNamespace, permission} from '../../protocol/names.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import {type NameServerHandlers, type NameServerState, seeFaq} from '../name-server.js'
import type {BrokerEntry} from '../route-table.js'

export const routeHandlers = ({routes, kv, settings}: NameServerState): NameServerHandlers => {
  const routeOf = (topic: string): TopicRoute | undefined => {
    const queues = routes.topics.get(topic)
    if (!queues) return undefined
    const brokers = [...queues.keys()].flatMap(name => routes.brokers.get(name) ?? [])
    if (brokers.length === 0) return undefined
    const mappings = routes.mappings.get(topic)
    const {supportActingMaster, orderMessageEnable} = settings.values
    return {
      queueDatas: [...queues.values()],
      brokerDatas: brokers.map(broker =>
        brokerData(broker, supportActingMaster && standsIn(broker, queues.get(broker.name))),
      ),
      filterServerTable: new Map(),
      orderTopicConf: orderMessageEnable ? kv.get(orderNamespace, topic) : undefined,
      topicQueueMappingByBroker: mappings && mappings.size > 0 ? mappings : undefined,
    }
  }

  return {
    getRouteinfoByTopic({topic}, {fields}) {
      const route = routeOf(topic)
      if (!route)
        throw new Refusal(
          responseCode.TOPIC_NOT_EXIST,
          `No topic route info in name server for the topic: ${topic}${seeFaq}`,
        )
      return {body: fields['__ZONE_MODE'] === 'true' ? inZone(route, fields['__ZONE_NAME'] ?? '') : route}
    },

    getBrokerClusterInfo() {
      const brokerAddrTable = new Map<string, BrokerData>()
      for (const broker of routes.brokers.values()) brokerAddrTable.set(broker.name, brokerData(broker, false))
      const clusterAddrTable = new Map<string, string[]>()
      for (const [cluster, names] of routes.clusters) clusterAddrTable.set(cluster, [...names])
      return {body: {brokerAddrTable, clusterAddrTable}}
    },

    wipeWritePermOfBroker: ({brokerName}) => ({wipeTopicCount: routes.setWritable(brokerName, false)}),
    addWritePermOfBroker: ({brokerName}) => ({addTopicCount: routes.setWritable(brokerName, true)}),
  }
}

/** Is this a broker without master whose smallest slave serves in its place, read only? */
const standsIn = (broker: BrokerEntry, queue: QueueData | undefined): boolean =>
  broker.enableActingMaster && !broker.addresses.has(0) && queue !== undefined && (queue.perm & permission.write) === 0

function brokerData({name, cluster, addresses, zone, enableActingMaster}: BrokerEntry, acting: boolean): BrokerData {
  const smallest = Math.min(...addresses.keys())
  return {
    cluster,
    brokerName: name,
    brokerAddrs: [...addresses].map(([id, address]) => [acting && id === smallest ? 0 : id, address]),
    zoneName: zone,
    enableActingMaster,
  }
}

/** Keeps the brokers of a zone, and those without master, which no producer uses (`ZoneRouteRPCHook`). */
function inZone(route: TopicRoute, zone: string): TopicRoute {
  const kept = route.brokerDatas.filter(
    broker => !broker.brokerAddrs.some(([id]) => id === 0) || broker.zoneName?.toLowerCase() === zone.toLowerCase(),
  )
  const names = new Set(kept.map(broker => broker.brokerName))
  return {...route, brokerDatas: kept, queueDatas: route.queueDatas.filter(queue => names.has(queue.brokerName))}
}
