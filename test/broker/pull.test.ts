import {describe, expect, it, vi} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {decodeRecords, javaHashCode} from '../../src/protocol/message/index.js'
import {broker, client, makeTopic, pull, pullArgs, refusal, send, subscribe} from './support.js'

const held = {sysFlag: 6, suspendTimeoutMillis: 10_000}

describe('a pull', () => {
  it('gives messages and where to go on', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    for (let i = 0; i < 5; i++) await send(remoting, address, 'orders', {body: `m${i}`})
    const answer = await pull(remoting, address, 'orders', {queueOffset: 1, maxMsgNums: 3})
    expect(answer).toMatchObject({
      code: 0,
      nextBeginOffset: 4,
      minOffset: 0,
      maxOffset: 5,
      suggestWhichBrokerId: 0,
      topicSysFlag: 0,
      groupSysFlag: 0,
    })
    expect(decodeRecords(answer.body).map(message => message.body.toString())).toEqual(['m1', 'm2', 'm3'])
    const lite = await remoting.invoke(address, requests.litePullMessage, pullArgs('orders', {queueOffset: 4}))
    expect(decodeRecords(lite.body)).toHaveLength(1)
  })

  it.each([
    ['at the end', 1, 19, 1],
    ['beyond the end', 7, 21, 1],
    ['in an unknown queue from 0', 0, 19, 0, 3],
    ['in an unknown queue from elsewhere', 5, 21, 0, 3],
  ])('%s says so', async (_, queueOffset, code, nextBeginOffset, queueId = 0) => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    await send(remoting, address, 'orders')
    expect(await pull(remoting, address, 'orders', {queueOffset, queueId})).toMatchObject({
      code,
      nextBeginOffset,
      body: Buffer.alloc(0),
    })
  })

  it('filters by tags, of its own or of its group', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    for (const tag of ['a', 'b', 'c']) await send(remoting, address, 'orders', {body: tag, properties: {TAGS: tag}})
    const own = await pull(remoting, address, 'orders', {subscription: 'a || c'})
    expect(decodeRecords(own.body).map(message => message.body.toString())).toEqual(['a', 'c'])
    expect(own.nextBeginOffset).toBe(3)
    expect(await pull(remoting, address, 'orders', {subscription: 'x'})).toMatchObject({code: 20, nextBeginOffset: 3})

    await subscribe(remoting, address, 'consumers', ['orders'], {tags: 'b', codes: [javaHashCode('b')]})
    const ofGroup = await pull(remoting, address, 'orders', {sysFlag: 0, subscription: undefined, subVersion: 1n})
    expect(decodeRecords(ofGroup.body).map(message => message.body.toString())).toEqual(['b'])
    // a client that has changed its mind since its heartbeat gets all, and chooses itself
    const newer = await pull(remoting, address, 'orders', {sysFlag: 0, subscription: undefined, subVersion: 2n})
    expect(decodeRecords(newer.body).map(message => message.body.toString())).toEqual(['a', 'b', 'c'])
  })

  it('waits for a message that it wants', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const waiting = pull(remoting, address, 'orders', {...held, subscription: 'wanted'})
    let settled = false
    void waiting.then(() => {
      settled = true
    })
    const holding = {consumerGroup: 'consumers', topic: 'orders', queueId: 0}
    await vi.waitFor(async () =>
      expect(await remoting.invoke(address, requests.pollingInfo, holding)).toEqual({pollingNum: 1}),
    )
    await send(remoting, address, 'orders', {properties: {TAGS: 'other'}})
    await send(remoting, address, 'orders', {queueId: 1, properties: {TAGS: 'wanted'}})
    expect(settled).toBe(false)
    await send(remoting, address, 'orders', {body: 'it', properties: {TAGS: 'wanted'}})
    const answer = await waiting
    expect(answer).toMatchObject({code: 0, nextBeginOffset: 2})
    expect(decodeRecords(answer.body).map(message => message.body.toString())).toEqual(['it'])
  })

  it('ends with its time, with its connection, and with the broker', async () => {
    const running = await broker()
    const {address} = running
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    expect(await pull(remoting, address, 'orders', {...held, suspendTimeoutMillis: 20})).toMatchObject({code: 19})
    const other = client()
    const gone = pull(other, address, 'orders', held)
    await Promise.all([expect(gone).rejects.toMatchObject({code: 'CONNECTION_LOST'}), other.close()])
    const last = pull(remoting, address, 'orders', held).then(
      ({code}) => code,
      error => error.code,
    )
    await running.close()
    expect([19, 'CONNECTION_LOST', 'UNREACHABLE']).toContain(await last)
  })

  it('commits the offset of its group when it says so', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    await send(remoting, address, 'orders')
    const stored = () =>
      remoting.invoke(address, requests.queryConsumerOffset, {consumerGroup: 'consumers', topic: 'orders', queueId: 0})
    await pull(remoting, address, 'orders', {commitOffset: 1})
    expect((await stored()).offset).toBe(0)
    await pull(remoting, address, 'orders', {sysFlag: 5, commitOffset: 1})
    expect((await stored()).offset).toBe(1)
  })

  it('is refused in the broker’s words', async () => {
    const {address} = await broker({config: {autoCreateSubscriptionGroup: 'false', litePullMessageEnable: 'false'}})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    await makeTopic(remoting, address, 'writeonly', {perm: 2})
    const asTools = (topic: string, pulling: object = {}) =>
      pull(remoting, address, topic, {consumerGroup: 'TOOLS_CONSUMER', ...pulling})
    await expect(pull(remoting, address, 'orders')).rejects.toMatchObject(
      refusal(26, /^subscription group \[consumers\] does not exist, /),
    )
    await expect(asTools('nope')).rejects.toMatchObject(refusal(17, /^topic\[nope\] not exist/))
    await expect(asTools('writeonly')).rejects.toMatchObject(
      refusal(16, /^the topic\[writeonly\] pulling message is forbidden$/),
    )
    await expect(asTools('orders', {queueId: 4})).rejects.toMatchObject(
      refusal(29, /^queueId\[4\] is illegal, topic:\[orders\] topicConfig.readQueueNums:\[4\] consumer:\[\/127.0.0.1:/),
    )
    await expect(asTools('orders', {subscription: ' || '})).rejects.toMatchObject(
      refusal(23, /^parse the consumer's subscription failed$/),
    )
    await expect(asTools('orders', {expressionType: 'SQL92', subscription: 'a > 1'})).rejects.toMatchObject(
      refusal(1, /^The broker does not support consumer to filter message by SQL92$/),
    )
    const noText = {sysFlag: 0, subscription: undefined}
    await expect(asTools('orders', noText)).rejects.toMatchObject(refusal(24, /^the consumer's group info not exist/))
    await subscribe(remoting, address, 'TOOLS_CONSUMER', ['other'], {subVersion: 5n})
    await expect(asTools('orders', noText)).rejects.toMatchObject(refusal(24, /^the consumer's subscription not exist/))
    await subscribe(remoting, address, 'TOOLS_CONSUMER', ['orders'], {subVersion: 5n})
    await expect(
      remoting.invoke(address, requests.litePullMessage, pullArgs('orders', {consumerGroup: 'TOOLS_CONSUMER'})),
    ).rejects.toMatchObject(refusal(16, /lite pull/))
  })

  it('is refused for groups that may not consume', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const group = (groupName: string, settings: object) =>
      remoting.invoke(address, requests.updateAndCreateSubscriptiongroup, {
        body: {
          groupName,
          consumeEnable: true,
          consumeFromMinEnable: true,
          consumeBroadcastEnable: true,
          retryQueueNums: 1,
          retryMaxTimes: 16,
          brokerId: 0,
          whichBrokerWhenConsumeSlowly: 1,
          notifyConsumerIdsChangedEnable: true,
          ...settings,
        },
      })
    await group('off', {consumeEnable: false})
    await expect(pull(remoting, address, 'orders', {consumerGroup: 'off'})).rejects.toMatchObject(
      refusal(16, /^subscription group no permission, off$/),
    )
    await group('clustered', {consumeBroadcastEnable: false})
    await subscribe(remoting, address, 'clustered', ['orders'], {model: 'BROADCASTING'})
    await expect(pull(remoting, address, 'orders', {consumerGroup: 'clustered'})).rejects.toMatchObject(
      refusal(16, /^the consumer group\[clustered\] can not consume by broadcast way$/),
    )
    const forbid = (readable?: boolean) =>
      remoting.invoke(address, requests.updateAndGetGroupForbidden, {group: 'consumers', topic: 'orders', readable})
    expect((await forbid(false)).body).toEqual({group: 'consumers', topic: 'orders', readable: false})
    await expect(pull(remoting, address, 'orders')).rejects.toMatchObject(
      refusal(16, /^the consumer group\[consumers\] is forbidden for topic\[orders\]$/),
    )
    expect((await forbid(true)).body.readable).toBe(true)
    await vi.waitFor(async () => expect((await pull(remoting, address, 'orders')).code).toBe(19))
    await remoting.invoke(address, requests.updateBrokerConfig, {body: new Map([['brokerPermission', '2']])})
    await expect(pull(remoting, address, 'orders')).rejects.toMatchObject(
      refusal(16, /^the broker\[127.0.0.1\] pulling message is forbidden$/),
    )
  })
})
