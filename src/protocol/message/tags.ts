/** Tags, their codes in consume queues, and subscription texts. */
import {UsageError} from '../../errors.js'

/** Java's `String.hashCode`: an int32 over UTF-16 units. `start` is the hash of what goes before the text. */
export function javaHashCode(text: string, start = 0): number {
  let hash = start
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0
  return hash
}

/** The code of a message's tags in the consume queue: 0 without tags. */
export const tagsCode = (tags: string | undefined): number => (tags === undefined ? 0 : javaHashCode(tags))

export interface Subscription {
  /** `*` or nothing: every message. */
  all: boolean
  tags: string[]
  /** {@link javaHashCode} of each tag; different tags may share a code, so compare the text too. */
  codes: number[]
}

/** Reads `tagA || tagB` (Java `FilterAPI.buildSubscriptionData`). Throws {@link UsageError} for a text of separators only. */
export function parseSubscription(expression: string | undefined): Subscription {
  if (expression === undefined || expression === '' || expression === '*') return {all: true, tags: [], codes: []}
  const tags = expression
    .split('||')
    .map(tag => tag.trim())
    .filter(tag => tag !== '')
  if (tags.length === 0) throw new UsageError(`The subscription ${JSON.stringify(expression)} names no tag`)
  return {all: false, tags, codes: tags.map(tag => javaHashCode(tag))}
}

/** Does a message with these tags belong to the subscription? */
export const matchesTags = (subscription: Subscription, tags: string | undefined): boolean =>
  subscription.all || (tags !== undefined && subscription.tags.includes(tags))
