import {describe, expect, it, vi} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {decodeRecord} from '../../src/protocol/message/index.js'
import {decodeRequest, encodeReply} from '../../src/protocol/request.js'
import {resetConsumerClientOffset} from '../../src/protocol/requests/push.js'
import {atEnd, broker, client, listeningClient, makeTopic, produce, pull, refusal, send, subscribe} from './support.js'

describe('clients', () => {
  it('are known by their heartbeats until they sign off or hang up', async () => {
    const {address} = await broker()
    const watcher = client()
    const one = client()
    const ids = async () =>
      (await watcher.invoke(address, requests.getConsumerListByGroup, {consumerGroup: 'billing'})).body.consumerIdList
    expect(await subscribe(one, address, 'billing', ['orders'])).toEqual({
      supportsHeartbeatV2: true,
      subscriptionChanged: true,
    })
    expect(await subscribe(one, address, 'billing', ['orders'])).toMatchObject({subscriptionChanged: false})
    const two = client()
    await subscribe(two, address, 'billing', ['orders'], {clientId: 'client-2'})
    expect((await ids()).sort()).toEqual(['client-1', 'client-2'])
    const {body} = await watcher.invoke(address, requests.getConsumerConnectionList, {consumerGroup: 'billing'})
    expect(body).toMatchObject({
      consumeType: 'CONSUME_PASSIVELY',
      messageModel: 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
    })
    expect(body.connectionSet[0]).toMatchObject({
      clientId: 'client-1',
      language: 'JAVA',
      clientAddr: expect.stringMatching(/^127/),
    })
    expect([...body.subscriptionTable.keys()]).toEqual(['orders'])
    // their retry topic is there
    const retry = await watcher.invoke(address, requests.getTopicConfig, {topic: '%RETRY%billing'})
    expect(retry.body).toMatchObject({readQueueNums: 1, perm: 6})

    await one.invoke(address, requests.unregisterClient, {clientID: 'client-1', consumerGroup: 'billing'})
    expect(await ids()).toEqual(['client-2'])
    await two.close()
    await vi.waitFor(async () =>
      expect(ids()).rejects.toMatchObject(refusal(1, /^no consumer for this group, billing$/)),
    )
    await expect(
      watcher.invoke(address, requests.getConsumerConnectionList, {consumerGroup: 'billing'}),
    ).rejects.toMatchObject(refusal(206, /^the consumer group\[billing\] not online$/))
  })

  it('that produce are known too', async () => {
    const {address} = await broker()
    const remoting = client()
    await produce(remoting, address, 'senders')
    const of = (producerGroup: string) => remoting.invoke(address, requests.getProducerConnectionList, {producerGroup})
    expect((await of('senders')).body.connectionSet).toMatchObject([{clientId: 'client-1'}])
    const {body} = await remoting.invoke(address, requests.getAllProducerInfo, {})
    expect(body.data.get('senders')).toMatchObject([{clientId: 'client-1', remoteIP: expect.stringMatching(/^\/127/)}])
    await remoting.invoke(address, requests.unregisterClient, {clientID: 'client-1', producerGroup: 'senders'})
    await expect(of('senders')).rejects.toMatchObject(refusal(1, /^the producer group\[senders\] not exist$/))
  })

  it('hear when the members of their group change', async () => {
    const {address} = await broker()
    const first = listeningClient()
    await subscribe(first.remoting, address, 'billing', ['orders'])
    const second = listeningClient()
    await subscribe(second.remoting, address, 'billing', ['orders'], {clientId: 'client-2'})
    await vi.waitFor(() => {
      expect(first.heard.map(frame => [frame.code, frame.flag, frame.fields['consumerGroup']])).toEqual([
        [40, 2, 'billing'],
        [40, 2, 'billing'],
      ])
      expect(second.heard).toHaveLength(1)
    })
    await second.remoting.close()
    await vi.waitFor(() => expect(first.heard).toHaveLength(3))
  })

  it('that say nothing for too long are gone', async () => {
    const {address} = await broker({config: {channelExpiredTimeout: '1'}})
    const watcher = client()
    const silent = client()
    await subscribe(silent, address, 'billing', ['orders'])
    await vi.waitFor(
      () =>
        expect(
          watcher.invoke(address, requests.getConsumerListByGroup, {consumerGroup: 'billing'}),
        ).rejects.toMatchObject(refusal(1)),
      {timeout: 15_000, interval: 200},
    )
  })

  it('that leave out their subscriptions are asked for them when they are not known', async () => {
    const {address} = await broker()
    const remoting = client()
    const brief = () =>
      remoting.invoke(address, requests.heartBeat, {
        body: {
          clientID: 'client-1',
          producerDataSet: [],
          consumerDataSet: [
            {
              groupName: 'billing',
              consumeType: 'CONSUME_PASSIVELY',
              messageModel: 'CLUSTERING',
              consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
              subscriptionDataSet: [],
              unitMode: false,
            },
          ],
          heartbeatFingerprint: 7,
          withoutSub: true,
        },
      })
    expect(await brief()).toMatchObject({subscriptionChanged: true})
    await subscribe(remoting, address, 'billing', ['orders'])
    expect(await brief()).toMatchObject({subscriptionChanged: false})
    const {body} = await remoting.invoke(address, requests.getConsumerConnectionList, {consumerGroup: 'billing'})
    expect([...body.subscriptionTable.keys()]).toEqual(['orders'])
  })

  it('may check their filters before they start', async () => {
    const {address} = await broker()
    const check = (expressionType: string) =>
      client().invoke(address, requests.checkClientConfig, {
        body: {
          subscriptionData: {
            topic: 'orders',
            subString: '*',
            tagsSet: [],
            codeSet: [],
            subVersion: 0n,
            expressionType,
            classFilterMode: false,
          },
        },
      })
    expect(await check('TAG')).toEqual({})
    await expect(check('SQL92')).rejects.toMatchObject(
      refusal(1, /^The broker does not support consumer to filter message by SQL92$/),
    )
  })

  it('lock queues against others of their group', async () => {
    const {address} = await broker()
    const remoting = client()
    const queue = (queueId: number) => ({topic: 'orders', brokerName: 'broker-a', queueId})
    const lock = async (clientId: string, ...ids: number[]) =>
      (
        await remoting.invoke(address, requests.lockBatchMq, {
          body: {consumerGroup: 'billing', clientId, mqSet: ids.map(queue)},
        })
      ).body.lockOKMQSet.map(({queueId}) => queueId)
    expect(await lock('a', 0, 1)).toEqual([0, 1])
    expect(await lock('b', 1, 2)).toEqual([2])
    expect(await lock('a', 0)).toEqual([0])
    const unlock = (clientId: string, queueId: number) =>
      remoting.invoke(address, requests.unlockBatchMq, {
        body: {consumerGroup: 'billing', clientId, mqSet: [queue(queueId)]},
      })
    await unlock('b', 1)
    expect(await lock('b', 1)).toEqual([])
    await unlock('a', 1)
    expect(await lock('b', 1)).toEqual([1])
  })
})

describe('requests for clients', () => {
  it('are passed on, and their answers back as they are', async () => {
    const {address} = await broker()
    const remoting = client()
    const {remoting: consumer, heard} = listeningClient(frame => {
      if (frame.code !== 307) return undefined
      return {remark: 'from the client', body: Buffer.from('{"properties":{"PROP_X":"y"}}')}
    })
    await subscribe(consumer, address, 'billing', ['orders'])
    const {body} = await remoting.invoke(address, requests.getConsumerRunningInfo, {
      consumerGroup: 'billing',
      clientId: 'client-1',
      jstackEnable: true,
    })
    expect(body.properties.get('PROP_X')).toBe('y')
    expect(heard.find(frame => frame.code === 307)?.fields).toEqual({
      consumerGroup: 'billing',
      clientId: 'client-1',
      jstackEnable: 'true',
    })
    await expect(
      remoting.invoke(address, requests.getConsumerRunningInfo, {consumerGroup: 'billing', clientId: 'nope'}),
    ).rejects.toMatchObject(refusal(1, /^The Consumer <billing> <nope> not online$/))
  })

  it('take a stored message along', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const {msgId} = await send(remoting, address, 'orders', {body: 'direct'})
    const {remoting: consumer, heard} = listeningClient(frame =>
      frame.code === 309 ? {body: Buffer.from('{"consumeResult":"CR_SUCCESS"}')} : undefined,
    )
    await subscribe(consumer, address, 'billing', ['orders'])
    const directly = (id: string) =>
      remoting.invoke(address, requests.consumeMessageDirectly, {
        consumerGroup: 'billing',
        clientId: 'client-1',
        msgId: id,
        topic: 'orders',
      })
    expect((await directly(msgId)).body.consumeResult).toBe('CR_SUCCESS')
    const request = heard.find(frame => frame.code === 309)
    expect(request?.fields).toMatchObject({brokerName: 'broker-a', msgId, topicSysFlag: '0', groupSysFlag: '0'})
    expect(decodeRecord(request?.body ?? Buffer.alloc(0)).body.toString()).toBe('direct')
    await expect(directly('nonsense')).rejects.toMatchObject(refusal(1))
    await expect(directly(msgId.slice(0, 16) + 'F'.repeat(4) + msgId.slice(20))).rejects.toMatchObject(refusal(1))
  })

  it('ask every client of a group where it is', async () => {
    const {address} = await broker()
    const remoting = client()
    const queue = {topic: 'orders', brokerName: 'broker-a', queueId: 0}
    const {remoting: consumer} = listeningClient(frame =>
      frame.code === 221
        ? {
            body: encodeReply(requests.getConsumerStatusFromClient, {
              body: {messageQueueTable: [[queue, 5]], consumerTable: new Map()},
            }).body,
          }
        : undefined,
    )
    const status = (clientAddr?: string) =>
      remoting.invoke(address, requests.invokeBrokerToGetConsumerStatus, {
        topic: 'orders',
        group: 'billing',
        clientAddr,
      })
    await expect(status()).rejects.toMatchObject(
      refusal(1, /^No Any Consumer online in the consumer group: \[billing\]$/),
    )
    await subscribe(consumer, address, 'billing', ['orders'])
    expect((await status()).body.consumerTable).toEqual(new Map([['client-1', [[queue, 5]]]]))
    expect((await status('other')).body.consumerTable).toEqual(new Map())
  })

  it('tell running clients of a reset, when the broker is set to the old way', async () => {
    const {address} = await broker({config: {useServerSideResetOffset: 'false'}})
    const remoting = client()
    await makeTopic(remoting, address, 'orders', {readQueueNums: 1, writeQueueNums: 1})
    for (let i = 0; i < 3; i++) await send(remoting, address, 'orders')
    await pull(remoting, address, 'orders', {sysFlag: 5, commitOffset: 2})
    const {remoting: consumer, heard} = listeningClient()
    await subscribe(consumer, address, 'consumers', ['orders'])
    const {body} = await remoting.invoke(address, requests.invokeBrokerToResetOffset, {
      group: 'consumers',
      topic: 'orders',
      timestamp: -1,
      isForce: false,
    })
    const queue = {topic: 'orders', brokerName: 'broker-a', queueId: 0}
    // without force only backwards
    expect(body.offsetTable).toEqual([[queue, 2]])
    await vi.waitFor(() => expect(heard.some(frame => frame.code === 220)).toBe(true))
    const told = heard.find(frame => frame.code === 220)
    expect(told && decodeRequest(resetConsumerClientOffset, told)).toMatchObject({
      group: 'consumers',
      topic: 'orders',
      timestamp: -1,
      body: {offsetTable: [[queue, 2]]},
    })
  })

  it('fail when the client is too old', async () => {
    const {address} = await broker()
    const remoting = client()
    const {Connection} = await import('../../src/remoting/connection.js')
    const {connect} = await import('../../src/remoting/connect.js')
    const {encodeRequest} = await import('../../src/protocol/request.js')
    const old = new Connection(await connect(address), {address})
    atEnd(async () => old.destroy())
    const {fields, body} = encodeRequest(requests.heartBeat, {
      body: {
        clientID: 'old',
        producerDataSet: [],
        consumerDataSet: [
          {
            groupName: 'billing',
            consumeType: 'CONSUME_PASSIVELY',
            messageModel: 'CLUSTERING',
            consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
            subscriptionDataSet: [],
            unitMode: false,
          },
        ],
      },
    })
    await old.call({encoding: 'json', code: 34, language: 0, version: 10, opaque: 0, flag: 0, fields, body}, 5000)
    await expect(
      remoting.invoke(address, requests.getConsumerRunningInfo, {consumerGroup: 'billing', clientId: 'old'}),
    ).rejects.toMatchObject(refusal(1, /too low/))
    await expect(
      remoting.invoke(address, requests.invokeBrokerToGetConsumerStatus, {topic: 't', group: 'billing'}),
    ).rejects.toMatchObject(refusal(1, /does not support/))
  })
})
