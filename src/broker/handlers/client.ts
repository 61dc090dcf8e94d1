/** Connected clients: 34, 35, 38, 46, 203, 204, 328, and what is passed on to them: 307, 309. */

import {NetworkError} from '../../errors.js'
import {type Language, languages} from '../../protocol/frame.js'
import {requests} from '../../protocol/index.js'
import {parseOffsetMsgId} from '../../protocol/message/index.js'
import type {AnyRequest, Args} from '../../protocol/request.js'
import {responseCode} from '../../protocol/response-code.js'
import {RawReply, Refusal, requestFrame} from '../../remoting/dispatcher.js'
import {type BrokerHandlers, type BrokerState, brokerVersion} from '../broker-state.js'
import type {ClientChannel} from '../client-tables.js'
import {refuseExpression} from '../pull-checks.js'
import {retryTopic} from '../system-names.js'

/** The first release whose consumers tell about themselves (V3_1_8_SNAPSHOT). */
const tellsAboutItself = 62
const clientTimeoutMs = 10_000

export const clientHandlers = (state: BrokerState): BrokerHandlers => {
  const {producers, consumers, groups, topics, store, identity} = state

  /** Sends a request on to a client and gives its reply back as it is. */
  const passOn = async <R extends AnyRequest>(request: R, args: Args<R>, group: string, clientId: string) => {
    const channel = consumers.channel(group, clientId)
    if (!channel) throw new Refusal(responseCode.SYSTEM_ERROR, `The Consumer <${group}> <${clientId}> not online`)
    if (channel.version < tellsAboutItself)
      throw new Refusal(
        responseCode.SYSTEM_ERROR,
        `The Consumer <${clientId}> Version <${channel.version}> too low to finish, please upgrade it to V3_1_8_SNAPSHOT`,
      )
    try {
      return new RawReply(await channel.connection.call(requestFrame(request, args, brokerVersion), clientTimeoutMs))
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      if (error.code === 'TIMEOUT')
        throw new Refusal(
          responseCode.CONSUME_MSG_TIMEOUT,
          `consumer <${group}> <${clientId}> Timeout: ${error.message}`,
        )
      throw new Refusal(
        responseCode.SYSTEM_ERROR,
        `invoke consumer <${group}> <${clientId}> Exception: ${error.message}`,
      )
    }
  }

  return {
    async heartBeat({body}, caller) {
      const channel: ClientChannel = {
        connection: caller.connection,
        clientId: body.clientID,
        language: caller.language,
        version: caller.version,
        lastHeartbeat: Date.now(),
      }
      let changed = false
      for (const consumer of body.consumerDataSet) {
        const config = await groups.find(consumer.groupName)
        if (!config) continue
        await topics.ensure(
          retryTopic(consumer.groupName),
          Math.max(1, config.retryQueueNums),
          consumer.unitMode ? 2 : 0,
        )
        // its file was written meanwhile: who is gone by now must not come back to stay
        if (caller.connection.closed) return {}
        const moved = body.withoutSub
          ? consumers.refresh(consumer.groupName, channel)
          : consumers.register(consumer, channel)
        changed ||= moved
      }
      for (const {groupName} of body.producerDataSet) producers.register(groupName, channel)
      return {supportsHeartbeatV2: true, subscriptionChanged: changed}
    },

    unregisterClient({producerGroup, consumerGroup}, {connection}) {
      if (producerGroup) producers.unregister(producerGroup, connection)
      if (consumerGroup) consumers.unregister(consumerGroup, connection)
      return {}
    },

    getConsumerListByGroup({consumerGroup}) {
      const channels = [...(consumers.get(consumerGroup)?.channels.values() ?? [])]
      if (channels.length === 0)
        throw new Refusal(responseCode.SYSTEM_ERROR, `no consumer for this group, ${consumerGroup}`)
      return {body: {consumerIdList: [...new Set(channels.map(({clientId}) => clientId))]}}
    },

    checkClientConfig({body: {subscriptionData}}) {
      refuseExpression(subscriptionData.expressionType)
      return {}
    },

    getConsumerConnectionList({consumerGroup}) {
      const group = consumers.get(consumerGroup)
      if (!group) throw new Refusal(responseCode.CONSUMER_NOT_ONLINE, `the consumer group[${consumerGroup}] not online`)
      return {
        body: {
          connectionSet: [...group.channels.values()].map(described),
          subscriptionTable: group.subscriptions,
          consumeType: group.consumeType,
          messageModel: group.messageModel,
          consumeFromWhere: group.consumeFromWhere,
        },
      }
    },

    getProducerConnectionList({producerGroup}) {
      const channels = producers.get(producerGroup)
      if (!channels) throw new Refusal(responseCode.SYSTEM_ERROR, `the producer group[${producerGroup}] not exist`)
      return {body: {connectionSet: channels.map(described)}}
    },

    getAllProducerInfo() {
      const data = new Map(
        producers.all().map(([group, channels]) => [
          group,
          channels.map(channel => ({
            clientId: channel.clientId,
            remoteIP: `/${channel.connection.address}`,
            language: languageOf(channel),
            version: channel.version,
            lastUpdateTimestamp: channel.lastHeartbeat,
          })),
        ]),
      )
      return {body: {data}}
    },

    getConsumerRunningInfo: args => passOn(requests.getConsumerRunningInfo, args, args.consumerGroup, args.clientId),

    async consumeMessageDirectly(args) {
      const {msgId, consumerGroup, clientId} = args
      const body = msgId === undefined ? undefined : await store.recordAt(parseOffsetMsgId(msgId).offset)
      if (msgId !== undefined && !body)
        throw new Refusal(responseCode.SYSTEM_ERROR, `can not find message by the id, ${msgId}`)
      const forwarded = {
        ...args,
        brokerName: identity.name,
        topicSysFlag: topics.get(args.topic ?? '')?.topicSysFlag,
        groupSysFlag: groups.get(consumerGroup)?.groupSysFlag,
        body,
      }
      return passOn(requests.consumeMessageDirectly, forwarded, consumerGroup, clientId ?? '')
    },
  }
}

const languageOf = ({language}: ClientChannel): Language => languages[language] ?? 'OTHER'

const described = (channel: ClientChannel) => ({
  clientId: channel.clientId,
  clientAddr: channel.connection.address,
  language: languageOf(channel),
  version: channel.version,
})
