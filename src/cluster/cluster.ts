/** Name servers, routes and which address serves what. */
import {asMqError, MqError, NetworkError, ServerError} from '../errors.js'
import {requests} from '../protocol/index.js'
import type {AnyRequest, Args, Result} from '../protocol/request.js'
import {responseCode} from '../protocol/response-code.js'
import type {InvokeOptions, Remoting} from '../remoting/remoting.js'
import {type Answers, fanOut} from './fan-out.js'

/** One broker process. `id` 0 is the master. */
export interface BrokerTarget {
  /** What messages call it: `broker-a (127.0.0.1:10911)`, or the bare address when only that is known. */
  label: string
  name: string | undefined
  address: string
  id: number
  cluster: string | undefined
}

/** What a command acts on: one broker by `host:port` or name, the brokers of a cluster, or (neither) the only cluster there is. */
export interface Where {
  broker?: string | undefined
  cluster?: string | undefined
}

export type ClusterInfo = Result<typeof requests.getBrokerClusterInfo>['body']
export type Route = Result<typeof requests.getRouteinfoByTopic>['body']

export const masterId = 0

export class Cluster {
  /** Index of the name server that answered last. */
  private preferred = 0

  constructor(
    readonly remoting: Remoting,
    readonly nameServers: readonly string[],
  ) {}

  /** Asks one broker, or any other address. */
  invoke<R extends AnyRequest>(
    address: string,
    request: R,
    args: Args<R>,
    options?: InvokeOptions,
  ): Promise<Result<R>> {
    return this.remoting.invoke(address, request, args, options)
  }

  /** Asks the name servers one after the other until one answers; a refusal is an answer. */
  async ask<R extends AnyRequest>(request: R, args: Args<R>, options?: InvokeOptions): Promise<Result<R>> {
    const failures: {address: string; error: MqError}[] = []
    for (let turn = 0; turn < this.nameServers.length; turn++) {
      const index = (this.preferred + turn) % this.nameServers.length
      const address = this.nameServers[index] as string
      try {
        const result = await this.remoting.invoke(address, request, args, options)
        this.preferred = index
        return result
      } catch (thrown) {
        const error = asMqError(thrown)
        const repeatable = error instanceof NetworkError && (request.effect === 'read' || !error.sent)
        if (!repeatable) throw error
        failures.push({address, error})
      }
    }
    throw nobodyAnswered(failures)
  }

  /** Asks every name server: what they keep is not replicated between them. */
  each<R extends AnyRequest>(request: R, args: Args<R>): Promise<Answers<{address: string; result: Result<R>}>> {
    return fanOut(
      this.nameServers,
      address => `name server ${address}`,
      async address => ({address, result: await this.remoting.invoke(address, request, args)}),
    )
  }

  async info(): Promise<ClusterInfo> {
    return (await this.ask(requests.getBrokerClusterInfo, {})).body
  }

  /** The route of a topic, or undefined where the name servers know none. */
  async findRoute(topic: string): Promise<Route | undefined> {
    try {
      return (await this.ask(requests.getRouteinfoByTopic, {topic})).body
    } catch (error) {
      if (error instanceof ServerError && error.responseCode === responseCode.TOPIC_NOT_EXIST) return undefined
      throw error
    }
  }

  /** The route of a topic; `NOT_FOUND` where the name servers know none. */
  async route(topic: string): Promise<Route> {
    const route = await this.findRoute(topic)
    if (route) return route
    const {whyNoRoute} = await import('./no-route.js')
    const {gone, reason, hint} = await whyNoRoute(this, topic)
    throw new MqError('NOT_FOUND', `topic '${topic}' ${gone ? 'does not exist' : 'has no route'}: ${reason}`, {
      facts: {
        topic,
        address: this.nameServers.join(';'),
        role: 'name server',
        responseCode: responseCode.TOPIC_NOT_EXIST,
        responseName: 'TOPIC_NOT_EXIST',
      },
      hint,
    })
  }

  /** The brokers a route names: each one's master, or any slave where there is no master (as Java's `selectBrokerAddr`). */
  routeBrokers(route: Route): BrokerTarget[] {
    return route.brokerDatas.flatMap(({brokerName, cluster, brokerAddrs}) => {
      const [id, address] = brokerAddrs.find(([id]) => id === masterId) ?? brokerAddrs[0] ?? []
      return id === undefined || address === undefined ? [] : [target(brokerName, address, id, cluster)]
    })
  }

  /** Every broker process of every cluster, slaves too, ordered by cluster, name and id. */
  async brokers(): Promise<BrokerTarget[]> {
    return allBrokers(await this.info())
  }

  /** One process of every broker name, of one cluster or all: the master, or a slave where there is no master. */
  async servers(cluster?: string): Promise<BrokerTarget[]> {
    const all = await this.brokers()
    const seen = new Set<string>()
    const servers = all.filter(broker => {
      const name = `${broker.cluster}/${broker.name}`
      return (cluster === undefined || broker.cluster === cluster) && !seen.has(name) && seen.add(name)
    })
    if (cluster === undefined || servers.length > 0) return servers
    throw notFound('cluster', cluster, [...new Set(all.map(broker => broker.cluster ?? ''))])
  }

  /**
   * The brokers to act on. `NOT_FOUND` for an unknown cluster or broker name; `USAGE` when nothing was said and there are
   * several clusters. Masters only, unless `slaves`.
   */
  async targets(where: Where, options: {slaves?: boolean} = {}): Promise<BrokerTarget[]> {
    if (where.broker?.includes(':')) return [target(undefined, where.broker, masterId, undefined)]
    const info = await this.info()
    const all = allBrokers(info)
    const wanted = (broker: BrokerTarget) => options.slaves || broker.id === masterId
    if (where.broker !== undefined) {
      const named = all.filter(broker => broker.name === where.broker && wanted(broker))
      if (named.length > 0) return named
      throw notFound('broker', where.broker, [...new Set(all.map(broker => broker.name ?? broker.address))])
    }
    const cluster = where.cluster ?? onlyCluster(info)
    const brokers = all.filter(broker => broker.cluster === cluster && wanted(broker))
    if (brokers.length > 0) return brokers
    throw notFound('cluster', cluster, [...info.clusterAddrTable.keys()])
  }
}

export function target(
  name: string | undefined,
  address: string,
  id: number,
  cluster: string | undefined,
): BrokerTarget {
  return {label: name === undefined ? address : `${name} (${address})`, name, address, id, cluster}
}

/** Every broker process that a name server knows, ordered by cluster, name and id. */
export function allBrokers(info: ClusterInfo): BrokerTarget[] {
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return [...info.clusterAddrTable]
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([cluster, names]) =>
      [...names]
        .sort(byText)
        .flatMap(name =>
          (info.brokerAddrTable.get(name)?.brokerAddrs ?? [])
            .toSorted(([a], [b]) => a - b)
            .map(([id, address]) => target(name, address, id, cluster)),
        ),
    )
}

function onlyCluster(info: ClusterInfo): string {
  const names = [...info.clusterAddrTable.keys()]
  const [only] = names
  if (names.length === 1 && only !== undefined) return only
  if (only === undefined)
    throw new MqError('NOT_FOUND', 'no broker is registered with the name servers', {
      hint: 'start one (mqadmin node start) or look at the log of the broker that should be there',
    })
  throw new MqError('USAGE', `there are ${names.length} clusters: say which`, {
    hint: `add --cluster with one of: ${names.sort().join(', ')}`,
  })
}

function notFound(what: string, name: string, known: string[]): MqError {
  return new MqError('NOT_FOUND', `${what} '${name}' does not exist`, {
    facts: {[what]: name},
    hint: known.length > 0 ? `known: ${known.sort().join(', ')}` : `no ${what} is registered with the name servers`,
  })
}

function nobodyAnswered(failures: {address: string; error: MqError}[]): MqError {
  const [first] = failures
  if (first === undefined) return new MqError('NO_NAME_SERVER', 'no name server address is set')
  if (failures.length === 1) return first.error
  return new MqError(
    'NO_NAME_SERVER',
    `none of ${failures.length} name servers answered: ${failures.map(({error}) => error.message).join('; ')}`,
    {
      facts: {role: 'name server', address: failures.map(({address}) => address).join(';')},
      cause: first.error,
    },
  )
}
