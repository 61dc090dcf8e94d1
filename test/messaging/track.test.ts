import {afterEach, describe, expect, it} from 'vitest'
import type {ConsumerConnection} from '../../src/protocol/bodies/client.js'
import {Refusal} from '../../src/remoting/dispatcher.js'
import {closeAll, scripted} from '../support/scripted-broker.js'

afterEach(closeAll)

const connection = (more: Partial<ConsumerConnection> = {}): ConsumerConnection => ({
  connectionSet: [],
  subscriptionTable: new Map(),
  consumeType: 'CONSUME_PASSIVELY',
  messageModel: 'CLUSTERING',
  ...more,
})

const subscribes = (tagsSet: string[]) =>
  new Map([
    [
      'orders',
      {
        topic: 'orders',
        subString: tagsSet.join('||'),
        tagsSet,
        codeSet: [],
        subVersion: 1n,
        expressionType: 'TAG',
        classFilterMode: false,
      },
    ],
  ])

async function tracked(
  group: string,
  answer: () => ConsumerConnection,
  consumerOffset: number | undefined,
  tags = 'paid',
) {
  const {messaging, brokers} = await scripted()
  const [broker] = brokers
  if (broker === undefined) throw new Error('no broker')
  broker.handlers = {
    queryTopicConsumeByWho: () => ({body: {groupList: [group]}}),
    getConsumerConnectionList: () => ({body: answer()}),
    getConsumeStats: () => ({
      body: {
        consumeTps: 0,
        offsetTable:
          consumerOffset === undefined
            ? []
            : [
                [
                  {topic: 'orders', brokerName: 'broker-a', queueId: 1},
                  {brokerOffset: 9, consumerOffset, lastTimestamp: 0},
                ],
              ],
      },
    }),
  }
  return messaging.tracker.tracks({topic: 'orders', queueId: 1, queueOffset: 4, storeHost: broker.address, tags})
}

describe('tracks', () => {
  it('compares the offset of the group with the message', async () => {
    expect(await tracked('g', connection, 5)).toEqual([{consumerGroup: 'g', trackType: 'CONSUMED'}])
    expect(await tracked('g', connection, 4)).toEqual([{consumerGroup: 'g', trackType: 'NOT_CONSUME_YET'}])
    expect(await tracked('g', connection, undefined)).toEqual([{consumerGroup: 'g', trackType: 'NOT_CONSUME_YET'}])
  })

  it('minds the tags a group subscribes', async () => {
    const type = async (tags: string[]) =>
      (await tracked('g', () => connection({subscriptionTable: subscribes(tags)}), 5))[0]?.trackType
    expect(await type(['bad'])).toBe('CONSUMED_BUT_FILTERED')
    expect(await type(['bad', 'paid'])).toBe('CONSUMED')
    expect(await type([])).toBe('CONSUMED')
  })

  it('tells other kinds of groups apart', async () => {
    expect(await tracked('g', () => connection({consumeType: 'CONSUME_ACTIVELY'}), 5)).toEqual([
      {consumerGroup: 'g', trackType: 'PULL'},
    ])
    expect(await tracked('g', () => connection({messageModel: 'BROADCASTING'}), 5)).toEqual([
      {consumerGroup: 'g', trackType: 'CONSUME_BROADCASTING'},
    ])
  })

  it('says why nothing is known', async () => {
    const offline = () => {
      throw new Refusal(206, 'the consumer group[g] not online')
    }
    expect(await tracked('g', offline, 5)).toEqual([
      {consumerGroup: 'g', trackType: 'NOT_ONLINE', problem: 'CODE:206 DESC:the consumer group[g] not online'},
    ])
    const broken = () => {
      throw new Refusal(1, 'boom')
    }
    expect(await tracked('g', broken, 5)).toEqual([
      {consumerGroup: 'g', trackType: 'UNKNOWN', problem: 'CODE:1 DESC:boom'},
    ])
  })
})

describe('direct consumption', () => {
  it('hands the message to a push consumer through the broker that stores it, and to no other client', async () => {
    const {messaging, brokers} = await scripted()
    const [broker] = brokers
    if (broker === undefined) throw new Error('no broker')
    const handed: unknown[] = []
    let type = 'CONSUME_PASSIVELY'
    broker.handlers = {
      getConsumerRunningInfo: () => ({
        body: {
          properties: new Map([['PROP_CONSUME_TYPE', type]]),
          subscriptionSet: [],
          mqTable: [],
          statusTable: new Map(),
        },
      }),
      consumeMessageDirectly: ({consumerGroup, clientId, msgId}) => {
        handed.push([consumerGroup, clientId, msgId])
        return {body: {order: false, autoCommit: true, consumeResult: 'CR_SUCCESS', spentTimeMills: 3}}
      },
    }
    broker.put(0, {})
    const {message} = await messaging.finder.byOffset(await messaging.puller.queue('orders', 'broker-a', 0), 0)
    if (message === undefined) throw new Error('no message')
    expect(await messaging.direct.consume(message, 'g', 'client-1')).toMatchObject({consumeResult: 'CR_SUCCESS'})
    expect(handed).toEqual([['g', 'client-1', message.offsetMsgId]])
    type = 'CONSUME_ACTIVELY'
    await expect(messaging.direct.consume(message, 'g', 'client-1')).rejects.toMatchObject({code: 'SERVER_REFUSED'})
    expect(handed).toHaveLength(1)
  })
})
