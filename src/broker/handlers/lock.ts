/** Locks of consumers that consume in order: 41, 42. */
import type {BrokerHandlers, BrokerState} from '../broker-state.js'

export const lockHandlers = ({locks}: BrokerState): BrokerHandlers => ({
  lockBatchMq: ({body: {consumerGroup, clientId, mqSet}}) => ({
    body: {lockOKMQSet: locks.lock(consumerGroup, clientId, mqSet)},
  }),

  unlockBatchMq({body: {consumerGroup, clientId, mqSet}}) {
    locks.unlock(consumerGroup, clientId, mqSet)
    return {}
  },
})
