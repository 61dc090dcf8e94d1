/** Finding messages: 12, 33, 321. */
import {responseCode} from '../../protocol/response-code.js'
import {Refusal} from '../../remoting/dispatcher.js'
import type {BrokerHandlers, BrokerState} from '../broker-state.js'

export const messageHandlers = ({store, settings, consumers}: BrokerState): BrokerHandlers => ({
  async queryMessage({topic, key, maxNum, beginTimestamp, endTimestamp, uniqueKeyQuery}) {
    const {defaultQueryMaxNum, maxMsgsNumBatch} = settings.values
    const wanted = Math.min(uniqueKeyQuery ? defaultQueryMaxNum : maxNum, maxMsgsNumBatch)
    const end = endTimestamp > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(endTimestamp)
    const found = await store.queryByKey(topic, key, wanted, beginTimestamp, end)
    if (found.records.length === 0)
      throw new Refusal(responseCode.QUERY_NOT_FOUND, 'can not find message, maybe time range not correct', {
        indexLastUpdateTimestamp: String(found.indexedUntil),
        indexLastUpdatePhyoffset: String(found.indexedOffset),
      })
    return {
      indexLastUpdateTimestamp: found.indexedUntil,
      indexLastUpdatePhyoffset: found.indexedOffset,
      body: Buffer.concat(found.records),
    }
  },

  async viewMessageById({offset}) {
    const record = await store.recordAt(offset)
    if (!record) throw new Refusal(responseCode.SYSTEM_ERROR, `can not find message by the offset, ${offset}`)
    return {body: record}
  },

  async queryConsumeQueue({topic, queueId, index, count, consumerGroup}) {
    if (!store.topicQueues(topic).includes(queueId))
      throw new Refusal(responseCode.SYSTEM_ERROR, `${queueId}@${topic} is not exist!`)
    const group = consumerGroup ? consumers.get(consumerGroup) : undefined
    const subscriptionData = group?.subscriptions.get(topic)
    const entries = await store.queueEntries(topic, queueId, index, count)
    return {
      ...(entries.length === 0 ? {remark: `Index ${index} of ${queueId}@${topic} is not exist!`} : {}),
      body: {
        minQueueIndex: store.minOffset(topic, queueId),
        maxQueueIndex: store.maxOffset(topic, queueId),
        subscriptionData,
        filterData: consumerGroup ? (group ? 'null' : `${consumerGroup}@${topic} is not online!`) : undefined,
        queueData: entries.map(entry => ({
          physicOffset: entry.physicalOffset,
          physicSize: entry.size,
          tagsCode: BigInt(entry.tagsCode),
          eval: false,
        })),
      },
    }
  },
})
