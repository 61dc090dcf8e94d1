/** Brokers coming, staying and going: 103, 104, 322, 901, 904. */
import {crc32} from 'node:zlib'
import {decodeRegisterBroker} from '../../protocol/bodies/register-broker.js'
import {orderNamespace} from '../../protocol/names.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {NameServerHandlers, NameServerState} from '../name-server.js'
import {sameVersion} from '../route-table.js'

export const registrationHandlers = ({routes, kv, settings, log}: NameServerState): NameServerHandlers => ({
  registerBroker({body, compressed, bodyCrc32, ...broker}, caller) {
    if (bodyCrc32 && bodyCrc32 !== (crc32(body) & 0x7fffffff))
      throw new Refusal(responseCode.SYSTEM_ERROR, 'crc32 not match')
    const {topicConfigSerializeWrapper: content} = decodeRegisterBroker(body, {
      compressed: compressed ?? false,
      version: caller.version,
    })
    const known = routes.dataVersion(broker.clusterName, broker.brokerAddr) !== undefined
    const taken = routes.register(
      {
        cluster: broker.clusterName,
        brokerName: broker.brokerName,
        brokerId: broker.brokerId,
        address: broker.brokerAddr,
        haServerAddress: broker.haServerAddr ?? '',
        timeoutMs: broker.heartbeatTimeoutMillis,
        enableActingMaster: broker.enableActingMaster,
        zone: broker.zoneName,
        connection: caller.connection,
        dataVersion: content.dataVersion ?? {counter: 0, stateVersion: 0, timestamp: 0},
        topics: content.topicConfigTable,
        mappings: content.topicQueueMappingInfoMap ?? new Map(),
      },
      settings.values.deleteTopicWithBrokerRegistration,
    )
    if (!taken) throw new Refusal(responseCode.SYSTEM_ERROR, 'register broker failed')
    if (!known) log.info(`broker ${broker.brokerName}:${broker.brokerId} at ${broker.brokerAddr} is registered`)

    const master = broker.brokerId === 0 ? undefined : routes.masterOf(broker.brokerName)
    const orders = settings.values.returnOrderTopicConfigToBroker ? kv.namespace(orderNamespace) : undefined
    return {masterAddr: master?.address, haServerAddr: master?.haServerAddress, body: orders && {table: orders}}
  },

  unregisterBroker({clusterName, brokerName, brokerId, brokerAddr}) {
    routes.unregister(clusterName, brokerName, brokerId, brokerAddr)
    log.info(`broker ${brokerName}:${brokerId} at ${brokerAddr} has signed off`)
    return {}
  },

  queryDataVersion({clusterName, brokerAddr, body}) {
    const version = routes.dataVersion(clusterName, brokerAddr)
    routes.touch(clusterName, brokerAddr)
    return {changed: version === undefined || !sameVersion(version, body), body: version}
  },

  brokerHeartbeat({clusterName, brokerAddr}) {
    routes.touch(clusterName, brokerAddr)
    return {}
  },

  getBrokerMemberGroup({clusterName, brokerName}) {
    const addresses = routes.brokers.get(brokerName)?.addresses ?? new Map<number, string>()
    return {body: {brokerMemberGroup: {cluster: clusterName, brokerName, brokerAddrs: [...addresses]}}}
  },
})
