/** What the broker's tests share: brokers and clients on loopback that are gone after each test. */
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, expect} from 'vitest'
import {type Broker, type BrokerOptions, startBroker} from '../../src/broker/index.js'
import type {Frame} from '../../src/protocol/frame.js'
import {requests} from '../../src/protocol/index.js'
import {decodeRecords, formatProperties, type StoredRecord} from '../../src/protocol/message/index.js'
import {Remoting, type RemotingOptions} from '../../src/remoting/remoting.js'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Runs at the end of the test, last first. */
export const atEnd = (cleanup: () => Promise<unknown>): void => {
  cleanups.push(cleanup)
}

export async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mqadmin-broker-'))
  atEnd(() => rm(path, {recursive: true, force: true}))
  return path
}

/** Without a folder it keeps nothing. */
export async function broker(options: BrokerOptions = {}): Promise<Broker> {
  const started = await startBroker({port: 0, memory: options.folder === undefined, ...options})
  atEnd(() => started.close())
  return started
}

export function client(options: RemotingOptions = {}): Remoting {
  const remoting = new Remoting(options)
  atEnd(() => remoting.close())
  return remoting
}

/** A client that takes down what the broker asks of it. `answer` may give the reply. */
export function listeningClient(answer: (frame: Frame) => Partial<Frame> | undefined = () => undefined) {
  const heard: Frame[] = []
  const remoting = client({
    async onRequest(frame) {
      heard.push(frame)
      const reply = answer(frame)
      return {
        encoding: 'json',
        code: 0,
        language: 0,
        version: 479,
        opaque: frame.opaque,
        flag: 1,
        fields: {},
        body: Buffer.alloc(0),
        ...reply,
      }
    },
  })
  return {remoting, heard}
}

export const topicArgs = (topic: string, settings: object = {}) => ({
  topic,
  defaultTopic: 'TBW102',
  readQueueNums: 4,
  writeQueueNums: 4,
  perm: 6,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: false,
  ...settings,
})

export const makeTopic = (remoting: Remoting, address: string, topic: string, settings: object = {}) =>
  remoting.invoke(address, requests.updateAndCreateTopic, topicArgs(topic, settings))

interface Sending {
  queueId?: number
  body?: string | Buffer
  properties?: Record<string, string>
  defaultTopic?: string
  defaultTopicQueueNums?: number
  reconsumeTimes?: number
  maxReconsumeTimes?: number
}

export const sendArgs = (topic: string, sending: Sending = {}) => ({
  producerGroup: 'producers',
  topic,
  defaultTopic: sending.defaultTopic ?? 'TBW102',
  defaultTopicQueueNums: sending.defaultTopicQueueNums ?? 4,
  queueId: sending.queueId ?? 0,
  sysFlag: 0,
  bornTimestamp: Date.now(),
  flag: 0,
  properties: formatProperties(new Map(Object.entries(sending.properties ?? {}))),
  reconsumeTimes: sending.reconsumeTimes,
  maxReconsumeTimes: sending.maxReconsumeTimes,
  body: Buffer.from(sending.body ?? 'hello'),
})

export const send = (remoting: Remoting, address: string, topic: string, sending: Sending = {}) =>
  remoting.invoke(address, requests.sendMessageV2, sendArgs(topic, sending))

export const pullArgs = (topic: string, pulling: object = {}) => ({
  consumerGroup: 'consumers',
  topic,
  queueId: 0,
  queueOffset: 0,
  maxMsgNums: 32,
  // subscription given
  sysFlag: 4,
  commitOffset: 0,
  suspendTimeoutMillis: 0,
  subscription: '*',
  subVersion: 0n,
  expressionType: 'TAG',
  ...pulling,
})

export const pull = (remoting: Remoting, address: string, topic: string, pulling: object = {}) =>
  remoting.invoke(address, requests.pullMessage, pullArgs(topic, pulling))

/** All messages of a queue. */
export async function messagesOf(
  remoting: Remoting,
  address: string,
  topic: string,
  queueId = 0,
): Promise<StoredRecord[]> {
  const messages: StoredRecord[] = []
  for (;;) {
    const {code, body} = await pull(remoting, address, topic, {queueId, queueOffset: messages.length})
    if (code !== 0) return messages
    messages.push(...decodeRecords(body))
  }
}

export const bodiesOf = async (...args: Parameters<typeof messagesOf>): Promise<string[]> =>
  (await messagesOf(...args)).map(message => message.body.toString())

interface Subscribing {
  clientId?: string
  model?: string
  type?: string
  tags?: string
  subVersion?: bigint
  codes?: number[]
  expressionType?: string
}

/** Registers a consumer of a group for topics, as a push consumer's heartbeat does. */
export const subscribe = (
  remoting: Remoting,
  address: string,
  group: string,
  topics: string[],
  subscribing: Subscribing = {},
) =>
  remoting.invoke(address, requests.heartBeat, {
    body: {
      clientID: subscribing.clientId ?? 'client-1',
      producerDataSet: [],
      consumerDataSet: [
        {
          groupName: group,
          consumeType: subscribing.type ?? 'CONSUME_PASSIVELY',
          messageModel: subscribing.model ?? 'CLUSTERING',
          consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
          subscriptionDataSet: topics.map(topic => ({
            topic,
            subString: subscribing.tags ?? '*',
            tagsSet: [],
            codeSet: subscribing.codes ?? [],
            subVersion: subscribing.subVersion ?? 1n,
            expressionType: subscribing.expressionType ?? 'TAG',
            classFilterMode: false,
          })),
          unitMode: false,
        },
      ],
    },
  })

export const produce = (remoting: Remoting, address: string, group: string, clientId = 'client-1') =>
  remoting.invoke(address, requests.heartBeat, {
    body: {clientID: clientId, producerDataSet: [{groupName: group}], consumerDataSet: []},
  })

/** What a refused call rejects with. */
export const refusal = (code: number, remark?: RegExp) => ({
  facts: {responseCode: code, ...(remark ? {remark: expect.stringMatching(remark)} : {})},
})
