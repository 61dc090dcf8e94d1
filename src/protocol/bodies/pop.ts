import {about, duration, fallback, int, list, object, offset, str, time, wire} from '../../schema.js'

/** Acknowledgements of one pop, under one letter each as Java sends them (`BatchAck`). */
export const batchAck = object('BatchAck', {
  consumerGroup: wire('c', str()),
  topic: wire('t', str()),
  retry: wire('r', fallback(str(), '0')),
  startOffset: wire('so', offset()),
  queueId: wire('q', int()),
  reviveQueueId: wire('rq', int()),
  popTime: wire('pt', time()),
  invisibleTime: wire('it', duration()),
  bits: about(wire('b', str()), 'Base64 of the bits, lowest byte first: which of the popped messages are done.'),
})

export const batchAckRequest = object('BatchAckMessageRequestBody', {
  brokerName: fallback(str(), ''),
  acks: fallback(list(batchAck), []),
})
