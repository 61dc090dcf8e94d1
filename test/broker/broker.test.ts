/** The broker as a whole: its settings and figures, name servers, restarts, credentials, bad input. */
import {once} from 'node:events'
import {readFile, writeFile} from 'node:fs/promises'
import {connect, createServer} from 'node:net'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, it, vi} from 'vitest'
import {startBroker} from '../../src/broker/index.js'
import {startNameServer} from '../../src/namesrv/index.js'
import {encodeFrame, FrameReader} from '../../src/protocol/frame.js'
import {requests} from '../../src/protocol/index.js'
import {readJson} from '../../src/protocol/json.js'
import {encodeRequest} from '../../src/protocol/request.js'
import {startCluster} from '../../src/testing.js'
import {
  atEnd,
  bodiesOf,
  broker,
  client,
  makeTopic,
  pull,
  refusal,
  send,
  sendArgs,
  subscribe,
  temporaryFolder,
} from './support.js'

const change = (key: string, value: string) => ({body: new Map([[key, value]])})

describe('settings', () => {
  it('are printed, changed live and kept in the folder', async () => {
    const folder = await temporaryFolder()
    const first = await broker({folder})
    const remoting = client()
    const before = await remoting.invoke(first.address, requests.getBrokerConfig, {})
    expect(before.body.get('transactionCheckMax')).toBe('15')
    expect(before.body.get('listenPort')).toBe(String(first.port))
    expect([...before.body.keys()]).toEqual([...before.body.keys()].sort())
    await remoting.invoke(first.address, requests.updateBrokerConfig, change('transactionCheckMax', '7'))
    await remoting.invoke(first.address, requests.updateBrokerConfig, change('nobodyKnows', '1'))
    const later = await remoting.invoke(first.address, requests.getBrokerConfig, {})
    expect(later.body.get('transactionCheckMax')).toBe('7')
    expect(readJson(later.version ?? '')).toMatchObject({counter: 1, stateVersion: 0})
    await first.close()
    const second = await broker({folder})
    const again = await remoting.invoke(second.address, requests.getBrokerConfig, {})
    expect(again.body.get('transactionCheckMax')).toBe('7')
    expect(again.body.has('nobodyKnows')).toBe(false)
  })

  it('come from a file as well, which keeps its other lines', async () => {
    const path = join(await temporaryFolder(), 'broker.conf')
    await writeFile(path, '# mine\nbrokerName = broker-x\nenablePropertyFilter = true\nhaListenPort=1\n')
    const lines: string[] = []
    const {address, name} = await broker({configFile: path, log: {sink: line => lines.push(line)}})
    expect(name).toBe('broker-x')
    expect(lines.join('\n')).toMatch(/WARN {2}broker-x: enablePropertyFilter=true is ignored/)
    expect(lines.join('\n')).toMatch(/WARN {2}broker-x: this server has no setting haListenPort/)
    await client().invoke(address, requests.updateBrokerConfig, change('regionId', 'north'))
    expect(await readFile(path, 'utf8')).toBe(
      '# mine\nbrokerName = broker-x\nenablePropertyFilter = true\nhaListenPort=1\nregionId=north\n',
    )
    expect((await send(client(), address, 'orders')).region).toBe('north')
  })

  it('are refused when they are wrong, fixed or forbidden', async () => {
    const {address} = await broker()
    const remoting = client()
    const set = (key: string, value: string) =>
      remoting.invoke(address, requests.updateBrokerConfig, change(key, value))
    await expect(set('transactionCheckMax', 'many')).rejects.toMatchObject(refusal(1, /whole number/))
    await expect(set('flushDiskType', 'NEVER')).rejects.toMatchObject(refusal(1, /ASYNC_FLUSH/))
    await expect(set('enablePropertyFilter', 'true')).rejects.toMatchObject(refusal(1, /SQL92/))
    await expect(set('brokerConfigPath', '/x')).rejects.toMatchObject(
      refusal(16, /^Can not update config in black list.$/),
    )
    await expect(broker({config: {maxMessageSize: 'big'}})).rejects.toMatchObject({code: 'USAGE'})
  })
})

describe('figures', () => {
  it('tell what was put and got', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    for (let i = 0; i < 3; i++) await send(remoting, address, 'orders')
    await pull(remoting, address, 'orders')
    await pull(remoting, address, 'orders', {queueOffset: 3})
    const {table} = (await remoting.invoke(address, requests.getBrokerRuntimeInfo, {})).body
    expect(Object.fromEntries(table)).toMatchObject({
      implementation: 'mqadmin embedded',
      brokerVersionDesc: 'V5_5_0',
      brokerActive: 'true',
      msgPutTotalTodayNow: '3',
      msgGetTotalTodayNow: '3',
      putMessageTimesTotal: '3',
      putMessageFailedTimes: '0',
      commitLogMinOffset: '0',
      sendThreadPoolQueueSize: '0',
      putTps: expect.stringMatching(/^[\d.]+ [\d.]+ [\d.]+$/),
      runtime: expect.stringMatching(/^\[ 0 days, 0 hours, 0 minutes, \d+ seconds \]$/),
      putMessageDistributeTime: expect.stringMatching(/^\[<=0ms\]:\d+ .*\[10s~\]:\d+ $/),
      commitLogDirCapacity: expect.stringMatching(/^Total : [\d.]+ [KMGTP]iB, Free : [\d.]+ [KMGTP]iB\.$/),
    })
    const ha = await remoting.invoke(address, requests.getBrokerHaStatus, {})
    expect(ha.body).toMatchObject({master: true, haConnectionInfo: []})
  })

  it('are there by name and key once something was counted', async () => {
    const {address} = await broker()
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    await send(remoting, address, 'orders')
    const view = (statsName: string, statsKey: string) =>
      remoting.invoke(address, requests.viewBrokerStatsData, {statsName, statsKey})
    expect((await view('TOPIC_PUT_NUMS', 'orders')).body.statsMinute).toMatchObject({sum: 0, tps: 0})
    await expect(view('TOPIC_PUT_NUMS', 'nope')).rejects.toMatchObject(
      refusal(1, /^The stats <TOPIC_PUT_NUMS> <nope> not exist$/),
    )
  })
})

describe('name servers', () => {
  const topicsAt = async (address: string) =>
    (await client().invoke(address, requests.getAllTopicListFromNameserver, {})).body.topicList

  it('know a topic by the time who made it hears so', async () => {
    const cluster = await startCluster({brokers: 2})
    atEnd(cluster.close)
    const remoting = client()
    await makeTopic(remoting, cluster.brokers[0]?.address ?? '', 'orders')
    const {body} = await remoting.invoke(cluster.nameServer, requests.getRouteinfoByTopic, {topic: 'orders'})
    expect(body.queueDatas.map(queue => queue.brokerName)).toEqual(['broker-a'])
    const {body: info} = await remoting.invoke(cluster.nameServer, requests.getBrokerClusterInfo, {})
    expect(info.clusterAddrTable.get('DefaultCluster')?.sort()).toEqual(['broker-a', 'broker-b'])
    const first = info.brokerAddrTable.get('broker-a')
    expect(first?.brokerAddrs).toEqual([[0, cluster.brokers[0]?.address]])
    expect(await topicsAt(cluster.nameServer)).toEqual(
      expect.arrayContaining(['TBW102', 'SELF_TEST_TOPIC', 'BenchmarkTest', 'DefaultCluster', 'broker-a']),
    )
  })

  it('may come later, be several, change, and are told when the broker goes', async () => {
    const placeholder = await startNameServer({port: 0})
    const {port} = placeholder
    await placeholder.close()
    const second = await startNameServer({port: 0})
    atEnd(() => second.close())
    const running = await startBroker({
      nameServers: [`127.0.0.1:${port}`, second.address],
      port: 0,
      memory: true,
    })
    atEnd(() => running.close())
    expect(await topicsAt(second.address)).toContain('TBW102')
    const first = await startNameServer({port})
    atEnd(() => first.close())
    await vi.waitFor(async () => expect(await topicsAt(first.address)).toContain('TBW102'), {timeout: 10_000})

    const third = await startNameServer({port: 0})
    atEnd(() => third.close())
    await client().invoke(running.address, requests.updateBrokerConfig, change('namesrvAddr', third.address))
    await vi.waitFor(async () => expect(await topicsAt(third.address)).toContain('TBW102'))
    await running.close()
    expect(await topicsAt(third.address)).toEqual([])
  })

  it('hear of a broker that is read only', async () => {
    const cluster = await startCluster()
    atEnd(cluster.close)
    const [first] = cluster.brokers
    const remoting = client()
    const address = first?.address ?? ''
    await makeTopic(remoting, address, 'orders')
    await remoting.invoke(address, requests.updateBrokerConfig, change('brokerPermission', '4'))
    await vi.waitFor(async () => {
      const {body} = await remoting.invoke(cluster.nameServer, requests.getRouteinfoByTopic, {topic: 'orders'})
      expect(body.queueDatas[0]?.perm).toBe(4)
    })
  })
})

describe('a restart', () => {
  it('finds messages, topics, groups and offsets again', async () => {
    const folder = await temporaryFolder()
    const first = await broker({folder})
    const remoting = client()
    await makeTopic(remoting, first.address, 'orders', {readQueueNums: 2, attributes: '+message.type=FIFO'})
    for (let i = 0; i < 3; i++) await send(remoting, first.address, 'orders', {body: `m${i}`})
    await subscribe(remoting, first.address, 'billing', ['orders'])
    await pull(remoting, first.address, 'orders', {consumerGroup: 'billing', sysFlag: 5, commitOffset: 2})
    await first.close()
    // as a Java broker writes and reads them
    expect(await readFile(join(folder, 'config', 'consumerOffset.json'), 'utf8')).toMatch(
      /"orders@billing":\{\n\t+0:2\n\t+\}/,
    )
    expect(await readFile(join(folder, 'config', 'topics.json'), 'utf8')).toMatch(/^\{\n\t"dataVersion":\{/)

    const second = await broker({folder})
    const {address} = second
    expect(await bodiesOf(remoting, address, 'orders')).toEqual(['m0', 'm1', 'm2'])
    const {body: topic} = await remoting.invoke(address, requests.getTopicConfig, {topic: 'orders'})
    expect(topic).toMatchObject({readQueueNums: 2, attributes: new Map([['message.type', 'FIFO']])})
    const groups = await remoting.invoke(address, requests.getAllSubscriptiongroupConfig, {})
    expect(groups.body.subscriptionGroupTable.has('billing')).toBe(true)
    const offset = {consumerGroup: 'billing', topic: 'orders', queueId: 0}
    expect(await remoting.invoke(address, requests.queryConsumerOffset, offset)).toEqual({offset: 2})
    expect((await send(remoting, address, 'orders')).queueOffset).toBe(3)
  })

  it('is refused while the folder is open', async () => {
    const folder = await temporaryFolder()
    const first = await broker({folder})
    await expect(broker({folder})).rejects.toMatchObject({code: 'FOLDER_IN_USE'})
    await expect(broker({port: first.port})).rejects.toMatchObject({code: 'PORT_IN_USE'})
  })
})

describe('accounts', () => {
  const accounts = [
    {accessKey: 'admin', secretKey: 'topsecret', admin: true},
    {accessKey: 'user', secretKey: 'secret'},
  ]

  it('let in who signs with the right key, and to what they may do', async () => {
    const {address} = await broker({accounts})
    const admin = client({credentials: accounts[0]})
    const user = client({credentials: accounts[1]})
    await makeTopic(admin, address, 'orders')
    await send(user, address, 'orders', {properties: {KEYS: 'k'}})
    expect(await bodiesOf(user, address, 'orders')).toEqual(['hello'])
    await expect(makeTopic(user, address, 'more')).rejects.toMatchObject(refusal(16, /^User:user has no permission/))
    await expect(send(client(), address, 'orders')).rejects.toMatchObject({
      code: 'NO_PERMISSION',
      status: 4,
      ...refusal(16, /^username cannot be null\.$/),
    })
    const wrong = client({credentials: {accessKey: 'user', secretKey: 'guess'}})
    await expect(send(wrong, address, 'orders')).rejects.toMatchObject(refusal(16, /^check signature failed\.$/))
    const unknown = client({credentials: {accessKey: 'nobody', secretKey: 'x'}})
    await expect(send(unknown, address, 'orders')).rejects.toMatchObject(refusal(16, /^User:nobody is not found\.$/))
    await vi.waitFor(() =>
      user.invoke(address, requests.queryMessage, {
        topic: 'orders',
        key: 'k',
        maxNum: 1,
        beginTimestamp: 0,
        endTimestamp: 2n ** 53n,
        uniqueKeyQuery: true,
      }),
    )
  })
})

describe('ports', () => {
  const pem = (name: string) => readFile(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)))

  it('speak TLS as well where there are keys', async () => {
    const {address} = await broker({tls: {cert: await pem('server.pem'), key: await pem('server.key')}})
    const secure = client({tls: {ca: await pem('ca.pem')}})
    await makeTopic(secure, address, 'orders')
    await send(client(), address, 'orders', {body: 'plain'})
    await send(secure, address, 'orders', {body: 'secure'})
    expect(await bodiesOf(secure, address, 'orders')).toEqual(['plain', 'secure'])
  })

  it('are two, the other for Java clients with a VIP channel', async () => {
    const port = await freeBesides(2)
    await broker({port})
    const remoting = client()
    await makeTopic(remoting, `127.0.0.1:${port - 2}`, 'orders')
    expect((await send(remoting, `127.0.0.1:${port}`, 'orders')).queueOffset).toBe(0)
  })

  it('may be without that other one', async () => {
    const port = await freeBesides(2)
    const taken = createServer()
    taken.listen(port - 2, '127.0.0.1')
    await once(taken, 'listening')
    atEnd(async () => taken.close())
    const lines: string[] = []
    await broker({port, log: {sink: line => lines.push(line)}})
    expect(lines.join('\n')).toMatch(/WARN {2}broker-a: no VIP channel: .*in use/)
  })

  /** A port that is free together with the one so far below it. */
  async function freeBesides(distance: number): Promise<number> {
    for (;;) {
      const upper = createServer()
      upper.listen(0, '127.0.0.1')
      await once(upper, 'listening')
      const {port} = upper.address() as {port: number}
      const lower = createServer()
      lower.listen(port - distance, '127.0.0.1')
      const isFree = await once(lower, 'listening').then(
        () => true,
        () => false,
      )
      for (const each of [upper, lower]) each.close()
      await once(upper, 'close')
      if (isFree) return port
    }
  }
})

describe('bad input', () => {
  it('does not disturb others', async () => {
    const lines: string[] = []
    const {address, port} = await broker({log: {sink: line => lines.push(line)}})
    const remoting = client()
    await makeTopic(remoting, address, 'orders')
    const frame = (code: number, fields: Record<string, string>, body = Buffer.alloc(0)) =>
      encodeFrame({encoding: 'json', code, language: 0, version: 513, opaque: 1, flag: 0, fields, body})
    const answers: (readonly [number, string | undefined])[] = []
    const socket = connect(port, '127.0.0.1')
    atEnd(async () => socket.destroy())
    const frames = new FrameReader()
    socket.on('data', chunk => answers.push(...frames.push(chunk).map(({code, remark}) => [code, remark] as const)))
    const {fields} = encodeRequest(requests.sendMessageV2, sendArgs('orders'))
    socket.write(frame(999, {}))
    socket.write(frame(34, {}, Buffer.from('{"clientID":')))
    socket.write(frame(11, {topic: 'orders'}))
    socket.write(frame(310, {...fields, e: 'zero'}))
    socket.write(frame(310, {...fields, e: '-2147483648'}, Buffer.from('chosen')))
    await vi.waitFor(() => expect(answers).toHaveLength(5))
    expect(answers.sort(([a], [b]) => a - b)).toEqual([
      [0, undefined],
      [1, expect.stringMatching(/JSON/)],
      [1, expect.stringMatching(/consumerGroup/)],
      [1, expect.stringMatching(/queueId/)],
      [3, ' request type 999 not supported'],
    ])
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\x7f\xff\xff\xff\0\0\0\0', '\0\0\0\x08\x09\0\0\0\0\0\0\0', '\0\0'])
      await new Promise<void>(resolve => {
        const garbage = connect(port, '127.0.0.1', () => garbage.end(Buffer.from(bytes, 'latin1'), resolve))
        garbage.on('error', () => {})
      })
    expect(await bodiesOf(remoting, address, 'orders').then(bodies => bodies.length)).toBeLessThanOrEqual(1)
    expect(lines.filter(line => line.includes('ERROR'))).toEqual([])
  })
})
