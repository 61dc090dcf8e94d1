/** The settings of a topic: what a new one gets, and what a patch changes. */
import type {TopicConfig} from '../protocol/bodies/topic.js'

export interface TopicPatch {
  readQueueNums?: number | undefined
  writeQueueNums?: number | undefined
  perm?: number | undefined
  topicFilterType?: TopicConfig['topicFilterType'] | undefined
  /** All its bits; `unit` and `hasUnitSub` are two of them. */
  topicSysFlag?: number | undefined
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
    topicFilterType: patch.topicFilterType ?? config.topicFilterType,
    order: patch.order ?? config.order,
    topicSysFlag: bit(
      bit(patch.topicSysFlag ?? config.topicSysFlag, unitBit, patch.unit),
      unitSubBit,
      patch.hasUnitSub,
    ),
    ...(attributes.size > 0 || config.attributes ? {attributes} : {}),
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
