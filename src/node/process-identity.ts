/**
 * Telling a process from a stranger that got its pid later: by the time it started. Nothing is ever signalled whose start
 * time does not match the recorded one or cannot be read.
 */
import {processExists, startToken} from '../process-start.js'

export interface ProcessRef {
  pid: number
  /** When it started: opaque text that is equal for the same process only. */
  started: string
}

/** `unknown`: there is such a process, but the system does not tell when it started. */
export type Liveness = 'alive' | 'gone' | 'stranger' | 'unknown'

/** The process as it is to be recorded. `started` is empty where the system does not tell: such a process is never signalled. */
export async function identify(pid: number): Promise<ProcessRef> {
  const started = await startToken(pid).catch(() => undefined)
  return {pid, started: started ?? ''}
}

export async function livenessOf({pid, started}: ProcessRef): Promise<Liveness> {
  if (!processExists(pid)) return 'gone'
  let token: string | undefined
  try {
    token = await startToken(pid)
  } catch {
    return 'unknown'
  }
  if (token === undefined) return 'gone'
  if (started === '') return 'unknown'
  return token === started ? 'alive' : 'stranger'
}

/** Signals the process if it is the recorded one; false when it is not, or ended meanwhile. */
export async function signalProcess(ref: ProcessRef, signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean> {
  if ((await livenessOf(ref)) !== 'alive') return false
  try {
    process.kill(ref.pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
