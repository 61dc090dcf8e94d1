import {describe, expect, it} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {encodeBatch, parseOffsetMsgId} from '../../src/protocol/message/index.js'
import {bodiesOf, broker, client, makeTopic, messagesOf, refusal, send, sendArgs} from './support.js'

describe('a send', () => {
  it('is stored and answered with where it is', async () => {
    const {address, port} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const first = await send(remoting, address, 'orders', {
      queueId: 2,
      properties: {KEYS: 'k1', UNIQ_KEY: 'U1', TAGS: 'a'},
    })
    expect(first).toEqual({
      code: 0,
      msgId: expect.stringMatching(/^[0-9A-F]{32}$/),
      queueId: 2,
      queueOffset: 0,
      transactionId: 'U1',
      region: 'DefaultRegion',
      traceOn: true,
    })
    expect(parseOffsetMsgId(first.msgId)).toEqual({host: {ip: '127.0.0.1', port}, offset: 0})
    expect((await send(remoting, address, 'orders', {queueId: 2})).queueOffset).toBe(1)
    const [message] = await messagesOf(remoting, address, 'orders', 2)
    expect(message).toMatchObject({
      topic: 'orders',
      queueId: 2,
      queueOffset: 0,
      reconsumeTimes: 0,
      storeHost: {ip: '127.0.0.1', port},
      bornHost: {ip: '127.0.0.1'},
    })
    expect(Object.fromEntries(message?.properties ?? [])).toEqual({
      KEYS: 'k1',
      UNIQ_KEY: 'U1',
      TAGS: 'a',
      MSG_REGION: 'DefaultRegion',
      TRACE_ON: 'true',
      CLUSTER: 'DefaultCluster',
    })
  })

  it('goes to a queue of the broker’s choice, in the long header form too', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const {queueId} = await remoting.invoke(address, requests.sendMessage, sendArgs('orders', {queueId: -1}))
    expect(queueId).toBeGreaterThanOrEqual(0)
    expect(queueId).toBeLessThan(4)
  })

  it('makes its topic after a template, and no more than that has queues', async () => {
    const {address} = await broker({config: {defaultTopicQueueNums: '2'}})
    const remoting = client()
    await send(remoting, address, 'made', {defaultTopicQueueNums: 4})
    const {body} = await remoting.invoke(address, requests.getTopicConfig, {topic: 'made'})
    expect(body).toMatchObject({readQueueNums: 2, writeQueueNums: 2, perm: 6, topicSysFlag: 0})
  })

  it('keeps a batch together, one record a message', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const body = encodeBatch(
      ['one', 'two', 'three'].map((text, index) => ({
        flag: index,
        body: Buffer.from(text),
        properties: new Map([['UNIQ_KEY', `U${index}`]]),
      })),
    )
    const answer = await remoting.invoke(address, requests.sendBatchMessage, {...sendArgs('orders'), batch: true, body})
    expect(answer.msgId.split(',')).toHaveLength(3)
    expect(answer.queueOffset).toBe(0)
    const messages = await messagesOf(remoting, address, 'orders')
    expect(messages.map(({queueOffset, flag, body: text}) => [queueOffset, flag, text.toString()])).toEqual([
      [0, 0, 'one'],
      [1, 1, 'two'],
      [2, 2, 'three'],
    ])
    expect(messages.map(({properties}) => properties.get('UNIQ_KEY'))).toEqual(['U0', 'U1', 'U2'])
  })

  it.each([
    ['a blank topic', ' ', {}, 29, /blank/],
    ['a bad topic', 'a/b', {}, 29, /illegal characters/],
    ['a long topic', 'x'.repeat(128), {}, 29, /longer than topic max length/],
    [
      'a topic of the broker',
      'SCHEDULE_TOPIC_XXXX',
      {},
      16,
      /^Sending message to topic\[SCHEDULE_TOPIC_XXXX\] is forbidden\.$/,
    ],
    [
      'an unknown topic with no template',
      'nope',
      {defaultTopic: 'none'},
      17,
      /^topic\[nope\] not exist, apply first please!/,
    ],
    ['a queue there is not', 'orders', {queueId: 4}, 29, /^request queueId\[4\] is illegal/],
    ['a body beyond the limit', 'orders', {body: Buffer.alloc(1025)}, 13, /^the message is illegal/],
    ['too many properties', 'orders', {properties: {big: 'x'.repeat(32_768)}}, 13, /^the message is illegal/],
  ])('is refused for %s, with region and trace flag', async (_, topic, sending, code, remark) => {
    const {address} = await broker({config: {maxMessageSize: '1024'}})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    await expect(send(remoting, address, topic, sending)).rejects.toMatchObject(refusal(code, remark))
    expect(await bodiesOf(remoting, address, 'orders')).toEqual([])
  })

  it('is refused before the broker opens, for ordered topics of a broker that is read only, and without auto-creation', async () => {
    const later = await broker({config: {startAcceptSendRequestTimeStamp: String(Date.now() + 60_000)}})
    const remoting = client()
    await expect(send(remoting, later.address, 'orders')).rejects.toMatchObject(
      refusal(1, /^broker unable to service, until/),
    )
    const readOnly = await broker({config: {brokerPermission: '4'}})
    await makeTopic(remoting, readOnly.address, 'ordered', {order: true})
    await expect(send(remoting, readOnly.address, 'ordered')).rejects.toMatchObject(
      refusal(16, /^the broker\[127.0.0.1\] sending message is forbidden$/),
    )
    const strict = await broker({config: {autoCreateTopicEnable: 'false'}})
    await expect(send(remoting, strict.address, 'new')).rejects.toMatchObject(refusal(17))
  })

  it('of a batch that is none or goes to a retry topic is refused', async () => {
    const {address} = await broker()
    const remoting = client()
    const batch = (topic: string, body: Buffer) =>
      remoting.invoke(address, requests.sendBatchMessage, {...sendArgs(topic), batch: true, body})
    await expect(batch('orders', Buffer.from('junk'))).rejects.toMatchObject(refusal(1, /batch/))
    await expect(batch('orders', Buffer.alloc(0))).rejects.toMatchObject(refusal(13))
    await expect(batch('%RETRY%g', encodeBatch([]))).rejects.toMatchObject(refusal(13, /retry group/))
  })
})
