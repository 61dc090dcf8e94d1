/** What is shown of a topic: its queues, the brokers that serve it, and both on one page. */

import type {TopicRoute} from '../protocol/bodies/route.js'
import type {TopicConfig} from '../protocol/bodies/topic.js'
import {bool, count, type Infer, int, list, map, object, offset, oneOf, optional, str, time} from '../schema.js'
import {typeAttribute} from './topic-attributes.js'
import {topicKind, topicKinds} from './topic-kind.js'

export const queueStatus = object('QueueStatus', {
  broker: str(),
  queue: int(),
  minOffset: offset(),
  maxOffset: offset(),
  messages: count(),
  lastUpdate: optional(time()),
})
export type QueueStatus = Infer<typeof queueStatus>

/** One broker name that serves a topic: its processes and its queues. */
export const topicServer = object('TopicServer', {
  cluster: str(),
  broker: str(),
  /** `id=host:port`, the master as 0. */
  addresses: list(str()),
  readQueues: int(),
  writeQueues: int(),
  perm: int(),
})
export type TopicServer = Infer<typeof topicServer>

/** A route as rows, ordered by broker name. */
export function topicServers({brokerDatas, queueDatas}: TopicRoute): TopicServer[] {
  const rows = queueDatas.map(queues => {
    const broker = brokerDatas.find(({brokerName}) => brokerName === queues.brokerName)
    return {
      cluster: broker?.cluster ?? '',
      broker: queues.brokerName,
      addresses: (broker?.brokerAddrs ?? []).toSorted(([a], [b]) => a - b).map(([id, address]) => `${id}=${address}`),
      readQueues: queues.readQueueNums,
      writeQueues: queues.writeQueueNums,
      perm: queues.perm,
    }
  })
  return rows.sort((a, b) => byText(a.broker, b.broker))
}

const topicSettings = object('TopicSettings', {
  broker: str(),
  readQueues: int(),
  writeQueues: int(),
  perm: int(),
  order: bool(),
  filter: str(),
  sysFlag: int(),
  attributes: map(str()),
})

export const topicPage = object('TopicPage', {
  topic: str(),
  kind: oneOf(...topicKinds),
  /** What its messages are, on brokers 5.x. */
  type: optional(str()),
  messages: count(),
  groups: list(str()),
  brokers: list(topicSettings),
  queues: list(queueStatus),
})
export type TopicPage = Infer<typeof topicPage>
export const topicPageParts = {brokers: topicSettings, queues: queueStatus}

/** The page as one broker sees it. */
export function topicPageOf(
  topic: string,
  broker: string,
  config: TopicConfig | undefined,
  queues: QueueStatus[],
  groups: string[],
): TopicPage {
  const type = config?.attributes?.get(typeAttribute)
  return {
    topic,
    kind: topicKind(topic),
    ...(type === undefined ? {} : {type}),
    messages: queues.reduce((sum, {messages}) => sum + messages, 0),
    groups: [...groups].sort(),
    queues,
    brokers: config ? [settingsOf(broker, config)] : [],
  }
}

const settingsOf = (broker: string, config: TopicConfig) => ({
  broker,
  readQueues: config.readQueueNums,
  writeQueues: config.writeQueueNums,
  perm: config.perm,
  order: config.order,
  filter: config.topicFilterType,
  sysFlag: config.topicSysFlag,
  attributes: config.attributes ?? new Map(),
})

/** The pages of several brokers as one. */
export function joinPages(pages: readonly TopicPage[]): TopicPage {
  const [first] = pages as [TopicPage]
  const type = pages.find(page => page.type !== undefined)?.type
  return {
    ...first,
    ...(type === undefined ? {} : {type}),
    messages: pages.reduce((sum, {messages}) => sum + messages, 0),
    groups: [...new Set(pages.flatMap(({groups}) => groups))].sort(),
    brokers: pages.flatMap(({brokers}) => brokers).sort((a, b) => byText(a.broker, b.broker)),
    queues: pages.flatMap(({queues}) => queues).sort((a, b) => byText(a.broker, b.broker) || a.queue - b.queue),
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
