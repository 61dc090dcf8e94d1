import type {Cluster} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError, ServerError} from '../errors.js'
import type {TopicRoute} from '../protocol/bodies/route.js'
import {requests} from '../protocol/index.js'
import {orderNamespace, permission} from '../protocol/names.js'
import {responseCode} from '../protocol/response-code.js'
import {count, type Infer, map, object, str} from '../schema.js'
import {
  fixedSettings,
  type ServerSetting,
  type SettingEdit,
  type SettingState,
  settingChange,
  settingsAt,
  shownSetting,
} from './server-settings.js'

/** A value that a name server keeps in a namespace. Each keeps its own: they are not replicated. */
export const kvEntry = object('KvEntry', {address: str(), namespace: str(), key: str(), value: str()})
export type KvEntry = Infer<typeof kvEntry>

/** How many topics of a broker have which permission (2 write, 4 read, 6 both) at one name server. */
export const topicPermissions = object('TopicPermissions', {topicsByPerm: map(count())})
export type TopicPermissions = Infer<typeof topicPermissions>

export interface NameServerTarget {
  label: string
  address: string
}

export interface NameServerChange<T> {
  target: NameServerTarget
  before: T | undefined
  after: T | undefined
}

/** Routes asked of one name server at the same time. */
const routesAtOnce = 64

export class NameServers {
  constructor(private readonly cluster: Cluster) {}

  /** The settings of each name server, in the order of its answer. */
  async settings(): Promise<Answers<ServerSetting[]>> {
    return this.each(async ({address}) =>
      [...(await this.settingsAt(address))].map(([key, value]) => ({address, key, value: shownSetting(key, value)})),
    )
  }

  async settingChanges(edit: SettingEdit): Promise<Answers<NameServerChange<SettingState>>> {
    return this.each(async target => ({
      target,
      ...settingChange(await this.settingsAt(target.address), edit, fixedSettings.nameServer),
    }))
  }

  async changeSetting({address}: NameServerTarget, {key, value}: SettingEdit): Promise<void> {
    await this.cluster.invoke(address, requests.updateNamesrvConfig, {body: new Map([[key, value]])})
  }

  /** What a namespace holds on each name server; `NOT_FOUND` where none of them has it. */
  async kvEntries(namespace: string): Promise<Answers<KvEntry[]>> {
    const found = await this.each(async ({address}) => {
      const table = await orNothing(this.cluster.invoke(address, requests.getKvlistByNamespace, {namespace}))
      return table && [...table.body.table].map(([key, value]) => ({address, namespace, key, value}))
    })
    const answers = found.answers.filter(entries => entries !== undefined)
    if (answers.length === 0 && found.failures.length === 0)
      throw new MqError('NOT_FOUND', `namespace '${namespace}' does not exist on any name server`, {
        facts: {namespace},
        hint: `mqadmin nameserver kv set makes it; ordered topics are kept in ${orderNamespace}`,
      })
    return {answers, failures: found.failures}
  }

  /** What storing a value, or without one removing it, would change on each name server. */
  async kvChanges(
    namespace: string,
    key: string,
    value: string | undefined,
  ): Promise<Answers<NameServerChange<string>>> {
    return this.each(async target => {
      const found = await orNothing(this.cluster.invoke(target.address, requests.getKvConfig, {namespace, key}))
      return {target, before: found?.value, after: value}
    })
  }

  async putKv({address}: NameServerTarget, namespace: string, key: string, value: string): Promise<void> {
    await this.cluster.invoke(address, requests.putKvConfig, {namespace, key, value})
  }

  async deleteKv({address}: NameServerTarget, namespace: string, key: string): Promise<void> {
    await this.cluster.invoke(address, requests.deleteKvConfig, {namespace, key})
  }

  /**
   * What closing all topics of a broker for writing, or opening them, would change on each name server. Opening gives read and write
   * to every topic, also where it had less before. `NOT_FOUND` where no name server knows the broker.
   */
  async writeChanges(broker: string, open: boolean): Promise<Answers<NameServerChange<TopicPermissions>>> {
    const known = new Set<string>()
    const changes = await this.each(async target => {
      const {body} = await this.cluster.invoke(target.address, requests.getBrokerClusterInfo, {})
      for (const name of body.brokerAddrTable.keys()) known.add(name)
      const perms = body.brokerAddrTable.has(broker) ? await this.permissionsAt(target.address, broker) : []
      const wanted = perms.map(perm => (open ? permission.read | permission.write : perm & ~permission.write))
      return {target, before: counted(perms), after: counted(wanted)}
    })
    if (!known.has(broker) && changes.failures.length === 0)
      throw new MqError('NOT_FOUND', `broker '${broker}' does not exist`, {
        facts: {brokerName: broker},
        hint: known.size > 0 ? `known: ${[...known].sort().join(', ')}` : 'no broker is registered',
      })
    return changes
  }

  /** How many topics the name server has closed or opened. */
  async setWritable({address}: NameServerTarget, brokerName: string, open: boolean): Promise<number> {
    if (open) return (await this.cluster.invoke(address, requests.addWritePermOfBroker, {brokerName})).addTopicCount
    return (await this.cluster.invoke(address, requests.wipeWritePermOfBroker, {brokerName})).wipeTopicCount
  }

  private settingsAt(address: string): Promise<Map<string, string>> {
    return settingsAt(this.cluster, 'name server', address)
  }

  /** The permission of each topic that the broker serves, as the name server tells clients. */
  private async permissionsAt(address: string, broker: string): Promise<number[]> {
    const {body} = await this.cluster.invoke(address, requests.getAllTopicListFromNameserver, {})
    const routeOf = async (topic: string): Promise<TopicRoute | undefined> =>
      (await orNothing(this.cluster.invoke(address, requests.getRouteinfoByTopic, {topic})))?.body
    const routes = await fanOut(body.topicList, topic => topic, routeOf, routesAtOnce)
    const [failure] = routes.failures
    if (failure) throw failure.error
    return routes.answers.flatMap(
      route => route?.queueDatas.filter(({brokerName}) => brokerName === broker).map(({perm}) => perm) ?? [],
    )
  }

  private each<R>(ask: (target: NameServerTarget) => Promise<R>): Promise<Answers<R>> {
    const targets = this.cluster.nameServers.map(address => ({label: `name server ${address}`, address}))
    return fanOut(targets, ({label}) => label, ask)
  }
}

function counted(perms: readonly number[]): TopicPermissions {
  const topicsByPerm = new Map<string, number>()
  for (const perm of perms.map(String)) topicsByPerm.set(perm, (topicsByPerm.get(perm) ?? 0) + 1)
  return {topicsByPerm}
}

const absent: readonly number[] = [responseCode.QUERY_NOT_FOUND, responseCode.TOPIC_NOT_EXIST]

/** Undefined where the server says that there is no such thing. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ServerError && absent.includes(error.responseCode)) return undefined
    throw error
  }
}
