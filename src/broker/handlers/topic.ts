/** Topics: 17, 18, 21, 202, 215, 305, 316, 351. */
import type {MessageQueue} from '../../protocol/bodies/queue.js'
import type {TopicConfig, TopicOffset} from '../../protocol/bodies/topic.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import {AttributeError, editAttributes, parseAttributeEdits, topicAttributes} from '../attributes.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {pageOf} from '../page.js'
import {popRetryTopic} from '../pop/receipt.js'
import {isSystemTopic, topicNameFault} from '../system-names.js'

type TopicWish = Omit<TopicConfig, 'attributes'> & {attributes: ReadonlyMap<string, string>}

const permissions = [1, 2, 3, 4, 5, 6, 7]
const mostQueues = 65_535

export const topicHandlers = (state: BrokerState): BrokerHandlers => {
  const {topics, offsets, store, stats, identity, settings, systemNames} = state

  const refuseSystem = (topic: string): void => {
    if (isSystemTopic(topic, systemNames))
      throw new Refusal(responseCode.INVALID_PARAMETER, `The topic[${topic}] is conflict with system topic.`)
  }

  /** The settings after the wish; throws {@link Refusal} for one that cannot be. */
  const checked = (wish: TopicWish): TopicConfig => {
    const fault = topicNameFault(wish.topicName)
    if (fault) throw new Refusal(responseCode.INVALID_PARAMETER, fault)
    refuseSystem(wish.topicName)
    if (!permissions.includes(wish.perm))
      throw new Refusal(
        responseCode.INVALID_PARAMETER,
        `the permission of topic ${wish.topicName} is not valid: ${wish.perm}`,
      )
    if ([wish.readQueueNums, wish.writeQueueNums].some(count => count < 0 || count > mostQueues))
      throw new Refusal(responseCode.INVALID_PARAMETER, `topic ${wish.topicName} cannot have that many queues`)
    const known = topics.get(wish.topicName)
    try {
      const attributes = editAttributes(topicAttributes, known && (known.attributes ?? new Map()), wish.attributes)
      if (attributes.get('message.type') === 'MIXED' && !settings.values.enableMixedMessageType)
        throw new Refusal(responseCode.INVALID_PARAMETER, 'MIXED message type is not supported.')
      return {...known, ...wish, attributes}
    } catch (error) {
      if (!(error instanceof AttributeError)) throw error
      throw new Refusal(responseCode.SYSTEM_ERROR, error.message)
    }
  }

  return {
    async updateAndCreateTopic(args) {
      await topics.put(
        checked({
          topicName: args.topic,
          readQueueNums: args.readQueueNums,
          writeQueueNums: args.writeQueueNums,
          perm: args.perm,
          topicFilterType: args.topicFilterType === 'MULTI_TAG' ? 'MULTI_TAG' : 'SINGLE_TAG',
          topicSysFlag: args.topicSysFlag ?? 0,
          order: args.order,
          attributes: edits(args.attributes),
        }),
      )
      await state.registered()
      return {}
    },

    async updateAndCreateTopicList({body}) {
      const configs = body.topicConfigList.map(config =>
        checked({...config, attributes: config.attributes ?? new Map()}),
      )
      await topics.put(...configs)
      await state.registered()
      return {}
    },

    getAllTopicConfig(args) {
      if (topics.size === 0) throw new Refusal(responseCode.SYSTEM_ERROR, 'No topic in this broker')
      const {enableSplitMetadata, splitMetadataSize} = settings.values
      const page = pageOf(topics.all(), config => config.topicName, topics.version, {
        start: args.topicSeq,
        size: args.maxTopicNum,
        version: args.dataVersion,
        largest: enableSplitMetadata ? splitMetadataSize : undefined,
      })
      return {
        totalTopicNum: topics.size,
        body: {
          dataVersion: topics.version,
          mappingDataVersion: {counter: 0, stateVersion: 0, timestamp: identity.startedAt},
          topicConfigTable: new Map(page.map(config => [config.topicName, config])),
          topicQueueMappingInfoMap: new Map(),
          topicQueueMappingDetailMap: new Map(),
        },
      }
    },

    async getTopicStatsInfo({topic}) {
      const config = topics.get(topic)
      if (!config) throw new Refusal(responseCode.TOPIC_NOT_EXIST, `topic[${topic}] not exist`)
      const offsetTable: [MessageQueue, TopicOffset][] = []
      for (let queueId = 0; queueId < config.writeQueueNums; queueId++) {
        const maxOffset = Math.max(0, store.maxOffset(topic, queueId))
        const lastTime = maxOffset > 0 ? await store.storeTimeAt(topic, queueId, maxOffset - 1) : 0
        offsetTable.push([
          {topic, brokerName: identity.name, queueId},
          {minOffset: store.minOffset(topic, queueId), maxOffset, lastUpdateTimestamp: Math.max(0, lastTime)},
        ])
      }
      return {body: {offsetTable, topicPutTps: stats.tps('TOPIC_PUT_NUMS', topic)}}
    },

    async deleteTopicInBroker({topic}) {
      if (topic.trim() === '') throw new Refusal(responseCode.INVALID_PARAMETER, 'The specified topic is blank.')
      refuseSystem(topic)
      const retryTopics = offsets.groupsOf(topic).map(group => popRetryTopic(group, topic))
      for (const each of [topic, ...retryTopics.filter(name => topics.get(name))]) {
        await topics.delete(each)
        await store.deleteTopic(each)
        offsets.removeTopic(each)
        state.pops.removeTopic(each)
        stats.forget(each)
      }
      return {}
    },

    getSystemTopicListFromBroker: () => ({
      body: {topicList: [...systemNames], brokerAddr: undefined},
    }),

    async cleanUnusedTopic() {
      for (const topic of store.topics())
        if (!topics.get(topic) && !isSystemTopic(topic, systemNames)) await store.deleteTopic(topic)
      return {}
    },

    getTopicConfig({topic}) {
      const config = topics.get(topic)
      if (!config) throw new Refusal(responseCode.TOPIC_NOT_EXIST, `No topic in this broker. topic: ${topic}`)
      return {body: config}
    },
  }
}

function edits(text: string | undefined): Map<string, string> {
  try {
    return parseAttributeEdits(text)
  } catch (error) {
    if (!(error instanceof AttributeError)) throw error
    throw new Refusal(responseCode.SYSTEM_ERROR, error.message)
  }
}
