/** Pulls that wait for a message: woken by an arrival that fits, by time, or when the server stops (Java `PullRequestHoldService`). */
import type {Arrival} from '../store/types.js'

/** Held pulls look again this often even when nobody told them to. */
export const recheckMs = 5000

interface Held {
  wants: (tagsCode: number) => boolean
  wake: () => void
}

export class HeldPulls {
  private readonly queues = new Map<string, Set<Held>>()
  private stopped = false

  get isStopped(): boolean {
    return this.stopped
  }

  get size(): number {
    let size = 0
    for (const held of this.queues.values()) size += held.size
    return size
  }

  /** Resolves when a message of the queue with a fitting tags code came, after `waitMs`, or when `signal` is aborted. */
  wait(
    topic: string,
    queueId: number,
    waitMs: number,
    wants: (tagsCode: number) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.stopped || signal.aborted) return Promise.resolve()
    const key = keyOf(topic, queueId)
    const waiting = this.queues.get(key) ?? new Set()
    this.queues.set(key, waiting)
    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        waiting.delete(held)
        if (waiting.size === 0 && this.queues.get(key) === waiting) this.queues.delete(key)
        resolve()
      }
      const held: Held = {wants, wake}
      const timer = setTimeout(wake, waitMs)
      signal.addEventListener('abort', wake, {once: true})
      waiting.add(held)
    })
  }

  arrived({topic, queueId, tagsCode}: Pick<Arrival, 'topic' | 'queueId' | 'tagsCode'>): void {
    const waiting = this.queues.get(keyOf(topic, queueId))
    if (!waiting) return
    for (const held of [...waiting]) if (held.wants(tagsCode)) held.wake()
  }

  /** Wakes all who wait for a queue, whatever they want. */
  wakeQueue(topic: string, queueId: number): void {
    for (const held of [...(this.queues.get(keyOf(topic, queueId)) ?? [])]) held.wake()
  }

  /** Wakes all; later waits end at once. */
  stop(): void {
    this.stopped = true
    for (const waiting of [...this.queues.values()]) for (const held of [...waiting]) held.wake()
  }
}

const keyOf = (topic: string, queueId: number): string => `${topic}@${queueId}`
