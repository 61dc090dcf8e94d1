/** Messages that come later or again: delay levels, timers, retries, dead letters, transactions, request-reply. */
import {describe, expect, it, vi} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {decodeRecord, parseOffsetMsgId} from '../../src/protocol/message/index.js'
import {decodeRequest} from '../../src/protocol/request.js'
import type {Remoting} from '../../src/remoting/remoting.js'
import {
  bodiesOf,
  broker,
  client,
  listeningClient,
  makeTopic,
  messagesOf,
  produce,
  pull,
  refusal,
  send,
  sendArgs,
  subscribe,
  temporaryFolder,
} from './support.js'

const fast = {messageDelayLevel: '1s 1s 1s 1s 1h', transactionCheckInterval: '100', transactionTimeOut: '0'}
const patient = {timeout: 10_000, interval: 50}

describe('delayed messages', () => {
  it('come after their level, to the queue they were sent to', async () => {
    const {address} = await broker({config: fast})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const sent = await send(remoting, address, 'orders', {queueId: 2, properties: {DELAY: '1', TAGS: 'a'}})
    // where it waits is what the sender hears
    expect(sent).toMatchObject({queueId: 2, queueOffset: 0})
    expect(await bodiesOf(remoting, address, 'orders', 2)).toEqual([])
    await vi.waitFor(async () => expect(await bodiesOf(remoting, address, 'orders', 2)).toEqual(['hello']), patient)
    const [message] = await messagesOf(remoting, address, 'orders', 2)
    expect((message?.storeTimestamp ?? 0) - (message?.bornTimestamp ?? 0)).toBeGreaterThanOrEqual(1000)
    expect(message?.properties.get('DELAY')).toBe('1')
    const {body} = await remoting.invoke(address, requests.getAllDelayOffset, {})
    expect(body.offsetTable).toContainEqual([1, 1])
  })

  it('wait over a restart, and no longer than the highest level', async () => {
    const folder = await temporaryFolder()
    const first = await broker({folder, config: {...fast, mappedFileSizeCommitLog: '4194304'}})
    const remoting = client()
    await makeTopic(remoting, first.address, 'orders')
    await send(remoting, first.address, 'orders', {body: 'soon', properties: {DELAY: '4'}})
    await send(remoting, first.address, 'orders', {body: 'late', properties: {DELAY: '99'}})
    await first.close()
    const second = await broker({folder, config: fast})
    await vi.waitFor(async () => expect(await bodiesOf(remoting, second.address, 'orders')).toEqual(['soon']), patient)
    const waiting = await messagesOf(remoting, second.address, 'SCHEDULE_TOPIC_XXXX', 4)
    expect(waiting.map(message => message.properties.get('DELAY'))).toEqual(['5'])
  })
})

describe('timer messages', () => {
  const inSlot = () => String(Date.now() + 1500)

  it('come at their time and not before', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const time = Number(inSlot())
    const {recallHandle} = await send(remoting, address, 'orders', {
      queueId: 1,
      properties: {TIMER_DELIVER_MS: String(time), UNIQ_KEY: 'U'},
    })
    expect(Buffer.from(recallHandle ?? '', 'base64url').toString()).toMatch(/^v1 orders broker-a \d+ U$/)
    await send(remoting, address, 'orders', {queueId: 1, body: 'past', properties: {TIMER_DELIVER_MS: '1000'}})
    expect(await bodiesOf(remoting, address, 'orders', 1)).toEqual(['past'])
    await vi.waitFor(
      async () => expect(await bodiesOf(remoting, address, 'orders', 1)).toEqual(['past', 'hello']),
      patient,
    )
    expect((await messagesOf(remoting, address, 'orders', 1))[1]?.storeTimestamp).toBeGreaterThanOrEqual(time)
  })

  it('wait over a restart', async () => {
    const folder = await temporaryFolder()
    const first = await broker({folder})
    const remoting = client()
    await makeTopic(remoting, first.address, 'orders')
    await send(remoting, first.address, 'orders', {properties: {TIMER_DELAY_MS: '1200'}})
    await send(remoting, first.address, 'orders', {body: 'in an hour', properties: {TIMER_DELAY_SEC: '3600'}})
    await first.close()
    const second = await broker({folder})
    await vi.waitFor(async () => expect(await bodiesOf(remoting, second.address, 'orders')).toEqual(['hello']), patient)
    await second.close()
    // what was delivered is not delivered again
    const third = await broker({folder})
    expect(await bodiesOf(remoting, third.address, 'orders')).toEqual(['hello'])
    const {body} = await remoting.invoke(third.address, requests.getBrokerRuntimeInfo, {})
    expect(body.table.get('timerCongestNum')).toBe('1')
  })

  it('can be taken back where that is switched on', async () => {
    const {address} = await broker({config: {recallMessageEnable: 'true'}})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const time = inSlot()
    const taken = await send(remoting, address, 'orders', {properties: {TIMER_DELIVER_MS: time, UNIQ_KEY: 'U1'}})
    await send(remoting, address, 'orders', {body: 'kept', properties: {TIMER_DELIVER_MS: time, UNIQ_KEY: 'U2'}})
    const recall = (recallHandle: string, topic = 'orders') =>
      remoting.invoke(address, requests.recallMessage, {topic, recallHandle})
    expect(await recall(taken.recallHandle ?? '')).toEqual({msgId: 'U1'})
    await vi.waitFor(async () => expect(await bodiesOf(remoting, address, 'orders')).toEqual(['kept']), patient)
    await expect(recall('nonsense')).rejects.toMatchObject(refusal(604))
    await expect(recall(taken.recallHandle ?? '', 'nope')).rejects.toMatchObject(refusal(17))
    const off = await broker()
    await expect(
      remoting.invoke(off.address, requests.recallMessage, {topic: 'orders', recallHandle: 'x'}),
    ).rejects.toMatchObject(refusal(16))
  })

  it('are refused beyond the longest delay, or altogether', async () => {
    const {address} = await broker({config: {timerMaxDelaySec: '60'}})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    await expect(send(remoting, address, 'orders', {properties: {TIMER_DELAY_SEC: '61'}})).rejects.toMatchObject(
      refusal(13, /timer message illegal/),
    )
    const off = await broker({config: {timerWheelEnable: 'false'}})
    await expect(send(remoting, off.address, 'orders', {properties: {TIMER_DELAY_SEC: '1'}})).rejects.toMatchObject(
      refusal(1, /^accurate timer message is not enabled, timerWheelEnable is false$/),
    )
  })
})

const sendBack = (remoting: Remoting, address: string, offset: number, args: object = {}) =>
  remoting.invoke(address, requests.consumerSendMsgBack, {group: 'billing', offset, delayLevel: 0, ...args})

describe('a message that is handed back', () => {
  it('comes again through the retry topic, then lies with the dead letters', async () => {
    const {address} = await broker({config: fast})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const {msgId} = await send(remoting, address, 'orders', {properties: {UNIQ_KEY: 'U', TAGS: 'a'}})
    await sendBack(remoting, address, parseOffsetMsgId(msgId).offset, {maxReconsumeTimes: 1})
    await vi.waitFor(
      async () => expect(await bodiesOf(remoting, address, '%RETRY%billing')).toEqual(['hello']),
      patient,
    )
    const [retried] = await messagesOf(remoting, address, '%RETRY%billing')
    expect(retried).toMatchObject({reconsumeTimes: 1})
    expect(Object.fromEntries(retried?.properties ?? [])).toMatchObject({
      RETRY_TOPIC: 'orders',
      ORIGIN_MESSAGE_ID: msgId,
      UNIQ_KEY: 'U',
      TAGS: 'a',
      WAIT: 'false',
      DELAY: '3',
    })
    await sendBack(remoting, address, retried?.physicalOffset ?? -1, {maxReconsumeTimes: 1})
    const [dead] = await messagesOf(remoting, address, '%DLQ%billing')
    expect(dead).toMatchObject({reconsumeTimes: 2, queueId: 0})
    expect(dead?.properties.get('DELAY')).toBe('0')
    expect(dead?.properties.get('RETRY_TOPIC')).toBe('orders')
  })

  it('goes to the dead letters at once, is dropped, or refused', async () => {
    const {address} = await broker({config: {...fast, autoCreateSubscriptionGroup: 'false'}})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const {msgId} = await send(remoting, address, 'orders')
    const {offset} = parseOffsetMsgId(msgId)
    await expect(sendBack(remoting, address, offset)).rejects.toMatchObject(
      refusal(26, /^subscription group not exist, billing /),
    )
    const group = 'SELF_TEST_C_GROUP'
    await sendBack(remoting, address, offset, {group, delayLevel: -1})
    expect(await bodiesOf(remoting, address, `%DLQ%${group}`).catch(error => error.facts.responseCode)).toEqual(26)
    const topics = await remoting.invoke(address, requests.getTopicStatsInfo, {topic: `%DLQ%${group}`})
    expect(topics.body.offsetTable[0]?.[1].maxOffset).toBe(1)
    await expect(sendBack(remoting, address, 12_345, {group})).rejects.toMatchObject(
      refusal(1, /^look message by offset failed, 12345$/),
    )
  })

  it('may be sent by the consumer itself', async () => {
    const {address} = await broker({config: fast})
    const remoting = client()
    await subscribe(remoting, address, 'billing', ['orders'])
    await send(remoting, address, '%RETRY%billing', {body: 'second', reconsumeTimes: 2, maxReconsumeTimes: 2})
    expect(await bodiesOf(remoting, address, '%RETRY%billing')).toEqual(['second'])
    await send(remoting, address, '%RETRY%billing', {body: 'last', reconsumeTimes: 3, maxReconsumeTimes: 2})
    expect(await bodiesOf(remoting, address, '%DLQ%billing')).toEqual(['last'])
    // who consumes in order has given the message up
    await remoting.invoke(address, requests.lockBatchMq, {
      body: {
        consumerGroup: 'billing',
        clientId: 'c',
        mqSet: [{topic: 'orders', brokerName: 'broker-a', queueId: 0}],
      },
    })
    await send(remoting, address, '%RETRY%billing', {body: 'in order', reconsumeTimes: 1, maxReconsumeTimes: 2})
    expect(await bodiesOf(remoting, address, '%DLQ%billing')).toEqual(['last', 'in order'])
  })
})

describe('transactions', () => {
  const half = {TRAN_MSG: 'true', PGROUP: 'senders', UNIQ_KEY: 'U'}

  async function begun(properties: Record<string, string> = {}, config: Record<string, string> = {}) {
    const {address} = await broker({config: {transactionCheckInterval: '100', ...config}})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const sent = await send(remoting, address, 'orders', {queueId: 1, properties: {...half, ...properties}})
    const end = (commitOrRollback: number, args: object = {}) =>
      remoting.invoke(address, requests.endTransaction, {
        producerGroup: 'senders',
        tranStateTableOffset: sent.queueOffset,
        commitLogOffset: parseOffsetMsgId(sent.msgId).offset,
        commitOrRollback,
        msgId: 'U',
        ...args,
      })
    return {address, remoting, sent, end}
  }

  it('are seen once they are committed, and only once', async () => {
    const {address, remoting, sent, end} = await begun()
    expect(await bodiesOf(remoting, address, 'orders', 1)).toEqual([])
    await end(0)
    await end(8)
    await end(8)
    const messages = await messagesOf(remoting, address, 'orders', 1)
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatchObject({
      sysFlag: 8,
      preparedTransactionOffset: parseOffsetMsgId(sent.msgId).offset,
    })
    expect(Object.fromEntries(messages[0]?.properties ?? [])).toMatchObject({
      REAL_TOPIC: 'orders',
      REAL_QID: '1',
      __transactionId__: 'U',
    })
    const marks = await messagesOf(remoting, address, 'RMQ_SYS_TRANS_OP_HALF_TOPIC')
    expect(marks.map(mark => [mark.properties.get('TAGS'), mark.body.toString()])).toEqual([['d', '0,']])
  })

  it('that are rolled back are never seen', async () => {
    const {address, remoting, end} = await begun()
    await end(12)
    await end(8)
    expect(await bodiesOf(remoting, address, 'orders', 1)).toEqual([])
  })

  it.each([
    ['another group', {producerGroup: 'others'}, /^The producer group wrong$/],
    ['another place in the queue', {tranStateTableOffset: 7}, /^The transaction state table offset wrong$/],
    ['no message', {commitLogOffset: 7}, /^Find prepared transaction message failed$/],
  ])('are not ended by %s', async (_, args, remark) => {
    const {end} = await begun()
    await expect(end(8, args)).rejects.toMatchObject(refusal(1, remark))
  })

  it('without an end are asked about, as often as allowed', async () => {
    const {address, remoting, sent} = await begun({}, {transactionTimeOut: '0', transactionCheckMax: '2'})
    const producer = listeningClient()
    await produce(producer.remoting, address, 'senders')
    await vi.waitFor(() => expect(producer.heard.length).toBeGreaterThan(0), patient)
    const [asked] = producer.heard
    expect(asked).toMatchObject({code: 39, flag: 2})
    expect(asked && decodeRequest(requests.checkTransactionState, asked)).toMatchObject({
      brokerName: 'broker-a',
      tranStateTableOffset: 0,
      commitLogOffset: parseOffsetMsgId(sent.msgId).offset,
      msgId: 'U',
      transactionId: 'U',
      offsetMsgId: sent.msgId,
    })
    expect(decodeRecord(asked?.body ?? Buffer.alloc(0))).toMatchObject({topic: 'orders', queueId: 1})
    await vi.waitFor(
      async () => expect(await bodiesOf(remoting, address, 'TRANS_CHECK_MAX_TIME_TOPIC')).toEqual(['hello']),
      patient,
    )
    // it can be brought back
    const [given] = await messagesOf(remoting, address, 'TRANS_CHECK_MAX_TIME_TOPIC')
    const msgId = sent.msgId.slice(0, 16) + (given?.physicalOffset ?? 0).toString(16).padStart(16, '0').toUpperCase()
    producer.heard.length = 0
    await remoting.invoke(address, requests.resumeCheckHalfMessage, {msgId})
    await vi.waitFor(() => expect(producer.heard.length).toBeGreaterThan(0), patient)
    await expect(
      remoting.invoke(address, requests.resumeCheckHalfMessage, {msgId: `${'F'.repeat(16)}${'0'.repeat(13)}FFF`}),
    ).rejects.toMatchObject(refusal(1, /RMQ_SYS_TRANS_HALF_TOPIC/))
  })

  it('are left alone for as long as they ask', async () => {
    const {address} = await begun({CHECK_IMMUNITY_TIME_IN_SECONDS: '3600'}, {transactionTimeOut: '0'})
    const {remoting: producer, heard} = listeningClient()
    await produce(producer, address, 'senders')
    await send(producer, address, 'orders', {properties: {...half, UNIQ_KEY: 'other'}})
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(1), patient)
    expect(heard.every(frame => frame.fields['msgId'] === 'other')).toBe(true)
  })

  it('stay open over a restart', async () => {
    const folder = await temporaryFolder()
    const first = await broker({folder})
    const remoting = client()
    await makeTopic(remoting, first.address, 'orders')
    const ended = await send(remoting, first.address, 'orders', {body: 'ended', properties: half})
    const open = await send(remoting, first.address, 'orders', {body: 'open', properties: half})
    const end = (address: string, sent: typeof open) =>
      remoting.invoke(address, requests.endTransaction, {
        producerGroup: 'senders',
        tranStateTableOffset: sent.queueOffset,
        commitLogOffset: parseOffsetMsgId(sent.msgId).offset,
        commitOrRollback: 8,
      })
    await end(first.address, ended)
    await first.close()
    const second = await broker({folder})
    await end(second.address, ended)
    await end(second.address, open)
    expect(await bodiesOf(remoting, second.address, 'orders')).toEqual(['ended', 'open'])
  })

  it('are refused where that is set', async () => {
    const {address} = await broker({config: {rejectTransactionMessage: 'true'}})
    await expect(send(client(), address, 'orders', {properties: half})).rejects.toMatchObject(
      refusal(16, /sending transaction message is forbidden$/),
    )
  })
})

describe('replies', () => {
  const reply = (remoting: Remoting, address: string, clientId: string) =>
    remoting.invoke(
      address,
      requests.sendReplyMessageV2,
      sendArgs('DefaultCluster_REPLY_TOPIC', {
        body: 'answer',
        properties: {REPLY_TO_CLIENT: clientId, CORRELATION_ID: 'c1', MSG_TYPE: 'reply'},
      }),
    )

  it('are pushed to who asked, and stored', async () => {
    const {address} = await broker()
    const {remoting: asking, heard} = listeningClient()
    await produce(asking, address, 'asking', 'asker')
    const answering = client()
    expect(await reply(answering, address, 'asker')).toMatchObject({code: 0, queueOffset: 0})
    expect(heard).toHaveLength(1)
    const pushed = heard[0] && decodeRequest(requests.pushReplyMessageToClient, heard[0])
    expect(pushed?.body.toString()).toBe('answer')
    expect(pushed).toMatchObject({
      topic: 'DefaultCluster_REPLY_TOPIC',
      bornHost: expect.stringMatching(/^\/127.0.0.1:/),
      storeHost: `/${address}`,
    })
    expect(pushed?.properties).toMatch(/CORRELATION_ID\u0001c1\u0002/)
    expect(pushed?.properties).toMatch(/PUSH_REPLY_TIME/)
    expect(await bodiesOf(answering, address, 'DefaultCluster_REPLY_TOPIC')).toEqual(['answer'])
  })

  it('fail when nobody waits or takes them', async () => {
    const {address} = await broker({config: {storeReplyMessageEnable: 'false'}})
    const answering = client()
    await expect(reply(answering, address, 'gone')).rejects.toMatchObject(
      refusal(1, /^push reply message fail, channel of <gone> not found\.$/),
    )
    const {remoting: asking} = listeningClient(() => ({code: 1, remark: 'not mine'}))
    await produce(asking, address, 'asking', 'asker')
    await expect(reply(answering, address, 'asker')).rejects.toMatchObject(
      refusal(1, /^push reply message to <asker>fail\. not mine$/),
    )
    expect((await pull(answering, address, 'DefaultCluster_REPLY_TOPIC')).code).toBe(19)
  })
})
