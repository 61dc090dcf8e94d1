import {fallback, type Infer, int, list, map, object, optional, str} from '../../schema.js'
import {openEnum} from '../words.js'
import {messageQueue} from './queue.js'
import {messageModels} from './subscription.js'

const requestModes = openEnum('PULL', 'POP')

export const queryAssignmentRequest = object('QueryAssignmentRequestBody', {
  topic: str(),
  consumerGroup: str(),
  clientId: str(),
  strategyName: optional(str()),
  messageModel: fallback(messageModels, 'CLUSTERING'),
})

export const queryAssignmentAnswer = object('QueryAssignmentResponseBody', {
  messageQueueAssignments: fallback(
    list(
      object('MessageQueueAssignment', {
        messageQueue: optional(messageQueue),
        mode: fallback(requestModes, 'PULL'),
        attachments: optional(map(str())),
      }),
    ),
    [],
  ),
})

/** How a group takes messages of a topic; `popShareQueueNum` 0: every client pops all queues. */
export const messageRequestMode = object('SetMessageRequestModeRequestBody', {
  topic: str(),
  consumerGroup: str(),
  mode: fallback(requestModes, 'PULL'),
  popShareQueueNum: fallback(int(), 0),
})
export type MessageRequestMode = Infer<typeof messageRequestMode>

/** topic, group, mode. */
export const messageRequestModeTable = object('MessageRequestModeSerializeWrapper', {
  messageRequestModeMap: fallback(map(map(messageRequestMode)), new Map()),
})
