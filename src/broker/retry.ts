/** Messages that a consumer could not handle: their next try, or the dead letters of its group. */
import {property} from '../protocol/message/index.js'
import {responseCode} from '../protocol/response-code.js'
import {Refusal} from '../remoting/dispatcher.js'
import type {NewMessage} from '../store/types.js'
import {type BrokerState, seeFaq} from './broker-state.js'
import {dlqTopic, retryPrefix} from './system-names.js'

/** The first release whose clients say how often a message may be tried (V3_4_9). */
const saysMaxReconsumeTimes = 121

export const groupUnknown = (group: string): Refusal =>
  new Refusal(responseCode.SUBSCRIPTION_GROUP_NOT_EXIST, `subscription group not exist, ${group} ${seeFaq}`)

/** A message a consumer sends to its own retry topic: as it is, or to the dead letters after too many tries. */
export async function retriedMessage(
  state: BrokerState,
  message: NewMessage,
  sent: {maxReconsumeTimes?: number | undefined},
  version: number,
): Promise<NewMessage> {
  const group = message.topic.slice(retryPrefix.length)
  const config = await state.groups.find(group)
  if (!config) throw groupUnknown(group)
  const limit =
    sent.maxReconsumeTimes !== undefined && version >= saysMaxReconsumeTimes
      ? sent.maxReconsumeTimes
      : config.retryMaxTimes
  // who holds locks consumes in order, and hands on only what it has given up
  const givenUp = message.reconsumeTimes > limit || state.locks.isHeld(group)
  return givenUp ? deadLetter(state, message, group) : message
}

export async function deadLetter(state: BrokerState, message: NewMessage, group: string): Promise<NewMessage> {
  const topic = dlqTopic(group)
  await state.topics.ensure(topic, 1)
  const properties = new Map(message.properties).set(property.delayLevel, '0')
  state.stats.add('DLQ_PUT_NUMS', `${properties.get(property.retryTopic) ?? message.topic}@${group}`, 1)
  return {...message, topic, queueId: 0, properties}
}
