/**
 * How far groups are: one group queue by queue, or all at once. For all of them each broker is asked for whole tables, then once a group
 * for its members, and once a topic for its queues; only of a group with members it is asked how far that group is.
 */
import type {BrokerTarget, Cluster} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {asMqError, type Failure} from '../errors.js'
import type {ConsumerConnection} from '../protocol/bodies/client.js'
import type {MessageQueue} from '../protocol/bodies/queue.js'
import {requests} from '../protocol/index.js'
import {javaVersionName} from '../protocol/java-version.js'
import {retryPrefix} from '../protocol/names.js'
import {Clients} from './clients.js'
import {Consumption} from './consumption.js'
import {groupBrokers} from './group-brokers.js'
import {groupKind} from './group-kind.js'
import {type GroupSummary, joinLag, type LagPart, type LagReason} from './group-lag.js'
import {Groups} from './groups.js'
import {LagSource} from './lag-source.js'

/** How many groups are asked about at a time. */
const groupsAtOnce = 64

export class Progress {
  private readonly groups: Groups
  private readonly clients: Clients

  constructor(private readonly cluster: Cluster) {
    this.groups = new Groups(cluster)
    this.clients = new Clients(cluster)
  }

  /** One group on each of its brokers. `NOT_FOUND` where no broker knows it; a group without offsets has parts without queues. */
  async of(
    group: string,
    {topic, within}: {topic?: string | undefined; within?: string | undefined} = {},
  ): Promise<Answers<LagPart>> {
    if (topic !== undefined) await this.cluster.route(topic)
    const source = new LagSource(this.cluster)
    const {answers, failures} = await fanOut(
      await groupBrokers(this.cluster, group, {topic, within}),
      ({label}) => label,
      ({address}) => source.part(address, group, {topic}),
    )
    const empty = failures.length === 0 && answers.every(({queues}) => queues.length === 0)
    const reason = empty ? await this.whyEmpty(group) : undefined
    return {answers: answers.map(part => ({...part, reason})), failures}
  }

  /** Which client has which queue: `topic broker queue` → client id. Empty where nobody is connected. */
  async owners(group: string): Promise<Answers<Map<string, string>>> {
    const {answers, failures} = await this.clients.online(group)
    const brokers = await this.clients.brokersOf(group)
    const connections = answers.flatMap(({broker, seen}) =>
      seen.connectionSet.map(({clientId}) => ({clientId, address: brokers.find(({name}) => name === broker)?.address})),
    )
    const each = [...new Map(connections.map(connection => [connection.clientId, connection])).values()]
    const owners = await fanOut(
      each,
      ({clientId}) => `client ${clientId}`,
      async ({clientId, address}) => {
        const {mqTable} = await this.clients.running(address as string, group, clientId)
        return new Map(mqTable.map(([queue]) => [queueName(queue), clientId]))
      },
    )
    return {answers: owners.answers, failures: [...failures, ...owners.failures]}
  }

  /** What every broker has of groups, the first half of asking for all. */
  async tables(within?: string): Promise<Answers<Consumption>> {
    return fanOut(
      await this.cluster.servers(within),
      ({label}) => label,
      broker => Consumption.tables(this.cluster, broker),
    )
  }

  /** The second half: every group, with its members and lag. `missing` are the brokers whose tables could not be had. */
  async summaries(tables: readonly Consumption[], missing: readonly Failure[]): Promise<Answers<GroupSummary>> {
    const source = new LagSource(this.cluster)
    const places = new Map<string, Consumption[]>()
    for (const table of tables) for (const group of table.all) places.set(group, [...(places.get(group) ?? []), table])
    const unseen = missing.length > 0 ? await this.onBrokersOf(tables, places) : new Set<string>()
    const failures: Failure[] = []
    const {answers} = await fanOut(
      [...new Set([...places.keys(), ...unseen])],
      group => group,
      group => this.summary(group, places.get(group) ?? [], unseen.has(group), source, failures),
      groupsAtOnce,
    )
    return {answers, failures}
  }

  private async summary(
    group: string,
    places: readonly Consumption[],
    unseen: boolean,
    source: LagSource,
    failures: Failure[],
  ): Promise<GroupSummary> {
    const failed = (broker: BrokerTarget, thrown: unknown) => {
      const error = asMqError(thrown)
      if (error.code === 'INTERRUPTED') throw error
      failures.push({target: `${group} on ${broker.label}`, error})
      return undefined
    }
    const members = await this.firstMembers(group, places, failed)
    const parts = await Promise.all(
      places.flatMap(place => {
        const committed = place.committed(group)
        if (committed === undefined) return []
        const {broker} = place
        const part =
          members === undefined ? source.partFromTables(place, group) : source.part(broker.address, group, {committed})
        return [part.catch(error => failed(broker, error))]
      }),
    )
    const answered = parts.filter(part => part !== undefined)
    const unsure = unseen || answered.length < parts.length
    const broadcasting = members?.messageModel === 'BROADCASTING' && answered.every(({queues}) => queues.length === 0)
    const reason = unsure ? 'queryFailed' : broadcasting ? 'broadcasting' : undefined
    const {queues, ...lag} = joinLag(group, answered, reason)
    return {...lag, kind: groupKind(group), ...about(members)}
  }

  /** The members as the first broker sees them that has any; null when that could not be found out. */
  private async firstMembers(
    group: string,
    places: readonly Consumption[],
    failed: (broker: BrokerTarget, thrown: unknown) => undefined,
  ): Promise<ConsumerConnection | undefined | null> {
    let unsure = places.length === 0
    for (const {broker} of places) {
      try {
        const members = await this.clients.membersAt(broker.address, group)
        if (members) return members
      } catch (error) {
        failed(broker, error)
        unsure = true
      }
    }
    return unsure ? null : undefined
  }

  /** Groups that are, by the route of their retry topic, also on a broker that did not answer. */
  private async onBrokersOf(
    tables: readonly Consumption[],
    places: ReadonlyMap<string, unknown>,
  ): Promise<Set<string>> {
    const {body} = await this.cluster.ask(requests.getAllTopicListFromNameserver, {})
    const answered = new Set(tables.map(({broker}) => broker.address))
    const names = body.topicList
      .filter(topic => topic.startsWith(retryPrefix))
      .map(topic => topic.slice(retryPrefix.length))
      .filter(group => places.has(group) || !isPopRetry(group, places))
    const {answers} = await fanOut(
      names,
      group => group,
      async group => {
        const route = await this.cluster.findRoute(retryPrefix + group)
        const gone = route && this.cluster.routeBrokers(route).some(({address}) => !answered.has(address))
        return gone ? [group] : []
      },
      groupsAtOnce,
    )
    return new Set(answers.flat())
  }

  private async whyEmpty(group: string): Promise<LagReason> {
    const {answers, failures} = await this.groups.settings(group)
    if (failures.length === 0 && answers.every(settings => settings.length === 0))
      throw await this.groups.unknown(group)
    const seen = await fanOut(
      await this.clients.brokersOf(group),
      ({label}) => label,
      ({address}) => this.clients.membersAt(address, group),
    )
    const broadcasting = seen.answers.some(members => members?.messageModel === 'BROADCASTING')
    return broadcasting ? 'broadcasting' : 'neverCommitted'
  }
}

export const queueName = ({topic, brokerName, queueId}: MessageQueue): string => `${topic} ${brokerName} ${queueId}`

/** `group_topic` and `group+topic` are retry topics of POP consumers, not groups. */
const isPopRetry = (name: string, groups: ReadonlyMap<string, unknown>): boolean =>
  name.includes('+') || [...groups.keys()].some(group => name.startsWith(`${group}_`))

const types: Record<string, string> = {CONSUME_ACTIVELY: 'PULL', CONSUME_PASSIVELY: 'PUSH', CONSUME_POP: 'POP'}

function about(members: ConsumerConnection | undefined | null) {
  if (!members) return {members: members === null ? null : 0}
  const {connectionSet, consumeType, messageModel} = members
  const oldest = Math.min(...connectionSet.map(({version}) => version))
  return {
    members: connectionSet.length,
    ...(consumeType && {type: types[consumeType] ?? consumeType}),
    ...(messageModel && {model: messageModel}),
    ...(connectionSet.length > 0 && {version: javaVersionName(oldest)}),
  }
}
