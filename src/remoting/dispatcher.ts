/**
 * The server side of the request table: a partial map of handlers, keyed by the request's export name. A missing key is
 * "request code not supported", as a Java broker would answer.
 *
 * ```ts
 * const dispatch = dispatcher('broker', requests, {
 *   getMaxOffset: async ({topic, queueId}) => ({offset: store.maxOffset(topic, queueId)}),
 * })
 * ```
 */
import {DecodeError, MqError} from '../errors.js'
import {type Frame, isOneway, replyFlag} from '../protocol/frame.js'
import {
  type AnyRequest,
  type Args,
  decodeRequest,
  encodeReply,
  encodeRequest,
  type HeaderFields,
  type Result,
  type Role,
} from '../protocol/request.js'
import {responseCode} from '../protocol/response-code.js'
import type {Connection} from './connection.js'

/** What a handler knows about its caller. */
export interface Caller {
  readonly connection: Connection
  /** `host:port` the request came from. */
  readonly address: string
  /** The caller's release, as the number of the frame. */
  readonly version: number
  readonly language: number
  readonly oneway: boolean
  /** All extFields as they came, for signatures and fields nobody declared. */
  readonly fields: HeaderFields
  readonly body: Buffer
  /** Aborted when the caller's connection is gone: held requests end then. */
  readonly signal: AbortSignal
}

/** Thrown by a handler: the response code, remark and perhaps some header fields of the reply. */
export class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    remark: string,
    readonly fields: HeaderFields = {},
  ) {
    super(remark)
    this.name = 'Refusal'
  }
}

/** A reply as it is to go out, where the declaration does not say it all: one that is passed on, a remark on success. */
export class RawReply {
  constructor(readonly frame: Pick<Frame, 'code' | 'remark' | 'fields' | 'body'>) {}
}

type Answer<R extends AnyRequest> = Result<R> | RawReply
export type Handler<R extends AnyRequest> = (args: Args<R>, caller: Caller) => Promise<Answer<R>> | Answer<R>
export type Handlers<T extends Record<string, AnyRequest>> = {[K in keyof T]?: Handler<T[K]>}

export interface DispatcherOptions {
  /** The release this server says it is, in every reply. */
  version: number
  /** Runs before each handler: authentication. Throws {@link Refusal}. */
  before?: ((request: AnyRequest | undefined, caller: Caller) => void | Promise<void>) | undefined
  /** Why a request of the table has no handler, in a few words behind "not supported". */
  whyNot?: ((request: AnyRequest) => string | undefined) | undefined
  /** Told of faults of ours: what a handler threw that is neither a refusal nor an error of the table. */
  onFault?: ((request: string, error: unknown) => void) | undefined
}

export type Dispatch = (frame: Frame, connection: Connection) => Promise<Frame | undefined>

export function dispatcher<T extends Record<string, AnyRequest>>(
  role: Role,
  table: T,
  handlers: Handlers<T>,
  options: DispatcherOptions,
): Dispatch {
  const byCode = new Map<number, {request: AnyRequest; handler: Handler<AnyRequest> | undefined}>()
  for (const [key, request] of Object.entries(table)) {
    if (request.to === role)
      byCode.set(request.code, {request, handler: handlers[key] as Handler<AnyRequest> | undefined})
  }
  const signals = new WeakMap<Connection, AbortSignal>()
  return async (frame, connection) => {
    const reply = (code: number, remark?: string, payload?: {fields: HeaderFields; body: Buffer}): Frame => ({
      encoding: frame.encoding,
      code,
      language: 0,
      version: options.version,
      opaque: frame.opaque,
      flag: replyFlag,
      ...(remark === undefined ? {} : {remark}),
      fields: payload?.fields ?? {},
      body: payload?.body ?? Buffer.alloc(0),
    })
    const known = byCode.get(frame.code)
    const caller: Caller = {
      connection,
      address: connection.address,
      version: frame.version,
      language: frame.language,
      oneway: isOneway(frame),
      fields: frame.fields,
      body: frame.body,
      signal: closeSignal(connection, signals),
    }
    try {
      await options.before?.(known?.request, caller)
      if (!known?.handler) {
        const why = known && options.whyNot?.(known.request)
        const remark = ` request type ${frame.code} not supported${why === undefined ? '' : ` ${why}`}`
        return reply(responseCode.REQUEST_CODE_NOT_SUPPORTED, remark)
      }
      const args = decodeRequest(known.request, frame)
      const answer = await known.handler(args, caller)
      if (answer instanceof RawReply) return reply(answer.frame.code, answer.frame.remark, answer.frame)
      const result = answer as Record<string, unknown> & {code?: number; remark?: string}
      return reply(result.code ?? responseCode.SUCCESS, result.remark, encodeReply(known.request as AnyRequest, result))
    } catch (error) {
      if (error instanceof Refusal)
        return reply(error.responseCode, error.message, {fields: error.fields, body: Buffer.alloc(0)})
      if (error instanceof DecodeError) return reply(responseCode.SYSTEM_ERROR, error.message)
      if (isFault(error)) options.onFault?.(known?.request.name ?? String(frame.code), error)
      return reply(responseCode.SYSTEM_ERROR, error instanceof Error ? error.message : String(error))
    }
  }
}

/** Not the caller's doing. */
const isFault = (error: unknown): boolean =>
  !(error instanceof MqError) || error.code === 'INTERNAL' || error.code === 'STORE_FAILED'

function closeSignal(connection: Connection, known: WeakMap<Connection, AbortSignal>): AbortSignal {
  let signal = known.get(connection)
  if (!signal) {
    const controller = new AbortController()
    connection.stream.once('close', () => controller.abort(new Error('the caller is gone')))
    signal = controller.signal
    known.set(connection, signal)
  }
  return signal
}

/** A request from a server to a connected client, on the connection the client opened. */
export function requestFrame<R extends AnyRequest>(request: R, args: Args<R>, version: number): Frame {
  const {fields, body} = encodeRequest(request, args)
  return {encoding: 'json', code: request.code, language: 0, version, opaque: 0, flag: 0, fields, body}
}
