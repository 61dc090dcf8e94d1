/** A broker's table of committed offsets (request 43): keys are `topic@group`, values offsets by queue. */
import type {ConsumerOffsetTable} from '../protocol/bodies/offset.js'

export type OffsetTable = ConsumerOffsetTable['offsetTable']

/** Topic and group of a key, or undefined: brokers 5.x keep `topic@group@broadcast` here too. */
export function ownerOf(key: string): {topic: string; group: string} | undefined {
  const at = key.indexOf('@')
  if (at < 1 || at === key.length - 1 || key.includes('@', at + 1)) return undefined
  return {topic: key.slice(0, at), group: key.slice(at + 1)}
}

/** What one group has committed: offsets by topic and queue. */
export function offsetsOf(table: OffsetTable, group: string): Map<string, Map<number, number>> {
  const found = new Map<string, Map<number, number>>()
  for (const [key, queues] of table) {
    const owner = ownerOf(key)
    if (owner?.group === group) found.set(owner.topic, new Map(queues))
  }
  return found
}
