/** Taking back a timer message: 370. A delete message of the same time is stored behind it. */
import {property} from '../../protocol/message/index.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {hostOf} from '../caller-host.js'
import {parseRecallHandle} from '../recall-handle.js'
import {withReplyFields} from '../reply-fields.js'
import {sentMessage} from '../sent-message.js'

export const recallHandlers = (state: BrokerState): BrokerHandlers => ({
  recallMessage: ({topic, recallHandle}, caller) =>
    withReplyFields(state, async () => {
      if (!state.settings.values.recallMessageEnable)
        throw new Refusal(responseCode.NO_PERMISSION, 'recalling messages is switched off')
      const config = state.topics.get(topic)
      if (!config) throw new Refusal(responseCode.TOPIC_NOT_EXIST, `topic[${topic}] not exist`)
      const handle = parseRecallHandle(recallHandle)
      const fits = handle?.topic === topic && handle.brokerName === state.identity.name
      if (!handle || !fits || handle.deliverMs <= Date.now())
        throw new Refusal(responseCode.ILLEGAL_OPERATION, 'the handle is not one of a waiting message here')
      const message = sentMessage(
        state,
        {topic, queueId: 0, sysFlag: 0, flag: 0, bornTimestamp: Date.now(), body: Buffer.from('0')},
        config,
        hostOf(caller),
      )
      message.properties.set(property.timerDeliverMs, String(handle.deliverMs))
      message.properties.set(property.timerDeleteUniqueKey, handle.uniqueKey)
      message.properties.set(property.uniqueKey, handle.uniqueKey)
      await state.intake.put(message)
      return {msgId: handle.uniqueKey}
    }),
})
