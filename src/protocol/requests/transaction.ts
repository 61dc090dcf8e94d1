import {about, bool, int, offset, optional, str} from '../../schema.js'
import {messageRecords} from '../body.js'
import {request} from '../request.js'
import {rpc} from '../words.js'

export const endTransaction = request({
  name: 'END_TRANSACTION',
  code: 37,
  to: 'broker',
  effect: 'write',
  about: 'Producers send it one-way.',
  header: {
    topic: optional(str()),
    producerGroup: str(),
    tranStateTableOffset: about(offset(), 'Queue offset of the half message.'),
    commitLogOffset: offset(),
    commitOrRollback: about(int(), '8: commit; 12: roll back; 0: not known yet.'),
    fromTransactionCheck: optional(bool()),
    msgId: optional(str()),
    transactionId: optional(str()),
    ...rpc,
  },
})

export const checkTransactionState = request({
  name: 'CHECK_TRANSACTION_STATE',
  code: 39,
  to: 'client',
  effect: 'write',
  about: 'One-way; the producer answers with END_TRANSACTION. The body is the half message.',
  header: {
    topic: optional(str()),
    tranStateTableOffset: offset(),
    commitLogOffset: offset(),
    msgId: optional(str()),
    transactionId: optional(str()),
    offsetMsgId: optional(str()),
    ...rpc,
  },
  body: messageRecords(),
})

export const resumeCheckHalfMessage = request({
  name: 'RESUME_CHECK_HALF_MESSAGE',
  code: 323,
  to: 'broker',
  effect: 'write',
  about: 'Puts a half message that was given up back into the check.',
  header: {topic: optional(str()), msgId: optional(str())},
})
