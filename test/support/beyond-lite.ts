/** Lite topics, limits of cold reads, pop records, and how a broker reads and keeps time: what a broker 5.5.0 answers for them. */
import {Refusal} from '../../src/remoting/dispatcher.js'
import {moreSettings, type Part} from './beyond.js'

const subscriber = {clientId: '127.0.0.1@1234', group: 'billing'}
const lag = {liteTopic: 'room-1', lagCount: 3, earliestUnconsumedTimestamp: 1_700_000_000_000}

export const liteTopics: Part = () => ({
  getBrokerLiteInfo: () => ({
    body: {
      storeType: 'default',
      maxLmqNum: 20_000,
      currentLmqNum: 1,
      liteSubscriptionCount: 1,
      orderInfoCount: 0,
      cqTableSize: 9,
      offsetTableSize: 2,
      eventMapSize: 0,
      topicMeta: new Map([['orders', 60]]),
      groupMeta: new Map([['orders', ['billing']]]),
    },
  }),
  getParentTopicInfo: ({topic}) => ({body: {topic, ttl: 60, groups: ['billing'], lmqNum: 1, liteTopicCount: 1}}),
  getLiteTopicInfo: ({parentTopic, liteTopic}) => ({
    body: {
      parentTopic,
      liteTopic,
      subscriber: [subscriber],
      topicOffset: {minOffset: 0, maxOffset: 3, lastUpdateTimestamp: 1_700_000_000_000},
      shardingToBroker: true,
    },
  }),
  getLiteClientInfo: ({parentTopic, group, clientId}) => ({
    body: {
      parentTopic,
      group,
      clientId,
      lastAccessTime: 1_700_000_000_000,
      lastConsumeTime: 0,
      liteTopicCount: 1,
      liteTopicSet: [`%LMQ%$${parentTopic}$room-1`],
    },
  }),
  getLiteGroupInfo: ({group, liteTopic}) => ({
    body: {
      group,
      liteTopic,
      earliestUnconsumedTimestamp: lag.earliestUnconsumedTimestamp,
      totalLagCount: lag.lagCount,
      ...(liteTopic === undefined
        ? {lagCountTopK: [lag], lagTimestampTopK: [lag]}
        : {liteTopicOffsetWrapper: {brokerOffset: 3, consumerOffset: 0, lastTimestamp: 0}}),
    },
  }),
  triggerLiteDispatch: () => ({}),
})

export const coldReads: Part = () => {
  const limits = new Map([['doomed-group', 4096n]])
  return {
    getColdDataFlowCtrInfo: () => ({
      body: {
        runtimeTable: new Map([
          ['billing', {coldAcc: 512, lastColdReadTimeMills: 1_700_000_060_000, createTimeMills: 1_700_000_000_000}],
        ]),
        configTable: limits,
        cgColdReadThreshold: 3_145_728n,
        globalColdReadThreshold: 104_857_600n,
        globalAcc: 512,
      },
    }),
    updateColdDataFlowCtrConfig: ({body}) => {
      for (const [group, limit] of body) limits.set(group, BigInt(limit))
      return {}
    },
    removeColdDataFlowCtrConfig: ({body}) => {
      limits.delete(body)
      return {}
    },
  }
}

/** Started with RocksDB for pop records and, where it `hasTimeline`, for timer messages. */
export const modes =
  ({hasTimeline = true} = {}): Part =>
  () => {
    const settings = new Map([
      ['dataReadAheadEnable', 'true'],
      ['timerStopEnqueue', 'false'],
      ['timerRocksDBEnable', String(hasTimeline)],
      ['timerRocksDBStopScan', 'true'],
      ['popConsumerKVServiceInit', 'true'],
    ])
    return {
      [moreSettings]: () => settings,
      setCommitlogReadMode: ({readAheadMode}) => {
        settings.set('dataReadAheadEnable', String(readAheadMode === 0))
        return {}
      },
      switchTimerEngine: ({engine}) => {
        if (engine === 'R' && !hasTimeline)
          throw new Refusal(29, 'timerRocksDBEnable must be configured true when broker start')
        settings.set('timerStopEnqueue', String(engine === 'R'))
        settings.set('timerRocksDBStopScan', String(engine === 'F'))
        return {}
      },
      popRollback: () => ({}),
    }
  }
