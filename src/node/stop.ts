/** Ends a process gracefully, then firmly. Only ever the very process that was recorded. */
import {setTimeout as sleep} from 'node:timers/promises'
import {MqError} from '../errors.js'
import {livenessOf, type ProcessRef, signalProcess} from './process-identity.js'

/** `absent`: it was not running any more, or its pid belongs to a stranger now. */
export type StopOutcome = 'stopped' | 'killed' | 'absent'

/** After a SIGKILL the system needs a moment. */
const killGraceMs = 10_000

/** Without a grace time it is killed at once. Throws `NODE_FAILED` when the process cannot be told from a stranger: it is left alone then. */
export async function stopProcess(ref: ProcessRef, graceMs: number): Promise<StopOutcome> {
  const liveness = await livenessOf(ref)
  if (liveness === 'gone' || liveness === 'stranger') return 'absent'
  if (liveness === 'unknown')
    throw new MqError(
      'NODE_FAILED',
      `Process ${ref.pid} is left alone: its start time cannot be read, it may be a stranger`,
      {
        facts: {pid: ref.pid},
        hint: 'see what it is and end it by hand',
      },
    )
  if (graceMs > 0) {
    await signalProcess(ref, 'SIGTERM')
    if (await goneWithin(ref, graceMs)) return 'stopped'
  }
  await signalProcess(ref, 'SIGKILL')
  if (await goneWithin(ref, killGraceMs)) return 'killed'
  throw new MqError('NODE_FAILED', `Process ${ref.pid} did not end, not even by SIGKILL`, {facts: {pid: ref.pid}})
}

async function goneWithin(ref: ProcessRef, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms
  for (let pause = 10; ; pause = Math.min(pause * 2, 100)) {
    const liveness = await livenessOf(ref)
    if (liveness === 'gone' || liveness === 'stranger') return true
    if (Date.now() > deadline) return false
    await sleep(pause)
  }
}
