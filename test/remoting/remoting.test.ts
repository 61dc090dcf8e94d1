import {once} from 'node:events'
import {connect as connectTcp, createServer, type Server, type Socket} from 'node:net'
import {Duplex} from 'node:stream'
import {afterEach, describe, expect, it, vi} from 'vitest'
import {MqError, NetworkError, ServerError} from '../../src/errors.js'
import {encodeFrame, type Frame, replyFlag} from '../../src/protocol/frame.js'
import {request} from '../../src/protocol/request.js'
import {Connection} from '../../src/remoting/connection.js'
import {dispatcher, Refusal} from '../../src/remoting/dispatcher.js'
import {Listener} from '../../src/remoting/listener.js'
import {Remoting, type RemotingOptions} from '../../src/remoting/remoting.js'
import {int, str} from '../../src/schema.js'

const echo = request({
  name: 'ECHO',
  code: 1,
  to: 'broker',
  effect: 'read',
  header: {text: str()},
  reply: {header: {text: str()}},
})
const write = request({name: 'WRITE', code: 2, to: 'broker', effect: 'write', header: {n: int()}})
const silent = request({name: 'SILENT', code: 3, to: 'broker', effect: 'read'})
const unserved = request({name: 'UNSERVED', code: 4, to: 'broker', effect: 'read', since: '5.1.0'})
const table = {echo, write, silent, unserved}

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function server(written: number[] = []): Promise<Listener> {
  const listener = await Listener.open({
    port: 0,
    dispatch: dispatcher(
      'broker',
      table,
      {
        echo: ({text}) => ({text}),
        write: ({n}) => {
          if (n < 0) throw new Refusal(17, 'topic[x] not exist')
          written.push(n)
          return {}
        },
        silent: () => new Promise(() => {}),
      },
      {version: 513},
    ),
  })
  cleanups.push(() => listener.close(0))
  return listener
}

function client(options: RemotingOptions = {}): Remoting {
  const remoting = new Remoting(options)
  cleanups.push(() => remoting.close())
  return remoting
}

/** A peer that is not a broker: does with each connection what the test says. */
async function peer(behave: (socket: Socket, connection: number) => void): Promise<string> {
  let count = 0
  const sockets = new Set<Socket>()
  const tcp: Server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    behave(socket, ++count)
  })
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => tcp.close(resolve))
  })
  return `127.0.0.1:${(tcp.address() as {port: number}).port}`
}

const reply = (frame: Partial<Frame>): Buffer =>
  encodeFrame({
    encoding: 'json',
    code: 0,
    language: 0,
    version: 513,
    opaque: 0,
    flag: replyFlag,
    fields: {},
    body: Buffer.alloc(0),
    ...frame,
  })

describe('remoting', () => {
  it('pipelines requests over one connection, in both header encodings', async () => {
    const listener = await server()
    for (const encoding of ['json', 'binary'] as const) {
      const remoting = client({encoding})
      const texts = Array.from({length: 50}, (_, i) => `text ${i}`)
      const answers = await Promise.all(texts.map(text => remoting.invoke(listener.address, echo, {text})))
      expect(answers.map(answer => answer.text)).toEqual(texts)
    }
  })

  it('turns a response code into an error that carries every fact', async () => {
    const listener = await server()
    const error = await client()
      .invoke(listener.address, write, {n: -1})
      .catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ServerError)
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      status: 3,
      facts: {
        address: listener.address,
        role: 'broker',
        request: 'WRITE',
        responseCode: 17,
        responseName: 'TOPIC_NOT_EXIST',
        remark: 'topic[x] not exist',
      },
    })
  })

  it('says that a server does not know a request', async () => {
    const listener = await server()
    await expect(client().invoke(listener.address, unserved, {})).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      facts: {since: '5.1.0'},
    })
  })

  it('gives up on a server that never answers, and says the request was sent', async () => {
    const listener = await server()
    const error = (await client()
      .invoke(listener.address, silent, {}, {timeoutMs: 50})
      .catch((e: unknown) => e)) as NetworkError
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({code: 'TIMEOUT', sent: true, status: 5})
  })

  it('says that nobody listens', async () => {
    const address = await peer(() => {})
    const free = `127.0.0.1:${Number(address.split(':')[1])}`
    for (const cleanup of cleanups.splice(0)) await cleanup()
    await expect(client().invoke(free, echo, {text: 'x'})).rejects.toMatchObject({
      code: 'UNREACHABLE',
      sent: false,
      facts: {phase: 'connect'},
    })
  })

  it('survives late, unknown and repeated replies', async () => {
    const address = await peer(socket => {
      socket.once('data', () => {
        socket.write(reply({opaque: 77, fields: {text: 'unknown'}}))
        socket.write(reply({opaque: 0, fields: {text: 'mine'}}))
        socket.write(reply({opaque: 0, fields: {text: 'again'}}))
        socket.on('data', () => socket.write(reply({opaque: 1, fields: {text: 'second'}})))
      })
    })
    const remoting = client()
    expect(await remoting.invoke(address, echo, {text: 'x'})).toEqual({text: 'mine'})
    expect(await remoting.invoke(address, echo, {text: 'x'})).toEqual({text: 'second'})
  })

  it.each([
    ['garbage', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a frame of 2 GiB', Buffer.from('7fffffff00000000', 'hex')],
    ['a negative length', Buffer.from('ffffffff00000000', 'hex')],
    ['a header longer than its frame', Buffer.from('0000000800ffffff00000000', 'hex')],
    ['an unknown header encoding', Buffer.from('0000000809000000deadbeef', 'hex')],
  ])('ends with one clear error on %s', async (_, bytes) => {
    const address = await peer(socket => socket.on('data', () => socket.write(bytes)))
    await expect(client().invoke(address, echo, {text: 'x'})).rejects.toMatchObject({
      code: 'BAD_FRAME',
      facts: {address},
    })
  })

  it('does not repeat a write when the peer hangs up, but does repeat a read', async () => {
    let connections = 0
    const address = await peer((socket, n) => {
      connections = n
      socket.on('data', () =>
        n === 1 ? socket.end(Buffer.from('000000', 'hex')) : socket.write(reply({fields: {text: 'ok'}})),
      )
    })
    await expect(client().invoke(address, write, {n: 1})).rejects.toMatchObject({code: 'CONNECTION_LOST', sent: true})
    expect(connections).toBe(1)
    connections = 0
    const again = await peer((socket, n) => {
      connections = n
      socket.on('data', () => (n === 1 ? socket.destroy() : socket.write(reply({fields: {text: 'ok'}}))))
    })
    expect(await client().invoke(again, echo, {text: 'x'})).toEqual({text: 'ok'})
    expect(connections).toBe(2)
  })

  it('refuses to send a write in a dry run', async () => {
    const written: number[] = []
    const listener = await server(written)
    await expect(client({readOnly: true}).invoke(listener.address, write, {n: 1})).rejects.toBeInstanceOf(MqError)
    expect(written).toEqual([])
  })

  it('connects anew where a server goes away, and asks once more', async () => {
    const connections: number[] = []
    const address = await peer((socket, connection) => {
      socket.on('data', () => {
        connections.push(connection)
        socket.write(reply({code: connection === 1 ? 1500 : 0, fields: {text: 'here'}}))
      })
    })
    expect(await client().invoke(address, echo, {text: 'there'})).toEqual({text: 'here'})
    expect(connections).toEqual([1, 2])
  })

  it('gives each call that an abort ends its own facts', async () => {
    const controller = new AbortController()
    const remoting = client({signal: controller.signal})
    const {address} = await server()
    const {address: other} = await server()
    const calls = [remoting.invoke(address, silent, {}), remoting.invoke(other, silent, {})]
    controller.abort(new MqError('TIMEOUT', 'not done within 1 ms', {hint: 'take more time'}))
    const errors = await Promise.all(calls.map(call => call.catch(error => error)))
    expect(errors).toMatchObject(
      [address, other].map(address => ({code: 'TIMEOUT', hint: 'take more time', facts: {address, request: 'SILENT'}})),
    )
  })

  it('is ended by the whole command, whatever signal of its own a call has', async () => {
    const [whole, own] = [new AbortController(), new AbortController()]
    const remoting = client({signal: whole.signal})
    const {address} = await server()
    const first = remoting.invoke(address, silent, {}, {signal: own.signal})
    own.abort(new MqError('INTERRUPTED', 'enough'))
    await expect(first).rejects.toMatchObject({message: 'enough'})
    const second = remoting.invoke(address, silent, {}, {signal: new AbortController().signal})
    whole.abort(new MqError('INTERRUPTED', 'interrupted'))
    await expect(second).rejects.toMatchObject({message: 'interrupted'})
  })

  it('ends all calls when the whole command is aborted', async () => {
    const listener = await server()
    const controller = new AbortController()
    const call = client({signal: controller.signal}).invoke(listener.address, silent, {})
    controller.abort(new MqError('INTERRUPTED', 'interrupted'))
    await expect(call).rejects.toMatchObject({code: 'INTERRUPTED'})
  })
})

describe('a server', () => {
  it('is told of a fault of a handler, and its caller gets an answer', async () => {
    const faults: string[] = []
    const handlers = {
      echo: () => {
        throw new Error('broken')
      },
    }
    const listener = await Listener.open({
      port: 0,
      dispatch: dispatcher('broker', table, handlers, {
        version: 513,
        onFault: (request, error) => faults.push(`${request}: ${(error as Error).message}`),
      }),
    })
    cleanups.push(() => listener.close(0))
    await expect(client().invoke(listener.address, echo, {text: ''})).rejects.toMatchObject({remark: 'broken'})
    expect(faults).toEqual(['ECHO: broken'])
  })

  it('closes connections that are silent', async () => {
    const listener = await Listener.open({port: 0, idleTimeoutMs: 20, dispatch: async () => undefined})
    cleanups.push(() => listener.close(0))
    const socket = connectTcp(listener.port, '127.0.0.1')
    socket.resume()
    await once(socket, 'close')
  })

  it('reads no further while too much waits for its handlers', async () => {
    const [near, far] = duplexPair()
    const done: (() => void)[] = []
    const connection = new Connection(near, {
      address: 'peer',
      pendingBytesLimit: 10,
      onRequest: () =>
        new Promise(resolve => {
          done.push(() => resolve(undefined))
        }),
    })
    const write = () => far.write(reply({flag: 0, body: Buffer.alloc(8)}))
    write()
    await vi.waitFor(() => expect(done).toHaveLength(1))
    expect(near.isPaused()).toBe(false)
    write()
    await vi.waitFor(() => expect(done).toHaveLength(2))
    expect(near.isPaused()).toBe(true)
    done[0]?.()
    await vi.waitFor(() => expect(near.isPaused()).toBe(false))
    connection.destroy()
  })
})

/** What is written to one end comes out of the other. */
function duplexPair(): [Duplex, Duplex] {
  const ends: Duplex[] = [0, 1].map(
    index =>
      new Duplex({
        read() {},
        write(chunk, _, written) {
          ends[1 - index]?.push(chunk)
          written()
        },
      }),
  )
  return ends as [Duplex, Duplex]
}
