/**
 * Reading several queues: as one stream of messages, or page by page as Java's tools go through them. It knows at any time how far
 * it is, so that another reading can go on from there; a queue that fails is left off, and the others go on.
 */
import {asMqError, type MqError, NetworkError, PartialError} from '../errors.js'
import type {Consumer, Read, ReadHooks, Stretch} from './consume.js'
import type {Message} from './message.js'
import type {Page, PullOptions} from './pull.js'

export interface ReadingOptions extends PullOptions {
  /** In the order the messages were stored in, over all queues; otherwise queue after queue. */
  merged?: boolean | undefined
  /** Most messages in all. */
  limit?: number | undefined
  /** Only these messages. */
  filter?: ((message: Message) => boolean) | undefined
  /** A queue is given up. `nothingLeft`: it was the last one, though messages had been read before. */
  onFailure?: ((stretch: Stretch, error: MqError, nothingLeft: boolean) => void) | undefined
  /** Of readers that wait: the broker is lost, and asked again until it is back. */
  onLost?: ((stretch: Stretch, error: NetworkError) => void) | undefined
  onBack?: ((stretch: Stretch) => void) | undefined
  /** A page was looked at. */
  onPage?: (() => void) | undefined
}

/** The first offset of a queue that has not been read. */
export interface Position {
  brokerName: string
  queueId: number
  offset: number
}

interface Progress {
  next: number
  /** Offsets behind us, those the broker has filtered out too; ahead of `next` by what is on its way. */
  scanned: number
  failure?: MqError
  lost?: boolean
}

export class Reading implements AsyncIterable<Message> {
  /** Messages that were looked at, those that a filter left out too. */
  looked = 0
  /** Messages that were given. */
  given = 0
  private readonly progress: Map<Stretch, Progress>
  private readonly pulls: PullOptions

  constructor(
    private readonly consumer: Consumer,
    readonly stretches: readonly Stretch[],
    private readonly options: ReadingOptions = {},
  ) {
    this.progress = new Map(stretches.map(stretch => [stretch, {next: stretch.from, scanned: 0}]))
    const {max, expression, sql, group, signal} = options
    this.pulls = {max, expression, sql, group, signal}
  }

  /** How many there are to be looked at; undefined where a queue has no end. */
  get total(): number | undefined {
    const counts = this.stretches.map(({from, to}) => (to === undefined ? Number.NaN : Math.max(0, to - from)))
    const sum = counts.reduce((all, count) => all + count, 0)
    return Number.isNaN(sum) ? undefined : sum
  }

  /** How many of them are behind us. */
  get scanned(): number {
    return [...this.progress.values()].reduce((sum, {scanned}) => sum + scanned, 0)
  }

  /** How far each queue was read. */
  get positions(): Position[] {
    return [...this.progress].map(([{queue}, {next}]) => ({
      brokerName: queue.brokerName,
      queueId: queue.queueId,
      offset: next,
    }))
  }

  /** Whether a queue was left off. */
  get failed(): boolean {
    return [...this.progress.values()].some(({failure}) => failure !== undefined)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void, void> {
    let left = this.options.limit ?? Number.POSITIVE_INFINITY
    if (left <= 0) return
    for await (const {stretch, message} of this.reads()) {
      this.of(stretch).next = message.queueOffset + 1
      this.looked++
      if (this.options.filter?.(message) === false) continue
      this.given++
      yield message
      if (--left === 0) return
    }
    this.end()
  }

  /** The pages of one of the stretches, or of a part of it; a queue that fails just ends. */
  async *pages(stretch: Stretch, options: PullOptions = {}): AsyncGenerator<Page, void, void> {
    const whole = this.stretches.find(({queue}) => queue === stretch.queue) as Stretch
    const {filter = () => true} = this.options
    try {
      this.needBroker(whole)
      for await (const page of this.consumer.pages(stretch, {...this.pulls, ...options})) {
        const messages = page.messages.filter(filter)
        this.looked += page.messages.length
        this.given += messages.length
        yield {...page, messages}
        this.of(whole).next = page.nextOffset
        this.hooks().onPage?.(whole, page)
      }
    } catch (thrown) {
      this.fail(whole, thrown)
    }
  }

  /** To be called when all pages were read. Rejects where there is nothing but failures. */
  end(): void {
    const failures = [...this.progress].flatMap(([{queue}, {failure}]) =>
      failure === undefined ? [] : [{target: `queue ${queue.queueId} of ${queue.brokerName}`, error: failure}],
    )
    const [first] = failures
    if (first === undefined || this.looked > 0 || failures.length < this.stretches.length) return
    throw failures.length === 1 ? first.error : new PartialError(failures, 0)
  }

  private async *reads(): AsyncGenerator<Read, void, void> {
    const options = {...this.pulls, ...this.hooks()}
    if (this.options.merged) {
      yield* this.consumer.reads(this.stretches, options)
      return
    }
    for (const stretch of this.stretches) {
      const gone = this.goneBroker(stretch)
      if (gone) this.fail(stretch, gone)
      else yield* this.consumer.reads([stretch], options)
    }
  }

  private hooks(): ReadHooks {
    const {onLost, onBack, onPage} = this.options
    return {
      onPage: (stretch, page) => {
        const state = this.of(this.own(stretch))
        state.scanned = Math.max(0, page.nextOffset - stretch.from)
        if (state.lost) onBack?.(stretch)
        state.lost = false
        onPage?.()
      },
      onEnd: stretch => {
        const state = this.of(stretch)
        state.next = Math.max(state.next, stretch.to ?? 0)
      },
      onFailure: (stretch, error) => this.fail(stretch, error),
      ...(onLost && {
        onLost: (stretch, error) => {
          const state = this.of(this.own(stretch))
          if (!state.lost) onLost(stretch, error)
          state.lost = true
        },
      }),
    }
  }

  private fail(stretch: Stretch, thrown: unknown): void {
    const error = asMqError(thrown)
    const {onFailure} = this.options
    if (onFailure === undefined || error.code === 'INTERRUPTED') throw error
    this.of(stretch).failure = error
    const allFailed = [...this.progress.values()].every(({failure}) => failure !== undefined)
    onFailure(stretch, error, allFailed && this.looked > 0)
  }

  private needBroker(stretch: Stretch): void {
    const gone = this.goneBroker(stretch)
    if (gone) throw gone
  }

  /** Why another queue of the same broker could not be read on: nobody waits for the same time-out again and again. */
  private goneBroker({queue}: Stretch): MqError | undefined {
    for (const [other, {failure}] of this.progress)
      if (other.queue.address === queue.address && failure instanceof NetworkError) return failure
    return undefined
  }

  /** Stretches may be told of with other ends. */
  private own(stretch: Stretch): Stretch {
    return this.progress.has(stretch) ? stretch : (this.stretches.find(({queue}) => queue === stretch.queue) as Stretch)
  }

  private of(stretch: Stretch): Progress {
    return this.progress.get(stretch) as Progress
  }
}
