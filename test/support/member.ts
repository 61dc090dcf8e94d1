/** A consumer of a cluster that a test scripts: it is connected to every broker, commits when told, and answers what brokers ask clients. */
import type {MessageQueue} from '../../src/protocol/bodies/queue.js'
import {type Frame, replyFlag} from '../../src/protocol/frame.js'
import {requests} from '../../src/protocol/index.js'
import {decodeRequest, encodeReply} from '../../src/protocol/request.js'
import {Remoting} from '../../src/remoting/remoting.js'
import type {Cluster} from '../../src/testing.js'

export interface MemberOptions {
  group: string
  topic: string
  clientId?: string
  model?: string
  type?: string
  /** Queues it says it has, on the first broker. */
  queues?: readonly number[]
  properties?: Readonly<Record<string, string>>
  /** What it says to subscribe when it is asked how it is doing; the topic when not given. */
  expression?: string
  /** Messages that wait in it, of each queue. */
  cached?: number
  /** Asked for every offset it is sent to (220); without it offsets are committed as told. */
  onReset?: (queue: MessageQueue, offset: number) => void
}

export class Member {
  /** When it consumed last from each of its queues, as it tells brokers. */
  lastConsumed = 1000
  readonly told: {timestamp: number; isForce: boolean}[] = []
  private readonly remoting: Remoting

  private constructor(
    private readonly cluster: Cluster,
    private readonly options: MemberOptions,
  ) {
    this.remoting = new Remoting({onRequest: frame => this.answer(frame)})
  }

  static async join(cluster: Cluster, options: MemberOptions): Promise<Member> {
    const member = new Member(cluster, options)
    for (const {address} of cluster.brokers) await member.heartBeat(address)
    return member
  }

  /** Writes an offset as a consumer does. */
  async commit(topic: string, queueId: number, offset: number): Promise<void> {
    const first = this.cluster.brokers[0] as {address: string}
    await commit(this.remoting, first.address, this.options.group, topic, queueId, offset)
  }

  leave(): Promise<void> {
    return this.remoting.close()
  }

  private heartBeat(address: string) {
    const {group, topic, clientId = '127.0.0.1@1', model = 'CLUSTERING', type = 'CONSUME_PASSIVELY'} = this.options
    return this.remoting.invoke(address, requests.heartBeat, {
      body: {
        clientID: clientId,
        producerDataSet: [{groupName: `${group}-producer`}],
        consumerDataSet: [
          {
            groupName: group,
            consumeType: type as 'CONSUME_PASSIVELY',
            messageModel: model as 'CLUSTERING',
            consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
            unitMode: false,
            subscriptionDataSet: [subscriptionOf(topic, '*')],
          },
        ],
      },
    })
  }

  private async answer(frame: Frame): Promise<Frame | undefined> {
    const {resetConsumerClientOffset, getConsumerRunningInfo} = requests
    if (frame.code === resetConsumerClientOffset.code) {
      const {timestamp, isForce, body} = decodeRequest(resetConsumerClientOffset, frame)
      this.told.push({timestamp, isForce})
      for (const [queue, offset] of body.offsetTable) await this.reset(queue, offset)
      return undefined
    }
    if (frame.code !== getConsumerRunningInfo.code) return undefined
    const info = encodeReply(getConsumerRunningInfo, {body: this.running()})
    return {...frame, code: 0, flag: replyFlag, ...info}
  }

  private async reset(queue: MessageQueue, offset: number): Promise<void> {
    if (this.options.onReset) this.options.onReset(queue, offset)
    else await this.commit(queue.topic, queue.queueId, offset)
  }

  private running() {
    const first = this.cluster.brokers[0] as {name: string}
    const none = {
      commitOffset: 0,
      cachedMsgMinOffset: 0,
      cachedMsgMaxOffset: 0,
      cachedMsgCount: this.options.cached ?? 0,
      cachedMsgSizeInMiB: 0,
      transactionMsgMinOffset: 0,
      transactionMsgMaxOffset: 0,
      transactionMsgCount: 0,
      locked: false,
      tryUnlockTimes: 0,
      lastLockTimestamp: 0,
      droped: false,
      lastPullTimestamp: 0,
      lastConsumeTimestamp: this.lastConsumed,
    }
    const {topic, queues = [], properties = {}, expression = '*'} = this.options
    const queue = (queueId: number) => ({topic, brokerName: first.name, queueId})
    return {
      properties: new Map(Object.entries(properties)),
      subscriptionSet: [subscriptionOf(topic, expression)],
      mqTable: queues.map(queueId => [queue(queueId), none] as [MessageQueue, typeof none]),
      statusTable: new Map(),
    }
  }
}

const subscriptionOf = (topic: string, subString: string) => ({
  topic,
  subString,
  tagsSet: [],
  codeSet: [],
  subVersion: 1n,
  expressionType: 'TAG',
  classFilterMode: false,
})

export const commit = (
  remoting: Remoting,
  address: string,
  consumerGroup: string,
  topic: string,
  queueId: number,
  commitOffset: number,
) => remoting.invoke(address, requests.updateConsumerOffset, {consumerGroup, topic, queueId, commitOffset})
