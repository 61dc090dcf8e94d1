/** The end of transactions: 37, and half messages that were given up: 323. */
import {UsageError} from '../../errors.js'
import {parseOffsetMsgId} from '../../protocol/message/index.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {TransactionError} from '../transaction-service.js'

const commit = 8
const rollback = 12

export const transactionHandlers = ({transactions, store}: BrokerState): BrokerHandlers => ({
  async endTransaction({commitOrRollback, commitLogOffset, tranStateTableOffset, producerGroup}) {
    if (commitOrRollback !== commit && commitOrRollback !== rollback) return {}
    try {
      const half = await transactions.find(commitLogOffset, tranStateTableOffset, producerGroup)
      await transactions.end(half, commitOrRollback === commit)
      return {}
    } catch (error) {
      if (!(error instanceof TransactionError)) throw error
      throw new Refusal(responseCode.SYSTEM_ERROR, error.message)
    }
  },

  async resumeCheckHalfMessage({msgId}) {
    if (msgId === undefined) throw new UsageError('msgId is missing')
    const bytes = await store.recordAt(parseOffsetMsgId(msgId).offset)
    if (!bytes)
      throw new Refusal(
        responseCode.SYSTEM_ERROR,
        'Exception was thrown when putting message back to RMQ_SYS_TRANS_HALF_TOPIC.',
      )
    await transactions.resume(bytes)
    return {}
  },
})
