/** Sharing out the queues of a group by the broker: 400 to 402. */
import type {MessageQueue} from '../../protocol/bodies/queue.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {compareQueues, queuesToPop, strategies} from '../pop/allocation.js'
import {permission, retryPrefix} from '../system-names.js'

export const assignmentHandlers = ({requestModes, consumers, readRoute}: BrokerState): BrokerHandlers => {
  /** Queues of the topic on all brokers that may be read, in order. */
  const queuesOf = async (topic: string): Promise<MessageQueue[]> => {
    const route = await readRoute(topic)
    return (route?.queueDatas ?? [])
      .filter(({perm}) => (perm & permission.read) !== 0)
      .flatMap(({brokerName, readQueueNums}) =>
        Array.from({length: readQueueNums}, (_, queueId) => ({topic, brokerName, queueId})),
      )
      .sort(compareQueues)
  }

  return {
    async queryAssignment({body: {topic, consumerGroup, clientId, strategyName, messageModel}}) {
      const queues = await queuesOf(topic)
      const assigned = (mode: 'PULL' | 'POP', own: readonly MessageQueue[]) => ({
        body: {messageQueueAssignments: own.map(messageQueue => ({messageQueue, mode, attachments: new Map()}))},
      })
      if (messageModel === 'BROADCASTING') return assigned('PULL', queues)
      const strategy = strategies[strategyName ?? 'AVG']
      if (!strategy) throw new Refusal(responseCode.SYSTEM_ERROR, `there is no strategy ${strategyName}`)
      const members = [...(consumers.get(consumerGroup)?.channels.values() ?? [])].map(channel => channel.clientId)
      const clients = [...new Set(members)].sort()
      const index = clients.indexOf(clientId)
      if (index < 0) return assigned('PULL', [])
      const mode = requestModes.get(topic, consumerGroup)
      return mode?.mode === 'POP'
        ? assigned('POP', queuesToPop(index, clients.length, queues, mode.popShareQueueNum, strategy))
        : assigned('PULL', strategy(index, clients.length, queues))
    },

    async setMessageRequestMode({body}) {
      if (body.topic.startsWith(retryPrefix))
        throw new Refusal(responseCode.NO_PERMISSION, 'the mode of a retry topic cannot be set')
      await requestModes.set(body)
      return {}
    },

    getAllMessageRequestMode: () => ({body: requestModes.snapshot()}),
  }
}
