/** Names of topics: 206, 216, 217, 224, 304, 311 to 313. */
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {NameServerHandlers, NameServerState} from '../name-server.js'

/** Bits of a topic's system flag. */
const unit = 1
const unitSub = 2

export const topicHandlers = ({routes, settings}: NameServerState): NameServerHandlers => {
  const refuseIf = (disabled: boolean): void => {
    if (disabled) throw new Refusal(responseCode.SYSTEM_ERROR, 'disable')
  }
  const listed = (topics: () => string[]) => {
    refuseIf(!settings.values.enableTopicList)
    return {body: {topicList: topics()}}
  }
  return {
    getAllTopicListFromNameserver() {
      refuseIf(!settings.values.enableAllTopicList)
      return {body: {topicList: [...routes.topics.keys()]}}
    },

    getTopicsByCluster: ({cluster}) => listed(() => routes.topicsOfCluster(cluster)),
    getUnitTopicList: () => listed(() => routes.topicsWhere(flag => (flag & unit) !== 0)),
    getHasUnitSubTopicList: () => listed(() => routes.topicsWhere(flag => (flag & unitSub) !== 0)),
    getHasUnitSubUnunitTopicList: () =>
      listed(() => routes.topicsWhere(flag => (flag & unitSub) !== 0 && (flag & unit) === 0)),

    getSystemTopicListFromNs() {
      const names = [...routes.clusters.keys(), ...routes.brokers.keys()]
      const addresses = [...routes.brokers.values()].flatMap(broker => [...broker.addresses.values()])
      return {body: {topicList: [...new Set(names)], brokerAddr: addresses[0]}}
    },

    registerTopicInNamesrv({topic, body}) {
      routes.addTopic(topic, body.queueDatas)
      return {}
    },

    deleteTopicInNamesrv({topic, clusterName}) {
      routes.deleteTopic(topic, clusterName)
      return {}
    },
  }
}
