/**
 * Name servers and brokers that stand in front of those of a cluster, pass on what they are asked, and misbehave where a test
 * says so. Brokers are found through an address map: the cluster needs no change.
 */
import {encodeFrame, type Frame, isOneway, replyFlag} from '../../src/protocol/frame.js'
import {requestByCode} from '../../src/protocol/index.js'
import type {AnyRequest, HeaderFields, Role} from '../../src/protocol/request.js'
import {connect} from '../../src/remoting/connect.js'
import {Connection} from '../../src/remoting/connection.js'
import {Listener, type ListenerOptions} from '../../src/remoting/listener.js'
import type {Beyond} from './beyond.js'

export interface Seen {
  /** `nameServer` (the second one is `nameServer2`), or the name of a broker. */
  server: string
  address: string
  request: AnyRequest
  fields: HeaderFields
}

export interface Reply {
  code: number
  remark?: string
  fields?: Record<string, string>
  body?: string
}

/** What happens instead of the reply; a {@link Reply} is given in place of the server's own, which is not asked. */
export type Misdeed =
  | 'silence'
  | 'hang-up'
  | 'garbage'
  | 'half a frame'
  | 'a frame of 2 GiB'
  | 'a foreign frame'
  | Reply

interface Server {
  name: string
  role: Role
  behind: string
  address: string
  listener: Listener
}

export class Rogue {
  readonly seen: Seen[] = []
  /** How many replies were spoilt. */
  spoilt = 0
  /** Asked for every request: undefined lets it pass. */
  misdeed: (seen: Seen) => Misdeed | undefined = () => undefined
  /** Answers a reading request that came before as it was answered then, so that several lines tell of the same state. */
  repeating = false
  private readonly answered = new Map<string, Frame>()
  private readonly servers: Server[] = []
  private readonly upstream = new Map<Connection, Promise<Connection>>()

  private constructor(
    private readonly tls: ListenerOptions['tls'],
    private readonly beyond: Beyond | undefined,
  ) {}

  static async open(
    cluster: {
      nameServer: string
      brokers: readonly {name: string; address: string}[]
      /** Other servers, found through the address map as brokers are. */
      peers?: readonly {name: string; role: Role; address: string}[]
      beyond?: Beyond | undefined
    },
    {nameServers = 1, tls}: {nameServers?: number; tls?: ListenerOptions['tls']} = {},
  ): Promise<Rogue> {
    const rogue = new Rogue(tls, cluster.beyond)
    for (let number = 1; number <= nameServers; number++)
      await rogue.listen(number === 1 ? 'nameServer' : `nameServer${number}`, 'nameServer', cluster.nameServer)
    for (const {name, address} of cluster.brokers) await rogue.listen(name, 'broker', address)
    for (const {name, role, address} of cluster.peers ?? []) await rogue.listen(name, role, address)
    return rogue
  }

  /** For the environment of a command. */
  get env(): {NAMESRV_ADDR: string; MQADMIN_BROKER_MAP: string} {
    const isNameServer = ({role}: Server) => role === 'nameServer'
    return {
      NAMESRV_ADDR: this.servers
        .filter(isNameServer)
        .map(({address}) => address)
        .join(';'),
      MQADMIN_BROKER_MAP: this.servers
        .filter(server => !isNameServer(server))
        .map(({behind, address}) => `${behind}=${address}`)
        .join(';'),
    }
  }

  /** What was asked of servers that is more than reading. */
  get writes(): Seen[] {
    return this.seen.filter(({request}) => request.effect !== 'read')
  }

  addressOf(server: string): string {
    return this.server(server).address
  }

  /** Nobody listens there any more. */
  async kill(server: string): Promise<void> {
    await this.server(server).listener.close(0)
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map(({listener}) => listener.close(0)))
  }

  private server(name: string): Server {
    return this.servers.find(server => server.name === name) as Server
  }

  private async listen(name: string, role: Server['role'], behind: string): Promise<void> {
    const listener: Listener = await Listener.open({
      port: 0,
      tls: this.tls,
      dispatch: (frame, connection) => this.answer(server, frame, connection),
      onClose: connection => {
        const open = this.upstream.get(connection)
        this.upstream.delete(connection)
        void open?.then(peer => peer.destroy()).catch(() => {})
      },
    })
    const server: Server = {name, role, behind, address: listener.address, listener}
    this.servers.push(server)
  }

  private async answer(server: Server, asked: Frame, connection: Connection): Promise<Frame | undefined> {
    const request = requestByCode(asked.code, server.role)
    if (request === undefined) throw new Error(`the table has no request ${asked.code} to a ${server.role}`)
    const seen: Seen = {server: server.name, address: server.address, request, fields: asked.fields}
    this.seen.push(seen)
    const misdeed = this.misdeed(seen)
    if (misdeed === undefined) return this.repeated(server, request, asked, connection)
    this.spoilt++
    if (typeof misdeed === 'object') return replyOf(asked, misdeed)
    misbehave(misdeed, asked, connection)
    return undefined
  }

  private async repeated(server: Server, request: AnyRequest, asked: Frame, connection: Connection) {
    if (!this.repeating || request.effect !== 'read') return this.pass(server, asked, connection)
    const question = JSON.stringify([server.name, asked.code, asked.fields, asked.body.toString('base64')])
    const known = this.answered.get(question)
    if (known) return {...known, opaque: asked.opaque}
    const reply = await this.pass(server, asked, connection)
    if (reply) this.answered.set(question, reply)
    return reply
  }

  private async pass(server: Server, asked: Frame, connection: Connection): Promise<Frame | undefined> {
    const played = server.role === 'broker' ? this.beyond?.of(server.name, asked) : undefined
    if (played) return played(asked, connection)
    try {
      const peer = await this.peerOf(connection, server.behind)
      if (!isOneway(asked)) {
        const reply = await peer.call(asked, 60_000)
        return this.beyond && server.role === 'broker' ? this.beyond.complete(server.name, asked, reply) : reply
      }
      await peer.send(asked)
    } catch {
      // the server behind is gone, or nobody waits for its answer any more
      connection.destroy()
    }
    return undefined
  }

  private peerOf(connection: Connection, address: string): Promise<Connection> {
    const known = this.upstream.get(connection) ?? connect(address).then(stream => new Connection(stream, {address}))
    this.upstream.set(connection, known)
    return known
  }
}

function replyOf(asked: Frame, {code, remark, fields = {}, body = ''}: Reply): Frame {
  const said = remark === undefined ? {} : {remark}
  const {encoding, opaque, version} = asked
  return {encoding, code, language: 0, version, opaque, flag: replyFlag, ...said, fields, body: Buffer.from(body)}
}

function misbehave(misdeed: Exclude<Misdeed, Reply>, asked: Frame, {stream}: Connection): void {
  switch (misdeed) {
    case 'silence':
      return
    case 'hang-up':
      stream.destroy()
      return
    case 'garbage':
      stream.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
      return
    case 'half a frame': {
      const whole = encodeFrame(replyOf(asked, {code: 0, body: '{"some":"body"}'}))
      stream.end(whole.subarray(0, whole.length >> 1))
      return
    }
    case 'a frame of 2 GiB': {
      const length = Buffer.alloc(8)
      length.writeInt32BE(0x7fffffff, 0)
      stream.write(length)
      return
    }
    case 'a foreign frame':
      stream.write(encodeFrame({...replyOf(asked, {code: 0, body: '{}'}), opaque: asked.opaque + 1000}))
  }
}
