import {describe, expect, it, vi} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {decodeRecords, parseOffsetMsgId} from '../../src/protocol/message/index.js'
import type {Remoting} from '../../src/remoting/remoting.js'
import {broker, client, makeTopic, refusal, send, subscribe} from './support.js'

const query = async (remoting: Remoting, address: string, key: string, args: object = {}) => {
  const answer = await remoting.invoke(address, requests.queryMessage, {
    topic: 'orders',
    key,
    maxNum: 32,
    beginTimestamp: 0,
    endTimestamp: 2n ** 63n - 1n,
    ...args,
  })
  return {...answer, bodies: decodeRecords(answer.body).map(message => message.body.toString())}
}

describe('messages', () => {
  it('are found by key, unique key and time', async () => {
    const {address} = await broker({config: {defaultQueryMaxNum: '1', maxMsgsNumBatch: '2'}})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    for (let i = 0; i < 3; i++)
      await send(remoting, address, 'orders', {body: `m${i}`, properties: {KEYS: `all k${i}`, UNIQ_KEY: `U${i}`}})
    await vi.waitFor(async () => expect((await query(remoting, address, 'k2')).bodies).toEqual(['m2']))
    expect((await query(remoting, address, 'U1', {uniqueKeyQuery: true})).bodies).toEqual(['m1'])
    expect((await query(remoting, address, 'all')).bodies).toEqual(['m2', 'm1'])
    expect((await query(remoting, address, 'all', {uniqueKeyQuery: true})).bodies).toEqual(['m2'])
    const missing = refusal(22, /^can not find message, maybe time range not correct$/)
    await expect(query(remoting, address, 'nope')).rejects.toMatchObject(missing)
    await expect(query(remoting, address, 'k0', {endTimestamp: 1n})).rejects.toMatchObject(missing)
  })

  it('are shown by their place', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const {msgId} = await send(remoting, address, 'orders')
    const {offset} = parseOffsetMsgId(msgId)
    const {body} = await remoting.invoke(address, requests.viewMessageById, {offset})
    expect(decodeRecords(body)).toMatchObject([{topic: 'orders', body: Buffer.from('hello')}])
    await expect(remoting.invoke(address, requests.viewMessageById, {offset: 99})).rejects.toMatchObject(
      refusal(1, /^can not find message by the offset, 99$/),
    )
  })

  it('have their places in queues', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    for (const tag of ['a', 'b']) await send(remoting, address, 'orders', {properties: {TAGS: tag}})
    const entries = async (args: object = {}) =>
      (
        await remoting.invoke(address, requests.queryConsumeQueue, {
          topic: 'orders',
          queueId: 0,
          index: 0,
          count: 10,
          ...args,
        })
      ).body
    expect(await entries()).toMatchObject({
      minQueueIndex: 0,
      maxQueueIndex: 2,
      queueData: [
        {physicOffset: 0, tagsCode: 97n, eval: false},
        {tagsCode: 98n, eval: false},
      ],
    })
    expect((await entries({index: 5}))?.queueData).toEqual([])
    expect((await entries({consumerGroup: 'billing'}))?.filterData).toBe('billing@orders is not online!')
    await subscribe(remoting, address, 'billing', ['orders'], {subVersion: 7n})
    expect((await entries({consumerGroup: 'billing'}))?.filterData).toBe('null')
    expect((await entries({consumerGroup: 'billing'}))?.subscriptionData).toMatchObject({
      topic: 'orders',
      subVersion: 7n,
    })
    await expect(entries({queueId: 3})).rejects.toMatchObject(refusal(1, /^3@orders is not exist!$/))
  })
})
