/** Finding a message by an id of either kind, wherever it may be by now. */
import type {BrokerTarget, Cluster} from '../cluster/cluster.js'
import {asMqError, DecodeError, type Failure, MqError, NetworkError, PartialError, UsageError} from '../errors.js'
import {formatHost, parseOffsetMsgId, parseUniqueId, property} from '../protocol/message/index.js'
import {lightPrefix, scheduleTopic, timerTopic} from '../protocol/names.js'
import type {Finder, Window} from './find.js'
import type {Message} from './message.js'

/** Where a delayed or timed message waits, under its own topic's name as a property. */
const waitingRooms = [scheduleTopic, timerTopic] as const
/** The time in a unique id is that of its producer, in the producer's zone. */
const slackMs = 36 * 3_600_000

export class Lookup {
  private readonly tried: string[] = []
  private readonly failures: Failure[] = []

  constructor(
    private readonly cluster: Cluster,
    private readonly finder: Finder,
    private readonly id: string,
    private readonly topic: string | undefined,
    private readonly clusterName: string | undefined,
  ) {}

  /**
   * Every copy, oldest first. Tried until one finds something: the place an offset id names; the unique key about its time, at any
   * time, and where delayed messages wait; last a broker the name servers do not know. `NOT_FOUND` says what was tried.
   */
  async find(): Promise<Message[]> {
    const host = hostOf(this.id)
    const brokers = host === undefined ? undefined : await this.brokers()
    const owner = brokers?.find(({address}) => address === host)
    const stranger = brokers !== undefined && owner === undefined
    const atPlace = host === undefined ? undefined : () => this.atPlace(host, owner?.name)
    const attempts = [
      stranger ? undefined : atPlace,
      ...(this.topic === undefined ? [] : this.uniqueKeyAttempts(this.topic)),
      stranger ? atPlace : undefined,
    ]
    for (const attempt of attempts) {
      const found = (await attempt?.()) ?? []
      if (found.length > 0) return found
    }
    throw this.notFound()
  }

  private async atPlace(host: string, brokerName: string | undefined): Promise<Message[]> {
    this.tried.push(`its place at ${host}`)
    try {
      const message = await this.finder.byOffsetId(this.id, this.topic, brokerName)
      return message === undefined ? [] : [message]
    } catch (thrown) {
      const error = asMqError(thrown)
      // what lies at that place of another broker, or at an offset in the middle of a record
      if (error instanceof DecodeError) return []
      if (!(error instanceof NetworkError)) throw error
      this.failures.push({target: host, error})
      return []
    }
  }

  private uniqueKeyAttempts(topic: string): (() => Promise<Message[]>)[] {
    const made = timeOf(this.id)
    const near = made === undefined ? undefined : {begin: Math.max(0, made - slackMs), end: made + slackMs}
    return [
      () => (near === undefined ? Promise.resolve([]) : this.byKey(topic, near, 'about its time')),
      () => this.byKey(topic, {}, 'at any time'),
      ...waitingRooms.map(room => () => this.waiting(room, topic)),
    ]
  }

  private async byKey(topic: string, window: Window, when: string): Promise<Message[]> {
    this.tried.push(`as a unique key in ${topic} ${when}`)
    const {answers, failures} = await this.finder.byUniqueKey(topic, this.id, {
      ...window,
      cluster: this.clusterFor(topic),
    })
    this.failures.push(...failures)
    return answers
  }

  /** Of a light topic it is the parent topic, which tells nothing of where others are. */
  private clusterFor(topic: string): string | undefined {
    return topic !== this.topic && this.topic?.startsWith(lightPrefix) ? undefined : this.clusterName
  }

  private async waiting(room: string, topic: string): Promise<Message[]> {
    if ((await this.cluster.findRoute(room)) === undefined) return []
    const found = await this.byKey(room, {}, 'where it may wait')
    return found.filter(({properties}) => properties.get(property.realTopic) === topic)
  }

  /** Undefined where the name servers cannot tell. */
  private async brokers(): Promise<BrokerTarget[] | undefined> {
    try {
      return await this.cluster.brokers()
    } catch (error) {
      if (error instanceof NetworkError) return undefined
      throw error
    }
  }

  private notFound(): MqError {
    const [first] = this.failures
    if (first !== undefined)
      return this.failures.length === 1 ? first.error : new PartialError(uniqueTargets(this.failures), 0)
    if (this.topic === undefined && this.tried.length === 0)
      return new UsageError(`'${this.id}' names no place: it may be a unique key, and those are looked up by topic`, {
        hint: 'add --topic',
      })
    return new MqError('NOT_FOUND', `message '${this.id}' was not found; tried: ${this.tried.join(', ')}`, {
      facts: {messageId: this.id, topic: this.topic, tried: this.tried},
      hint:
        this.topic === undefined
          ? 'add --topic to look it up as a unique key'
          : 'it may have been deleted with its file: mqadmin topic status shows the oldest offsets that are left',
    })
  }
}

/** `host:port` of an offset id; undefined for what cannot be one. The same bytes of a unique key are an address by chance only. */
function hostOf(id: string): string | undefined {
  try {
    const {host} = parseOffsetMsgId(id)
    return host.port > 0 && host.port < 65_536 ? formatHost(host) : undefined
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function timeOf(id: string): number | undefined {
  try {
    return parseUniqueId(id, Date.now()).time
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

const uniqueTargets = (failures: readonly Failure[]): Failure[] => [
  ...new Map(failures.map(failure => [failure.target, failure])).values(),
]
