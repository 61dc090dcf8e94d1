/** A broker with lite topics and their subscribers, messages that are popped and not acknowledged, and RocksDB for timer messages. */
import {expect, vi} from 'vitest'
import {requests} from '../../../src/protocol/index.js'
import {Remoting} from '../../../src/remoting/remoting.js'
import type {JavaCluster} from '../../support/java.js'
import type {Scenery} from './stage.js'

const parent = 'lite-parent'
const groups = ['lite-group', 'other-lite', 'idle-lite']
const clients = ['10.0.0.7@c1', '10.0.0.8@c2', '10.0.0.9@c3']

const config = {
  enableLmq: 'true',
  enableMultiDispatch: 'true',
  // subscriptions stay without a sign of life, and the lag is counted at once
  liteSubscriptionCheckTimeoutMills: '86400000',
  liteLagLatencyCollectEnable: 'true',
  coldDataFlowControlEnable: 'true',
  timerRocksDBEnable: 'true',
  popConsumerKVServiceInit: 'true',
  popConsumerKVServiceEnable: 'true',
}

async function seed({brokers}: JavaCluster) {
  const address = brokers[0]?.address as string
  const remoting = new Remoting({requestTimeoutMs: 30_000})
  const ask: typeof remoting.invoke = (...args) => remoting.invoke(...args)
  const makeTopic = (topic: string, attributes?: string) =>
    ask(address, requests.updateAndCreateTopic, {
      topic,
      defaultTopic: 'TBW102',
      readQueueNums: 1,
      writeQueueNums: 1,
      perm: 6,
      topicFilterType: 'SINGLE_TAG',
      topicSysFlag: 0,
      order: false,
      attributes,
    })
  const send = (topic: string, body: string, properties = '') =>
    ask(address, requests.sendMessageV2, {
      producerGroup: 'seed',
      topic,
      defaultTopic: 'TBW102',
      defaultTopicQueueNums: 1,
      queueId: 0,
      sysFlag: 0,
      bornTimestamp: Date.now(),
      flag: 0,
      properties,
      reconsumeTimes: 0,
      unitMode: false,
      batch: false,
      body: Buffer.from(body),
    })

  await makeTopic(parent, '+message.type=LITE,+lite.topic.expiration=60')
  await makeTopic('lite-lonely', '+message.type=LITE')
  await makeTopic('popped')
  for (const groupName of [...groups, 'popping'])
    await ask(address, requests.updateAndCreateSubscriptiongroup, {
      body: {
        groupName,
        consumeEnable: true,
        consumeFromMinEnable: false,
        consumeBroadcastEnable: false,
        retryQueueNums: 1,
        retryMaxTimes: 16,
        brokerId: 0,
        whichBrokerWhenConsumeSlowly: 1,
        notifyConsumerIdsChangedEnable: true,
        ...(groupName !== 'popping' && {attributes: new Map([['+lite.bind.topic', parent]])}),
      },
    })

  for (const [lite, count] of [
    ['room-1', 3],
    ['room-2', 5],
    ['room-4', 1],
  ] as const)
    for (let n = 0; n < count; n++) await send(parent, `${lite} ${n}`, `__LITE_TOPIC\u0001${lite}\u0002`)
  await ask(address, requests.liteSubscriptionCtl, {
    body: {
      subscriptionSet: clients.map((clientId, at) => ({
        action: 'COMPLETE_ADD',
        clientId,
        group: groups[at === 2 ? 1 : 0],
        topic: parent,
        liteTopicSet: at === 0 ? ['room-1', 'room-2', 'room-3', 'room-4'] : ['room-1'],
        version: 1n,
      })),
    },
  })
  // what was popped counts as lag until it is acknowledged
  for (let lag = 0; lag < 9; lag = await lagOf(remoting, address))
    await ask(address, requests.popLiteMessage, {
      clientId: clients[0] as string,
      consumerGroup: groups[0] as string,
      topic: parent,
      maxMsgNum: 1,
      invisibleTime: 3_600_000,
      pollTime: 1000,
      bornTime: Date.now(),
    })

  for (let n = 0; n < 4; n++) await send('popped', `message ${n}`)
  await vi.waitFor(
    async () => {
      const {body} = await ask(address, requests.popMessage, {
        consumerGroup: 'popping',
        topic: 'popped',
        queueId: -1,
        maxMsgNums: 8,
        invisibleTime: 3_600_000,
        pollTime: 1000,
        bornTime: Date.now(),
        initMode: 0,
        expType: 'TAG',
        exp: '*',
      })
      expect(body.length).toBeGreaterThan(0)
    },
    {timeout: 20_000, interval: 100},
  )
  return {messages: {}, stop: () => remoting.close()}
}

async function lagOf(remoting: Remoting, address: string): Promise<number> {
  const {body} = await remoting.invoke(address, requests.getLiteGroupInfo, {group: groups[0] as string, topK: 10})
  return body.totalLagCount
}

export const liteScenery: Scenery = {config, seed}
