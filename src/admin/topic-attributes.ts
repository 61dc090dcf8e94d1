/** Topic attributes of brokers 5.x: `+key=value,-key` as Java's `-a` takes them, and the types of messages a topic may hold. */
import {UsageError} from '../errors.js'

export const topicTypes = [
  'normal',
  'fifo',
  'delay',
  'transaction',
  'mixed',
  'priority',
  'lite',
  'unspecified',
] as const

export const typeAttribute = 'message.type'

/** One edit of a list in JSON, whose keys are `+key` to set, as Java wants them, or the bare key, and `-key` to remove. */
export const attributeEdit = (key: string, value: string): [key: string, value: string | null] =>
  key.startsWith('-') ? [key.slice(1), null] : [key.replace(/^\+/, ''), value]

/** Edits by key; null removes. Throws {@link UsageError} on anything that is not `+key=value` or `-key`. */
export function readAttributes(text: string): Map<string, string | null> {
  const edits = new Map<string, string | null>()
  for (const part of text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')) {
    const set = /^\+([^=]+)=(.*)$/.exec(part)
    const removed = /^-([^=]+)$/.exec(part)
    const key = (set ?? removed)?.[1]?.trim()
    if (!key)
      throw new UsageError(`'${part}' is not an attribute edit`, {
        hint: 'write +key=value to set or -key to remove, comma separated',
      })
    if (edits.has(key)) throw new UsageError(`attribute '${key}' is edited twice`)
    edits.set(key, set ? (set[2] as string) : null)
  }
  return edits
}
