/** What the consume queue holds beside a message's place: the hash of its tags, or when a delayed message is due. */
import {property, tagsCode} from '../protocol/message/index.js'
import {scheduleTopic} from '../protocol/names.js'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** `1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h` in ms. */
export const defaultDelayLevels: readonly number[] = [
  ...[1, 5, 10, 30].map(n => n * second),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30].map(n => n * minute),
  ...[1, 2].map(n => n * hour),
]

/** A level above the highest counts as the highest (Java `CommitLog#checkMessageAndReturnSize`). */
export function queueTagsCode(
  topic: string,
  properties: ReadonlyMap<string, string>,
  storeTimestamp: number,
  delayLevels: readonly number[],
): number {
  if (topic === scheduleTopic) {
    const level = Number(properties.get(property.delayLevel))
    if (level > 0) return storeTimestamp + (delayLevels[Math.min(level, delayLevels.length) - 1] ?? second)
  }
  return tagsCode(properties.get(property.tags))
}
