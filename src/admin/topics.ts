import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import type {Answers} from '../cluster/fan-out.js'
import {fanOut} from '../cluster/fan-out.js'
import {ServerError} from '../errors.js'
import type {TopicConfig} from '../protocol/bodies/topic.js'
import {requests} from '../protocol/index.js'
import {responseCode} from '../protocol/response-code.js'
import {type Infer, object, oneOf, optional, str} from '../schema.js'
import {topicKind, topicKinds} from './topic-kind.js'

export const topicSummary = object('TopicSummary', {
  topic: str(),
  kind: oneOf(...topicKinds),
  cluster: optional(str()),
  group: optional(str()),
})
export type TopicSummary = Infer<typeof topicSummary>

export interface TopicPatch {
  readQueueNums?: number | undefined
  writeQueueNums?: number | undefined
  perm?: number | undefined
  order?: boolean | undefined
  unit?: boolean | undefined
  hasUnitSub?: boolean | undefined
  /** Attributes to set; `null` removes one. */
  attributes?: ReadonlyMap<string, string | null> | undefined
}

/** What Java gives a topic whose settings nobody named (`UpdateTopicSubCommand`). */
export const newTopic = (topicName: string): TopicConfig => ({
  topicName,
  readQueueNums: 8,
  writeQueueNums: 8,
  perm: 6,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: false,
})

const unitBit = 1
const unitSubBit = 2

/** The settings after a patch: only what it says changes. */
export function patched(config: TopicConfig, patch: TopicPatch): TopicConfig {
  const bit = (flags: number, mask: number, wanted: boolean | undefined) =>
    wanted === undefined ? flags : wanted ? flags | mask : flags & ~mask
  const attributes = new Map(config.attributes)
  for (const [key, value] of patch.attributes ?? [])
    value === null ? attributes.delete(key) : attributes.set(key, value)
  return {
    ...config,
    readQueueNums: patch.readQueueNums ?? config.readQueueNums,
    writeQueueNums: patch.writeQueueNums ?? config.writeQueueNums,
    perm: patch.perm ?? config.perm,
    order: patch.order ?? config.order,
    topicSysFlag: bit(bit(config.topicSysFlag, unitBit, patch.unit), unitSubBit, patch.hasUnitSub),
    ...(attributes.size > 0 || config.attributes ? {attributes} : {}),
  }
}

export interface TopicChange {
  target: BrokerTarget
  before: TopicConfig | undefined
  after: TopicConfig | undefined
}

export class Topics {
  constructor(private readonly cluster: Cluster) {}

  /** All topics the name servers know. */
  async list(): Promise<TopicSummary[]> {
    const {body} = await this.cluster.ask(requests.getAllTopicListFromNameserver, {})
    return body.topicList.map(topic => ({topic, kind: topicKind(topic)}))
  }

  /** A topic's settings on one broker, or undefined where it has none. Brokers 4.x know no request for one topic. */
  async config(address: string, topic: string): Promise<TopicConfig | undefined> {
    try {
      const {body} = await this.cluster.invoke(address, requests.getTopicConfig, {topic})
      return body
    } catch (error) {
      if (!(error instanceof ServerError)) throw error
      if (error.responseCode === responseCode.TOPIC_NOT_EXIST) return undefined
      if (error.responseCode !== responseCode.REQUEST_CODE_NOT_SUPPORTED) throw error
    }
    const {body} = await this.cluster.invoke(address, requests.getAllTopicConfig, {})
    return body.topicConfigTable.get(topic)
  }

  /** What a patch would change, on every broker it concerns. */
  async changes(topic: string, where: Where, patch: TopicPatch): Promise<Answers<TopicChange>> {
    return fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      async target => {
        const before = await this.config(target.address, topic)
        return {target, before, after: patched(before ?? newTopic(topic), patch)}
      },
    )
  }

  /** Writes settings as a whole; attributes travel as the edits that lead from `before` to `after`. */
  async put(address: string, after: TopicConfig, before?: TopicConfig | undefined): Promise<void> {
    await this.cluster.invoke(address, requests.updateAndCreateTopic, {
      topic: after.topicName,
      defaultTopic: 'TBW102',
      readQueueNums: after.readQueueNums,
      writeQueueNums: after.writeQueueNums,
      perm: after.perm,
      topicFilterType: after.topicFilterType,
      topicSysFlag: after.topicSysFlag,
      order: after.order,
      attributes: attributeEdits(before?.attributes, after.attributes),
    })
  }
}

/** `+key=value,-key`: the header field of code 17 and the `-a` option of `updateTopic`. */
export function attributeEdits(
  before: ReadonlyMap<string, string> = new Map(),
  after: ReadonlyMap<string, string> = new Map(),
): string {
  const set = [...after].filter(([key, value]) => before.get(key) !== value).map(([key, value]) => `+${key}=${value}`)
  const removed = [...before.keys()].filter(key => !after.has(key)).map(key => `-${key}`)
  return [...set, ...removed].join(',')
}
