/** Which client may consume a queue in order: kept in memory, given up after a minute (Java `RebalanceLockManager`). */
import type {MessageQueue} from '../protocol/bodies/queue.js'

export const lockLivesMs = 60_000

interface Lock {
  clientId: string
  renewed: number
}

export class QueueLocks {
  private readonly groups = new Map<string, Map<string, Lock>>()

  constructor(private readonly now: () => number = Date.now) {}

  /** Takes or renews what is free, expired or the client's own; returns those queues. */
  lock(group: string, clientId: string, queues: readonly MessageQueue[]): MessageQueue[] {
    const locks = this.groups.get(group) ?? new Map<string, Lock>()
    this.groups.set(group, locks)
    return queues.filter(queue => {
      const held = locks.get(keyOf(queue))
      if (held && held.clientId !== clientId && this.isAlive(held)) return false
      locks.set(keyOf(queue), {clientId, renewed: this.now()})
      return true
    })
  }

  /** Gives up what the client holds; other clients' locks stay. */
  unlock(group: string, clientId: string, queues: readonly MessageQueue[]): void {
    const locks = this.groups.get(group)
    for (const queue of queues) if (locks?.get(keyOf(queue))?.clientId === clientId) locks.delete(keyOf(queue))
    if (locks?.size === 0) this.groups.delete(group)
  }

  /** Does any client of the group hold a lock? Then it consumes in order. */
  isHeld(group: string): boolean {
    return [...(this.groups.get(group)?.values() ?? [])].some(lock => this.isAlive(lock))
  }

  private isAlive(lock: Lock): boolean {
    return this.now() - lock.renewed <= lockLivesMs
  }
}

const keyOf = ({topic, brokerName, queueId}: MessageQueue): string => `${topic}@${brokerName}@${queueId}`
