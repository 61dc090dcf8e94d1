/** Plans for moving the offsets of groups. */
import type {BrokerTarget, Cluster} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError, UsageError} from '../errors.js'
import {didYouMean} from '../nearest.js'
import {requests} from '../protocol/index.js'
import {retryPrefix} from '../protocol/names.js'
import {Clients} from './clients.js'
import {offsetsOf} from './committed-offsets.js'
import {topicRouteOf} from './group-brokers.js'
import {groupMeant} from './group-names.js'
import {Groups} from './groups.js'
import {LagSource} from './lag-source.js'
import {type Destination, goalIn, type QueueBefore, timeFor} from './offset-destination.js'
import type {OffsetMove, Way} from './offset-move.js'
import {committedOffset, storedRange} from './queue-offsets.js'

export interface MoveRequest {
  group: string
  topic: string
  destination: Destination
  /** Only the brokers of this cluster. */
  within?: string | undefined
  /** Only this broker, by name or address. */
  broker?: string | undefined
  queue?: number | undefined
  /** False leaves queues that are behind the destination; brokers 5.x do not know that. */
  force?: boolean | undefined
}

export interface CopyRequest {
  from: string
  to: string
  /** Without one all topics but the retry topic of the source. */
  topic?: string | undefined
  /** Refuse while the group that is copied to has members. */
  offline?: boolean | undefined
}

export class Offsets {
  private readonly clients: Clients
  private readonly groups: Groups

  constructor(private readonly cluster: Cluster) {
    this.clients = new Clients(cluster)
    this.groups = new Groups(cluster)
  }

  /** What a move would change, queue by queue. `NOT_FOUND` where topic or group do not exist, `USAGE` where a queue has no such offset. */
  async moves(request: MoveRequest): Promise<Answers<OffsetMove[]>> {
    const {topic, within, broker: wanted, queue, destination} = request
    const listed = destination.to === 'listed' ? destination.offsets : undefined
    const route = await topicRouteOf(this.cluster, topic, within)
    const brokers = this.cluster
      .routeBrokers(route)
      .filter(({cluster}) => within === undefined || cluster === within)
      .filter(({name, address}) => wanted === undefined || wanted === name || wanted === address)
    if (brokers.length === 0) throw notServed(request)
    return fanOut(
      brokers,
      ({label}) => label,
      async broker => {
        const count = route.queueDatas.find(({brokerName}) => brokerName === broker.name)?.readQueueNums ?? 1
        const queues = Array.from({length: count}, (_, id) => id)
          .filter(id => queue === undefined || id === queue)
          .filter(id => listed === undefined || listed.has(labelOf(topic, broker, id)))
        if (queues.length === 0 && listed !== undefined) return []
        if (queues.length === 0) throw new UsageError(`${topic} has no queue ${queue} on ${broker.label}`)
        return this.movesAt(broker, queues, request)
      },
    )
  }

  /** What it takes for one group to stand where another stands. `NOT_FOUND` where that has no offsets. */
  async copies({from, to, topic, offline}: CopyRequest): Promise<Answers<OffsetMove[]>> {
    const source = new LagSource(this.cluster)
    const {answers, failures} = await fanOut(
      await this.cluster.servers(),
      ({label}) => label,
      async broker => {
        const table = await source.offsets(broker.address)
        const [wanted, present] = [offsetsOf(table, from), offsetsOf(table, to)]
        const topics = [...wanted.keys()].filter(name => (topic ?? name) === name && name !== retryPrefix + from)
        if (topics.length === 0) return []
        const [{way, online, strict, serverSide}, configs] = await Promise.all([
          this.wayAt(broker.address, to),
          this.groups.configs(broker.address),
        ])
        if (strict && !configs.has(to)) throw noGroup(to, broker, configs.keys())
        if (online && (offline || way === 'members')) throw inTheWay(to, broker)
        return topics.flatMap(name =>
          [...(wanted.get(name) ?? [])].map(([queue, offset]): OffsetMove => {
            const before = present.get(name)?.get(queue)
            const label = labelOf(name, broker, queue)
            return {
              target: {
                label,
                broker,
                topic: name,
                queue,
                min: 0,
                max: offset,
                goal: offset,
                way: online ? way : 'store',
                serverSide,
                time: 0,
              },
              before: before === undefined ? undefined : {offset: before},
              after: {offset},
              always: online,
            }
          }),
        )
      },
    )
    if (failures.length === 0 && answers.every(moves => moves.length === 0))
      throw nothingToCopy(from, topic, await groupMeant(this.cluster, from))
    return {answers, failures}
  }

  private async movesAt(broker: BrokerTarget, ids: readonly number[], request: MoveRequest): Promise<OffsetMove[]> {
    const {group, topic, destination, force = true} = request
    const [{way, online, serverSide}, configs, queues] = await Promise.all([
      this.wayAt(broker.address, group),
      this.groups.configs(broker.address),
      Promise.all(ids.map(queue => this.before(broker, queue, request))),
    ])
    if (!configs.has(group) && queues.every(({committed}) => committed === undefined))
      throw noGroup(group, broker, configs.keys())
    let goals = await this.goals(broker, queues, request, way)
    let time = 0
    if (way === 'members') {
      const told = request.queue === undefined ? timeFor(destination, goals, queues) : undefined
      if (told === undefined) throw cannotTell(group, broker)
      time = told
      // the broker looks the time up by itself
      if (time > 0) goals = queues.map(queue => goalIn(destination, queue))
    }
    return queues.map(({label, queue, min, max, committed}, at) => {
      const goal = goals[at] as number
      const held = !force && way !== 'server' && committed !== undefined && goal > committed
      return {
        target: {label, broker, topic, queue, min, max, goal, way, serverSide, time},
        before: committed === undefined ? undefined : {offset: committed},
        after: {offset: held ? committed : goal},
        always: online && !held,
      }
    })
  }

  private async before(
    broker: BrokerTarget,
    queue: number,
    {group, topic, destination}: MoveRequest,
  ): Promise<QueueBefore> {
    const {address} = broker
    const place = {topic, queueId: queue}
    const [range, committed, found] = await Promise.all([
      storedRange(this.cluster, address, place),
      committedOffset(this.cluster, address, group, place),
      destination.to === 'time'
        ? this.cluster.invoke(address, requests.searchOffsetByTimestamp, {...place, timestamp: destination.time})
        : undefined,
    ])
    return {...range, label: labelOf(topic, broker, queue), queue, committed, found: found?.offset}
  }

  /** Where each queue is to go. Brokers 4.x answer the last message to any time after it, where the end is meant. */
  private async goals(
    {address}: BrokerTarget,
    queues: readonly QueueBefore[],
    {topic, destination}: MoveRequest,
    way: Way,
  ): Promise<number[]> {
    const goals = queues.map(queue => goalIn(destination, queue))
    const atLast = ({found, max}: QueueBefore) => found !== undefined && found === max - 1
    if (destination.to !== 'time' || way === 'server' || !queues.some(atLast)) return goals
    const {body} = await this.cluster.invoke(address, requests.getTopicStatsInfo, {topic})
    const last = new Map(body.offsetTable.map(([{queueId}, stats]) => [queueId, stats.lastUpdateTimestamp]))
    return queues.map((queue, at) => {
      const stored = last.get(queue.queue) ?? Number.POSITIVE_INFINITY
      return atLast(queue) && destination.time > stored ? queue.max : (goals[at] as number)
    })
  }

  /**
   * `useServerSideResetOffset` is a setting of brokers 5.x; one that has it off works as 4.x does. Brokers 5.x are strict: they
   * store no offset of a group that they do not know.
   */
  private async wayAt(address: string, group: string): Promise<Ways> {
    const [{body}, members] = await Promise.all([
      this.cluster.invoke(address, requests.getBrokerConfig, {}),
      this.clients.membersAt(address, group),
    ])
    const online = members !== undefined
    const setting = body.get('useServerSideResetOffset')
    const serverSide = setting === 'true'
    return {
      way: serverSide ? 'server' : online ? 'members' : 'store',
      online,
      serverSide,
      strict: setting !== undefined,
    }
  }
}

interface Ways {
  way: Way
  online: boolean
  serverSide: boolean
  strict: boolean
}

export const labelOf = (topic: string, broker: BrokerTarget | string, queue: number): string =>
  `${topic} ${typeof broker === 'string' ? broker : (broker.name ?? broker.address)} ${queue}`

const notServed = ({topic, broker, within}: MoveRequest): MqError =>
  new MqError('NOT_FOUND', `topic '${topic}' is not on ${broker ?? `a broker of cluster '${within}'`}`, {
    facts: {topic},
    hint: 'mqadmin topic route shows where it is',
  })

const noGroup = (group: string, {label}: BrokerTarget, known: Iterable<string>): MqError =>
  new MqError('NOT_FOUND', `group '${group}' does not exist on ${label}`, {
    facts: {group},
    hint: didYouMean(group, known) ?? 'mqadmin group list shows the groups there are; mqadmin group set makes one',
  })

const cannotTell = (group: string, {label}: BrokerTarget): MqError =>
  new MqError(
    'NOT_SUPPORTED',
    `${label} can send the connected consumers of '${group}' only to a time, all queues at once`,
    {
      facts: {group},
      hint: 'say earliest, latest or a time for all queues, or stop the consumers first; brokers 5.x need neither',
    },
  )

const inTheWay = (group: string, {label}: BrokerTarget): MqError =>
  new MqError(
    'SERVER_REFUSED',
    `'${group}' has consumers connected to ${label}: they would write their own offsets back`,
    {
      facts: {group},
      hint: 'stop them and try again',
    },
  )

const nothingToCopy = (group: string, topic: string | undefined, meant: string | undefined): MqError =>
  new MqError(
    'NOT_FOUND',
    `group '${group}' has committed no offset${topic === undefined ? '' : ` of topic '${topic}'`}`,
    {
      facts: {group},
      hint: meant ?? 'mqadmin group lag shows what a group has committed',
    },
  )
