/** How long it takes a broker to store small messages. */
import {asMqError, type MqError} from '../errors.js'
import type {Sender} from './send.js'

export interface RoundTrips {
  /** Mean in milliseconds, without the first message where there are more: it opens the connection. */
  meanMs: number
  sent: number
  failed: number
  /** The last failure. */
  error: MqError | undefined
}

/** Sends so many messages of so many bytes, one after the other. */
export async function roundTrips(
  sender: Sender,
  topic: string,
  {count, size}: {count: number; size: number},
): Promise<RoundTrips> {
  const body = Buffer.alloc(size, 'a')
  let [sent, failed, spent] = [0, 0, 0]
  let error: MqError | undefined
  for (let at = 0; at < count; at++) {
    const started = performance.now()
    try {
      await sender.send({topic, body})
      sent++
    } catch (thrown) {
      error = asMqError(thrown)
      if (error.code === 'INTERRUPTED') throw error
      failed++
    }
    if (at > 0 || count === 1) spent += performance.now() - started
  }
  return {meanMs: spent / Math.max(count - 1, 1), sent, failed, error}
}
