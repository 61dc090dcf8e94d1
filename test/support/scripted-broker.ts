/** A name server and brokers that hold messages in arrays and answer as a test tells them: the peer of the messaging room's tests. */

import {Cluster} from '../../src/cluster/cluster.js'
import {Messaging} from '../../src/messaging/messaging.js'
import type {TopicRoute} from '../../src/protocol/bodies/route.js'
import {requests} from '../../src/protocol/index.js'
import {
  encodeRecord,
  type MessageRecord,
  parseProperties,
  parseSubscription,
  tagsCode,
} from '../../src/protocol/message/index.js'
import type {Args} from '../../src/protocol/request.js'
import {type Caller, dispatcher, type Handlers, Refusal} from '../../src/remoting/dispatcher.js'
import {Listener} from '../../src/remoting/listener.js'
import {Remoting} from '../../src/remoting/remoting.js'

type BrokerHandlers = Handlers<typeof requests>
type Pull = Args<typeof requests.pullMessage>
type Send = Args<typeof requests.sendMessageV2>

const cleanups: (() => Promise<unknown>)[] = []

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
}

export class ScriptedBroker {
  /** Queue id → its messages; the index is the offset counted from `min`. */
  readonly queues = new Map<number, MessageRecord[]>()
  min = 0
  readonly pulls: Pull[] = []
  readonly sends: Send[] = []
  /** Replaces or adds what the broker answers. */
  handlers: BrokerHandlers = {}
  private listener: Listener | undefined
  private position = 0

  constructor(readonly name: string) {}

  get address(): string {
    return (this.listener as Listener).address
  }

  async open(): Promise<this> {
    const own: BrokerHandlers = {
      pullMessage: args => this.pull(args),
      sendMessageV2: args => this.send(args),
      sendBatchMessage: args => this.send(args),
      getMinOffset: () => ({offset: this.min}),
      getMaxOffset: ({queueId}) => ({offset: this.max(queueId)}),
      searchOffsetByTimestamp: ({queueId, timestamp}) => {
        const at = this.messages(queueId).findIndex(record => record.storeTimestamp >= timestamp)
        return {offset: at < 0 ? this.max(queueId) : this.min + at}
      },
    }
    const table = dispatcher('broker', requests, this.late(own), {version: 479})
    this.listener = await Listener.open({port: 0, dispatch: table})
    cleanups.push(() => (this.listener as Listener).close(0))
    return this
  }

  /** Stops listening: nobody is there any more. */
  async leave(): Promise<void> {
    await (this.listener as Listener).close(0)
  }

  put(queueId: number, message: Partial<MessageRecord> & {text?: string; tags?: string; keys?: string}): MessageRecord {
    const list = this.queues.get(queueId) ?? []
    this.queues.set(queueId, list)
    const properties = new Map(message.properties)
    if (message.tags !== undefined) properties.set('TAGS', message.tags)
    if (message.keys !== undefined) properties.set('KEYS', message.keys)
    this.position += 100
    const record: MessageRecord = {
      topic: 'orders',
      queueId,
      queueOffset: this.min + list.length,
      physicalOffset: this.position,
      flag: 0,
      sysFlag: 0,
      bornTimestamp: 1,
      bornHost: {ip: '127.0.0.1', port: 1},
      storeTimestamp: this.position,
      storeHost: {ip: '127.0.0.1', port: Number(this.address.split(':')[1])},
      reconsumeTimes: 0,
      preparedTransactionOffset: 0,
      body: Buffer.from(message.text ?? 'body'),
      ...message,
      properties,
    }
    list.push(record)
    return record
  }

  messages(queueId: number): MessageRecord[] {
    return this.queues.get(queueId) ?? []
  }

  /** Looks up the handler when it is called, so that a test may change it at any time. */
  private late(own: BrokerHandlers): BrokerHandlers {
    const call = (key: keyof BrokerHandlers) => (args: never, caller: Caller) => {
      const handler = (this.handlers[key] ?? own[key]) as ((args: never, caller: Caller) => object) | undefined
      if (handler === undefined) throw new Refusal(3, ' request type not supported')
      return handler(args, caller)
    }
    const keys = Object.keys(requests) as (keyof BrokerHandlers)[]
    return Object.fromEntries(keys.map(key => [key, call(key)])) as BrokerHandlers
  }

  private max(queueId: number): number {
    return this.min + this.messages(queueId).length
  }

  /** What it answers to a pull, for handlers that answer some otherwise. */
  pull(args: Pull) {
    this.pulls.push(args)
    const max = this.max(args.queueId)
    const offsets = {suggestWhichBrokerId: 0, minOffset: this.min, maxOffset: max}
    const answer = (code: number, nextBeginOffset: number) => ({
      ...offsets,
      code,
      nextBeginOffset,
      body: Buffer.alloc(0),
    })
    if (args.queueOffset < this.min) return answer(21, this.min)
    if (args.queueOffset > max) return answer(21, max)
    if (args.queueOffset === max) return answer(19, max)
    const from = args.queueOffset - this.min
    const scanned = this.messages(args.queueId).slice(from, from + args.maxMsgNums)
    const next = args.queueOffset + scanned.length
    const {all, codes} = parseSubscription(args.subscription)
    const records = scanned.filter(({properties}) => all || codes.includes(tagsCode(properties.get('TAGS'))))
    if (records.length === 0) return answer(20, next)
    return {...answer(0, next), body: Buffer.concat(records.map(encodeRecord))}
  }

  private send(args: Send) {
    this.sends.push(args)
    const {topic, queueId, body, sysFlag, bornTimestamp} = args
    const properties = parseProperties(args.properties ?? '')
    const {queueOffset} = this.put(queueId, {topic, body, sysFlag, bornTimestamp, properties})
    return {code: 0, msgId: 'OFFSETID', queueId, queueOffset}
  }
}

export interface Scripted {
  messaging: Messaging
  cluster: Cluster
  routes: Map<string, TopicRoute>
  brokers: ScriptedBroker[]
  /** How often each topic's route was asked for. */
  asked: string[]
  nameServer: string
  /** Address → the one the broker is registered under, where that is another. */
  advertised: Map<string, string>
}

/** A cluster that serves `orders` with so many queues on each broker. */
export async function scripted(names: readonly string[] = ['broker-a'], queues = 2): Promise<Scripted> {
  const brokers = await Promise.all(names.map(name => new ScriptedBroker(name).open()))
  const routes = new Map([['orders', routeOf(brokers, queues)]])
  const asked: string[] = []
  const advertised = new Map<string, string>()
  const nameServer = await Listener.open({
    port: 0,
    dispatch: dispatcher(
      'nameServer',
      requests,
      {
        getRouteinfoByTopic: ({topic}) => {
          asked.push(topic)
          const body = routes.get(topic)
          if (body === undefined) throw new Refusal(17, `No topic route info in name server for the topic: ${topic}`)
          return {body}
        },
        getBrokerClusterInfo: () => ({
          body: {
            brokerAddrTable: new Map(
              routeOf(brokers, 0).brokerDatas.map(data => [
                data.brokerName,
                {
                  ...data,
                  brokerAddrs: data.brokerAddrs.map(([id, at]): [number, string] => [id, advertised.get(at) ?? at]),
                },
              ]),
            ),
            clusterAddrTable: new Map([['DefaultCluster', [...names]]]),
          },
        }),
      },
      {version: 479},
    ),
  })
  cleanups.push(() => nameServer.close(0))
  const remoting = new Remoting({connectTimeoutMs: 1000})
  cleanups.push(() => remoting.close())
  const cluster = new Cluster(remoting, [nameServer.address])
  return {
    messaging: new Messaging(cluster),
    cluster,
    routes,
    brokers,
    asked,
    nameServer: nameServer.address,
    advertised,
  }
}

export const routeOf = (brokers: readonly ScriptedBroker[], queues: number): TopicRoute => ({
  queueDatas: brokers.map(({name}) => ({
    brokerName: name,
    readQueueNums: queues,
    writeQueueNums: queues,
    perm: 6,
    topicSysFlag: 0,
  })),
  brokerDatas: brokers.map(({name, address}) => ({
    cluster: 'DefaultCluster',
    brokerName: name,
    brokerAddrs: [[0, address]],
  })),
  filterServerTable: new Map(),
})

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}
