import {randomInt} from 'node:crypto'
import type {TopicConfig} from '../protocol/bodies/topic.js'
import {type Host, parseProperties, property, sysFlag, uniqueIds} from '../protocol/message/index.js'
import type {NewMessage} from '../store/types.js'
import type {BrokerState} from './broker-state.js'

interface Sent {
  topic: string
  queueId: number
  sysFlag: number
  flag: number
  bornTimestamp: number
  properties?: string | undefined
  reconsumeTimes?: number | undefined
  body: Buffer
}

/** A message as it is stored, out of what a producer sent. A queue below 0 lets the broker choose. */
export function sentMessage(state: BrokerState, sent: Sent, topic: TopicConfig, bornHost: Host): NewMessage {
  return {
    topic: sent.topic,
    queueId: sent.queueId < 0 ? randomInt(Math.max(1, topic.writeQueueNums)) : sent.queueId,
    flag: sent.flag,
    sysFlag: topic.topicFilterType === 'MULTI_TAG' ? sent.sysFlag | sysFlag.multiTags : sent.sysFlag,
    bornTimestamp: sent.bornTimestamp,
    bornHost,
    reconsumeTimes: sent.reconsumeTimes ?? 0,
    preparedTransactionOffset: 0,
    body: sent.body,
    properties: storedProperties(state, parseProperties(sent.properties ?? '')),
  }
}

const newUniqueId = uniqueIds({ip: '127.0.0.1', pid: process.pid, loaderHash: randomInt(0x7fffffff), now: Date.now})

/** What a producer set, and what every 5.x broker adds. */
export function storedProperties({identity, settings}: BrokerState, sent: Map<string, string>): Map<string, string> {
  if (!sent.has(property.uniqueKey)) sent.set(property.uniqueKey, newUniqueId())
  sent.set(property.region, settings.values.regionId)
  sent.set(property.traceOn, String(settings.values.traceOn))
  sent.set(property.cluster, identity.cluster)
  return sent
}
