/** The committed offsets of groups as a list, to be kept in a file and to be put back, queue by queue. */
import type {BrokerTarget, Cluster} from '../cluster/cluster.js'
import {type Answers, allOf, fanOut} from '../cluster/fan-out.js'
import {type Failure, MqError} from '../errors.js'
import {retryPrefix} from '../protocol/names.js'
import {type Infer, int, object, offset, str} from '../schema.js'
import {offsetsOf} from './committed-offsets.js'
import {LagSource} from './lag-source.js'
import type {OffsetMove, QueueTarget} from './offset-move.js'
import {labelOf, type MoveRequest, type Offsets} from './offsets.js'

/** Where a group stands in one queue. */
export const groupOffset = object('GroupOffset', {
  group: str(),
  topic: str(),
  /** Its name; the address where a broker has none. */
  broker: str(),
  queue: int(),
  offset: offset(),
})
export type GroupOffset = Infer<typeof groupOffset>

/** A move of one of several groups. */
export interface GroupMove extends OffsetMove {
  target: QueueTarget & {group: string}
}

interface Place {
  topic?: string | undefined
  /** Only the brokers of this cluster. */
  within?: string | undefined
  /** Only this broker, by name or address. */
  broker?: string | undefined
}

export class OffsetList {
  constructor(
    private readonly cluster: Cluster,
    private readonly offsets: Offsets,
  ) {}

  /** What a group has committed, of topics that are still there. `NOT_FOUND` where that is nothing. */
  async of(group: string, place: Place = {}): Promise<Answers<GroupOffset[]>> {
    const source = new LagSource(this.cluster)
    const {answers, failures} = await fanOut(
      await this.servers(place),
      ({label}) => label,
      async broker => {
        const committed = offsetsOf(await source.offsets(broker.address), group)
        return [...committed]
          .filter(([topic]) => (place.topic ?? topic) === topic)
          .flatMap(([topic, queues]) =>
            [...queues].map(([queue, offset]) => ({group, topic, broker: nameOf(broker), queue, offset})),
          )
      },
    )
    const gone = await this.withoutRoute(answers.flat())
    const kept = answers.map(rows => rows.filter(({topic}) => !gone.has(topic)))
    if (failures.length === 0 && kept.every(rows => rows.length === 0)) throw nothingCommitted(group, place.topic)
    return {answers: kept, failures}
  }

  /** A move of a group on every topic it has committed offsets of, its retry topic left out. */
  async movesOfAll(request: Omit<MoveRequest, 'topic' | 'queue'>): Promise<Answers<OffsetMove[]>> {
    const {group} = request
    const {answers, failures} = await this.of(group, {within: request.within, broker: request.broker})
    const topics = [...new Set(answers.flat().map(({topic}) => topic))].filter(topic => topic !== retryPrefix + group)
    if (topics.length === 0 && failures.length === 0) throw nothingCommitted(group)
    const moved = await this.ofTopics(topics, topic => this.offsets.moves({...request, topic}))
    return {answers: moved.answers, failures: [...failures, ...moved.failures]}
  }

  /**
   * What it takes for a group to stand where a list says. Queues that the topic has no more are failures; an offset whose message
   * is not stored any more becomes the lowest that is.
   */
  async movesTo(
    rows: readonly GroupOffset[],
    request: Omit<MoveRequest, 'topic' | 'destination'>,
  ): Promise<Answers<OffsetMove[]>> {
    const offsets = new Map(rows.map(({topic, broker, queue, offset}) => [labelOf(topic, broker, queue), offset]))
    const missing: Failure[] = []
    const moved = await this.ofTopics([...new Set(rows.map(({topic}) => topic))], async topic => {
      const {queueDatas} = await this.cluster.route(topic)
      const [present, absent] = parted(
        rows,
        row => {
          const data = queueDatas.find(({brokerName}) => brokerName === row.broker)
          return data !== undefined && row.queue < data.readQueueNums
        },
        topic,
      )
      missing.push(...absent.map(noQueue))
      if (present.length === 0) return {answers: [], failures: []}
      return this.offsets.moves({...request, topic, destination: {to: 'listed', offsets}})
    })
    return {answers: moved.answers, failures: [...missing, ...moved.failures]}
  }

  /** The same for every group of a list, or as if all of it were of one group: the retry topic of another one is left out then. */
  async imports(rows: readonly GroupOffset[], as?: string): Promise<Answers<GroupMove[]>> {
    const groups = [...new Set(rows.map(row => as ?? row.group))]
    const wanted = rows.filter(({group, topic}) => (as ?? group) === group || topic !== retryPrefix + group)
    const {answers, failures} = await fanOut(
      groups,
      group => group,
      async group => {
        const moved = await this.movesTo(
          wanted.filter(row => (as ?? row.group) === group),
          {group},
        )
        return {...moved, group}
      },
    )
    return {
      answers: answers.map(({answers: moves, group}) =>
        moves.flat().map(move => ({
          ...move,
          target: {...move.target, group, label: `${group} ${move.target.label}`},
        })),
      ),
      failures: [
        ...failures,
        ...answers.flatMap(({failures, group}) =>
          failures.map(({target, error}) => ({target: `${group} ${target}`, error})),
        ),
      ],
    }
  }

  private async ofTopics(
    topics: readonly string[],
    ask: (topic: string) => Promise<Answers<OffsetMove[]>>,
  ): Promise<Answers<OffsetMove[]>> {
    const {answers, failures} = await fanOut(topics, topic => topic, ask)
    return {
      answers: answers.flatMap(({answers}) => answers),
      failures: [...failures, ...answers.flatMap(({failures}) => failures)],
    }
  }

  private async servers({within, broker}: Place): Promise<BrokerTarget[]> {
    const servers = await this.cluster.servers(within)
    if (broker === undefined) return servers
    const named = servers.filter(({name, address}) => name === broker || address === broker)
    if (named.length > 0) return named
    throw new MqError('NOT_FOUND', `broker '${broker}' does not exist`, {
      hint: 'mqadmin cluster list shows the brokers there are',
    })
  }

  private async withoutRoute(rows: readonly GroupOffset[]): Promise<ReadonlySet<string>> {
    const topics = [...new Set(rows.map(({topic}) => topic))]
    const gone = await fanOut(
      topics,
      topic => topic,
      async topic => ((await this.cluster.findRoute(topic)) === undefined ? [topic] : []),
    )
    return new Set(allOf(gone).flat())
  }
}

const nameOf = ({name, address}: BrokerTarget): string => name ?? address

function parted(
  rows: readonly GroupOffset[],
  isThere: (row: GroupOffset) => boolean,
  topic: string,
): [GroupOffset[], GroupOffset[]] {
  const of = rows.filter(row => row.topic === topic)
  return [of.filter(isThere), of.filter(row => !isThere(row))]
}

const noQueue = ({topic, broker, queue}: GroupOffset): Failure => ({
  target: labelOf(topic, broker, queue),
  error: new MqError('NOT_FOUND', `${topic} has no queue ${queue} on ${broker}`, {
    facts: {topic},
    hint: 'mqadmin topic route shows where it is',
  }),
})

const nothingCommitted = (group: string, topic?: string): MqError =>
  new MqError(
    'NOT_FOUND',
    `group '${group}' has committed no offset${topic === undefined ? '' : ` of topic '${topic}'`}`,
    {facts: {group}, hint: 'mqadmin group list shows the groups there are'},
  )
