/** POP consumption: 200050 to 200055, 200151. */
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {recheckMs} from '../held-pulls.js'
import {emptyAnswer, mostMessages, popAnswer, popMessages} from '../pop/pop-request.js'
import {noReviveQueue, parseReceipt, popRetryTopic} from '../pop/receipt.js'
import {awaitedOf, sourcesOf} from '../pop/sources.js'
import {checkReading} from '../pull-checks.js'

export const popHandlers = (state: BrokerState): BrokerHandlers => {
  const {pops, store, topics, pulls, stats} = state

  /** Throws {@link Refusal} for a message that cannot be. */
  const checkPlace = (topic: string, queueId: number, offset: number): void => {
    const config = topics.get(topic)
    if (!config) throw new Refusal(responseCode.TOPIC_NOT_EXIST, `the topic ${topic} does not exist`)
    if (queueId < 0 || queueId >= config.readQueueNums)
      throw new Refusal(responseCode.MESSAGE_ILLEGAL, `queueId[${queueId}] is illegal, topic:[${topic}]`)
    if (offset < store.minOffset(topic, queueId) || offset >= store.maxOffset(topic, queueId))
      throw new Refusal(responseCode.NO_MESSAGE, `offset ${offset} is not in queue ${queueId}@${topic}`)
  }

  const acknowledge = (group: string, topic: string, queueId: number, offset: number, popTime: number): void => {
    if (pops.acknowledge({group, topic, queueId}, offset, popTime)) stats.add('GROUP_ACK_NUMS', `${topic}@${group}`, 1)
  }

  return {
    popMessage: (args, caller) => popMessages(state, args, caller),

    /** Coming too late is no error: the message is on its way again. */
    ackMessage({topic, queueId, consumerGroup, extraInfo, offset}) {
      checkPlace(topic, queueId, offset)
      acknowledge(consumerGroup, topic, queueId, offset, parseReceipt(extraInfo, offset).popTime)
      return {}
    },

    batchAckMessage({body}) {
      for (const {consumerGroup, retry, topic, queueId, startOffset, popTime, bits} of body.acks) {
        const popped = retry === '0' ? topic : popRetryTopic(consumerGroup, topic)
        for (const bit of bitsOf(Buffer.from(bits, 'base64')))
          acknowledge(consumerGroup, popped, queueId, startOffset + bit, popTime)
      }
      return {}
    },

    changeMessageInvisibletime({topic, queueId, consumerGroup: group, extraInfo, offset, invisibleTime}) {
      checkPlace(topic, queueId, offset)
      const now = Date.now()
      if (!pops.extend({group, topic, queueId}, offset, parseReceipt(extraInfo, offset).popTime, now, invisibleTime))
        throw new Refusal(responseCode.NO_MESSAGE, `message ${offset} of ${queueId}@${topic} is no longer popped`)
      return {popTime: now, invisibleTime, reviveQid: noReviveQueue}
    },

    async peekMessage(args, caller) {
      await checkReading(state, args, caller, -1)
      for (const source of sourcesOf(state, args)) {
        const waiting = pops.waiting({...source, group: args.consumerGroup})
        if (waiting === 0) continue
        const first = store.maxOffset(source.topic, source.queueId) - waiting
        const {records, offsets, status} = await store.read(source.topic, source.queueId, first, {
          maxCount: Math.min(Math.max(args.maxMsgNums, 1), mostMessages),
        })
        if (status !== 'FOUND') continue
        const seen = {...source, records, offsets, rest: waiting - records.length}
        return popAnswer(state, [seen], Date.now(), {topic: args.topic, invisibleTime: 0})
      }
      return emptyAnswer(responseCode.PULL_NOT_FOUND)
    },

    async notification(args, caller) {
      await checkReading(state, args, caller, -1)
      const deadline = args.bornTime + args.pollTime
      for (;;) {
        const left = deadline - Date.now()
        const group = args.consumerGroup
        if (sourcesOf(state, args).some(source => pops.waiting({...source, group}) > 0))
          return {hasMsg: true, pollingFull: false}
        if (left <= 0 || caller.signal.aborted || pulls.isStopped) return {hasMsg: false, pollingFull: false}
        await pulls.wait(awaitedOf(args), Math.min(left, recheckMs), () => true, caller.signal)
      }
    },

    pollingInfo: ({topic, queueId}) => ({pollingNum: pulls.count({topic, queueId})}),
  }
}

/** Positions of the ones, lowest byte and lowest bit first (Java `BitSet`). */
function* bitsOf(bytes: Buffer): Generator<number> {
  for (const [index, byte] of bytes.entries())
    for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) yield index * 8 + bit
}
