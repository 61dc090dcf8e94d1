/** Who is connected: members of consumer groups, and producers. A client has a connection to every broker it works with. */
import type {BrokerTarget, Cluster} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError, ServerError} from '../errors.js'
import type {ClientConnection, ConsumerConnection, ProducerInfo} from '../protocol/bodies/client.js'
import type {ConsumerRunningInfo} from '../protocol/bodies/consumer-running.js'
import {requests} from '../protocol/index.js'
import {javaVersionName} from '../protocol/java-version.js'
import {responseCode} from '../protocol/response-code.js'
import {type Infer, list, object, optional, str, time} from '../schema.js'
import {groupBrokers} from './group-brokers.js'
import {groupMeant} from './group-names.js'
import type {MemberAnswer} from './group-status.js'

export const client = object('Client', {
  clientId: str(),
  /** As the first of the brokers sees it. */
  address: str(),
  language: str(),
  version: str(),
  brokers: list(str()),
})
export type Client = Infer<typeof client>

export const subscription = object('Subscription', {topic: str(), expression: str(), type: str()})
export type Subscription = Infer<typeof subscription>

export const groupMembers = object('GroupMembers', {
  group: str(),
  consumeType: optional(str()),
  model: optional(str()),
  from: optional(str()),
  clients: list(client),
  subscriptions: list(subscription),
})
export type GroupMembers = Infer<typeof groupMembers>

export const producerClient = object('ProducerClient', {
  group: str(),
  clientId: str(),
  address: str(),
  language: str(),
  version: str(),
  lastUpdate: time(),
})
export type ProducerClient = Infer<typeof producerClient> & {info: ProducerInfo}

interface Seen {
  broker: string
  connections: ClientConnection[]
}

/** The members of a group that one broker sees. */
export interface Members {
  broker: string
  seen: ConsumerConnection
}

export class Clients {
  constructor(private readonly cluster: Cluster) {}

  /** Members of a group on one broker, or undefined where none is connected. */
  async membersAt(address: string, group: string): Promise<ConsumerConnection | undefined> {
    try {
      return (await this.cluster.invoke(address, requests.getConsumerConnectionList, {consumerGroup: group})).body
    } catch (error) {
      if (error instanceof ServerError && error.responseCode === responseCode.CONSUMER_NOT_ONLINE) return undefined
      throw error
    }
  }

  /** Members of a group as each of its brokers sees them; brokers without any are left out. `NOT_FOUND` where all are. */
  async members(group: string, broker?: string): Promise<Answers<Members>> {
    const {answers, failures} = await this.online(group, broker)
    if (answers.length === 0 && failures.length === 0) throw await this.noConsumer(group)
    return {answers, failures}
  }

  /** The same; an empty list where nobody is connected. */
  async online(group: string, broker?: string): Promise<Answers<Members>> {
    const {answers, failures} = await fanOut(
      await this.brokersOf(group, broker),
      ({label}) => label,
      async ({address, name}) => ({broker: name ?? address, seen: await this.membersAt(address, group)}),
    )
    return {answers: answers.flatMap(({broker, seen}) => (seen ? [{broker, seen}] : [])), failures}
  }

  /** Clients of a producer group on the brokers that serve a topic. `NOT_FOUND` where there is none. */
  async producers(group: string, topic: string): Promise<Answers<Seen>> {
    const {answers, failures} = await fanOut(
      this.cluster.routeBrokers(await this.cluster.route(topic)),
      ({label}) => label,
      async ({address, name}) => ({broker: name ?? address, connections: await this.producersAt(address, group)}),
    )
    const online = answers.filter(({connections}) => connections.length > 0)
    if (online.length === 0 && failures.length === 0) throw nobody('producer', group, undefined)
    return {answers: online, failures}
  }

  /** Every producer one broker knows, by group. */
  async allProducers(broker: string): Promise<Answers<ProducerClient[]>> {
    return fanOut(
      await this.cluster.targets({broker}),
      ({label}) => label,
      async ({address}) => {
        const {body} = await this.cluster.invoke(address, requests.getAllProducerInfo, {})
        return [...body.data].flatMap(([group, producers]) =>
          producers.map(info => ({
            group,
            clientId: info.clientId,
            address: info.remoteIP.replace(/^\//, ''),
            language: info.language ?? 'JAVA',
            version: javaVersionName(info.version),
            lastUpdate: info.lastUpdateTimestamp,
            info,
          })),
        )
      },
    )
  }

  /** What a consumer tells of itself, through a broker it is connected to. */
  async running(
    address: string,
    group: string,
    clientId: string,
    {jstack = false}: {jstack?: boolean} = {},
  ): Promise<ConsumerRunningInfo> {
    return (
      await this.cluster.invoke(address, requests.getConsumerRunningInfo, {
        consumerGroup: group,
        clientId,
        jstackEnable: jstack,
      })
    ).body
  }

  /** What each member of a group tells of itself, asked through the first broker that sees it. `NOT_FOUND` for a client that is not connected. */
  async tell(
    group: string,
    {broker, clientId, jstack}: {broker?: string | undefined; clientId?: string | undefined; jstack?: boolean},
  ): Promise<Answers<MemberAnswer>> {
    const {answers, failures} = await fanOut(
      await this.brokersOf(group, broker),
      ({label}) => label,
      async ({address}) => ({address, seen: await this.membersAt(address, group)}),
    )
    const members = new Map<string, {connection: ClientConnection; address: string}>()
    for (const {address, seen} of answers)
      for (const connection of seen?.connectionSet ?? [])
        if (!members.has(connection.clientId)) members.set(connection.clientId, {connection, address})
    if (members.size === 0 && failures.length === 0) throw await this.noConsumer(group)
    const wanted = [...members.values()].filter(
      ({connection}) => (clientId ?? connection.clientId) === connection.clientId,
    )
    if (wanted.length === 0 && failures.length === 0) throw notConnected(group, clientId, [...members.keys()])
    const told = await fanOut(
      wanted,
      ({connection}) => `client ${connection.clientId}`,
      async ({connection, address}) => ({
        connection,
        info: await this.running(address, group, connection.clientId, {jstack: jstack ?? false}),
      }),
    )
    return {answers: told.answers, failures: [...failures, ...told.failures]}
  }

  async brokersOf(group: string, broker?: string): Promise<BrokerTarget[]> {
    return broker === undefined ? groupBrokers(this.cluster, group) : this.cluster.targets({broker}, {slaves: true})
  }

  private async noConsumer(group: string): Promise<MqError> {
    const meant = await groupMeant(this.cluster, group)
    return nobody('consumer', group, meant ?? 'mqadmin group list shows the groups and how many members each has')
  }

  /** Java brokers say "not exist" with a plain 1. */
  private async producersAt(address: string, group: string): Promise<ClientConnection[]> {
    try {
      const {body} = await this.cluster.invoke(address, requests.getProducerConnectionList, {producerGroup: group})
      return body.connectionSet
    } catch (error) {
      if (error instanceof ServerError && /^the producer group\[.*\] not exist/.test(error.remark ?? '')) return []
      throw error
    }
  }
}

const nobody = (kind: string, group: string, hint: string | undefined): MqError =>
  new MqError('NOT_FOUND', `no client of the ${kind} group '${group}' is connected`, {
    facts: {group},
    hint,
  })

const notConnected = (group: string, clientId: string | undefined, known: string[]): MqError =>
  new MqError('NOT_FOUND', `client '${clientId}' of group '${group}' is not connected`, {
    facts: {group, clientId},
    hint: `connected: ${known.sort().join(', ')}`,
  })

/** One row a client, whichever brokers see it. */
export function joinClients(seen: readonly Seen[]): Client[] {
  const clients = new Map<string, Client>()
  for (const {broker, connections} of seen)
    for (const {clientId, clientAddr, language, version} of connections) {
      const known = clients.get(clientId)
      if (known) known.brokers.push(broker)
      else
        clients.set(clientId, {
          clientId,
          address: clientAddr,
          language: language ?? 'JAVA',
          version: javaVersionName(version),
          brokers: [broker],
        })
    }
  return [...clients.values()]
}

export function joinMembers(group: string, parts: readonly {broker: string; seen: ConsumerConnection}[]): GroupMembers {
  const [first] = parts as [(typeof parts)[number]]
  const subscriptions = new Map(parts.flatMap(({seen}) => [...seen.subscriptionTable]))
  return {
    group,
    consumeType: first.seen.consumeType,
    model: first.seen.messageModel,
    from: first.seen.consumeFromWhere,
    clients: joinClients(parts.map(({broker, seen}) => ({broker, connections: seen.connectionSet}))),
    subscriptions: [...subscriptions.values()].map(({topic, subString, expressionType}) => ({
      topic,
      expression: subString,
      type: expressionType,
    })),
  }
}
