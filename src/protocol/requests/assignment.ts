import {
  messageRequestMode,
  messageRequestModeTable,
  queryAssignmentAnswer,
  queryAssignmentRequest,
} from '../bodies/assignment.js'
import {json} from '../body.js'
import {request} from '../request.js'

export const queryAssignment = request({
  name: 'QUERY_ASSIGNMENT',
  code: 400,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  body: json(queryAssignmentRequest),
  reply: {body: json(queryAssignmentAnswer)},
})

export const setMessageRequestMode = request({
  name: 'SET_MESSAGE_REQUEST_MODE',
  code: 401,
  to: 'broker',
  effect: 'write',
  since: '5.0.0',
  body: json(messageRequestMode),
})

export const getAllMessageRequestMode = request({
  name: 'GET_ALL_MESSAGE_REQUEST_MODE',
  code: 402,
  to: 'broker',
  effect: 'read',
  since: '5.0.0',
  reply: {body: json(messageRequestModeTable)},
})
