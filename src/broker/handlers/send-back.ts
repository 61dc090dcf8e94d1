/** A consumer hands a message back: 36. It comes again after a delay, at last as a dead letter. */
import {randomInt} from 'node:crypto'
import {decodeRecord, formatOffsetMsgId, property} from '../../protocol/message/index.js'
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'
import {deadLetter, groupUnknown} from '../retry.js'
import {permission, retryTopic} from '../system-names.js'

/** The first release whose clients say how often a message may be tried (V3_4_9). */
const saysMaxReconsumeTimes = 121
/** The first retry waits as long as this delay level. */
const firstRetryLevel = 3

export const sendBackHandlers = (state: BrokerState): BrokerHandlers => ({
  async consumerSendMsgBack(args, caller) {
    const {groups, topics, store, settings, identity, intake, stats} = state
    const group = await groups.find(args.group)
    if (!group) throw groupUnknown(args.group)
    if ((settings.values.brokerPermission & permission.write) === 0)
      throw new Refusal(responseCode.NO_PERMISSION, `the broker[${identity.host.ip}] sending message is forbidden`)
    if (group.retryQueueNums <= 0) return {}

    const topicName = retryTopic(args.group)
    const topic = await topics.ensure(topicName, group.retryQueueNums, args.unitMode ? 2 : 0)
    if ((topic.perm & permission.write) === 0)
      throw new Refusal(responseCode.NO_PERMISSION, `the topic[${topicName}] sending message is forbidden`)
    const bytes = await store.recordAt(args.offset)
    if (!bytes) throw new Refusal(responseCode.SYSTEM_ERROR, `look message by offset failed, ${args.offset}`)

    const record = decodeRecord(bytes)
    const properties = new Map(record.properties)
    if (!properties.has(property.retryTopic)) properties.set(property.retryTopic, record.topic)
    if (!properties.has(property.originMessageId))
      properties.set(
        property.originMessageId,
        formatOffsetMsgId({host: record.storeHost, offset: record.physicalOffset}),
      )
    properties.set(property.waitStoreOk, 'false')
    const limit =
      args.maxReconsumeTimes !== undefined && caller.version >= saysMaxReconsumeTimes
        ? args.maxReconsumeTimes
        : group.retryMaxTimes
    const message = {
      ...record,
      topic: topicName,
      queueId: randomInt(group.retryQueueNums),
      reconsumeTimes: record.reconsumeTimes + 1,
      properties,
    }
    if (record.reconsumeTimes >= limit || args.delayLevel < 0) {
      await intake.put(await deadLetter(state, message, args.group))
      return {}
    }
    const level = args.delayLevel === 0 ? firstRetryLevel + record.reconsumeTimes : args.delayLevel
    properties.set(property.delayLevel, String(level))
    await intake.put(message)
    stats.add('SNDBCK_PUT_NUMS', `${properties.get(property.retryTopic)}@${args.group}`, 1)
    return {}
  },
})
