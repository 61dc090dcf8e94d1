/** Messages from producers: 10, 310, 320. */
import {decodeBatch, formatOffsetMsgId, property, sysFlag} from '../../protocol/message/index.js'
import type {Args} from '../../protocol/request.js'
import type {sendMessage} from '../../protocol/requests/send.js'
import {responseCode} from '../../protocol/response-code.js'
import {type Caller, Refusal} from '../../remoting/dispatcher.js'
import type {Appended, NewMessage} from '../../store/types.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {hostOf} from '../caller-host.js'
import {formatRecallHandle} from '../recall-handle.js'
import {withReplyFields} from '../reply-fields.js'
import {retriedMessage} from '../retry.js'
import {checkSend} from '../send-checks.js'
import {sentMessage, storedProperties} from '../sent-message.js'
import {isSystemTopic, retryPrefix} from '../system-names.js'

export type SendArgs = Args<typeof sendMessage>

export const sendHandlers = (state: BrokerState): BrokerHandlers => {
  const single = (args: SendArgs, caller: Caller) => withReplyFields(state, () => send(state, args, caller))
  return {
    sendMessage: (args, caller) =>
      args.batch ? withReplyFields(state, () => sendBatch(state, args, caller)) : single(args, caller),
    sendMessageV2: (args, caller) =>
      args.batch ? withReplyFields(state, () => sendBatch(state, args, caller)) : single(args, caller),
    sendBatchMessage: (args, caller) => withReplyFields(state, () => sendBatch(state, args, caller)),
  }
}

async function send(state: BrokerState, args: SendArgs, caller: Caller) {
  const topic = await checkSend(state, args, caller.address)
  let message = sentMessage(state, args, topic, hostOf(caller))
  if (args.topic.startsWith(retryPrefix)) message = await retriedMessage(state, message, args, caller.version)

  const isHalf = message.properties.get(property.transactionPrepared) === 'true'
  if (isHalf && state.settings.values.rejectTransactionMessage)
    throw new Refusal(
      responseCode.NO_PERMISSION,
      `the broker[${state.identity.host.ip}] sending transaction message is forbidden`,
    )
  const stored = isHalf ? state.transactions.prepare(message) : message
  const appended = await state.intake.put(stored)
  if (isHalf) state.transactions.prepared(appended, stored.properties)
  countSent(state, args.topic, 1)
  return {
    code: responseCode.SUCCESS,
    msgId: idOf(state, appended),
    queueId: message.queueId,
    queueOffset: appended.queueOffset,
    transactionId: message.properties.get(property.uniqueKey),
    recallHandle: recallHandleOf(state, appended.stored),
  }
}

/** Waiting timer messages can be recalled: any time within their slot names it. */
function recallHandleOf({identity}: BrokerState, {properties}: NewMessage): string | undefined {
  const slot = properties.get(property.timerOutMs)
  const topic = properties.get(property.realTopic)
  const uniqueKey = properties.get(property.uniqueKey)
  if (slot === undefined || topic === undefined || uniqueKey === undefined) return undefined
  return formatRecallHandle({topic, brokerName: identity.name, deliverMs: Number(slot) + 1, uniqueKey})
}

async function sendBatch(state: BrokerState, args: SendArgs, caller: Caller) {
  const topic = await checkSend(state, args, caller.address)
  if (args.topic.startsWith(retryPrefix))
    throw new Refusal(responseCode.MESSAGE_ILLEGAL, `batch request does not support retry group ${args.topic}`)
  const base = sentMessage(state, args, topic, hostOf(caller))
  const messages: NewMessage[] = decodeBatch(args.body).map(({flag, body, properties}) => ({
    ...base,
    flag,
    body,
    properties: storedProperties(state, properties),
    sysFlag: base.sysFlag & ~(sysFlag.needUnwrap | sysFlag.innerBatch),
  }))
  if (messages.length === 0) throw new Refusal(responseCode.MESSAGE_ILLEGAL, 'the batch holds no message')
  const appended = await state.intake.putBatch(messages)
  countSent(state, args.topic, messages.length)
  return {
    code: responseCode.SUCCESS,
    msgId: appended.map(each => idOf(state, each)).join(','),
    queueId: base.queueId,
    queueOffset: appended[0]?.queueOffset ?? 0,
    transactionId: base.properties.get(property.uniqueKey),
  }
}

export const idOf = ({store}: BrokerState, {physicalOffset}: Appended): string =>
  formatOffsetMsgId({host: store.storeHost, offset: physicalOffset})

function countSent({figures, systemNames}: BrokerState, topic: string, messages: number): void {
  if (!isSystemTopic(topic, systemNames)) figures.putCount += messages
}
