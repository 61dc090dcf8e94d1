/** A cluster with something of everything in it: what the lines of `lines.ts` ask for is there. */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Cluster} from '../../src/cluster/cluster.js'
import {Messaging} from '../../src/messaging/messaging.js'
import type {Frame} from '../../src/protocol/frame.js'
import {replyFlag} from '../../src/protocol/frame.js'
import {requests} from '../../src/protocol/index.js'
import {encodeReply} from '../../src/protocol/request.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {type Cluster as Embedded, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {accounts4, aside, usersAndRules} from '../support/beyond-auth.js'
import {coldReads, liteTopics, modes} from '../support/beyond-lite.js'
import {rocksDb} from '../support/beyond-rocksdb.js'
import {staticTopics} from '../support/beyond-static.js'
import {type Peer, Replication} from '../support/replication.js'

export interface World {
  /**
   * With what a Java broker answers beyond the embedded one, a broker that is in no cluster, and the servers that the embedded engine
   * has not: a controller, a slave, a broker container.
   */
  cluster: Embedded & {beyond: Beyond; peers: readonly Peer[]}
  replication: Replication
  /** Of the message with the key `order-1`. */
  messageId: string
  /** For files that commands write. */
  folder: string
  /** Makes anew what lines that write change or take away; with an id, so that the line of that command has something to do. */
  restore(id?: string): Promise<void>
  close(): Promise<void>
}

export const clientId = '127.0.0.1@1234'
/** Of a secured world: who may do all, and who may not change it. */
export const operator = {accessKey: 'operator', secretKey: 'hush-hush-1234', admin: true}
export const clerk = {accessKey: 'clerk', secretKey: 'mum-is-the-word'}

export async function openWorld({brokers = 1, secured = false} = {}): Promise<World> {
  const accounts = secured ? [operator, clerk] : undefined
  const cluster = await startCluster({brokers, accounts})
  const replication = await Replication.open()
  const folder = mkdtempSync(join(tmpdir(), 'mqadmin-world-'))
  const beyond = new Beyond(
    [
      usersAndRules,
      accounts4(),
      liteTopics,
      coldReads,
      modes(),
      rocksDb,
      staticTopics(cluster.brokers.map(({name}) => name)),
    ],
    accounts,
  )
  // its client stays connected: a consumer of `billing`, a producer of `shop`
  const remoting = new Remoting({
    onRequest: async frame => answerOfClient(frame),
    credentials: secured ? operator : undefined,
  })
  const restore = async (id?: string) => {
    replication.reset()
    await putAll(remoting, cluster)
    beyond.restore()
    if (id !== 'nameserver:add-write') return
    for (const {name: brokerName} of cluster.brokers)
      await remoting.invoke(cluster.nameServer, requests.wipeWritePermOfBroker, {brokerName})
  }
  await restore()
  const {sender} = new Messaging(new Cluster(remoting, [cluster.nameServer]))
  const message = {topic: 'orders', body: Buffer.from('a coat'), tags: 'paid'}
  let messageId = ''
  for (const {name: brokerName} of cluster.brokers)
    for (let queueId = 0; queueId < 2; queueId++) {
      const sent = await sender.send({...message, keys: ['order-1']}, {group: 'shop', brokerName, queueId})
      await sender.send({...message, keys: ['order-2']}, {group: 'shop', brokerName, queueId})
      messageId ||= sent.msgId
    }
  const trace = ['Pub', 1000, 'R', 'shop', 'orders', messageId, 'paid', 'order-1', 'host:1', 6, 3, 0, 'ID', true]
  for (const {name: brokerName} of cluster.brokers)
    await sender.send(
      {topic: 'traces', body: Buffer.from(`${trace.join('\u0001')}\u0002`), keys: [messageId]},
      {brokerName, queueId: 0},
    )
  return {
    cluster: {...cluster, beyond, brokers: [...cluster.brokers, aside], peers: replication.peers},
    replication,
    messageId,
    folder,
    restore,
    close: async () => {
      rmSync(folder, {recursive: true, force: true})
      await remoting.close()
      await cluster.close()
      await replication.close()
    },
  }
}

async function putAll(remoting: Remoting, {nameServer, brokers}: Embedded): Promise<void> {
  for (const {name, address} of brokers) {
    await remoting.invoke(nameServer, requests.addWritePermOfBroker, {brokerName: name})
    const settings = new Map([['flushConsumerOffsetInterval', '5000']])
    await remoting.invoke(address, requests.updateBrokerConfig, {body: settings})
    for (const topic of ['orders', 'doomed', 'traces'])
      await remoting.invoke(address, requests.updateAndCreateTopic, {
        topic,
        defaultTopic: 'TBW102',
        readQueueNums: 2,
        writeQueueNums: 2,
        perm: 6,
        topicFilterType: 'SINGLE_TAG',
        topicSysFlag: 0,
        order: false,
      })
    const stale = {groupName: 'doomed-group', removeOffset: true, cleanOffset: true}
    await remoting.invoke(address, requests.deleteSubscriptiongroup, stale)
    for (const groupName of ['billing', 'doomed-group'])
      await remoting.invoke(address, requests.updateAndCreateSubscriptiongroup, {body: groupConfig(groupName)})
    await remoting.invoke(address, requests.setMessageRequestMode, {
      body: {topic: 'orders', consumerGroup: 'billing', mode: 'PULL', popShareQueueNum: 0},
    })
    for (let queueId = 0; queueId < 2; queueId++)
      await remoting.invoke(address, requests.invokeBrokerToResetOffset, {
        group: 'billing',
        topic: 'orders',
        timestamp: 0,
        isForce: true,
        queueId,
        offset: 1,
      })
    await remoting.invoke(address, requests.heartBeat, {
      body: {
        clientID: clientId,
        producerDataSet: [{groupName: 'shop'}],
        consumerDataSet: [
          {
            groupName: 'billing',
            consumeType: 'CONSUME_PASSIVELY',
            messageModel: 'CLUSTERING',
            consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
            unitMode: false,
            subscriptionDataSet: [
              {
                topic: 'orders',
                subString: '*',
                tagsSet: [],
                codeSet: [],
                subVersion: 1n,
                expressionType: 'TAG',
                classFilterMode: false,
              },
            ],
          },
        ],
      },
    })
  }
  await remoting.invoke(nameServer, requests.updateNamesrvConfig, {body: new Map([['orderMessageEnable', 'false']])})
  await remoting.invoke(nameServer, requests.putKvConfig, {namespace: 'shop', key: 'colour', value: 'green'})
  const order = {namespace: 'ORDER_TOPIC_CONFIG', key: 'doomed', value: 'broker-a:2'}
  await remoting.invoke(nameServer, requests.putKvConfig, order)
}

const groupConfig = (groupName: string) => ({
  groupName,
  consumeEnable: true,
  consumeFromMinEnable: true,
  consumeBroadcastEnable: true,
  consumeMessageOrderly: false,
  retryQueueNums: 1,
  retryMaxTimes: 16,
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
  groupSysFlag: 0,
  consumeTimeoutMinute: 15,
})

/** What a broker asks its client: how it is doing, to consume a message at once, and notices. */
function answerOfClient(frame: Frame): Frame {
  const reply = {...frame, code: 0, flag: replyFlag, fields: {}, body: Buffer.alloc(0)}
  switch (frame.code) {
    case requests.getConsumerRunningInfo.code: {
      const body = {
        properties: new Map([['PROP_CONSUME_TYPE', 'CONSUME_PASSIVELY']]),
        subscriptionSet: [],
        mqTable: [],
        statusTable: new Map(),
      }
      return {...reply, ...encodeReply(requests.getConsumerRunningInfo, {body})}
    }
    case requests.consumeMessageDirectly.code:
      return {
        ...reply,
        ...encodeReply(requests.consumeMessageDirectly, {
          body: {order: false, autoCommit: true, consumeResult: 'CR_SUCCESS', spentTimeMills: 1},
        }),
      }
    default:
      return reply
  }
}
