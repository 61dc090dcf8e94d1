/** Reading a stretch of a queue, or of all queues of a topic, as it comes: a page ahead of the reader and no more. */
import {setTimeout as pause} from 'node:timers/promises'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {asMqError, MqError, NetworkError} from '../errors.js'
import type {Message} from './message.js'
import type {Page, Puller, PullOptions} from './pull.js'
import type {ReachableQueue} from './queues.js'

export interface Stretch {
  queue: ReachableQueue
  from: number
  /** One beyond the last offset wanted; undefined goes on waiting for new messages until the signal. */
  to?: number | undefined
  /**
   * The same stretch where a time is its end. For a time brokers 4.x answer a message somewhere near it, so more is read and what
   * was stored outside of `since` (included) to `until` (excluded) is left out.
   */
  exact?: Ends & {since?: number | undefined; until?: number | undefined}
}

interface Ends {
  from: number
  to?: number | undefined
}

/** Where to begin: an end of the queue, a store time or an offset; of both the later. */
export type Start = 'earliest' | 'latest' | {time?: number | undefined; offset?: number | undefined}
/** Where to end, before the message there. */
export type End = 'latest' | {time: number} | {offset: number}

/** What a reader may want to know on the way. */
export interface ReadHooks {
  /** A page has come, with messages or without. */
  onPage?: ((stretch: Stretch, page: Page) => void) | undefined
  /** The stretch was read to its end. */
  onEnd?: ((stretch: Stretch) => void) | undefined
  /** The stretch is given up; the others go on. Without this hook the failure of one ends all. */
  onFailure?: ((stretch: Stretch, error: MqError) => void) | undefined
  /** Of a stretch without end: the broker is not reached, and is asked again until it is. Without this hook that is a failure. */
  onLost?: ((stretch: Stretch, error: NetworkError) => void) | undefined
}

/** A message and the stretch it was read from. */
export interface Read {
  stretch: Stretch
  message: Message
}

const pageSize = 32
/** How long a broker may hold a pull of a reader that waits. */
const holdMs = 15_000
/** A broker that does not hold is asked no more often than this. */
const busyMs = 200
/** A broker that was lost is asked again after this; the longer it is away, the longer. */
const lostMs = {least: 200, most: 3000} as const

export class Consumer {
  constructor(private readonly puller: Puller) {}

  /** Fixes the stretch of a queue. Offsets outside of the queue are moved to its ends. Without an end it waits for new messages. */
  async stretch(queue: ReachableQueue, from: Start, to: End | undefined): Promise<Stretch> {
    const {min, max} = await this.puller.range(queue)
    const inside = (offset: number) => Math.min(Math.max(offset, min), max)
    const found = async (time: number) => inside(await this.puller.offsetAt(queue, time))
    const since = typeof from === 'object' ? from.time : undefined
    const until = typeof to === 'object' && 'time' in to ? to.time : undefined
    const [first, before, last] = await Promise.all([
      since === undefined ? (from === 'latest' ? max : min) : found(since),
      since === undefined ? min : found(since - 1),
      until === undefined ? max : found(until),
    ])
    const least = typeof from === 'object' && from.offset !== undefined ? from.offset : min
    const end = to === undefined ? undefined : typeof to === 'object' && 'offset' in to ? inside(to.offset) : last
    const stretch = {queue, from: Math.max(first, least), to: end}
    if (since === undefined && until === undefined) return stretch
    const exactEnd = until === undefined ? end : inside(last + 1)
    return {
      ...stretch,
      exact: {from: Math.max(since === undefined ? first : before, least), to: exactEnd, since, until},
    }
  }

  /** The same for several queues; the failures name the queues of brokers that do not answer. */
  stretches(queues: readonly ReachableQueue[], from: Start, to: End | undefined): Promise<Answers<Stretch>> {
    const label = ({queueId, brokerName}: ReachableQueue) => `queue ${queueId} of ${brokerName}`
    return fanOut(queues, label, queue => this.stretch(queue, from, to))
  }

  /**
   * The pages of a stretch, those without messages too. While a page is looked at the next one is on its way. An offset the
   * broker has moved is followed forwards; where it points back, a stretch with an end is over.
   */
  async *pages(stretch: Stretch, options: PullOptions & ReadHooks = {}): AsyncGenerator<Page, void, void> {
    const {queue, from, to} = stretch
    const waiting = to === undefined
    const next = (offset: number): Promise<Page> | undefined => {
      if (to !== undefined && offset >= to) return undefined
      const max = Math.min(options.max ?? pageSize, to === undefined ? pageSize : to - offset)
      const page = this.puller.pull(queue, offset, {...options, max, ...(waiting ? {waitMs: holdMs} : {})})
      page.catch(() => {}) // the reader may have gone before it is looked at
      return page
    }
    let offset = from
    let asked = Date.now()
    let lost = 0
    for (let pending = next(offset); pending !== undefined; ) {
      let page: Page
      try {
        page = await pending
        lost = 0
      } catch (error) {
        if (!waiting || options.onLost === undefined || !(error instanceof NetworkError)) throw error
        options.onLost(stretch, error)
        await this.pause(Math.min(lostMs.most, lostMs.least * 2 ** lost++))
        pending = next(offset)
        continue
      }
      options.onPage?.(stretch, page)
      if (waiting && page.status === 'NO_NEW_MSG' && Date.now() - asked < busyMs) await this.pause(busyMs)
      const over = !waiting && (page.status === 'NO_NEW_MSG' || page.nextOffset <= offset)
      if (waiting && page.status !== 'NO_NEW_MSG' && page.nextOffset === offset) throw standingStill(page)
      const wanted = ({queueOffset}: Message) => queueOffset >= offset && (to === undefined || queueOffset < to)
      page.messages = page.messages.filter(wanted)
      offset = page.nextOffset
      asked = Date.now()
      pending = over ? undefined : next(offset)
      yield page
    }
  }

  /** Ends early when all is interrupted: the next pull says so. */
  private async pause(ms: number): Promise<void> {
    const {signal} = this.puller
    await pause(ms, undefined, signal && {signal}).catch(() => {})
  }

  /** The messages of a stretch. */
  async *messages(stretch: Stretch, options?: PullOptions & ReadHooks): AsyncGenerator<Message, void, void> {
    const {exact} = stretch
    const {since = 0, until = Number.POSITIVE_INFINITY} = exact ?? {}
    for await (const page of this.pages(exact ? {...stretch, from: exact.from, to: exact.to} : stretch, options))
      for (const message of page.messages)
        if (message.storeTimestamp >= since && message.storeTimestamp < until) yield message
  }

  /**
   * Several stretches at once. With ends for all of them the messages come in the order they were stored in; without, as they arrive.
   * Pages get smaller with the number of queues, so that memory stays bounded.
   */
  async *merged(
    stretches: readonly Stretch[],
    options: PullOptions & ReadHooks = {},
  ): AsyncGenerator<Message, void, void> {
    for await (const {message} of this.reads(stretches, options)) yield message
  }

  /** The same, each with its stretch. */
  async *reads(stretches: readonly Stretch[], options: PullOptions & ReadHooks = {}): AsyncGenerator<Read, void, void> {
    const max = Math.max(1, Math.min(options.max ?? pageSize, Math.floor(1024 / Math.max(1, stretches.length))))
    const sources = stretches.map(stretch => this.source(stretch, {...options, max}))
    try {
      yield* stretches.every(({to}) => to !== undefined) ? byStoreTime(sources) : asTheyCome(sources)
    } finally {
      // a source that waits for its broker ends by the signal of the pull: nobody waits for it here
      for (const source of sources) void source.return().catch(() => {})
    }
  }

  private async *source(stretch: Stretch, options: PullOptions & ReadHooks): Source {
    try {
      for await (const message of this.messages(stretch, options)) yield {stretch, message}
      options.onEnd?.(stretch)
    } catch (thrown) {
      const error = asMqError(thrown)
      if (options.onFailure === undefined || error.code === 'INTERRUPTED') throw error
      options.onFailure(stretch, error)
    }
  }
}

function standingStill({queue, status, nextOffset}: Page): MqError {
  return new MqError(
    'BAD_BODY',
    `broker ${queue.brokerName} answers ${status} at offset ${nextOffset} and stays there`,
    {
      facts: {address: queue.address, brokerName: queue.brokerName, topic: queue.topic, queueId: queue.queueId},
    },
  )
}

type Source = AsyncGenerator<Read, void, void>

async function* byStoreTime(sources: readonly Source[]): Source {
  const heads = (await Promise.all(sources.map(async source => ({source, head: await source.next()})))).filter(
    ({head}) => !head.done,
  )
  while (heads.length > 0) {
    const first = heads.reduce((a, b) => (storedAt(b.head) < storedAt(a.head) ? b : a))
    yield first.head.value as Read
    first.head = await first.source.next()
    if (first.head.done) heads.splice(heads.indexOf(first), 1)
  }
}

const storedAt = ({value}: IteratorResult<Read, void>): number => value?.message.storeTimestamp ?? 0

/** One message of each source is held at most. */
async function* asTheyCome(sources: readonly Source[]): Source {
  const arrived: {source: Source; head: IteratorResult<Read, void>}[] = []
  let failure: {error: unknown} | undefined
  let wake = () => {}
  const take = (source: Source) => {
    source.next().then(
      head => {
        arrived.push({source, head})
        wake()
      },
      error => {
        failure = {error}
        wake()
      },
    )
  }
  let open = sources.length
  for (const source of sources) take(source)
  while (open > 0) {
    if (failure) throw failure.error
    const first = arrived.shift()
    if (first === undefined) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    } else if (first.head.done) open--
    else {
      yield first.head.value
      take(first.source)
    }
  }
}
