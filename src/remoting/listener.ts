/**
 * The server: accepts plain and TLS connections on one port. The first byte tells them apart: a TLS handshake begins with
 * 0x16, a frame with the high byte of its length, which is 0.
 */

import {once} from 'node:events'
import {createServer, type Server, type Socket} from 'node:net'
import type {TLSSocket, Server as TlsServer} from 'node:tls'
import {MqError} from '../errors.js'
import {formatAddress} from './address.js'
import {Connection} from './connection.js'
import type {Dispatch} from './dispatcher.js'

export interface ListenerOptions {
  host?: string
  /** 0 picks a free one. */
  port: number
  dispatch: Dispatch
  onOpen?: (connection: Connection) => void
  onClose?: (connection: Connection) => void
  /** A connection without traffic is closed after this long; Java's is 120 s. */
  idleTimeoutMs?: number
  frameLimit?: number
  /** Serve TLS too: PEM texts. `required` closes plain connections. */
  tls?:
    | {cert: string | Buffer; key: string | Buffer; ca?: string | Buffer; requestCert?: boolean; required?: boolean}
    | undefined
}

export class Listener {
  private readonly connections = new Set<Connection>()
  private readonly sockets = new Set<Socket>()
  private stopping = false
  private secure: Promise<TlsServer> | undefined

  private constructor(
    private readonly server: Server,
    private readonly options: ListenerOptions,
  ) {}

  /** Rejects with `PORT_IN_USE` when something listens there already. */
  static async open(options: ListenerOptions): Promise<Listener> {
    const server = createServer({noDelay: true, pauseOnConnect: options.tls !== undefined})
    const listener = new Listener(server, options)
    server.on('connection', socket => listener.accept(socket))
    server.listen({host: options.host ?? '127.0.0.1', port: options.port})
    try {
      await once(server, 'listening')
    } catch (error) {
      const at = formatAddress(options.host ?? '127.0.0.1', options.port)
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
        throw new MqError('PORT_IN_USE', `cannot listen on ${at}: the port is in use`, {
          cause: error,
          facts: {address: at},
        })
      throw new MqError('NODE_FAILED', `cannot listen on ${at}: ${(error as Error).message}`, {cause: error})
    }
    return listener
  }

  get port(): number {
    return (this.server.address() as {port: number}).port
  }

  get address(): string {
    return formatAddress(this.options.host ?? '127.0.0.1', this.port)
  }

  /** Takes no more connections, lets requests under way end for `graceMs`, then closes all. */
  async close(graceMs = 1000): Promise<void> {
    this.stopping = true
    const closed = new Promise(resolve => this.server.close(resolve))
    let timer: NodeJS.Timeout | undefined
    const grace = new Promise(resolve => {
      timer = setTimeout(resolve, graceMs)
    })
    for (const connection of this.connections) connection.stream.pause()
    await Promise.race([Promise.all([...this.connections].map(connection => connection.settled())), grace])
    clearTimeout(timer)
    for (const connection of this.connections) connection.close()
    for (const socket of this.sockets) socket.destroySoon()
    await closed
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket)
    socket.once('close', () => this.sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.setTimeout(this.options.idleTimeoutMs ?? 120_000, () => socket.destroy())
    if (this.stopping) socket.destroy()
    else if (this.options.tls) void this.sniff(socket, this.options.tls)
    else this.serve(socket)
  }

  private async sniff(socket: Socket, tls: NonNullable<ListenerOptions['tls']>): Promise<void> {
    const first = await firstByte(socket)
    if (first === undefined) return
    if (first !== 0x16) {
      if (tls.required) socket.destroy()
      else this.serve(socket)
      return
    }
    this.secure ??= this.createSecure(tls)
    const secure = await this.secure
    secure.emit('connection', socket)
  }

  /** Does the handshakes; it listens nowhere, sockets are handed to it. */
  private async createSecure(tls: NonNullable<ListenerOptions['tls']>): Promise<TlsServer> {
    const {createServer: createTlsServer} = await import('node:tls')
    const {cert, key, ca, requestCert = false} = tls
    const secure = createTlsServer({cert, key, ca, requestCert, rejectUnauthorized: requestCert})
    secure.on('secureConnection', (stream: TLSSocket) => this.serve(stream))
    secure.on('tlsClientError', (_, stream: TLSSocket) => stream.destroy())
    return secure
  }

  private serve(stream: Socket): void {
    const connection = new Connection(stream, {
      address: formatAddress((stream.remoteAddress ?? '').replace(/^::ffff:/, ''), stream.remotePort ?? 0),
      onRequest: this.options.dispatch,
      onClose: closed => {
        this.connections.delete(closed)
        this.options.onClose?.(closed)
      },
      ...(this.options.frameLimit === undefined ? {} : {frameLimit: this.options.frameLimit}),
    })
    this.connections.add(connection)
    this.options.onOpen?.(connection)
    stream.resume()
  }
}

async function firstByte(socket: Socket): Promise<number | undefined> {
  for (;;) {
    const chunk: Buffer | null = socket.read()
    if (chunk && chunk.length > 0) {
      socket.unshift(chunk)
      return chunk[0]
    }
    if (socket.destroyed || socket.readableEnded) return undefined
    await Promise.race([once(socket, 'readable'), once(socket, 'close')]).catch(() => {})
  }
}
