/** Who has consumed a message (`DefaultMQAdminExtImpl.messageTrackDetail`). */
import {type Cluster, masterId} from '../cluster/cluster.js'
import {asMqError, type MqError, ServerError} from '../errors.js'
import type {ConsumerConnection} from '../protocol/bodies/client.js'
import {requests} from '../protocol/index.js'
import {retryPrefix} from '../protocol/names.js'
import {responseCode} from '../protocol/response-code.js'
import {about, type Infer, object, oneOf, optional, str} from '../schema.js'
import type {Message} from './message.js'

export const trackTypes = [
  'CONSUMED',
  'CONSUMED_BUT_FILTERED',
  'PULL',
  'NOT_CONSUME_YET',
  'NOT_ONLINE',
  'CONSUME_BROADCASTING',
  'UNKNOWN',
] as const
export type TrackType = (typeof trackTypes)[number]

export const messageTrack = object('MessageTrack', {
  consumerGroup: str(),
  trackType: oneOf(...trackTypes),
  problem: about(optional(str()), 'Why no more is known.'),
})
export type MessageTrack = Infer<typeof messageTrack>

export class Tracker {
  constructor(private readonly cluster: Cluster) {}

  /** Each group that consumes the message's topic, in the order the broker names them, and how far it is. */
  async tracks(
    message: Pick<Message, 'topic' | 'queueId' | 'queueOffset' | 'storeHost' | 'tags'>,
  ): Promise<MessageTrack[]> {
    const [broker] = this.cluster.routeBrokers(await this.cluster.route(message.topic))
    if (broker === undefined) return []
    const {body} = await this.cluster.invoke(broker.address, requests.queryTopicConsumeByWho, {topic: message.topic})
    return Promise.all(body.groupList.map(group => this.track(group, message)))
  }

  private async track(
    consumerGroup: string,
    message: Pick<Message, 'topic' | 'queueId' | 'queueOffset' | 'storeHost' | 'tags'>,
  ): Promise<MessageTrack> {
    const is = (trackType: TrackType, problem?: string): MessageTrack => ({
      consumerGroup,
      trackType,
      ...(problem ? {problem} : {}),
    })
    let clients: ConsumerConnection
    let addresses: string[]
    try {
      addresses = await this.groupBrokers(consumerGroup, message.topic)
      const {body} = await this.cluster.invoke(addresses[0] as string, requests.getConsumerConnectionList, {
        consumerGroup,
      })
      clients = body
    } catch (thrown) {
      const error = asMqError(thrown)
      if (error.code === 'INTERRUPTED') throw error
      return is(codeOf(error) === responseCode.CONSUMER_NOT_ONLINE ? 'NOT_ONLINE' : 'UNKNOWN', words(error))
    }
    if (clients.consumeType === 'CONSUME_ACTIVELY') return is('PULL')
    if (clients.messageModel === 'BROADCASTING') return is('CONSUME_BROADCASTING')
    try {
      if (!(await this.isPast(consumerGroup, addresses, message))) return is('NOT_CONSUME_YET')
      return is(isFiltered(clients, message) ? 'CONSUMED_BUT_FILTERED' : 'CONSUMED')
    } catch (thrown) {
      const error = asMqError(thrown)
      if (error.code === 'INTERRUPTED') throw error
      return is(codeOf(error) === responseCode.BROADCAST_CONSUMPTION ? 'CONSUME_BROADCASTING' : 'UNKNOWN', words(error))
    }
  }

  /** Brokers that know a group: those of its retry topic, else those of the topic. */
  private async groupBrokers(group: string, topic: string): Promise<string[]> {
    const route = (await this.cluster.findRoute(retryPrefix + group)) ?? (await this.cluster.route(topic))
    return this.cluster.routeBrokers(route).map(({address}) => address)
  }

  /** Does the group's offset lie behind the message? Only the broker that stores it can tell. */
  private async isPast(
    group: string,
    addresses: readonly string[],
    {topic, queueId, queueOffset, storeHost}: Pick<Message, 'topic' | 'queueId' | 'queueOffset' | 'storeHost'>,
  ): Promise<boolean> {
    const info = await this.cluster.info()
    const masters = new Map(
      [...info.brokerAddrTable].map(([name, {brokerAddrs}]) => [
        name,
        brokerAddrs.find(([id]) => id === masterId)?.[1],
      ]),
    )
    for (const address of addresses) {
      const {body} = await this.cluster.invoke(address, requests.getConsumeStats, {consumerGroup: group, topic})
      const row = body.offsetTable.find(
        ([queue]) => queue.topic === topic && queue.queueId === queueId && masters.get(queue.brokerName) === storeHost,
      )
      if (row) return row[1].consumerOffset > queueOffset
    }
    return false
  }
}

/** Subscribes the topic, but by tags the message has not. */
function isFiltered({subscriptionTable}: ConsumerConnection, {topic, tags}: Pick<Message, 'topic' | 'tags'>): boolean {
  const subscription = subscriptionTable.get(topic)
  if (subscription === undefined) return false
  const {tagsSet} = subscription
  return tagsSet.length > 0 && !tagsSet.includes('*') && !tagsSet.includes(tags ?? '')
}

const codeOf = (error: MqError): number | undefined => (error instanceof ServerError ? error.responseCode : undefined)

/** `CODE:206 DESC:…`, as Java puts it into `exceptionDesc`. */
const words = (error: MqError): string =>
  error instanceof ServerError ? `CODE:${error.responseCode} DESC:${error.remark ?? ''}` : error.message
