import type {HeaderFields} from '../protocol/request.js'
import {Refusal} from '../remoting/dispatcher.js'
import type {BrokerState} from './broker-state.js'

/** Runs a send and adds what every reply to one carries, refusals as well: the region, and whether to trace. */
export async function withReplyFields<R extends object>({settings}: BrokerState, send: () => Promise<R>) {
  const {regionId: region, traceOn} = settings.values
  try {
    return {...(await send()), region, traceOn}
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const fields: HeaderFields = {...error.fields, MSG_REGION: region, TRACE_ON: String(traceOn)}
    throw new Refusal(error.responseCode, error.message, fields)
  }
}
