/** Whether something in the cluster has come to be as somebody waits for it to be, and how it is now, in words. */
import type {Cluster, Route} from '../cluster/cluster.js'
import {fanOut} from '../cluster/fan-out.js'
import {type Failure, type MqError, ServerError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {permission} from '../protocol/names.js'
import {responseCode} from '../protocol/response-code.js'
import {Clients} from './clients.js'
import {groupBrokers} from './group-brokers.js'
import {joinLag} from './group-lag.js'
import {Groups} from './groups.js'
import {LagSource} from './lag-source.js'

export interface Seen {
  met: boolean
  /** How it is now: `2 of 3 name servers have a route`. */
  seen: string
}

export const topicConditions = ['exists', 'absent', 'readable', 'writable'] as const
export type TopicCondition = (typeof topicConditions)[number]

export type GroupCondition = {is: 'exists' | 'absent' | 'online' | 'offline'} | {is: 'lag'; most: number}

export type ClusterCondition = {is: 'ready'} | {is: 'brokers'; least: number}

export class Conditions {
  private readonly clients: Clients
  private readonly groups: Groups

  constructor(private readonly cluster: Cluster) {
    this.clients = new Clients(cluster)
    this.groups = new Groups(cluster)
  }

  /** At every name server: clients ask any of them. */
  async topic(topic: string, condition: TopicCondition): Promise<Seen> {
    const {answers, failures} = await fanOut(
      this.cluster.nameServers,
      address => `name server ${address}`,
      async address => fits(await this.routeAt(address, topic), condition),
    )
    const all = this.cluster.nameServers.length
    const met = answers.filter(fitting => fitting).length
    return {met: met === all, seen: withFailures(`${met} of ${all} name servers say so`, failures)}
  }

  async group(group: string, condition: GroupCondition): Promise<Seen> {
    if (condition.is === 'exists' || condition.is === 'absent') return this.groupThere(group, condition.is === 'exists')
    if (condition.is === 'lag') return this.groupLag(group, condition.most)
    const {answers, failures} = await this.clients.online(group)
    const members = new Set(answers.flatMap(({seen}) => seen.connectionSet.map(({clientId}) => clientId)))
    const met = failures.length === 0 && members.size > 0 === (condition.is === 'online')
    return {met, seen: withFailures(`${members.size} members`, failures)}
  }

  /** `ready`: every broker name has a master that answers, known to all name servers alike. */
  async all(condition: ClusterCondition): Promise<Seen> {
    const told = await fanOut(
      this.cluster.nameServers,
      address => `name server ${address}`,
      async address => (await this.cluster.invoke(address, requests.getBrokerClusterInfo, {})).body,
    )
    const masters = told.answers.map(
      ({brokerAddrTable}) =>
        new Map([...brokerAddrTable].map(([name, {brokerAddrs}]) => [name, new Map(brokerAddrs).get(0)] as const)),
    )
    const names = new Set(masters.flatMap(table => [...table.keys()]))
    const known = [...names].filter(name => masters.every(table => table.get(name) !== undefined))
    const answering = await fanOut(
      known,
      name => name,
      async name => {
        const address = masters[0]?.get(name) as string
        await this.cluster.invoke(address, requests.getBrokerRuntimeInfo, {})
        return name
      },
    )
    const count = answering.answers.length
    const enough = condition.is === 'ready' ? count > 0 && count === names.size : count >= condition.least
    const seen = `${count} of ${names.size} masters answer`
    return {
      met: enough && told.failures.length === 0,
      seen: withFailures(seen, [...told.failures, ...answering.failures]),
    }
  }

  private async groupThere(group: string, wanted: boolean): Promise<Seen> {
    const {answers, failures} = await this.groups.settings(group)
    const [having, all] = [answers.filter(settings => settings.length > 0).length, answers.length + failures.length]
    const met = failures.length === 0 && (wanted ? having > 0 : having === 0)
    return {met, seen: withFailures(`on ${having} of ${all} brokers`, failures)}
  }

  private async groupLag(group: string, most: number): Promise<Seen> {
    const source = new LagSource(this.cluster)
    const {answers, failures} = await fanOut(
      await groupBrokers(this.cluster, group),
      ({label}) => label,
      ({address}) => source.part(address, group),
    )
    const {lag, queues} = joinLag(group, answers, undefined)
    const met = failures.length === 0 && queues.length > 0 && lag !== null && lag <= most
    const seen =
      queues.length === 0 ? 'it has committed no offset' : lag === null ? 'its lag is not known' : `lag ${lag}`
    return {met, seen: withFailures(seen, failures)}
  }

  private async routeAt(address: string, topic: string): Promise<Route | undefined> {
    try {
      return (await this.cluster.invoke(address, requests.getRouteinfoByTopic, {topic})).body
    } catch (error) {
      if (error instanceof ServerError && error.responseCode === responseCode.TOPIC_NOT_EXIST) return undefined
      throw error
    }
  }
}

function fits(route: Route | undefined, condition: TopicCondition): boolean {
  if (condition === 'absent') return route === undefined
  if (route === undefined) return false
  if (condition === 'exists') return true
  const bit = condition === 'readable' ? permission.read : permission.write
  return route.queueDatas.some(({perm}) => (perm & bit) !== 0)
}

/** What is not there or does not answer may still come; a wrong key, a refusal or a wrong certificate will not mend itself. */
export const mayPass = ({code}: MqError): boolean =>
  ['NOT_FOUND', 'NO_NAME_SERVER', 'UNREACHABLE', 'CONNECTION_LOST', 'TIMEOUT'].includes(code)

/** Throws the first failure that no waiting mends. */
function withFailures(seen: string, failures: readonly Failure[]): string {
  const lasting = failures.find(({error}) => !mayPass(error))
  if (lasting) throw lasting.error
  return [seen, ...failures.map(({error}) => error.message)].join('; ')
}
