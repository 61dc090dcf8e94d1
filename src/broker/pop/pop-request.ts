/** One pop: looks through the queues, waits when there is nothing, and answers in the form that clients make receipts of. */
import {decodeRecord, encodeRecord, property} from '../../protocol/message/index.js'
import type {Args} from '../../protocol/request.js'
import type {popMessage} from '../../protocol/requests/pop.js'
import {responseCode} from '../../protocol/response-code.js'
import {type Caller, Refusal} from '../../remoting/dispatcher.js'
import type {BrokerState} from '../broker-state.js'
import {recheckMs} from '../held-pulls.js'
import {checkReading, filterOfText, refuseExpression, type TagsFilter} from '../pull-checks.js'
import {formatOffsets, formatReceipt, formatStartOffsets, noReviveQueue} from './receipt.js'
import {awaitedOf, type Source, sourcesOf} from './sources.js'

type PopArgs = Args<typeof popMessage>

export const mostMessages = 32
/** Where a new group begins: the end of the queues. */
const fromEndMode = 1

export interface PoppedFrom extends Source {
  records: Buffer[]
  offsets: readonly number[]
  rest: number
}

/** Throws {@link Refusal}. */
export async function popMessages(state: BrokerState, args: PopArgs, caller: Caller) {
  if (args.maxMsgNums > mostMessages)
    throw new Refusal(responseCode.SYSTEM_ERROR, `no more than ${mostMessages} messages can be popped at once`)
  await checkReading(state, args, caller, -1)
  refuseExpression(args.expType)
  const filter = filterOfText(args.exp)
  const deadline = args.bornTime + args.pollTime
  for (;;) {
    const popTime = Date.now()
    const popped = await popOnce(state, args, filter, popTime)
    if (popped.length > 0) {
      count(state, args, popped)
      return popAnswer(state, popped, popTime, args)
    }
    const left = deadline - Date.now()
    if (args.pollTime <= 0) return emptyAnswer(responseCode.PULL_NOT_FOUND)
    if (left <= 0 || caller.signal.aborted || state.pulls.isStopped) return emptyAnswer(responseCode.POLLING_TIMEOUT)
    await state.pulls.wait(awaitedOf(args), Math.min(left, recheckMs), filter ?? (() => true), caller.signal)
  }
}

async function popOnce(state: BrokerState, args: PopArgs, filter: TagsFilter, popTime: number): Promise<PoppedFrom[]> {
  const popped: PoppedFrom[] = []
  let left = Math.max(1, args.maxMsgNums)
  for (const source of sourcesOf(state, args)) {
    if (left === 0) break
    const wish = {
      group: args.consumerGroup,
      topic: source.topic,
      queueId: source.queueId,
      maxCount: left,
      invisibleMs: args.invisibleTime,
      // what failed is wanted from its beginning
      fromEnd: args.initMode === fromEndMode && !source.isRetry,
      ordered: args.order ?? false,
      filter: source.isRetry ? undefined : filter,
    }
    const found = await state.pops.pop(wish, popTime)
    if (found.records.length === 0) continue
    popped.push({...source, ...found})
    left -= found.records.length
  }
  return popped
}

export function popAnswer(
  state: BrokerState,
  popped: readonly PoppedFrom[],
  popTime: number,
  {topic, invisibleTime, order}: {topic: string; invisibleTime: number; order?: boolean | undefined},
) {
  const records = popped.flatMap(source =>
    source.isRetry ? retriedRecords(state, source, topic, popTime, invisibleTime) : source.records,
  )
  return {
    code: responseCode.SUCCESS,
    remark: 'FOUND',
    popTime,
    invisibleTime,
    reviveQid: noReviveQueue,
    restNum: popped.reduce((sum, {rest}) => sum + rest, 0),
    startOffsetInfo: formatStartOffsets(popped),
    msgOffsetInfo: formatOffsets(popped),
    orderCountInfo: order ? popped.map(({isRetry, queueId}) => `${isRetry ? 1 : 0} ${queueId} 0`).join(';') : undefined,
    body: Buffer.concat(records),
  }
}

export const emptyAnswer = (code: number) => ({
  code,
  popTime: Date.now(),
  invisibleTime: 0,
  reviveQid: noReviveQueue,
  restNum: 0,
  body: Buffer.alloc(0),
})

/** What failed before goes out under its own topic, with the receipt that leads back to the retry topic. */
function retriedRecords(
  {identity}: BrokerState,
  {queueId, offsets, records}: PoppedFrom,
  topic: string,
  popTime: number,
  invisibleMs: number,
): Buffer[] {
  return records.map((bytes, index) => {
    const record = decodeRecord(bytes)
    const receipt = formatReceipt({
      firstOffset: offsets[0] ?? 0,
      popTime,
      invisibleMs,
      reviveQueue: noReviveQueue,
      isRetry: true,
      brokerName: identity.name,
      queueId,
      offset: offsets[index] ?? 0,
    })
    const properties = new Map(record.properties).set(property.popCheckPoint, receipt)
    return encodeRecord({...record, topic, properties})
  })
}

function count({stats, figures, identity}: BrokerState, {consumerGroup, topic}: PopArgs, popped: PoppedFrom[]): void {
  for (const {records, queueId} of popped) {
    figures.pullsFound++
    figures.transferred += records.length
    figures.getCount += records.length
    stats.add('GROUP_GET_NUMS', `${topic}@${consumerGroup}`, records.length)
    stats.add('GROUP_GET_SIZE', `${topic}@${consumerGroup}`, Buffer.concat(records).length)
    stats.add('QUEUE_GET_NUMS', `${topic}@${queueId}@${consumerGroup}`, records.length)
    stats.add('BROKER_GET_NUMS', identity.cluster, records.length)
  }
}
