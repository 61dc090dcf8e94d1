/** Answers of request-reply: 324, 325. They are pushed to the client that asked, and stored. */

import {requests} from '../../protocol/index.js'
import {formatHost, parseProperties, property} from '../../protocol/message/index.js'
import {formatProperties} from '../../protocol/message/properties.js'
import {responseCode} from '../../protocol/response-code.js'
import {type Caller, Refusal, requestFrame} from '../../remoting/dispatcher.js'
import {messageOf} from '../../remoting/server-log.js'
import {type BrokerHandlers, type BrokerState, brokerVersion} from '../broker-state.js'
import {hostOf} from '../caller-host.js'
import {withReplyFields} from '../reply-fields.js'
import {checkSend} from '../send-checks.js'
import {sentMessage} from '../sent-message.js'
import {idOf, type SendArgs} from './send.js'

const pushTimeoutMs = 3000

export const replyHandlers = (state: BrokerState): BrokerHandlers => {
  const reply = (args: SendArgs, caller: Caller) => withReplyFields(state, () => sendReply(state, args, caller))
  return {sendReplyMessage: reply, sendReplyMessageV2: reply}
}

async function sendReply(state: BrokerState, args: SendArgs, caller: Caller) {
  const topic = await checkSend(state, args, caller.address)
  await push(state, args, caller)
  if (!state.settings.values.storeReplyMessageEnable) return {code: responseCode.SUCCESS}
  const message = sentMessage(state, args, topic, hostOf(caller))
  const appended = await state.intake.put(message)
  return {
    code: responseCode.SUCCESS,
    msgId: idOf(state, appended),
    queueId: message.queueId,
    queueOffset: appended.queueOffset,
  }
}

/** Throws {@link Refusal} when the client is not there or does not take it. */
async function push({producers, identity}: BrokerState, args: SendArgs, caller: Caller): Promise<void> {
  const properties = parseProperties(args.properties ?? '')
  const clientId = properties.get(property.replyToClient)
  if (!clientId) throw new Refusal(responseCode.SYSTEM_ERROR, `REPLY_TO_CLIENT is null, can not reply message`)
  const client = producers.byClientId(clientId)
  if (!client)
    throw new Refusal(responseCode.SYSTEM_ERROR, `push reply message fail, channel of <${clientId}> not found.`)
  const now = Date.now()
  properties.set(property.pushReplyTime, String(now))
  const frame = requestFrame(
    requests.pushReplyMessageToClient,
    {
      ...args,
      properties: formatProperties(properties),
      bornHost: `/${formatHost(hostOf(caller))}`,
      storeHost: `/${formatHost(identity.host)}`,
      storeTimestamp: now,
      unitMode: args.unitMode ?? false,
      reconsumeTimes: args.reconsumeTimes ?? 0,
    },
    brokerVersion,
  )
  let failure: string
  try {
    const answer = await client.connection.call(frame, pushTimeoutMs)
    if (answer.code === responseCode.SUCCESS) return
    failure = answer.remark ?? `code ${answer.code}`
  } catch (error) {
    failure = messageOf(error)
  }
  throw new Refusal(responseCode.SYSTEM_ERROR, `push reply message to <${clientId}>fail. ${failure}`)
}
