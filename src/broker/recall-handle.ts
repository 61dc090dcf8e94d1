/**
 * What a sender gets to recall a timer message with (Java `RecallMessageHandle.HandleV1`): base64url of
 * `v1 topic brokerName deliverMs uniqueKey`.
 */

export interface RecallHandle {
  topic: string
  brokerName: string
  deliverMs: number
  uniqueKey: string
}

export const formatRecallHandle = ({topic, brokerName, deliverMs, uniqueKey}: RecallHandle): string =>
  Buffer.from(`v1 ${topic} ${brokerName} ${deliverMs} ${uniqueKey}`).toString('base64url')

/** Undefined for what is no such handle. */
export function parseRecallHandle(text: string): RecallHandle | undefined {
  const [version, topic, brokerName, time, uniqueKey, ...more] = Buffer.from(text, 'base64url').toString().split(' ')
  const deliverMs = Number(time)
  if (version !== 'v1' || !topic || !brokerName || !uniqueKey || more.length > 0) return undefined
  return Number.isSafeInteger(deliverMs) ? {topic, brokerName, deliverMs, uniqueKey} : undefined
}
