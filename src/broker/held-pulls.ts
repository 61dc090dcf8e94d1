/** Requests that wait for a message: woken by an arrival that fits, by time, or when the server stops (Java `PullRequestHoldService`). */
import type {Arrival} from '../store/types.js'

/** Held requests look again this often even when nobody told them to. */
export const recheckMs = 5000

/** A queue, or with -1 any queue of the topic. */
export interface Awaited {
  topic: string
  queueId: number
}

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

  /** How many wait for a queue. */
  count(awaited: Awaited): number {
    return this.queues.get(keyOf(awaited))?.size ?? 0
  }

  /** Resolves when a message of a queue with a fitting tags code came, after `waitMs`, or when `signal` is aborted. */
  wait(
    awaited: readonly Awaited[],
    waitMs: number,
    wants: (tagsCode: number) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.stopped || signal.aborted) return Promise.resolve()
    const keys = awaited.map(keyOf)
    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        for (const key of keys) this.remove(key, held)
        resolve()
      }
      const held: Held = {wants, wake}
      const timer = setTimeout(wake, waitMs)
      signal.addEventListener('abort', wake, {once: true})
      for (const key of keys) this.add(key, held)
    })
  }

  arrived({topic, queueId, tagsCode}: Pick<Arrival, 'topic' | 'queueId' | 'tagsCode'>): void {
    for (const held of this.waitingFor(topic, queueId)) if (held.wants(tagsCode)) held.wake()
  }

  /** Wakes all who wait for a queue, whatever they want. */
  wakeQueue(topic: string, queueId: number): void {
    for (const held of this.waitingFor(topic, queueId)) held.wake()
  }

  /** Wakes all; later waits end at once. */
  stop(): void {
    this.stopped = true
    for (const waiting of [...this.queues.values()]) for (const held of [...waiting]) held.wake()
  }

  private waitingFor(topic: string, queueId: number): Held[] {
    if (this.queues.size === 0) return []
    const one = this.queues.get(keyOf({topic, queueId}))
    const any = this.queues.get(keyOf({topic, queueId: -1}))
    return [...(one ?? []), ...(any ?? [])]
  }

  private add(key: string, held: Held): void {
    const waiting = this.queues.get(key)
    if (waiting) waiting.add(held)
    else this.queues.set(key, new Set([held]))
  }

  private remove(key: string, held: Held): void {
    const waiting = this.queues.get(key)
    waiting?.delete(held)
    if (waiting?.size === 0) this.queues.delete(key)
  }
}

const keyOf = ({topic, queueId}: Awaited): string => `${topic}@${queueId}`
