/**
 * Which messages of a queue a group has popped and not yet acknowledged. The group's stored offset stays at the first of them, so
 * that they come again after a restart; where Java keeps check points in a topic, this is memory.
 */

interface Taken {
  popTime: number
  /** From then on it counts as failed. */
  due: number
}

export class TakenMessages {
  private readonly taken = new Map<number, Taken>()
  /** The group takes one batch at a time. */
  ordered = false
  private queue: Promise<unknown> = Promise.resolve()

  constructor(
    readonly group: string,
    readonly topic: string,
    readonly queueId: number,
    /** The first message nobody has popped. */
    public next: number,
  ) {}

  get count(): number {
    return this.taken.size
  }

  /** Where the group begins again after a restart. */
  get safeOffset(): number {
    let first = this.next
    for (const offset of this.taken.keys()) first = Math.min(first, offset)
    return first
  }

  /** One pop at a time: two must not get the same messages. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.queue.then(work)
    this.queue = done.catch(() => {})
    return done
  }

  take(offsets: readonly number[], popTime: number, invisibleMs: number): void {
    for (const offset of offsets) this.taken.set(offset, {popTime, due: popTime + invisibleMs})
  }

  /** Is it still popped by who says so? Someone else may have it since. */
  isTaken(offset: number, popTime: number): boolean {
    return this.taken.get(offset)?.popTime === popTime
  }

  /** Returns whether it was taken by the pop of that time. */
  acknowledge(offset: number, popTime: number): boolean {
    return this.isTaken(offset, popTime) && this.taken.delete(offset)
  }

  /** Puts off the moment at which it counts as failed; it then belongs to the pop of `now`. */
  extend(offset: number, now: number, invisibleMs: number): void {
    this.taken.set(offset, {popTime: now, due: now + invisibleMs})
  }

  failed(now: number): number[] {
    return [...this.taken].filter(([, {due}]) => due <= now).map(([offset]) => offset)
  }

  giveUp(offset: number): void {
    this.taken.delete(offset)
  }

  /** Begins again somewhere else. */
  moveTo(offset: number): void {
    this.taken.clear()
    this.next = offset
  }
}
