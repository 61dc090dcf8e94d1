/**
 * What is worth an operator's look in the consumer groups, by the rules of Java's `MonitorService`: how far groups with members are
 * behind, and members that are stuck or subscribe differently; and, beside Java, groups that are behind and have no member.
 */
import type {Cluster} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {asMqError, type Failure} from '../errors.js'
import {about, count, duration, type Infer, int, object, offset, oneOf, optional, str, time} from '../schema.js'
import type {Clients} from './clients.js'
import type {Consumption} from './consumption.js'
import {groupKind} from './group-kind.js'
import type {QueueLag} from './group-lag.js'
import {groupStatusOf, problems} from './group-status.js'
import type {Groups} from './groups.js'
import {LagSource} from './lag-source.js'
import type {Progress} from './progress.js'

export const groupEvents = ['lag', 'offline', ...problems, 'offsetMoved'] as const

export const groupEvent = object('GroupEvent', {
  noticed: time(),
  event: about(oneOf(...groupEvents), '`offline`: behind, and no member is connected.'),
  group: str(),
  topic: optional(str()),
  broker: optional(str()),
  queue: optional(int()),
  clientId: optional(str()),
  lag: about(optional(count()), 'Messages of the topic that wait.'),
  worst: about(optional(count()), 'The most that wait in one queue.'),
  delay: about(optional(duration()), 'From the last message that was consumed to the newest one, in the worst queue.'),
  duration: about(optional(duration()), 'How long it has been so.'),
  tries: about(optional(count()), 'How often it was tried in vain.'),
  askedOffset: about(optional(offset()), 'Where a consumer wanted to read and there was nothing any more.'),
  givenOffset: about(optional(offset()), 'Where the broker sent it instead.'),
})
export type GroupEvent = Infer<typeof groupEvent>

export interface MonitorOptions {
  /** Only this group. */
  group?: string | undefined
  cluster?: string | undefined
  /** Fewer messages behind are no event. */
  minLag: number
}

export interface Looked extends Answers<GroupEvent> {
  /** How many brokers told their groups. */
  answered: number
}

/** How many groups are asked about at a time. */
const groupsAtOnce = 32

export class GroupMonitor {
  constructor(
    private readonly cluster: Cluster,
    private readonly progress: Progress,
    private readonly clients: Clients,
    private readonly groups: Groups,
  ) {}

  /** One look at all groups but those of the servers, or at one: `NOT_FOUND` where no broker knows it. */
  async look(options: MonitorOptions): Promise<Looked> {
    const {answers: tables, failures} = await this.progress.tables(options.cluster)
    const groups = groupsOf(tables)
    if (options.group !== undefined && !groups.has(options.group) && failures.length === 0)
      throw await this.groups.unknown(options.group)
    const source = new LagSource(this.cluster)
    const looked = await fanOut(
      options.group === undefined ? [...groups].filter(group => groupKind(group) === 'normal') : [options.group],
      group => group,
      group => this.group(group, tables, source, options.minLag),
      groupsAtOnce,
    )
    return {
      answers: looked.answers.flatMap(({answers}) => answers),
      failures: [...failures, ...looked.failures, ...looked.answers.flatMap(one => one.failures)],
      answered: tables.length,
    }
  }

  private async group(
    group: string,
    tables: readonly Consumption[],
    source: LagSource,
    minLag: number,
  ): Promise<Answers<GroupEvent>> {
    const [lags, members] = await Promise.all([this.lags(group, tables, source), this.members(group)])
    const now = Date.now()
    const event = members.online ? 'lag' : 'offline'
    return {
      answers: [
        ...lags.answers
          .filter(({lag}) => lag >= minLag)
          .map(behind => ({noticed: now, event, group, ...behind}) satisfies GroupEvent),
        ...members.problems(now).map(({problem, ...rest}) => ({noticed: now, event: problem, group, ...rest})),
      ],
      failures: [...lags.failures, ...members.failures],
    }
  }

  /** By topic. */
  private async lags(group: string, tables: readonly Consumption[], source: LagSource) {
    const storing = tables.filter(table => table.committed(group) !== undefined)
    const {answers, failures} = await fanOut(
      storing,
      ({broker}) => `${group} on ${broker.label}`,
      async table => {
        const {address} = table.broker
        const {queues} = await source.part(address, group, {committed: table.committed(group)})
        const behind = queues.filter(({lag}) => (lag ?? 0) > 0)
        return Promise.all(
          behind.map(async queue => ({
            ...queue,
            newest: (await source.ends(address, queue.topic)).get(queue.queue)?.lastUpdateTimestamp,
          })),
        )
      },
    )
    return {answers: byTopic(answers.flat()), failures}
  }

  /** Whether anybody is connected, and what is wrong with those who are. A client that does not tell is no failure in Java either. */
  private async members(group: string) {
    const failures: Failure[] = []
    try {
      const told = await this.clients.tell(group, {})
      failures.push(...told.failures)
      const status = (now: number) => groupStatusOf(group, told.answers, {now, withDetails: false})
      return {online: true, failures, problems: (now: number) => status(now).problems}
    } catch (thrown) {
      const error = asMqError(thrown)
      if (error.code === 'INTERRUPTED') throw error
      if (error.code !== 'NOT_FOUND') failures.push({target: group, error})
      return {online: error.code !== 'NOT_FOUND', failures, problems: () => []}
    }
  }
}

function groupsOf(tables: readonly Consumption[]): Set<string> {
  return new Set(tables.flatMap(table => [...table.all]))
}

/** `UndoneMsgs` of Java. */
function byTopic(queues: readonly (QueueLag & {newest: number | undefined})[]) {
  return [...new Set(queues.map(({topic}) => topic))].map(topic => {
    const own = queues.filter(queue => queue.topic === topic)
    const lags = own.map(({lag}) => lag ?? 0)
    const delays = own.flatMap(({newest, lastConsumed}) =>
      newest === undefined || lastConsumed === undefined ? [] : [Math.max(0, newest - lastConsumed)],
    )
    return {
      topic,
      lag: lags.reduce((sum, lag) => sum + lag, 0),
      worst: Math.max(...lags),
      ...(delays.length > 0 && {delay: Math.max(...delays)}),
    }
  })
}
