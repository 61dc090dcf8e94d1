import {once} from 'node:events'
import {createServer} from 'node:net'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {Cluster} from '../../src/cluster/cluster.js'
import {allOf, fanOut} from '../../src/cluster/fan-out.js'
import {MqError, type PartialError} from '../../src/errors.js'
import {requests} from '../../src/protocol/index.js'
import {parseAddress, parseAddressMap, splitAddresses} from '../../src/remoting/address.js'
import {Remoting, type RemotingOptions} from '../../src/remoting/remoting.js'
import {type Cluster as Running, startCluster} from '../../src/testing.js'

let running: Running
const open: Remoting[] = []
const connect = (nameServers: string[], options: RemotingOptions = {}) => {
  const remoting = new Remoting(options)
  open.push(remoting)
  return new Cluster(remoting, nameServers)
}

/** Nothing listens there: a port that was just given back. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as {port: number}
  await new Promise(resolve => server.close(resolve))
  return `127.0.0.1:${port}`
}

beforeAll(async () => {
  running = await startCluster({brokers: 2})
})
afterAll(async () => {
  await Promise.all(open.map(remoting => remoting.close()))
  await running.close()
})

describe('name servers', () => {
  it('are tried one after the other, and the one that answered stays first', async () => {
    const asked: string[] = []
    const dead = [await deadAddress(), await deadAddress()]
    const cluster = connect([...dead, running.nameServer], {onExchange: ({address}) => asked.push(address)})
    expect([...(await cluster.info()).clusterAddrTable.keys()]).toEqual(['DefaultCluster'])
    await cluster.info()
    expect(asked).toEqual([...dead, running.nameServer, running.nameServer])
  })

  it('that are all dead are all named', async () => {
    const dead = [await deadAddress(), await deadAddress()]
    const error = (await connect(dead)
      .info()
      .catch((e: unknown) => e)) as MqError
    expect(error).toMatchObject({code: 'NO_NAME_SERVER', status: 5})
    for (const address of dead) expect(error.message).toContain(address)
  })

  it('that refuse have answered: no other is asked', async () => {
    const asked: string[] = []
    const cluster = connect([running.nameServer, running.nameServer], {onExchange: ({address}) => asked.push(address)})
    await expect(cluster.ask(requests.getKvConfig, {namespace: 'none', key: 'none'})).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(asked.length).toBe(1)
  })

  it('that may have done a write are not followed by another one', async () => {
    const asked: string[] = []
    const silent = createServer(socket => socket.resume()).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = `127.0.0.1:${(silent.address() as {port: number}).port}`
    const options = {requestTimeoutMs: 50, onExchange: (exchange: {address: string}) => asked.push(exchange.address)}
    const cluster = connect([address, running.nameServer], options)
    const put = cluster.ask(requests.putKvConfig, {namespace: 'n', key: 'k', value: 'v'})
    await expect(put).rejects.toMatchObject({code: 'TIMEOUT', sent: true})
    expect(asked).toEqual([address])
    expect([...(await cluster.info()).clusterAddrTable.keys()]).toEqual(['DefaultCluster'])
    await cluster.remoting.close()
    silent.close()
  })

  it('are each told what has to be on all of them', async () => {
    const dead = await deadAddress()
    const {answers, failures} = await connect([running.nameServer, dead]).each(requests.putKvConfig, {
      namespace: 'n',
      key: 'k',
      value: 'v',
    })
    expect(answers.map(({address}) => address)).toEqual([running.nameServer])
    expect(failures.map(({target}) => target)).toEqual([`name server ${dead}`])
  })
})

describe('targets', () => {
  it('are the only cluster there is, a broker by name, or an address as it is', async () => {
    const cluster = connect([running.nameServer])
    const names = async (where: object) => (await cluster.targets(where)).map(({label}) => label)
    const [a, b] = running.brokers
    expect(await names({})).toEqual([`broker-a (${a?.address})`, `broker-b (${b?.address})`])
    expect(await names({broker: 'broker-b'})).toEqual([`broker-b (${b?.address})`])
    expect(await names({broker: '10.0.0.1:10911'})).toEqual(['10.0.0.1:10911'])
    await expect(cluster.targets({cluster: 'nope'})).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: 'known: DefaultCluster',
    })
    await expect(cluster.targets({broker: 'nope'})).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: 'known: broker-a, broker-b',
    })
  })

  it('reach brokers by the map where their own addresses cannot be reached', async () => {
    const [a] = running.brokers
    const addressMap = parseAddressMap(`172.17.0.3:*=${a?.address}`)
    const cluster = connect([running.nameServer], {addressMap})
    const {body} = await cluster.invoke('172.17.0.3:10911', requests.getBrokerRuntimeInfo, {})
    expect(body.table.get('brokerVersionDesc')).toBeDefined()
  })
})

describe('fan-out', () => {
  it('keeps the order, the bound and the failures', async () => {
    let running = 0
    let most = 0
    const ask = async (n: number) => {
      most = Math.max(most, ++running)
      await new Promise(resolve => setImmediate(resolve))
      running--
      if (n % 10 === 3) throw new MqError('TIMEOUT', `late ${n}`)
      return n * 2
    }
    const targets = Array.from({length: 40}, (_, n) => n)
    const {answers, failures} = await fanOut(targets, String, ask, 4)
    expect(most).toBe(4)
    expect(answers).toEqual(targets.filter(n => n % 10 !== 3).map(n => n * 2))
    expect(failures.map(({target}) => target)).toEqual(['3', '13', '23', '33'])
  })

  it('is one error for all: the common status, or 6 when some answered', () => {
    const failed = (code: 'TIMEOUT' | 'NOT_FOUND', target = 'x') => ({target, error: new MqError(code, code)})
    const status = (answers: number[], failures: {target: string; error: MqError}[]) => {
      try {
        return allOf({answers, failures}).length
      } catch (error) {
        return (error as PartialError).status
      }
    }
    expect(status([1, 2], [])).toBe(2)
    expect(status([1], [failed('TIMEOUT')])).toBe(6)
    expect(status([], [failed('TIMEOUT'), failed('TIMEOUT', 'y')])).toBe(5)
    expect(status([], [failed('TIMEOUT'), failed('NOT_FOUND', 'y')])).toBe(1)
    expect(status([], [failed('NOT_FOUND')])).toBe(3)
  })

  it('ends at once when the whole command is interrupted', async () => {
    const ask = async () => {
      throw new MqError('INTERRUPTED', 'interrupted')
    }
    await expect(fanOut([1, 2], String, ask)).rejects.toMatchObject({code: 'INTERRUPTED'})
  })
})

describe('addresses', () => {
  it.each([
    ['127.0.0.1:9876', {host: '127.0.0.1', port: 9876}],
    ['[::1]:9876', {host: '::1', port: 9876}],
    ['::1:9876', {host: '::1', port: 9876}],
    ['broker.example:10911', {host: 'broker.example', port: 10911}],
  ])('reads %s', (text, parsed) => expect(parseAddress(text)).toEqual(parsed))

  it.each(['', '9876', 'host', 'host:', ':9876', 'host:port', 'host:99999'])('refuses %j', text => {
    expect(() => parseAddress(text)).toThrow(MqError)
  })

  it('splits lists by semicolon and comma', () => {
    expect(splitAddresses(' a:1;b:2, c:3;; ')).toEqual(['a:1', 'b:2', 'c:3'])
  })

  it('maps by the first rule that fits, with any host or port', () => {
    const map = parseAddressMap('10.0.0.1:10911=127.0.0.1:1;10.0.0.2:*=127.0.0.1:*;*:10915=gate:*')
    expect(['10.0.0.1:10911', '10.0.0.2:7', '10.9.9.9:10915', '10.9.9.9:1'].map(map)).toEqual([
      '127.0.0.1:1',
      '127.0.0.1:7',
      'gate:10915',
      '10.9.9.9:1',
    ])
    expect(() => parseAddressMap('10.0.0.1')).toThrow(MqError)
  })
})
