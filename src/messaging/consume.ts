/** Reading a stretch of a queue, or of all queues of a topic, as it comes: a page ahead of the reader and no more. */
import {setTimeout as pause} from 'node:timers/promises'
import {MqError} from '../errors.js'
import type {Message} from './message.js'
import type {Page, Puller, PullOptions} from './pull.js'
import type {ReachableQueue} from './queues.js'

export interface Stretch {
  queue: ReachableQueue
  from: number
  /** One beyond the last offset wanted; undefined goes on waiting for new messages until the signal. */
  to?: number | undefined
}

/** Where to begin or end: an end of the queue, a store time or an offset. */
export type Position = 'earliest' | 'latest' | {time: number} | {offset: number}

const pageSize = 32
/** How long a broker may hold a pull of a reader that waits. */
const holdMs = 15_000
/** A broker that does not hold is asked no more often than this. */
const busyMs = 200

export class Consumer {
  constructor(private readonly puller: Puller) {}

  /** Fixes the stretch of a queue: offsets outside of it are moved to its ends. */
  async stretch(
    queue: ReachableQueue,
    from: Position,
    to: Position | undefined,
  ): Promise<Stretch & {to: number | undefined}> {
    const range = await this.puller.range(queue)
    const at = async (position: Position) => {
      if (position === 'earliest') return range.min
      if (position === 'latest') return range.max
      const wanted = 'time' in position ? await this.puller.offsetAt(queue, position.time) : position.offset
      return Math.min(Math.max(wanted, range.min), range.max)
    }
    const [start, end] = await Promise.all([at(from), to === undefined ? undefined : at(to)])
    return {queue, from: start, to: end}
  }

  /**
   * The pages of a stretch, those without messages too. While a page is looked at the next one is on its way. An offset the
   * broker has moved is followed forwards; where it points back, a stretch with an end is over.
   */
  async *pages({queue, from, to}: Stretch, options: PullOptions = {}): AsyncGenerator<Page, void, void> {
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
    for (let pending = next(offset); pending !== undefined; ) {
      const page = await pending
      if (waiting && page.status === 'NO_NEW_MSG' && Date.now() - asked < busyMs) await pause(busyMs)
      const over = !waiting && (page.status === 'NO_NEW_MSG' || page.nextOffset <= offset)
      if (waiting && page.status !== 'NO_NEW_MSG' && page.nextOffset === offset) throw standingStill(page)
      offset = page.nextOffset
      asked = Date.now()
      pending = over ? undefined : next(offset)
      if (to !== undefined) page.messages = page.messages.filter(({queueOffset}) => queueOffset < to)
      yield page
    }
  }

  /** The messages of a stretch. */
  async *messages(stretch: Stretch, options?: PullOptions): AsyncGenerator<Message, void, void> {
    for await (const page of this.pages(stretch, options)) yield* page.messages
  }

  /**
   * Several stretches at once. With ends for all of them the messages come in the order they were stored in; without, as they arrive.
   * Pages get smaller with the number of queues, so that memory stays bounded.
   */
  async *merged(stretches: readonly Stretch[], options: PullOptions = {}): AsyncGenerator<Message, void, void> {
    const max = Math.max(1, Math.min(options.max ?? pageSize, Math.floor(1024 / Math.max(1, stretches.length))))
    const sources = stretches.map(stretch => this.messages(stretch, {...options, max}))
    try {
      yield* stretches.every(({to}) => to !== undefined) ? byStoreTime(sources) : asTheyCome(sources)
    } finally {
      // a source that waits for its broker ends by the signal of the pull: nobody waits for it here
      for (const source of sources) void source.return().catch(() => {})
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

type Source = AsyncGenerator<Message, void, void>

async function* byStoreTime(sources: readonly Source[]): Source {
  const heads = (await Promise.all(sources.map(async source => ({source, head: await source.next()})))).filter(
    ({head}) => !head.done,
  )
  while (heads.length > 0) {
    const first = heads.reduce((a, b) => (storedAt(b.head) < storedAt(a.head) ? b : a))
    yield first.head.value as Message
    first.head = await first.source.next()
    if (first.head.done) heads.splice(heads.indexOf(first), 1)
  }
}

const storedAt = ({value}: IteratorResult<Message, void>): number => value?.storeTimestamp ?? 0

/** One message of each source is held at most. */
async function* asTheyCome(sources: readonly Source[]): Source {
  const arrived: {source: Source; head: IteratorResult<Message, void>}[] = []
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
