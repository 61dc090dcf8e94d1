import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {crc32} from 'node:zlib'
import {afterEach, describe, expect, it, vi} from 'vitest'
import {type NameServerOptions, nameServerHandlers, startNameServer} from '../../src/namesrv/index.js'
import type {NameServerState} from '../../src/namesrv/name-server.js'
import {encodeRegisterBroker} from '../../src/protocol/bodies/register-broker.js'
import type {TopicConfig} from '../../src/protocol/bodies/topic.js'
import {encodeFrame, FrameReader} from '../../src/protocol/frame.js'
import {requests} from '../../src/protocol/index.js'
import {Remoting} from '../../src/remoting/remoting.js'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function nameServer(options: NameServerOptions = {}) {
  const server = await startNameServer({port: 0, ...options})
  cleanups.push(() => server.close())
  return server
}

function client(): Remoting {
  const remoting = new Remoting()
  cleanups.push(() => remoting.close())
  return remoting
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mqadmin-namesrv-'))
  cleanups.push(() => rm(path, {recursive: true, force: true}))
  return path
}

const topic = (topicName: string, settings: Partial<TopicConfig> = {}): [string, TopicConfig] => [
  topicName,
  {
    topicName,
    readQueueNums: 4,
    writeQueueNums: 4,
    perm: 6,
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: 0,
    order: false,
    ...settings,
  },
]

interface Broker {
  name?: string
  id?: number
  port?: number
  cluster?: string
  topics?: [string, TopicConfig][]
  counter?: number
  compressed?: boolean
  header?: object
}

/** Registers a broker as a real one does. */
function register(remoting: Remoting, address: string, broker: Broker = {}) {
  const compressed = broker.compressed ?? false
  const topics = broker.topics ?? [topic('orders'), topic('payments')]
  const body = encodeRegisterBroker(
    {
      topicConfigSerializeWrapper: {
        topicConfigTable: new Map(topics),
        dataVersion: {counter: broker.counter ?? 1, timestamp: 1_700_000_000_000, stateVersion: 0},
      },
      filterServerList: [],
    },
    {compressed, version: 479},
  )
  return remoting.invoke(address, requests.registerBroker, {
    ...identity(broker),
    haServerAddr: `127.0.0.1:${(broker.port ?? 10911) + 1}`,
    compressed,
    bodyCrc32: crc32(body) & 0x7fffffff,
    body,
    ...broker.header,
  })
}

const identity = ({name = 'broker-a', id = 0, port = 10911, cluster = 'DefaultCluster'}: Broker = {}) => ({
  brokerName: name,
  brokerAddr: `127.0.0.1:${port}`,
  clusterName: cluster,
  brokerId: id,
})

const refusal = (code: number, remark?: string | RegExp) => ({
  facts: {responseCode: code, ...(remark === undefined ? {} : {remark: expect.stringMatching(remark)})},
})

describe('registration', () => {
  it.each([false, true])('makes broker, topics and cluster known (compressed: %s)', async compressed => {
    const {address} = await nameServer()
    const remoting = client()
    await register(remoting, address, {compressed})
    const {body: route} = await remoting.invoke(address, requests.getRouteinfoByTopic, {topic: 'orders'})
    expect(route.queueDatas).toEqual([
      {brokerName: 'broker-a', readQueueNums: 4, writeQueueNums: 4, perm: 6, topicSysFlag: 0},
    ])
    expect(route.brokerDatas).toEqual([
      {
        brokerName: 'broker-a',
        cluster: 'DefaultCluster',
        brokerAddrs: [[0, '127.0.0.1:10911']],
        enableActingMaster: false,
      },
    ])
    const {body: cluster} = await remoting.invoke(address, requests.getBrokerClusterInfo, {})
    expect([...cluster.clusterAddrTable]).toEqual([['DefaultCluster', ['broker-a']]])
    expect(cluster.brokerAddrTable.get('broker-a')?.brokerAddrs).toEqual([[0, '127.0.0.1:10911']])
  })

  it('refuses a body that its checksum does not fit, and a body that is none', async () => {
    const {address} = await nameServer()
    const remoting = client()
    await expect(register(remoting, address, {header: {bodyCrc32: 1}})).rejects.toMatchObject(
      refusal(1, /^crc32 not match$/),
    )
    await expect(register(remoting, address, {header: {body: Buffer.from('{"a'), bodyCrc32: 0}})).rejects.toMatchObject(
      refusal(1),
    )
    await expect(
      register(remoting, address, {header: {body: Buffer.from('junk'), bodyCrc32: 0, compressed: true}}),
    ).rejects.toMatchObject(refusal(1, /zlib/))
  })

  it('refuses a broker that begins with exactly one topic, but takes one topic from a known one', async () => {
    const {address} = await nameServer()
    const remoting = client()
    await expect(register(remoting, address, {topics: [topic('one')]})).rejects.toMatchObject(
      refusal(1, /^register broker failed$/),
    )
    await register(remoting, address)
    await register(remoting, address, {topics: [topic('one')], counter: 2})
    const {body} = await remoting.invoke(address, requests.getAllTopicListFromNameserver, {})
    expect(body.topicList.sort()).toEqual(['one', 'orders', 'payments'])
  })

  it('takes new settings of a topic only with a new data version', async () => {
    const {address} = await nameServer()
    const remoting = client()
    const perm = async () =>
      (await remoting.invoke(address, requests.getRouteinfoByTopic, {topic: 'orders'})).body.queueDatas[0]?.perm
    await register(remoting, address)
    const topics = [topic('orders', {perm: 4}), topic('payments')]
    await register(remoting, address, {topics})
    expect(await perm()).toBe(6)
    await register(remoting, address, {topics, counter: 2})
    expect(await perm()).toBe(4)
  })

  it('tells a slave its master, and brokers the order configuration', async () => {
    const {address} = await nameServer()
    const remoting = client()
    expect(await register(remoting, address)).toEqual({})
    await remoting.invoke(address, requests.putKvConfig, {
      namespace: 'ORDER_TOPIC_CONFIG',
      key: 'orders',
      value: 'broker-a:4',
    })
    const answer = await register(remoting, address, {id: 1, port: 10921})
    expect(answer).toMatchObject({masterAddr: '127.0.0.1:10911', haServerAddr: '127.0.0.1:10912'})
    expect([...(answer.body?.table ?? [])]).toEqual([['orders', 'broker-a:4']])
    const {body} = await remoting.invoke(address, requests.getBrokerMemberGroup, {
      clusterName: 'DefaultCluster',
      brokerName: 'broker-a',
    })
    expect(body.brokerMemberGroup?.brokerAddrs).toEqual([
      [0, '127.0.0.1:10911'],
      [1, '127.0.0.1:10921'],
    ])
  })

  it('moves an address that comes back under another id', async () => {
    const {address} = await nameServer()
    const remoting = client()
    await register(remoting, address, {id: 1})
    await register(remoting, address, {id: 0})
    const {body} = await remoting.invoke(address, requests.getBrokerClusterInfo, {})
    expect(body.brokerAddrTable.get('broker-a')?.brokerAddrs).toEqual([[0, '127.0.0.1:10911']])
  })

  it('answers whether a data version is another one', async () => {
    const {address} = await nameServer()
    const remoting = client()
    const ask = (counter: number) =>
      remoting.invoke(address, requests.queryDataVersion, {
        ...identity(),
        body: {counter, timestamp: 1_700_000_000_000, stateVersion: 0},
      })
    expect(await ask(1)).toEqual({changed: true})
    await register(remoting, address)
    expect(await ask(1)).toMatchObject({changed: false, body: {counter: 1}})
    expect(await ask(2)).toMatchObject({changed: true, body: {counter: 1}})
  })

  it('forgets a broker that signs off, hangs up, or falls silent', async () => {
    const {address} = await nameServer({config: {scanNotActiveBrokerInterval: '100'}})
    const reader = client()
    const topics = async () =>
      (await reader.invoke(address, requests.getAllTopicListFromNameserver, {})).body.topicList.length
    await register(reader, address)
    await reader.invoke(address, requests.unregisterBroker, identity())
    expect(await topics()).toBe(0)

    const second = client()
    await register(second, address)
    expect(await topics()).toBe(2)
    await second.close()
    await vi.waitFor(async () => expect(await topics()).toBe(0))

    await register(client(), address, {header: {heartbeatTimeoutMillis: 1}})
    await vi.waitFor(async () => expect(await topics()).toBe(0), {timeout: 5000})
  })
})

describe('routes', () => {
  it('are refused with 17 where there are none', async () => {
    const {address} = await nameServer()
    await expect(client().invoke(address, requests.getRouteinfoByTopic, {topic: 'nope'})).rejects.toMatchObject(
      refusal(17, /^No topic route info in name server for the topic: nope\nSee https:/),
    )
  })

  it('come in standard JSON, with the order configuration when that is switched on', async () => {
    const {address, port} = await nameServer()
    const remoting = client()
    await register(remoting, address)
    const socket = connect(port, '127.0.0.1')
    cleanups.push(async () => socket.destroy())
    socket.write(
      encodeFrame({
        encoding: 'json',
        code: 105,
        language: 0,
        version: 513,
        opaque: 5,
        flag: 0,
        fields: {topic: 'orders'},
        body: Buffer.alloc(0),
      }),
    )
    const frames = new FrameReader()
    const reply = await new Promise<string>(resolve =>
      socket.on('data', chunk => {
        for (const frame of frames.push(chunk)) resolve(frame.body.toString())
      }),
    )
    expect(JSON.parse(reply)).toMatchObject({brokerDatas: [{brokerAddrs: {'0': '127.0.0.1:10911'}}]})

    const order = {namespace: 'ORDER_TOPIC_CONFIG', key: 'orders', value: 'broker-a:4'}
    await remoting.invoke(address, requests.putKvConfig, order)
    await remoting.invoke(address, requests.updateNamesrvConfig, {body: new Map([['orderMessageEnable', 'true']])})
    const {body} = await remoting.invoke(address, requests.getRouteinfoByTopic, {topic: 'orders'})
    expect(body.orderTopicConf).toBe('broker-a:4')
  })

  it('lose and regain the write permission of a broker', async () => {
    const {address} = await nameServer()
    const remoting = client()
    await register(remoting, address, {topics: [topic('orders', {perm: 7}), topic('audit', {perm: 4})]})
    const perms = async () =>
      Promise.all(
        ['orders', 'audit'].map(
          async name =>
            (await remoting.invoke(address, requests.getRouteinfoByTopic, {topic: name})).body.queueDatas[0]?.perm,
        ),
      )
    const {brokerName} = identity()
    expect(await remoting.invoke(address, requests.wipeWritePermOfBroker, {brokerName})).toEqual({wipeTopicCount: 2})
    expect(await perms()).toEqual([5, 4])
    expect(await remoting.invoke(address, requests.addWritePermOfBroker, {brokerName})).toEqual({addTopicCount: 2})
    expect(await perms()).toEqual([6, 6])
    expect(await remoting.invoke(address, requests.wipeWritePermOfBroker, {brokerName: 'nope'})).toEqual({
      wipeTopicCount: 0,
    })
  })

  it('can be narrowed to a zone', async () => {
    const {address} = await nameServer()
    const remoting = client()
    await register(remoting, address, {header: {zoneName: 'east'}})
    await register(remoting, address, {name: 'broker-b', port: 10921, header: {zoneName: 'west'}})
    const zoned = {
      ...requests.getRouteinfoByTopic,
      header: {
        ...requests.getRouteinfoByTopic.header,
        __ZONE_MODE: requests.getRouteinfoByTopic.header.topic,
        __ZONE_NAME: requests.getRouteinfoByTopic.header.topic,
      },
    }
    const {body} = await remoting.invoke(address, zoned, {
      topic: 'orders',
      __ZONE_MODE: 'true',
      __ZONE_NAME: 'EAST',
    } as {topic: string})
    expect(body.queueDatas.map(queue => queue.brokerName)).toEqual(['broker-a'])
    expect(body.brokerDatas.map(broker => broker.brokerName)).toEqual(['broker-a'])
  })

  it('present the smallest slave as master when it may stand in', async () => {
    const {address} = await nameServer({config: {supportActingMaster: 'true'}})
    const remoting = client()
    await register(remoting, address, {id: 2, port: 10921, header: {enableActingMaster: true}})
    const {body} = await remoting.invoke(address, requests.getRouteinfoByTopic, {topic: 'orders'})
    expect(body.queueDatas[0]?.perm).toBe(4)
    expect(body.brokerDatas[0]?.brokerAddrs).toEqual([[0, '127.0.0.1:10921']])
  })
})

describe('topic names', () => {
  it('come by cluster and kind, and go', async () => {
    const {address} = await nameServer()
    const remoting = client()
    await register(remoting, address, {
      topics: [topic('plain'), topic('unit', {topicSysFlag: 1}), topic('sub', {topicSysFlag: 2})],
    })
    await register(remoting, address, {
      name: 'broker-b',
      cluster: 'Other',
      port: 10921,
      topics: [topic('plain'), topic('far')],
    })
    const names = async (request: (typeof requests)['getUnitTopicList'], args = {}) =>
      (await remoting.invoke(address, request, args)).body.topicList.sort()
    expect(await names(requests.getTopicsByCluster as never, {cluster: 'Other'})).toEqual(['far', 'plain'])
    expect(await names(requests.getTopicsByCluster as never, {cluster: 'nope'})).toEqual([])
    expect(await names(requests.getUnitTopicList)).toEqual(['unit'])
    expect(await names(requests.getHasUnitSubTopicList as never)).toEqual(['sub'])
    expect(await names(requests.getHasUnitSubUnunitTopicList as never)).toEqual(['sub'])
    const {body} = await remoting.invoke(address, requests.getSystemTopicListFromNs, {})
    expect(body.topicList.sort()).toEqual(['DefaultCluster', 'Other', 'broker-a', 'broker-b'])
    expect(body.brokerAddr).toBe('127.0.0.1:10911')

    await remoting.invoke(address, requests.deleteTopicInNamesrv, {topic: 'plain', clusterName: 'Other'})
    expect(await names(requests.getTopicsByCluster as never, {cluster: 'Other'})).toEqual(['far'])
    expect(await names(requests.getTopicsByCluster as never, {cluster: 'DefaultCluster'})).toContain('plain')
    await remoting.invoke(address, requests.deleteTopicInNamesrv, {topic: 'plain'})
    expect(await names(requests.getTopicsByCluster as never, {cluster: 'DefaultCluster'})).not.toContain('plain')
  })

  it('can be registered by hand, on known brokers only', async () => {
    const {address} = await nameServer()
    const remoting = client()
    await register(remoting, address)
    const queue = (brokerName: string) => ({brokerName, readQueueNums: 2, writeQueueNums: 2, perm: 6, topicSysFlag: 0})
    await remoting.invoke(address, requests.registerTopicInNamesrv, {
      topic: 'made',
      body: {queueDatas: [queue('broker-a'), queue('nope')], brokerDatas: [], filterServerTable: new Map()},
    })
    const {body} = await remoting.invoke(address, requests.getRouteinfoByTopic, {topic: 'made'})
    expect(body.queueDatas).toEqual([queue('broker-a')])
  })

  it('are not listed where the settings say so', async () => {
    const {address} = await nameServer({config: {enableAllTopicList: 'false', enableTopicList: 'false'}})
    const remoting = client()
    await expect(remoting.invoke(address, requests.getAllTopicListFromNameserver, {})).rejects.toMatchObject(
      refusal(1, /^disable$/),
    )
    await expect(remoting.invoke(address, requests.getUnitTopicList, {})).rejects.toMatchObject(refusal(1, /^disable$/))
  })
})

describe('configuration', () => {
  it('keeps key-value pairs over a restart', async () => {
    const path = await folder()
    const first = await startNameServer({port: 0, folder: path})
    const remoting = client()
    const entry = {namespace: 'ORDER_TOPIC_CONFIG', key: 'orders'}
    await remoting.invoke(first.address, requests.putKvConfig, {...entry, value: 'broker-a:4'})
    await remoting.invoke(first.address, requests.putKvConfig, {...entry, key: 'gone', value: 'x'})
    await remoting.invoke(first.address, requests.deleteKvConfig, {...entry, key: 'gone'})
    await first.close()
    expect(await readFile(join(path, 'kvConfig.json'), 'utf8')).toBe(
      '{"configTable":{"ORDER_TOPIC_CONFIG":{"orders":"broker-a:4"}}}',
    )

    const {address} = await nameServer({folder: path})
    expect(await remoting.invoke(address, requests.getKvConfig, entry)).toEqual({value: 'broker-a:4'})
    await expect(remoting.invoke(address, requests.getKvConfig, {...entry, key: 'gone'})).rejects.toMatchObject(
      refusal(22, /^No config item, Namespace: ORDER_TOPIC_CONFIG Key: gone$/),
    )
    const {body} = await remoting.invoke(address, requests.getKvlistByNamespace, {namespace: entry.namespace})
    expect([...body.table]).toEqual([['orders', 'broker-a:4']])
    await expect(remoting.invoke(address, requests.getKvlistByNamespace, {namespace: 'nope'})).rejects.toMatchObject(
      refusal(22, /^No config item, Namespace: nope$/),
    )
  })

  it('changes settings and writes them to the file they came from', async () => {
    const path = join(await folder(), 'ns.conf')
    await writeFile(path, '# mine\nlistenPort=0\norderMessageEnable = false\nunknownKey=1\n')
    const {address} = await nameServer({configFile: path})
    const remoting = client()
    const change = (key: string, value: string) =>
      remoting.invoke(address, requests.updateNamesrvConfig, {body: new Map([[key, value]])})
    await change('orderMessageEnable', 'true')
    await change('nobodyKnows', '1')
    expect((await remoting.invoke(address, requests.getNamesrvConfig, {})).body.get('orderMessageEnable')).toBe('true')
    expect(await readFile(path, 'utf8')).toBe('# mine\nlistenPort=0\norderMessageEnable=true\nunknownKey=1\n')
    await expect(change('orderMessageEnable', 'perhaps')).rejects.toMatchObject(refusal(1, /true or false/))
    await expect(change('kvConfigPath', '/x')).rejects.toMatchObject(
      refusal(16, /^Can not update config in black list.$/),
    )
  })
})

describe('robustness', () => {
  it('answers 3 to what it does not know, and goes on after garbage', async () => {
    const {address, port} = await nameServer()
    await expect(client().invoke(address, {...requests.getBrokerConfig}, {})).rejects.toMatchObject(
      refusal(3, /^ request type 26 not supported$/),
    )
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\x7f\xff\xff\xff', '']) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      await new Promise<void>(resolve => socket.end(Buffer.from(bytes, 'latin1'), resolve))
    }
    expect(await client().invoke(address, requests.getBrokerClusterInfo, {})).toBeDefined()
  })

  it('says which field is missing', async () => {
    const {address} = await nameServer()
    const bare = {...requests.getRouteinfoByTopic, header: {}}
    await expect(client().invoke(address, bare, {topic: ''})).rejects.toMatchObject(refusal(1, /topic/))
  })

  it('has a handler for every request to a name server', () => {
    const handlers = nameServerHandlers({} as NameServerState)
    const missing = Object.entries(requests)
      .filter(([name, request]) => request.to === 'nameServer' && !(name in handlers))
      .map(([name]) => name)
    expect(missing).toEqual([])
  })
})
