import {describe, expect, it} from 'vitest'
import {groupConfig} from '../../src/broker/system-names.js'
import type {SubscriptionGroupConfig} from '../../src/protocol/bodies/group.js'
import {requests} from '../../src/protocol/index.js'
import type {Remoting} from '../../src/remoting/remoting.js'
import {bodiesOf, broker, client, makeTopic, messagesOf, pull, refusal, send, subscribe} from './support.js'

const attributesOf = async (remoting: Remoting, address: string, topic: string) =>
  Object.fromEntries((await remoting.invoke(address, requests.getTopicConfig, {topic})).body.attributes ?? [])

describe('a topic', () => {
  it('is made, changed, shown and deleted', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders', {attributes: '+message.type=FIFO'})
    const show = async () => (await remoting.invoke(address, requests.getTopicConfig, {topic: 'orders'})).body
    expect(await show()).toMatchObject({topicName: 'orders', readQueueNums: 4, perm: 6, order: false})
    expect(await attributesOf(remoting, address, 'orders')).toEqual({'message.type': 'FIFO'})
    await makeTopic(remoting, address, 'orders', {readQueueNums: 8, perm: 4, order: true, topicFilterType: 'MULTI_TAG'})
    expect(await show()).toMatchObject({readQueueNums: 8, perm: 4, order: true, topicFilterType: 'MULTI_TAG'})
    await makeTopic(remoting, address, 'orders', {attributes: '-message.type,+reserve.time=5'})
    expect(await attributesOf(remoting, address, 'orders')).toEqual({'reserve.time': '5'})

    await send(remoting, address, 'orders')
    await pull(remoting, address, 'orders', {sysFlag: 5, commitOffset: 1})
    await remoting.invoke(address, requests.deleteTopicInBroker, {topic: 'orders'})
    await expect(show()).rejects.toMatchObject(refusal(17, /^No topic in this broker. topic: orders$/))
    const {body} = await remoting.invoke(address, requests.queryTopicsByConsumer, {group: 'consumers'})
    expect(body.topicList).toEqual([])
    await makeTopic(remoting, address, 'orders')
    expect(await bodiesOf(remoting, address, 'orders')).toEqual([])
    await remoting.invoke(address, requests.deleteTopicInBroker, {topic: 'never there'})
  })

  it.each([
    ['bad/name', {}, 29, /illegal characters/],
    ['TBW102', {}, 29, /^The topic\[TBW102\] is conflict with system topic\.$/],
    ['rmq_sys_mine', {}, 29, /conflict with system topic/],
    ['orders', {perm: 9}, 29, /permission/],
    ['orders', {readQueueNums: -1}, 29, /queues/],
    ['orders', {attributes: '+nope=1'}, 1, /unsupported key: nope/],
    ['orders', {attributes: 'message.type=FIFO'}, 1, /add\/alter attribute format is wrong: message.type=FIFO/],
    ['orders', {attributes: '+message.type=FIFO,+message.type=DELAY'}, 1, /key duplication/],
    ['orders', {attributes: '-message.type'}, 1, /only add attribute is supported while creating topic/],
    ['orders', {attributes: '+message.type=WRONG'}, 1, /value is not in set/],
    ['orders', {attributes: '+message.type=MIXED'}, 29, /^MIXED message type is not supported\.$/],
  ])('%s %j is refused', async (topic, settings, code, remark) => {
    const {address} = await broker()
    await expect(makeTopic(client(), address, topic, settings)).rejects.toMatchObject(refusal(code, remark))
  })

  it('of the system is not deleted', async () => {
    const {address} = await broker()
    const remoting = client()
    const remove = (topic: string) => remoting.invoke(address, requests.deleteTopicInBroker, {topic})
    await expect(remove('SELF_TEST_TOPIC')).rejects.toMatchObject(refusal(29, /conflict with system topic/))
    await expect(remove(' ')).rejects.toMatchObject(refusal(29, /blank/))
    const {body} = await remoting.invoke(address, requests.getSystemTopicListFromBroker, {})
    expect(body.topicList).toEqual(
      expect.arrayContaining(['TBW102', 'DefaultCluster', 'broker-a', 'SCHEDULE_TOPIC_XXXX']),
    )
  })

  it('comes in lists, all at once or in pages', async () => {
    const {address} = await broker({config: {splitMetadataSize: '5'}})
    const remoting = client()
    await remoting.invoke(address, requests.updateAndCreateTopicList, {
      body: {
        topicConfigList: ['b', 'a'].map(topicName => ({
          topicName,
          readQueueNums: 1,
          writeQueueNums: 1,
          perm: 6,
          topicFilterType: 'SINGLE_TAG' as const,
          topicSysFlag: 0,
          order: false,
        })),
      },
    })
    const all = await remoting.invoke(address, requests.getAllTopicConfig, {})
    const names = [...all.body.topicConfigTable.keys()]
    expect(all.totalTopicNum).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(['a', 'b', 'TBW102']))
    const version = JSON.stringify(all.body.dataVersion)
    const paged: string[] = []
    for (let topicSeq = 0; topicSeq < names.length; topicSeq += 5) {
      const page = await remoting.invoke(address, requests.getAllTopicConfig, {
        topicSeq,
        maxTopicNum: 100,
        dataVersion: topicSeq === 0 ? '' : version,
      })
      expect(page.body.topicConfigTable.size).toBeLessThanOrEqual(5)
      paged.push(...page.body.topicConfigTable.keys())
    }
    expect(paged).toEqual([...names].sort())
    const stale = await remoting.invoke(address, requests.getAllTopicConfig, {topicSeq: 5, dataVersion: ''})
    expect([...stale.body.topicConfigTable.keys()]).toEqual(paged.slice(0, 5))
  })

  it('has statistics by queue', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders', {readQueueNums: 1, writeQueueNums: 2})
    await send(remoting, address, 'orders')
    const [message] = await messagesOf(remoting, address, 'orders')
    const {body} = await remoting.invoke(address, requests.getTopicStatsInfo, {topic: 'orders'})
    expect(body.offsetTable).toEqual([
      [
        {topic: 'orders', brokerName: 'broker-a', queueId: 0},
        {minOffset: 0, maxOffset: 1, lastUpdateTimestamp: message?.storeTimestamp},
      ],
      [
        {topic: 'orders', brokerName: 'broker-a', queueId: 1},
        {minOffset: 0, maxOffset: 0, lastUpdateTimestamp: 0},
      ],
    ])
    await expect(remoting.invoke(address, requests.getTopicStatsInfo, {topic: 'nope'})).rejects.toMatchObject(
      refusal(17, /^topic\[nope\] not exist$/),
    )
  })

  it('leaves nothing behind after a clean-up', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    await send(remoting, address, 'orders')
    await remoting.invoke(address, requests.cleanUnusedTopic, {})
    await remoting.invoke(address, requests.cleanExpiredConsumequeue, {})
    await remoting.invoke(address, requests.deleteExpiredCommitlog, {})
    expect(await bodiesOf(remoting, address, 'orders')).toEqual(['hello'])
  })
})

describe('a group', () => {
  const put = (remoting: Remoting, address: string, config: Partial<SubscriptionGroupConfig> & {groupName: string}) =>
    remoting.invoke(address, requests.updateAndCreateSubscriptiongroup, {
      body: {...groupConfig(config.groupName), ...config},
    })

  it('is made, changed, shown and deleted', async () => {
    const {address} = await broker({config: {autoCreateSubscriptionGroup: 'false'}})
    const remoting = client()
    const show = async () =>
      (await remoting.invoke(address, requests.getSubscriptiongroupConfig, {group: 'billing'})).body
    await expect(show()).rejects.toMatchObject(refusal(26))
    await put(remoting, address, {
      groupName: 'billing',
      retryMaxTimes: 3,
      attributes: new Map([['+priority.factor', '7']]),
    })
    expect(await show()).toMatchObject({
      retryMaxTimes: 3,
      consumeTimeoutMinute: 15,
      groupRetryPolicy: {type: 'CUSTOMIZED'},
    })
    expect((await show()).attributes).toEqual(new Map([['priority.factor', '7']]))
    await put(remoting, address, {groupName: 'billing', consumeEnable: false})
    expect(await show()).toMatchObject({consumeEnable: false, attributes: new Map([['priority.factor', '7']])})
    const {body, totalGroupNum} = await remoting.invoke(address, requests.getAllSubscriptiongroupConfig, {})
    expect(body.subscriptionGroupTable.has('billing')).toBe(true)
    expect(body.subscriptionGroupTable.has('CID_RMQ_SYS_TRANS')).toBe(true)
    expect(totalGroupNum).toBe(body.subscriptionGroupTable.size)
    expect(body.forbiddenTable).toEqual(new Map())
    await remoting.invoke(address, requests.deleteSubscriptiongroup, {groupName: 'billing'})
    await expect(show()).rejects.toMatchObject(refusal(26, /billing/))
    await remoting.invoke(address, requests.deleteSubscriptiongroup, {groupName: 'never there'})
  })

  it('is refused under a bad name or with unknown attributes', async () => {
    const {address} = await broker()
    const remoting = client()
    await expect(put(remoting, address, {groupName: 'a/b'})).rejects.toMatchObject(refusal(29))
    await expect(put(remoting, address, {groupName: 'x'.repeat(121)})).rejects.toMatchObject(refusal(29))
    const attributes = new Map([['+nope', '1']])
    await expect(put(remoting, address, {groupName: 'g', attributes})).rejects.toMatchObject(
      refusal(1, /unsupported key/),
    )
    await remoting.invoke(address, requests.updateAndCreateSubscriptiongroupList, {
      body: {groupConfigList: [groupConfig('one'), groupConfig('two')]},
    })
    expect((await remoting.invoke(address, requests.getSubscriptiongroupConfig, {group: 'two'})).body.groupName).toBe(
      'two',
    )
  })

  it('loses its offsets only when asked', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    await send(remoting, address, 'orders')
    await pull(remoting, address, 'orders', {sysFlag: 5, commitOffset: 1})
    const topics = async () =>
      (await remoting.invoke(address, requests.queryTopicsByConsumer, {group: 'consumers'})).body.topicList
    await remoting.invoke(address, requests.deleteSubscriptiongroup, {groupName: 'consumers', cleanOffset: false})
    expect(await topics()).toEqual(['orders'])
    await remoting.invoke(address, requests.deleteSubscriptiongroup, {groupName: 'consumers', removeOffset: true})
    expect(await topics()).toEqual([])
  })

  it('is found by what it consumes', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    await pull(remoting, address, 'orders', {consumerGroup: 'offline', sysFlag: 5, commitOffset: 0})
    await subscribe(remoting, address, 'online', ['orders'])
    const {body} = await remoting.invoke(address, requests.queryTopicConsumeByWho, {topic: 'orders'})
    expect(body.groupList.sort()).toEqual(['offline', 'online'])
    const of = async (group: string) =>
      (await remoting.invoke(address, requests.querySubscriptionByConsumer, {group, topic: 'orders'})).body
    expect(await of('online')).toMatchObject({group: 'online', subscriptionData: {subString: '*'}})
    expect(await of('offline')).toEqual({group: 'offline', topic: 'orders'})
  })
})
