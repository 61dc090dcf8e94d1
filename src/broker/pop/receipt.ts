/**
 * What a popped message is acknowledged with (Java `ExtraInfoUtil`): blanks between, in this order.
 *
 * ```
 * receipt := firstOffset popTime invisibleTime reviveQueue retry brokerName queueId offset
 * retry   := 0 the topic itself | 1 the group's retry topic, %RETRY%group_topic | 2 the newer %RETRY%group+topic
 * ```
 *
 * For messages of the topic itself the client makes it out of two header fields, each with one entry a queue, `;` between:
 * `retry queueId firstOffset` and `retry queueId offset,offset,…`.
 */
import {DecodeError} from '../../errors.js'
import {retryTopic} from '../system-names.js'

export interface Receipt {
  firstOffset: number
  popTime: number
  invisibleMs: number
  reviveQueue: number
  isRetry: boolean
  brokerName: string
  queueId: number
  offset: number
}

/** We have none; the receipts have its number. */
export const noReviveQueue = 0

/** The topic that popped messages of a group which were not acknowledged go to. */
export const popRetryTopic = (group: string, topic: string): string => `${retryTopic(group)}_${topic}`

export const formatReceipt = (receipt: Receipt): string =>
  [
    receipt.firstOffset,
    receipt.popTime,
    receipt.invisibleMs,
    receipt.reviveQueue,
    receipt.isRetry ? 1 : 0,
    receipt.brokerName,
    receipt.queueId,
    receipt.offset,
  ].join(' ')

/** `offset` is given beside it: early clients leave it out. Throws {@link DecodeError}. */
export function parseReceipt(text: string, offset: number): Receipt {
  const parts = text.split(' ')
  const [firstOffset, popTime, invisibleMs, reviveQueue] = parts.slice(0, 4).map(Number)
  const brokerName = parts[5]
  const queueId = Number(parts[6])
  const numbers = [firstOffset, popTime, invisibleMs, reviveQueue, queueId]
  if (parts.length < 7 || brokerName === undefined || !numbers.every(Number.isSafeInteger))
    throw new DecodeError(`not the receipt of a popped message: ${JSON.stringify(text.slice(0, 80))}`)
  return {
    firstOffset: firstOffset as number,
    popTime: popTime as number,
    invisibleMs: invisibleMs as number,
    reviveQueue: reviveQueue as number,
    isRetry: parts[4] !== '0',
    brokerName,
    queueId,
    offset,
  }
}

/** What was popped of one queue. */
export interface PoppedQueue {
  isRetry: boolean
  queueId: number
  offsets: readonly number[]
}

export const formatStartOffsets = (queues: readonly PoppedQueue[]): string =>
  queues.map(({isRetry, queueId, offsets}) => `${isRetry ? 1 : 0} ${queueId} ${offsets[0] ?? 0}`).join(';')

export const formatOffsets = (queues: readonly PoppedQueue[]): string =>
  queues.map(({isRetry, queueId, offsets}) => `${isRetry ? 1 : 0} ${queueId} ${offsets.join(',')}`).join(';')
