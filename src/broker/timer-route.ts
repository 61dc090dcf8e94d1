/** When a timer message is due, and what becomes of it when it is stored (Java `HookUtils#transformTimerMessage`). */
import {property} from '../protocol/message/index.js'
import {responseCode} from '../protocol/response-code.js'
import {Refusal} from '../remoting/dispatcher.js'
import type {NewMessage} from '../store/types.js'
import type {BrokerSettings} from './settings.js'
import {timerTopic} from './system-names.js'

const timerProperties = [property.timerDelaySeconds, property.timerDelayMs, property.timerDeliverMs]

export const isTimerMessage = ({properties}: NewMessage): boolean => timerProperties.some(name => properties.has(name))

/** The message as it waits; as it is, when its time has passed. Throws {@link Refusal}. */
export function timerRouted(message: NewMessage, {values}: BrokerSettings): NewMessage {
  if (!values.timerWheelEnable)
    throw new Refusal(responseCode.SYSTEM_ERROR, 'accurate timer message is not enabled, timerWheelEnable is false')
  const now = Date.now()
  const time = deliveryTime(message.properties, now)
  const longestMs = values.timerMaxDelaySec * 1000
  const isDelete = message.properties.has(property.timerDeleteUniqueKey)
  if (!Number.isSafeInteger(time) || time - now > longestMs || (isDelete && time <= now))
    throw new Refusal(
      responseCode.MESSAGE_ILLEGAL,
      `timer message illegal, the delay time should not be bigger than the max delay ${longestMs}ms; ` +
        'or if set del msg, the delay time should be bigger than the current time',
    )
  if (time <= now) return message
  // the start of the slot before whose end it is due
  const slot = Math.ceil(time / values.timerPrecisionMs - 1) * values.timerPrecisionMs
  const properties = new Map(message.properties)
  properties.set(property.timerOutMs, String(slot))
  properties.set(property.realTopic, message.topic)
  properties.set(property.realQueueId, String(message.queueId))
  return {...message, topic: timerTopic, queueId: 0, properties}
}

function deliveryTime(properties: ReadonlyMap<string, string>, now: number): number {
  const seconds = properties.get(property.timerDelaySeconds)
  if (seconds !== undefined) return now + Number(seconds) * 1000
  const ms = properties.get(property.timerDelayMs)
  if (ms !== undefined) return now + Number(ms)
  return Number(properties.get(property.timerDeliverMs))
}
