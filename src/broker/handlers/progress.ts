/** How far groups are: 208, 303, 317. */
import type {ConsumeStats, OffsetWrapper, QueueTimeSpan} from '../../protocol/bodies/offset.js'
import type {MessageQueue} from '../../protocol/bodies/queue.js'
import type {TopicConfig} from '../../protocol/bodies/topic.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import {type BrokerHandlers, type BrokerState, seeFaq} from '../broker-state.js'

export const progressHandlers = (state: BrokerState): BrokerHandlers => ({
  async getConsumeStats({consumerGroup, topic, topicList}) {
    const {offsets, topics, consumers, stats} = state
    const named = (topicList ?? '').split(';').filter(name => name !== '')
    const wanted = named.length > 0 ? named : topic ? [topic] : offsets.topicsOf(consumerGroup)
    const online = named.length > 0 ? undefined : consumers.get(consumerGroup)
    const body: ConsumeStats = {consumeTps: 0, offsetTable: []}
    for (const name of wanted) {
      const config = topics.get(name)
      // a group that runs without this topic has left it, and its old offsets mean nothing
      if (!config || (online && !online.subscriptions.has(name))) continue
      body.offsetTable.push(...(await queuesOf(state, consumerGroup, config, true)))
      body.consumeTps += stats.tps('GROUP_GET_NUMS', `${name}@${consumerGroup}`)
    }
    return {body}
  },

  async getBrokerConsumeStats({isOrder}) {
    const {groups, offsets, topics, stats, identity} = state
    const lists: Map<string, ConsumeStats[]>[] = []
    let totalDiff = 0
    let totalInflightDiff = 0
    for (const {groupName} of groups.all()) {
      const ofGroup: ConsumeStats[] = []
      for (const name of offsets.topicsOf(groupName)) {
        const config = topics.get(name)
        if (!config || (isOrder && !config.order)) continue
        const offsetTable = await queuesOf(state, groupName, config, false)
        for (const [, {brokerOffset, consumerOffset, pullOffset}] of offsetTable) {
          totalDiff += brokerOffset - consumerOffset
          totalInflightDiff += Math.max(0, (pullOffset ?? 0) - consumerOffset)
        }
        ofGroup.push({consumeTps: stats.tps('GROUP_GET_NUMS', `${name}@${groupName}`), offsetTable})
      }
      lists.push(new Map([[groupName, ofGroup]]))
    }
    return {body: {brokerAddr: identity.address, consumeStatsList: lists, totalDiff, totalInflightDiff}}
  },

  async queryConsumeTimeSpan({topic, group}) {
    const config = state.topics.get(topic)
    if (!config)
      throw new Refusal(responseCode.TOPIC_NOT_EXIST, `topic[${topic}] not exist, apply first please!${seeFaq}`)
    const consumeTimeSpanSet: QueueTimeSpan[] = []
    for (let queueId = 0; queueId < config.writeQueueNums; queueId++)
      consumeTimeSpanSet.push(await timeSpan(state, group, topic, queueId))
    return {body: {consumeTimeSpanSet}}
  },
})

/** `atLeastConsumed`: what was consumed has been pulled, though nobody noted it since the start. */
async function queuesOf(
  {store, offsets, identity}: BrokerState,
  group: string,
  {topicName: topic, readQueueNums}: TopicConfig,
  atLeastConsumed: boolean,
): Promise<[MessageQueue, OffsetWrapper][]> {
  const table: [MessageQueue, OffsetWrapper][] = []
  for (let queueId = 0; queueId < readQueueNums; queueId++) {
    const consumerOffset = Math.max(0, offsets.get(group, topic, queueId) ?? 0)
    const pulled = Math.max(0, offsets.pulledTo(group, topic, queueId) ?? 0)
    const lastTime = consumerOffset > 0 ? await store.storeTimeAt(topic, queueId, consumerOffset - 1) : 0
    table.push([
      {topic, brokerName: identity.name, queueId},
      {
        brokerOffset: store.maxOffset(topic, queueId),
        consumerOffset,
        pullOffset: atLeastConsumed ? Math.max(consumerOffset, pulled) : pulled,
        lastTimestamp: Math.max(0, lastTime),
      },
    ])
  }
  return table
}

async function timeSpan(
  {store, offsets, identity}: BrokerState,
  group: string,
  topic: string,
  queueId: number,
): Promise<QueueTimeSpan> {
  const max = store.maxOffset(topic, queueId)
  const consumed = offsets.get(group, topic, queueId) ?? -1
  const minTimeStamp = await store.earliestStoreTime(topic, queueId)
  const next = Math.max(consumed, 0)
  const nextTime = next < max ? await store.storeTimeAt(topic, queueId, next) : -1
  return {
    messageQueue: {topic, brokerName: identity.name, queueId},
    minTimeStamp,
    maxTimeStamp: await store.storeTimeAt(topic, queueId, max - 1),
    consumeTimeStamp: consumed > 0 ? await store.storeTimeAt(topic, queueId, consumed - 1) : minTimeStamp,
    delayTime: nextTime >= 0 ? Date.now() - nextTime : 0,
  }
}
