/**
 * Stands between clients and the servers of a cluster and keeps what goes through. Java's tool and ours get the same replies: what
 * one has been answered to a reading request, the other is answered too, so that both print the same state.
 */
import type {Frame} from '../../src/protocol/frame.js'
import {isOneway} from '../../src/protocol/frame.js'
import {requests} from '../../src/protocol/index.js'
import {connect} from '../../src/remoting/connect.js'
import {Connection} from '../../src/remoting/connection.js'
import {Listener} from '../../src/remoting/listener.js'
import {type Exchange, exchangeOf, questionOf, replyOf, toBytes} from './tape.js'

const reads: ReadonlySet<number> = new Set(
  Object.values(requests)
    .filter(({effect, to}) => effect === 'read' && (to === 'broker' || to === 'nameServer' || to === 'controller'))
    .map(({code}) => code),
)

interface Behind {
  name: string
  address: string
}

export class Recorder {
  exchanges: Exchange[] = []
  /** Whether a question that was answered once is answered like that again. */
  private repeating = false
  nameServer = ''
  /** Where clients reach the brokers, in the order given. */
  brokers: string[] = []
  /** The same for controllers and other servers. */
  others: string[] = []
  private readonly answered = new Map<string, Exchange>()
  private readonly listeners: Listener[] = []
  private readonly upstream = new Map<Connection, Promise<Connection>>()
  private rewrites: [from: string, to: string][] = []

  /**
   * `others`: servers that tell addresses as a name server does, and whose own are told. `mapped`: brokers keep the addresses they have,
   * and clients find the recorder by an address map.
   */
  static async open(cluster: {
    nameServer: string
    brokers: readonly {address: string}[]
    others?: readonly {address: string}[]
    mapped?: boolean
  }): Promise<Recorder> {
    const recorder = new Recorder()
    const standBefore = async (address: string): Promise<string> => {
      const name = () => (cluster.mapped ? address : listener.address)
      const listener: Listener = await recorder.listen(() => ({name: name(), address}))
      if (!cluster.mapped) recorder.rewrites.push([address, listener.address])
      return listener.address
    }
    for (const {address} of cluster.brokers) recorder.brokers.push(await standBefore(address))
    for (const {address} of cluster.others ?? []) recorder.others.push(await standBefore(address))
    const nameServer = await recorder.listen(() => ({name: 'nameServer', address: cluster.nameServer}))
    recorder.nameServer = nameServer.address
    return recorder
  }

  /** From now on each reading request goes to the servers once. */
  freeze(): void {
    this.repeating = true
  }

  /** Forgets all replies: every request goes to the servers again. */
  thaw(): void {
    this.repeating = false
    this.answered.clear()
  }

  async close(): Promise<void> {
    await Promise.all(this.listeners.map(listener => listener.close(0)))
  }

  private async listen(behind: () => Behind): Promise<Listener> {
    const listener = await Listener.open({
      port: 0,
      dispatch: (frame, connection) => this.pass(frame, connection, behind()),
      onClose: connection => {
        const open = this.upstream.get(connection)
        this.upstream.delete(connection)
        void open?.then(peer => peer.destroy()).catch(() => {})
      },
    })
    this.listeners.push(listener)
    return listener
  }

  private async pass(asked: Frame, connection: Connection, {name, address}: Behind): Promise<Frame | undefined> {
    const question = questionOf({to: name, code: asked.code, fields: asked.fields, body: toBytes(asked.body)})
    const known = this.answered.get(question)
    if (known) {
      this.exchanges.push(known)
      return replyOf(known, asked)
    }
    const reply = await this.forwarded(asked, connection, {name, address}).catch(() => {
      connection.destroy()
      return undefined
    })
    if (reply === undefined) return undefined
    const exchange = exchangeOf(name, asked, reply)
    this.exchanges.push(exchange)
    if (this.repeating && reads.has(asked.code)) this.answered.set(question, exchange)
    return reply
  }

  private async forwarded(asked: Frame, connection: Connection, {name, address}: Behind): Promise<Frame | undefined> {
    const peer = await this.peerOf(connection, address)
    if (!isOneway(asked)) return this.rewritten(await peer.call(asked, 60_000), name)
    await peer.send(asked)
    return undefined
  }

  private peerOf(connection: Connection, address: string): Promise<Connection> {
    const known =
      this.upstream.get(connection) ??
      connect(address).then(
        stream => new Connection(stream, {address, onRequest: frame => this.passBack(frame, connection)}),
      )
    this.upstream.set(connection, known)
    return known
  }

  /** What a broker asks its client. */
  private async passBack(frame: Frame, connection: Connection): Promise<Frame | undefined> {
    if (!isOneway(frame)) return await connection.call(frame, 60_000).catch(() => undefined)
    await connection.send(frame).catch(() => {})
    return undefined
  }

  /** Name servers and controllers tell addresses: here they are told as those of the recorder. */
  private rewritten(reply: Frame, from: string): Frame {
    if (from !== 'nameServer' && !this.others.includes(from)) return reply
    const told = (text: string) => this.rewrites.reduce((all, [real, ours]) => all.replaceAll(real, ours), text)
    const fields = Object.fromEntries(Object.entries(reply.fields).map(([name, value]) => [name, told(value)]))
    return {...reply, fields, body: Buffer.from(told(reply.body.toString('utf8')))}
  }
}
