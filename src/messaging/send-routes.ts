/** Where messages of a topic can go, remembered for half a minute, and the choice among its queues. */
import type {Cluster, Route} from '../cluster/cluster.js'
import {MqError, ServerError, UsageError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {javaHashCode} from '../protocol/message/index.js'
import {templateTopic} from '../protocol/names.js'
import {addressOf, type ReachableQueue, unknownBroker, writableQueues} from './queues.js'

export interface QueueChoice {
  /** Only this broker. */
  brokerName?: string | undefined
  /** This very queue; needs the broker too. */
  queueId?: number | undefined
}

interface Known {
  route: Route
  queues: ReachableQueue[]
  until: number
}

const keepMs = 30_000
/** As Java producers ask for. */
export const newTopicQueues = 4

export class SendRoutes {
  private readonly known = new Map<string, Known>()
  private readonly timerSupport = new Map<string, Promise<string | undefined>>()
  private turn = Math.floor(Math.random() * 0x1_0000)

  constructor(private readonly cluster: Cluster) {}

  /** The next queue in turn, of a broker not tried yet where there is one (`TopicPublishInfo.selectOneMessageQueue`). */
  async choose(
    topic: string,
    choice: QueueChoice,
    shardingKey: string | undefined,
    tried: ReadonlySet<string>,
  ): Promise<ReachableQueue> {
    const {route, queues} = await this.lookUp(topic)
    if (choice.queueId !== undefined) return namedQueue(topic, route, queues, choice)
    const {brokerName} = choice
    const wanted = brokerName === undefined ? queues : queues.filter(queue => queue.brokerName === brokerName)
    if (wanted.length === 0 && brokerName !== undefined) throw unknownBroker(topic, brokerName, route)
    if (shardingKey !== undefined) return wanted[Math.abs(javaHashCode(shardingKey)) % wanted.length] as ReachableQueue
    const others = wanted.filter(queue => !tried.has(queue.servedBy))
    const among = others.length > 0 ? others : wanted
    return among[this.turn++ % among.length] as ReachableQueue
  }

  /** All queues that take messages of a topic. */
  async queues(topic: string): Promise<ReachableQueue[]> {
    return (await this.lookUp(topic)).queues
  }

  /** Asks again before the next choice. */
  forget(topic: string): void {
    this.known.delete(topic)
  }

  /** Brokers 4.x deliver timed messages at once: refuse rather than do that. One that does not tell its release is trusted. */
  async needTimer(queue: ReachableQueue): Promise<void> {
    let asked = this.timerSupport.get(queue.address)
    if (asked === undefined) {
      asked = this.version(queue.address)
      this.timerSupport.set(queue.address, asked)
    }
    const version = await asked
    if (version === undefined || !/^V[34]_/.test(version)) return
    const release = version.slice(1).replaceAll('_', '.')
    throw new MqError(
      'NOT_SUPPORTED',
      `${queue.servedBy} ${release} would deliver a timed message at once; needs 5.0`,
      {
        facts: {address: queue.address, brokerName: queue.servedBy, since: '5.0.0'},
        hint: 'use a delay level: its brokers know 1 to 18',
      },
    )
  }

  private async version(address: string): Promise<string | undefined> {
    try {
      const {body} = await this.cluster.invoke(address, requests.getBrokerRuntimeInfo, {})
      return body.table.get('brokerVersionDesc')
    } catch (error) {
      if (error instanceof ServerError) return undefined
      throw error
    }
  }

  private async lookUp(topic: string): Promise<Known> {
    const known = this.known.get(topic)
    if (known !== undefined && known.until > Date.now()) return known
    const route = await this.cluster.findRoute(topic)
    const found = route ? {route, queues: writableQueues(topic, route)} : await this.forNewTopic(topic)
    if (found.queues.length === 0)
      throw new MqError('SERVER_REFUSED', `topic '${topic}' takes no messages: no master has a writable queue of it`, {
        facts: {topic},
        hint: 'mqadmin topic route shows its permissions and brokers',
      })
    const fresh = {...found, until: Date.now() + keepMs}
    this.known.set(topic, fresh)
    return fresh
  }

  /** Brokers that create topics on the first message announce their template topic. */
  private async forNewTopic(topic: string): Promise<{route: Route; queues: ReachableQueue[]}> {
    const route = await this.cluster.findRoute(templateTopic)
    if (route === undefined) return {route: await this.cluster.route(topic), queues: []}
    const queueDatas = route.queueDatas.map(data => ({
      ...data,
      writeQueueNums: Math.min(newTopicQueues, data.readQueueNums),
    }))
    return {route, queues: writableQueues(topic, {...route, orderTopicConf: undefined, queueDatas})}
  }
}

/** A queue id the route does not list goes to the broker as it is: the broker knows better, and says why not. */
function namedQueue(
  topic: string,
  route: Route,
  queues: ReachableQueue[],
  {brokerName, queueId}: QueueChoice,
): ReachableQueue {
  if (brokerName === undefined || queueId === undefined)
    throw new UsageError('a queue is named by its broker and its id')
  const known = queues.find(queue => queue.brokerName === brokerName && queue.queueId === queueId)
  if (known) return known
  const address = addressOf(route, brokerName)
  if (address === undefined) throw unknownBroker(topic, brokerName, route)
  return {topic, brokerName, queueId, address, servedBy: brokerName}
}
