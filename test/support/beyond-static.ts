/** Static topics: what brokers 5.5.0 keep of them. They serve no messages of them here. */
import type {LogicQueueMappingItem, TopicQueueMappingDetail} from '../../src/protocol/bodies/static-topic.js'
import type {TopicConfigAndQueueMapping} from '../../src/protocol/bodies/topic.js'
import {Refusal} from '../../src/remoting/dispatcher.js'
import {leaves, type Part} from './beyond.js'

export const stretch = (bname: string, queueId: number, gen = 0, logicOffset = 0): LogicQueueMappingItem => ({
  bname,
  queueId,
  gen,
  logicOffset,
  startOffset: 0,
  endOffset: -1,
  timeOfStart: -1,
  timeOfEnd: -1,
})

export interface StaticScene {
  topic: string
  /** Physical queues of each broker. */
  physical: number
  /** The chain of each logical queue. */
  chains: readonly (readonly LogicQueueMappingItem[])[]
  epoch?: number
}

const partOf = (broker: string, {topic, physical, chains, epoch = 1000}: StaticScene): TopicConfigAndQueueMapping => ({
  topicName: topic,
  readQueueNums: physical,
  writeQueueNums: physical,
  perm: 6,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: false,
  attributes: new Map(),
  mappingDetail: {
    topic,
    scope: '__global__',
    totalQueues: chains.length,
    bname: broker,
    epoch,
    dirty: false,
    currIdMap: [],
    hostedQueues: [...chains.entries()]
      .filter(([, chain]) => chain.some(({bname}) => bname === broker))
      .map(([queue, chain]) => [queue, [...chain]]),
  },
})

/** `on-its-way`: each broker has a queue that was to move within it, and nobody said where it goes on. */
const onItsWay = (brokers: readonly string[]): StaticScene => ({
  topic: 'on-its-way',
  physical: 2,
  chains: brokers.map(broker => [stretch(broker, 0), stretch(broker, 1, 1, -1)]),
})

/** New ones are called `fixed…`; `offset` is how far every physical queue got. */
export const staticTopics =
  (brokers: readonly string[], scenes: readonly StaticScene[] = [onItsWay(brokers)], offset = 3): Part =>
  broker => {
    const topics = new Map(scenes.map(scene => [scene.topic, partOf(broker, scene)]))
    const known = (topic: string) => topics.get(topic) as TopicConfigAndQueueMapping
    return {
      [leaves]: ({topic = ''}) => !topics.has(topic) && !topic.startsWith('fixed'),
      getTopicConfig: ({topic, logical}) => {
        if (!topics.has(topic)) throw new Refusal(17, `No topic in this broker. topic: ${topic}`)
        const {mappingDetail, ...config} = known(topic)
        return {body: logical ? {...config, mappingDetail} : config}
      },
      updateAndCreateStaticTopic: ({topic, readQueueNums, writeQueueNums, perm, force, body}) => {
        refuseOld(topics.get(topic)?.mappingDetail, body, force)
        topics.set(topic, {...partOf(broker, {topic, physical: 0, chains: []}), readQueueNums, writeQueueNums, perm})
        known(topic).mappingDetail = body
        return {}
      },
      getTopicStatsInfo: ({topic}) => ({
        body: {
          offsetTable: Array.from({length: known(topic).writeQueueNums}, (_, queueId) => [
            {topic, brokerName: broker, queueId},
            {minOffset: 0, maxOffset: offset, lastUpdateTimestamp: 0},
          ]),
        },
      }),
    }
  }

function refuseOld(old: TopicQueueMappingDetail | undefined, body: TopicQueueMappingDetail, force = false): void {
  if (old !== undefined && body.epoch < old.epoch && !force)
    throw new Refusal(1, `Can't accept data with small epoch ${body.epoch} < ${old.epoch}`)
}
