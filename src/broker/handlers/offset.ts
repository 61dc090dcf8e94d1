/** Offsets of queues and of groups: 14, 15, 29 to 32, 43, 45, 308, 314. */
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'

export const offsetHandlers = ({store, topics, groups, offsets, settings, delays}: BrokerState): BrokerHandlers => ({
  queryConsumerOffset({consumerGroup, topic, queueId, setZeroIfNotFound}) {
    const stored = offsets.get(consumerGroup, topic, queueId)
    if (stored !== undefined && stored >= 0) return {offset: stored}
    if (setZeroIfNotFound === false)
      throw new Refusal(responseCode.QUERY_NOT_FOUND, 'Not found, do not set to zero, maybe this group boot first')
    // Java answers so while the first messages are in memory; here that is always
    if (store.minOffset(topic, queueId) <= 0) return {offset: 0}
    throw new Refusal(responseCode.QUERY_NOT_FOUND, 'Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first')
  },

  updateConsumerOffset({consumerGroup, topic, queueId, commitOffset}) {
    if (!groups.get(consumerGroup))
      throw new Refusal(responseCode.SUBSCRIPTION_GROUP_NOT_EXIST, `Group ${consumerGroup} not exist!`)
    const config = topics.get(topic)
    if (!config) throw new Refusal(responseCode.TOPIC_NOT_EXIST, `Topic ${topic} not exist!`)
    if (queueId < 0 || queueId >= config.readQueueNums)
      throw new Refusal(responseCode.INVALID_PARAMETER, `Topic ${topic} queueId ${queueId} is illegal`)
    if (settings.values.useServerSideResetOffset && offsets.hasReset(consumerGroup, topic, queueId)) return {}
    offsets.commit(consumerGroup, topic, queueId, commitOffset)
    return {}
  },

  searchOffsetByTimestamp: async ({topic, queueId, timestamp, boundaryType}) => ({
    offset: await store.offsetByTime(topic, queueId, timestamp, boundaryType === 'UPPER' ? 'UPPER' : 'LOWER'),
  }),

  getMaxOffset: ({topic, queueId}) => ({offset: store.maxOffset(topic, queueId)}),
  getMinOffset: ({topic, queueId}) => ({offset: store.minOffset(topic, queueId)}),

  getEarliestMsgStoretime: async ({topic, queueId}) => ({timestamp: await store.earliestStoreTime(topic, queueId)}),

  getAllConsumerOffset: () => ({body: offsets.snapshot()}),
  getAllDelayOffset: () => ({body: delays.snapshot()}),

  queryCorrectionOffset({topic, filterGroups}) {
    for (const group of (filterGroups ?? '').split(',')) {
      if (group !== '') offsets.removeGroupFromTopic(group, topic)
    }
    const smallest = new Map<number, number>()
    for (const group of offsets.groupsOf(topic)) {
      for (const [queueId, offset] of offsets.queues(group, topic) ?? []) {
        if (offset < store.minOffset(topic, queueId)) continue
        smallest.set(queueId, Math.min(smallest.get(queueId) ?? Number.MAX_SAFE_INTEGER, offset))
      }
    }
    return {body: {correctionOffsets: [...smallest]}}
  },

  cloneGroupOffset({srcGroup, destGroup, topic}) {
    if (topic && !topics.get(topic))
      throw new Refusal(responseCode.TOPIC_NOT_EXIST, `[cloneGroupOffset], topic config not exist, ${topic}`)
    for (const each of topic ? [topic] : offsets.topicsOf(srcGroup)) offsets.clone(srcGroup, destGroup, each)
    return {}
  },
})
