/** Messages to consumers: 11, 361. A pull that finds nothing may be held until something comes. */
import {performance} from 'node:perf_hooks'
import {responseCode} from '../../protocol/response-code.js'
import {type Caller, Refusal} from '../../remoting/dispatcher.js'
import type {ReadResult, ReadStatus} from '../../store/types.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {recheckMs} from '../held-pulls.js'
import {type CheckedPull, checkPull, type PullArgs, pullFlag} from '../pull-checks.js'
import {isSystemTopic} from '../system-names.js'

export const pullHandlers = (state: BrokerState): BrokerHandlers => ({
  pullMessage: (args, caller) => pull(state, args, caller),

  litePullMessage(args, caller) {
    if (!state.settings.values.litePullMessageEnable)
      throw new Refusal(
        responseCode.NO_PERMISSION,
        `the broker[${state.identity.host.ip}] for lite pull consumer is forbidden`,
      )
    return pull(state, args, caller)
  },
})

async function pull(state: BrokerState, args: PullArgs, caller: Caller) {
  const checked = await checkPull(state, args, caller)
  const {consumerGroup: group, topic, queueId} = args
  const {offsets, store} = state
  const target = state.settings.values.useServerSideResetOffset ? offsets.takeReset(group, topic, queueId) : undefined
  if (target !== undefined && target !== args.queueOffset)
    return answer(checked, responseCode.PULL_OFFSET_MOVED, 'OFFSET_RESET', {
      nextOffset: target,
      minOffset: store.minOffset(topic, queueId),
      maxOffset: store.maxOffset(topic, queueId),
      records: [],
    })
  if ((args.sysFlag & pullFlag.commitOffset) !== 0) offsets.commit(group, topic, queueId, args.commitOffset)
  offsets.notePull(group, topic, queueId, args.queueOffset)

  const result = await readOrWait(state, args, checked, caller.signal)
  return answer(checked, codeOf(result.status, args.queueOffset), result.status, result)
}

async function readOrWait(
  state: BrokerState,
  args: PullArgs,
  {filter}: CheckedPull,
  signal: AbortSignal,
): Promise<ReadResult> {
  const {store, settings, pulls, offsets} = state
  const {topic, queueId, queueOffset} = args
  const {values} = settings
  const maySuspend = (args.sysFlag & pullFlag.suspend) !== 0
  const holdMs = values.longPollingEnable ? args.suspendTimeoutMillis : values.shortPollingTimeMills
  const deadline = Date.now() + (maySuspend ? holdMs : 0)
  for (;;) {
    const began = performance.now()
    const result = await store.read(topic, queueId, queueOffset, {
      maxCount: Math.max(1, Math.min(args.maxMsgNums, values.maxTransferCountOnMessageInMemory)),
      maxBytes: Math.min(args.maxMsgBytes ?? Number.MAX_SAFE_INTEGER, values.maxTransferBytesOnMessageInMemory),
      ...(filter ? {filter} : {}),
    })
    count(state, args, result, performance.now() - began)
    const left = deadline - Date.now()
    if (codeOf(result.status, queueOffset) !== responseCode.PULL_NOT_FOUND || left <= 0) return result
    if (signal.aborted || pulls.isStopped || offsets.hasReset(args.consumerGroup, topic, queueId)) return result
    // a message that came while we were reading
    if (store.maxOffset(topic, queueId) > queueOffset) continue
    await pulls.wait([{topic, queueId}], Math.min(left, recheckMs), filter ?? (() => true), signal)
  }
}

/** Java's `GetMessageStatus` as a response code. An empty queue is only wrong for who believes to be further. */
function codeOf(status: ReadStatus, asked: number): number {
  switch (status) {
    case 'FOUND':
      return responseCode.SUCCESS
    case 'NO_MATCHED_MESSAGE':
    case 'MESSAGE_WAS_REMOVING':
      return responseCode.PULL_RETRY_IMMEDIATELY
    case 'NO_MATCHED_LOGIC_QUEUE':
    case 'NO_MESSAGE_IN_QUEUE':
      return asked === 0 ? responseCode.PULL_NOT_FOUND : responseCode.PULL_OFFSET_MOVED
    case 'OFFSET_FOUND_NULL':
    case 'OFFSET_OVERFLOW_ONE':
      return responseCode.PULL_NOT_FOUND
    case 'OFFSET_OVERFLOW_BADLY':
    case 'OFFSET_TOO_SMALL':
      return responseCode.PULL_OFFSET_MOVED
  }
}

function answer(
  {group, topic}: CheckedPull,
  code: number,
  remark: string,
  result: Pick<ReadResult, 'nextOffset' | 'minOffset' | 'maxOffset' | 'records'>,
) {
  return {
    code,
    remark,
    suggestWhichBrokerId: 0,
    nextBeginOffset: result.nextOffset,
    minOffset: result.minOffset,
    maxOffset: result.maxOffset,
    topicSysFlag: topic.topicSysFlag,
    groupSysFlag: group.groupSysFlag ?? 0,
    body: code === responseCode.SUCCESS ? Buffer.concat(result.records) : Buffer.alloc(0),
  }
}

function count(state: BrokerState, args: PullArgs, {status, records}: ReadResult, tookMs: number): void {
  const {stats, figures, identity, systemNames} = state
  const {topic, queueId, consumerGroup: group} = args
  figures.slowestGetMs = Math.max(figures.slowestGetMs, tookMs)
  if (status !== 'FOUND') {
    figures.pullsMissed++
    return
  }
  const size = records.reduce((sum, record) => sum + record.length, 0)
  figures.pullsFound++
  figures.transferred += records.length
  if (!isSystemTopic(topic, systemNames)) figures.getCount += records.length
  stats.add('GROUP_GET_NUMS', `${topic}@${group}`, records.length)
  stats.add('GROUP_GET_SIZE', `${topic}@${group}`, size)
  stats.add('QUEUE_GET_NUMS', `${topic}@${queueId}@${group}`, records.length)
  stats.add('QUEUE_GET_SIZE', `${topic}@${queueId}@${group}`, size)
  stats.add('GROUP_GET_LATENCY', `${queueId}@${topic}@${group}`, Math.round(tookMs))
  stats.add('BROKER_GET_NUMS', identity.cluster, records.length)
}
