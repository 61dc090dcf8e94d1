/**
 * The client: one connection per address, requests pipelined on it, each bounded in time. Typed by the request declaration:
 *
 * ```ts
 * const remoting = new Remoting()
 * const {offset} = await remoting.invoke('127.0.0.1:10911', getMaxOffset, {topic: 'orders', queueId: 0})
 * ```
 */
import {setMaxListeners} from 'node:events'
import {classifyResponse, DecodeError, MqError, NetworkError, ServerError} from '../errors.js'
import {
  clientVersion,
  type Frame,
  type HeaderEncoding,
  type Language,
  languages,
  onewayFlag,
} from '../protocol/frame.js'
import {type AnyRequest, type Args, decodeReply, encodeRequest, type Result, type Role} from '../protocol/request.js'
import {responseCode, responseName} from '../protocol/response-code.js'
import {type AddressMap, sameAddress} from './address.js'
import {connect, type TlsOptions} from './connect.js'
import {Connection} from './connection.js'
import {type Credentials, signFields} from './sign.js'

export interface RemotingOptions {
  tls?: TlsOptions | undefined
  credentials?: Credentials | undefined
  /** Rewrites addresses that brokers advertise; name servers are taken as given. */
  addressMap?: AddressMap | undefined
  /** One exchange; without it what the request declares, else 5 s. */
  requestTimeoutMs?: number | undefined
  connectTimeoutMs?: number | undefined
  /** Ends everything: the time-out of the whole command, or an interrupt. Its reason is what calls reject with. */
  signal?: AbortSignal | undefined
  encoding?: HeaderEncoding | undefined
  /** A dry run: a request that is not a read is a fault of the program and is not sent. */
  readOnly?: boolean | undefined
  /** Told of every exchange, for `--verbose`. Never sees secrets or bodies. */
  onExchange?: ((exchange: Exchange) => void) | undefined
  /** Serves requests that a server sends to its clients (reset offsets, running information, …). */
  onRequest?: ((frame: Frame, connection: Connection) => Promise<Frame | undefined>) | undefined
}

export interface Exchange {
  address: string
  request: string
  elapsedMs: number
  responseCode?: number | undefined
  error?: string | undefined
}

export interface InvokeOptions {
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
  /** What the client is written in, where servers answer some in a form of their own; JAVA. */
  language?: Language | undefined
}

export const roleNames: Record<Role, string> = {
  nameServer: 'name server',
  broker: 'broker',
  client: 'client',
  controller: 'controller',
  container: 'broker container',
}

export class Remoting {
  private readonly connections = new Map<string, Promise<Connection>>()
  private closing = false

  constructor(readonly options: RemotingOptions = {}) {
    // every call under way listens to it
    if (options.signal) setMaxListeners(0, options.signal)
  }

  /** One exchange. Rejects with {@link ServerError}, {@link NetworkError} or {@link DecodeError}, each with all facts. */
  async invoke<R extends AnyRequest>(
    address: string,
    request: R,
    args: Args<R>,
    options: InvokeOptions = {},
  ): Promise<Result<R>> {
    const started = Date.now()
    const facts = () => ({
      address: this.reachable(address, request),
      role: roleNames[request.to],
      request: request.name,
      elapsedMs: Date.now() - started,
    })
    const told = (outcome: Pick<Exchange, 'responseCode' | 'error'>) =>
      this.options.onExchange?.({address, request: request.name, elapsedMs: Date.now() - started, ...outcome})
    try {
      const reply = await this.exchange(address, request, args, options)
      told({responseCode: reply.code})
      return judge(request, reply, facts())
    } catch (thrown) {
      const error = this.ownError(thrown, options)
      if (error instanceof MqError) Object.assign(error.facts, {...facts(), ...error.facts})
      if (!(error instanceof ServerError)) told({error: error instanceof Error ? error.message : String(error)})
      throw error
    }
  }

  /** Sends without waiting for an answer. */
  async oneway<R extends AnyRequest>(address: string, request: R, args: Args<R>): Promise<void> {
    this.guard(request)
    const frame = this.frame(request, args)
    const connection = await this.connection(this.reachable(address, request))
    await connection.send({...frame, flag: onewayFlag})
  }

  /** Closes all connections; calls under way end as lost. */
  async close(): Promise<void> {
    this.closing = true
    const open = [...this.connections.values()]
    this.connections.clear()
    await Promise.all(open.map(connection => connection.then(c => c.destroy()).catch(() => {})))
  }

  private async exchange<R extends AnyRequest>(
    address: string,
    request: R,
    args: Args<R>,
    options: InvokeOptions,
  ): Promise<Frame> {
    this.guard(request)
    const frame = this.frame(request, args, options.language)
    const target = this.reachable(address, request)
    const timeoutMs = options.timeoutMs ?? this.options.requestTimeoutMs ?? request.timeoutMs ?? 5000
    const signal = this.signalOf(options)
    for (let attempt = 1; ; attempt++) {
      const connection = await this.connection(target)
      try {
        const reply = await connection.call(frame, timeoutMs, signal)
        if (reply.code !== responseCode.GO_AWAY || attempt > 1) return reply
        connection.close()
      } catch (error) {
        // a connection that idled out under us: a read may go out again
        const lost = error instanceof NetworkError && error.code === 'CONNECTION_LOST'
        if (!lost || request.effect !== 'read' || attempt > 1 || this.closing) throw error
      }
    }
  }

  private signalOf({signal}: InvokeOptions): AbortSignal | undefined {
    const whole = this.options.signal
    return signal && whole ? AbortSignal.any([signal, whole]) : (signal ?? whole)
  }

  /** What a signal is aborted with ends many calls at once: each gets an error of its own, to hold its own facts. */
  private ownError(thrown: unknown, options: InvokeOptions): unknown {
    const shared = thrown === options.signal?.reason || thrown === this.options.signal?.reason
    if (!shared || !(thrown instanceof MqError)) return thrown
    const {code, message, facts, hint, cause} = thrown
    return new MqError(code, message, {facts: {...facts}, hint, cause})
  }

  private guard(request: AnyRequest): void {
    if (this.options.readOnly && request.effect !== 'read')
      throw new MqError('INTERNAL', `a dry run must not send ${request.name}`)
  }

  private reachable(address: string, request: AnyRequest): string {
    return request.to === 'nameServer' ? address : (this.options.addressMap ?? sameAddress)(address)
  }

  private frame<R extends AnyRequest>(request: R, args: Args<R>, language: Language = 'JAVA'): Frame {
    const {fields, body} = encodeRequest(request, args)
    const {credentials, encoding} = this.options
    return {
      encoding: encoding ?? 'json',
      code: request.code,
      language: languages.indexOf(language),
      version: clientVersion,
      opaque: 0,
      flag: 0,
      fields: credentials ? signFields(fields, body, credentials) : fields,
      body,
    }
  }

  private async connection(address: string): Promise<Connection> {
    for (;;) {
      const known = this.connections.get(address)
      if (known === undefined) {
        const opening = this.open(address)
        this.connections.set(address, opening)
        opening.catch(() => this.connections.delete(address))
        return await opening
      }
      const connection = await known
      if (!connection.closed) return connection
      if (this.connections.get(address) === known) this.connections.delete(address)
    }
  }

  private async open(address: string): Promise<Connection> {
    const socket = await connect(address, {
      tls: this.options.tls,
      signal: this.options.signal,
      ...(this.options.connectTimeoutMs === undefined ? {} : {timeoutMs: this.options.connectTimeoutMs}),
    })
    return new Connection(socket, {
      address,
      ...(this.options.onRequest ? {onRequest: this.options.onRequest} : {}),
    })
  }
}

function judge<R extends AnyRequest>(request: R, reply: Frame, facts: object): Result<R> {
  const answers: readonly number[] = request.reply?.codes ?? [responseCode.SUCCESS]
  if (!answers.includes(reply.code)) throw refusal(request, reply, facts)
  try {
    const result = decodeReply(request as AnyRequest, reply) as Record<string, unknown>
    return (request.reply?.codes ? {...result, code: reply.code} : result) as Result<R>
  } catch (error) {
    if (error instanceof DecodeError) Object.assign(error.facts, {phase: 'decode', ...facts})
    throw error
  }
}

function refusal(request: AnyRequest, reply: Frame, facts: object): ServerError {
  const {code, hint} = classifyResponse(reply.code, reply.remark)
  const name = responseName(reply.code)
  const words = reply.remark?.trim() || 'no reason given'
  return new ServerError(code, words, {
    hint,
    facts: {
      ...facts,
      phase: 'answer',
      responseCode: reply.code,
      responseName: name,
      remark: reply.remark,
      // the embedded broker says itself why
      ...(request.since && code === 'NOT_SUPPORTED' && !words.includes('embedded') ? {since: request.since} : {}),
    },
  })
}
