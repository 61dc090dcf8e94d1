/**
 * One connection, either side. Frames go both ways at once: replies are matched to our own requests by `opaque`, requests of
 * the peer go to a handler. A frame is consumed before anyone asks who waits for it, so late and unknown replies do no harm.
 */
import type {Duplex} from 'node:stream'
import {asMqError, DecodeError, NetworkError} from '../errors.js'
import {encodeFrame, type Frame, FrameReader, isOneway, isReply, maxFrameLength} from '../protocol/frame.js'

export interface ConnectionOptions {
  /** `host:port` of the peer, for messages and as the host a broker stores. */
  address: string
  /** Largest frame taken, in bytes. */
  frameLimit?: number
  /** Gets each request of the peer; what it returns is sent as the reply, unless the request was one-way. */
  onRequest?: (frame: Frame, connection: Connection) => Promise<Frame | undefined>
  onClose?: (connection: Connection) => void
  /** Stop reading while requests of this many bytes wait for their handlers. */
  pendingBytesLimit?: number
}

interface Waiter {
  resolve: (frame: Frame) => void
  reject: (error: Error) => void
  timer: NodeJS.Timeout
}

export class Connection {
  readonly address: string
  /** Set when the connection is over. */
  closed: Error | undefined
  /** The version of the peer's last frame; brokers decide by it. */
  peerVersion = 0
  peerLanguage = 0

  private readonly reader: FrameReader
  private readonly waiters = new Map<number, Waiter>()
  private nextOpaque = 0
  private pendingBytes = 0
  private handling = 0
  private idle: (() => void) | undefined
  private gathering = false

  constructor(
    readonly stream: Duplex,
    private readonly options: ConnectionOptions,
  ) {
    this.address = options.address
    this.reader = new FrameReader(options.frameLimit ?? maxFrameLength)
    stream.on('data', (chunk: Buffer) => this.received(chunk))
    stream.on('drain', () => this.flowControl())
    stream.on('error', error => this.end(error))
    stream.on('close', () => this.end(undefined))
    stream.on('end', () => this.end(undefined))
  }

  /** Sends a request and waits for its reply. `opaque` is set here. */
  call(frame: Frame, timeoutMs: number, signal?: AbortSignal): Promise<Frame> {
    if (this.closed) return Promise.reject(this.closed)
    if (signal?.aborted) return Promise.reject(signal.reason)
    const opaque = this.nextOpaque++ & 0x7fffffff
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        this.waiters.delete(opaque)
        signal?.removeEventListener('abort', aborted)
      }
      const aborted = () => {
        settle()
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        settle()
        reject(
          new NetworkError('TIMEOUT', `no answer from ${this.address} within ${timeoutMs} ms`, {
            sent: true,
            facts: {address: this.address, phase: 'answer', elapsedMs: timeoutMs},
          }),
        )
      }, timeoutMs)
      signal?.addEventListener('abort', aborted, {once: true})
      this.waiters.set(opaque, {
        timer,
        resolve: reply => {
          settle()
          resolve(reply)
        },
        reject: error => {
          settle()
          reject(error)
        },
      })
      this.write({...frame, opaque})
    })
  }

  /** Sends a frame that gets no reply. Resolves when the bytes were handed to the system. */
  send(frame: Frame): Promise<void> {
    if (this.closed) return Promise.reject(this.closed)
    this.gather()
    return new Promise((resolve, reject) => {
      this.stream.write(encodeFrame({...frame, opaque: frame.opaque || this.nextOpaque++ & 0x7fffffff}), error =>
        error ? reject(error) : resolve(),
      )
    })
  }

  /** Ends after what was written is out. */
  close(): void {
    this.end(undefined)
    this.stream.end()
  }

  /** Ends at once. */
  destroy(): void {
    this.end(undefined)
    this.stream.destroy()
  }

  /** Resolves when no request of the peer is being handled. */
  async settled(): Promise<void> {
    if (this.handling === 0) return
    await new Promise<void>(resolve => {
      this.idle = resolve
    })
  }

  private write(frame: Frame): void {
    if (!this.closed && this.stream.writable) {
      this.gather()
      this.stream.write(encodeFrame(frame))
    }
    this.flowControl()
  }

  /** What is written in one turn of the event loop goes out in one call of the system: that is most of a reply's price. */
  private gather(): void {
    if (this.gathering) return
    this.gathering = true
    this.stream.cork()
    process.nextTick(() => {
      this.gathering = false
      this.stream.uncork()
    })
  }

  private received(chunk: Buffer): void {
    let frames: Frame[]
    try {
      frames = this.reader.push(chunk)
    } catch (error) {
      this.end(asMqError(error))
      this.stream.destroy()
      return
    }
    for (const frame of frames) {
      this.peerVersion = frame.version
      this.peerLanguage = frame.language
      if (isReply(frame)) this.waiters.get(frame.opaque)?.resolve(frame)
      else void this.handle(frame)
    }
  }

  private async handle(frame: Frame): Promise<void> {
    const {onRequest} = this.options
    if (!onRequest) return
    this.handling++
    this.pendingBytes += frame.body.length
    this.flowControl()
    try {
      const reply = await onRequest(frame, this)
      if (reply && !isOneway(frame)) this.write({...reply, opaque: frame.opaque})
    } finally {
      this.handling--
      this.pendingBytes -= frame.body.length
      if (this.handling === 0) this.idle?.()
      this.flowControl()
    }
  }

  /** Reads no further while too much waits on either side: a peer that sends faster than it reads cannot fill the memory. */
  private flowControl(): void {
    const limit = this.options.pendingBytesLimit ?? 32 * 1024 * 1024
    const full = this.pendingBytes > limit || (this.options.onRequest !== undefined && this.stream.writableNeedDrain)
    if (full !== this.stream.isPaused()) full ? this.stream.pause() : this.stream.resume()
  }

  private end(cause: Error | undefined): void {
    if (this.closed) return
    this.closed = this.lost(cause)
    const waiters = [...this.waiters.values()]
    this.waiters.clear()
    for (const waiter of waiters) waiter.reject(this.lost(cause))
    this.options.onClose?.(this)
  }

  /** A new one for each who waits: every call adds its own facts. */
  private lost(cause: Error | undefined): NetworkError {
    const facts = {address: this.address, phase: 'answer' as const}
    return cause instanceof DecodeError
      ? new NetworkError('BAD_FRAME', `${this.address} sent what is ${cause.message}`, {sent: true, cause, facts})
      : new NetworkError('CONNECTION_LOST', `${this.address} closed the connection`, {sent: true, cause, facts})
  }
}
