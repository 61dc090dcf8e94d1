/** Which processes of a node start and stop at the same time, and in what order. */
import type {ServerRole} from './spec.js'

const order: readonly ServerRole[] = ['nameServer', 'controller', 'broker', 'proxy']

interface Serving {
  readonly servers: readonly {readonly role: ServerRole}[]
}

/** Name servers, then controllers, brokers and proxies: the order of starting. A process counts for the earliest of its servers. */
export function inStages<T extends Serving>(processes: readonly T[]): T[][] {
  const stageOf = ({servers}: T) => Math.min(...servers.map(({role}) => order.indexOf(role)))
  return order
    .map((_, stage) => processes.filter(process => stageOf(process) === stage))
    .filter(({length}) => length > 0)
}

/**
 * Works on all items at the same time. When one fails the others are told through their signal, and are waited for; the result
 * is the first failure.
 */
export async function together<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController()
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
  either.throwIfAborted()
  await Promise.all(items.map(item => work(item, either).catch(error => failed.abort(error))))
  failed.signal.throwIfAborted()
}

/**
 * Gives the work a signal that aborts after `ms` with a `TimeoutError`. A timer of our own: the garbage collector takes
 * `AbortSignal.timeout` where only `AbortSignal.any` knows of it, and then it never fires.
 */
export async function within<T>(
  ms: number,
  signal: AbortSignal,
  work: (either: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new DOMException('not done in time', 'TimeoutError')), ms)
  try {
    return await work(AbortSignal.any([signal, late.signal]))
  } finally {
    clearTimeout(timer)
  }
}
