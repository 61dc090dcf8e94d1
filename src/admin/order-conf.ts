/** The order of an ordered topic's queues: `broker-a:4;broker-b:4`, kept by each name server for itself under the topic's name. */
import type {Cluster, Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError, ServerError, UsageError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {orderNamespace} from '../protocol/names.js'
import {responseCode} from '../protocol/response-code.js'
import {type Infer, object, str} from '../schema.js'
import type {NameServerChange, NameServerTarget} from './name-servers.js'

export {orderNamespace}

export const queueOrder = object('QueueOrder', {address: str(), topic: str(), orderConf: str()})
export type QueueOrder = Infer<typeof queueOrder>

const onePart = /^[^:;\s]+:\d+$/

/** Throws {@link UsageError} for what would make clients fail: they read a number behind each broker's name. */
export function checkOrderConf(text: string): string {
  const bad = text.split(';').find(part => !onePart.test(part))
  if (bad === undefined) return text
  throw new UsageError(`'${bad}' is not an order of queues`, {hint: 'write BROKER:QUEUES, with ; between brokers'})
}

export class OrderConf {
  constructor(private readonly cluster: Cluster) {}

  /** What each name server has; `NOT_FOUND` where none of them has any. */
  async list(topic: string): Promise<Answers<QueueOrder>> {
    const found = await this.each(async ({address}) => ({address, topic, orderConf: await this.at(address, topic)}))
    const answers = found.answers.flatMap(({orderConf, ...row}) =>
      orderConf === undefined ? [] : [{...row, orderConf}],
    )
    if (answers.length === 0 && found.failures.length === 0)
      throw new MqError('NOT_FOUND', `no name server has an order of queues for topic '${topic}'`, {
        facts: {topic},
        hint: `mqadmin topic order ${topic} --order-conf broker-a:4 stores one; mqadmin nameserver kv list ${orderNamespace} shows all`,
      })
    return {answers, failures: found.failures}
  }

  /** What storing an order, or without one removing it, would change on each name server. */
  changes(topic: string, wanted: string | undefined): Promise<Answers<NameServerChange<string>>> {
    return this.each(async target => ({target, before: await this.at(target.address, topic), after: wanted}))
  }

  /** The order after a topic became ordered on some brokers: one broker's part is merged, a cluster's replaces all. */
  async merged(topic: string, where: Where, queues: readonly string[]): Promise<Answers<NameServerChange<string>>> {
    return this.each(async target => {
      const before = await this.at(target.address, topic)
      const kept = where.broker === undefined ? [] : (before?.split(';') ?? [])
      const named = new Map([...kept, ...queues].filter(part => part !== '').map(part => [part.split(':')[0], part]))
      return {target, before, after: [...named.values()].join(';')}
    })
  }

  async put({address}: {address: string}, topic: string, value: string | undefined): Promise<void> {
    const place = {namespace: orderNamespace, key: topic}
    if (value === undefined) await this.cluster.invoke(address, requests.deleteKvConfig, place)
    else await this.cluster.invoke(address, requests.putKvConfig, {...place, value})
  }

  private async at(address: string, topic: string): Promise<string | undefined> {
    try {
      return (await this.cluster.invoke(address, requests.getKvConfig, {namespace: orderNamespace, key: topic})).value
    } catch (error) {
      if (error instanceof ServerError && error.responseCode === responseCode.QUERY_NOT_FOUND) return undefined
      throw error
    }
  }

  private each<R>(ask: (target: NameServerTarget) => Promise<R>): Promise<Answers<R>> {
    const targets = this.cluster.nameServers.map(address => ({label: `name server ${address}`, address}))
    return fanOut(targets, ({label}) => label, ask)
  }
}
