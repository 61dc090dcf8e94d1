/** What is looked at before a message is taken, in Java's order (`AbstractSendMessageProcessor#msgCheck`). */
import type {TopicConfig} from '../protocol/bodies/topic.js'
import {responseCode} from '../protocol/response-code.js'
import {Refusal} from '../remoting/dispatcher.js'
import {type BrokerState, seeFaq} from './broker-state.js'
import {isReservedForBroker, permission, retryPrefix, topicNameFault} from './system-names.js'

interface Sent {
  topic: string
  queueId: number
  defaultTopic: string
  defaultTopicQueueNums: number
  unitMode?: boolean | undefined
}

/** The topic the message goes to, made now if that is allowed. Throws {@link Refusal}. */
export async function checkSend(state: BrokerState, sent: Sent, from: string): Promise<TopicConfig> {
  const {settings, topics, identity} = state
  const {startAcceptSendRequestTimeStamp: opens, brokerPermission} = settings.values
  if (Date.now() < opens)
    throw new Refusal(responseCode.SYSTEM_ERROR, `broker unable to service, until ${new Date(opens).toISOString()}`)
  const known = topics.get(sent.topic)
  if ((brokerPermission & permission.write) === 0 && known?.order)
    throw new Refusal(responseCode.NO_PERMISSION, `the broker[${identity.host.ip}] sending message is forbidden`)
  const fault = topicNameFault(sent.topic)
  if (fault) throw new Refusal(responseCode.INVALID_PARAMETER, fault)
  if (isReservedForBroker(sent.topic))
    throw new Refusal(responseCode.NO_PERMISSION, `Sending message to topic[${sent.topic}] is forbidden.`)

  const saving = topics.saving(sent.topic)
  if (saving !== undefined) await saving
  const topic = known ?? (await makeTopic(state, sent))
  if (!topic)
    throw new Refusal(responseCode.TOPIC_NOT_EXIST, `topic[${sent.topic}] not exist, apply first please!${seeFaq}`)
  if (sent.queueId >= Math.max(topic.writeQueueNums, topic.readQueueNums))
    throw new Refusal(
      responseCode.INVALID_PARAMETER,
      `request queueId[${sent.queueId}] is illegal, ${printTopic(topic)} Producer: ${from}`,
    )
  return topic
}

async function makeTopic({topics}: BrokerState, sent: Sent): Promise<TopicConfig | undefined> {
  const unitFlag = sent.unitMode ? (sent.topic.startsWith(retryPrefix) ? 2 : 1) : 0
  const made = await topics.forSend({
    name: sent.topic,
    template: sent.defaultTopic,
    queues: sent.defaultTopicQueueNums,
    unitFlag,
  })
  return made ?? (sent.topic.startsWith(retryPrefix) ? topics.ensure(sent.topic, 1, unitFlag) : undefined)
}

/** As Java's `TopicConfig` prints itself. */
function printTopic(topic: TopicConfig): string {
  const letters = [permission.read, permission.write, permission.inherit]
  const perm = ['R', 'W', 'X']
    .map((letter, index) => ((topic.perm & (letters[index] ?? 0)) === 0 ? '-' : letter))
    .join('')
  const attributes = [...(topic.attributes ?? [])].map(([key, value]) => `${key}=${value}`).join(', ')
  return (
    `TopicConfig [topicName=${topic.topicName}, readQueueNums=${topic.readQueueNums}, ` +
    `writeQueueNums=${topic.writeQueueNums}, perm=${perm}, topicFilterType=${topic.topicFilterType}, ` +
    `topicSysFlag=${topic.topicSysFlag}, order=${topic.order}, attributes={${attributes}}]`
  )
}
