// biome-ignore-all lint/suspicious/noExplicitAny: a declaration's own types are inferred; elsewhere any request will do
/**
 * One declaration per request code. The client, the embedded servers and `docs/protocol.md` all read it.
 *
 * ```ts
 * export const getMaxOffset = request({
 *   name: 'GET_MAX_OFFSET', code: 30, to: 'broker', effect: 'read',
 *   header: {topic: str(), queueId: int()},
 *   reply: {header: {offset: offset()}},
 * })
 * const {offset} = await remoting.invoke(address, getMaxOffset, {topic, queueId: 0})
 * ```
 *
 * Arguments are the header's fields, plus `body` where the request has one; a result is the reply header's fields, plus
 * `body`, plus `code` where more than one response code is an answer rather than an error.
 */
import {DecodeError} from '../errors.js'
import {type InferShape, readField, type Shape, ShapeError} from '../schema.js'
import type {Body} from './body.js'

export type Role = 'nameServer' | 'broker' | 'client' | 'controller' | 'container'
export type Effect = 'read' | 'write' | 'destroy'
/** extFields of a frame: all values are text. */
export type HeaderFields = Record<string, string>

type BodyPart<B> = [B] extends [Body<infer T>]
  ? undefined extends T
    ? {body?: T}
    : {body: T}
  : // biome-ignore lint/complexity/noBannedTypes: no body adds no property
    {}
type CodePart<C> = C extends readonly number[] ? {code: number} : object

interface ReplyDeclaration {
  header?: Shape
  body?: Body<any>
  /** Response codes that are answers, where success (0) is not the only one. */
  codes?: readonly number[]
}

interface RequestDeclaration {
  /** Java's name in `RequestCode`. */
  name: string
  code: number
  to: Role
  effect: Effect
  header?: Shape
  body?: Body<any>
  reply?: ReplyDeclaration
  /** How long one exchange may take where it is not the default of 5 s. */
  timeoutMs?: number
  /** The first release that serves it, where that is later than 4.9.2: `'5.1.0'`. */
  since?: string
  /** One sentence for the docs: what it does and its surprise. */
  about?: string
}

type ShapeOf<S> = S extends Shape ? InferShape<S> : object
type ReplyOf<D extends RequestDeclaration> = D['reply'] extends ReplyDeclaration ? D['reply'] : object
type Get<T, K extends string> = K extends keyof T ? T[K] : undefined

export type ArgsOf<D extends RequestDeclaration> = ShapeOf<D['header']> & BodyPart<D['body']>
export type ResultOf<D extends RequestDeclaration> = ShapeOf<Get<ReplyOf<D>, 'header'>> &
  BodyPart<Get<ReplyOf<D>, 'body'>> &
  CodePart<Get<ReplyOf<D>, 'codes'>>

export interface Request<Args = object, Result = object> extends RequestDeclaration {
  /** Only types: never set. */
  readonly types?: {args: (args: Args) => Args; result: (result: Result) => Result} | undefined
}
export type AnyRequest = Request<any, any>
export type Args<R> = R extends Request<infer A, infer _> ? A : never
export type Result<R> = R extends Request<infer _, infer T> ? T : never

export const request = <const D extends RequestDeclaration>(declaration: D): D & Request<ArgsOf<D>, ResultOf<D>> =>
  declaration as D & Request<ArgsOf<D>, ResultOf<D>>

export interface Payload {
  fields: HeaderFields
  body: Buffer
}

export const encodeRequest = <A>(request: Request<A, any>, args: A): Payload =>
  encode(request.header, request.body, args as Record<string, unknown>)

/** Throws {@link DecodeError} naming the header or body field that is missing or wrong. */
export const decodeRequest = <A>(request: Request<A, any>, payload: Payload): A =>
  decode(request.name, request.header, request.body, payload) as A

export const encodeReply = <R>(request: Request<any, R>, result: R): Payload =>
  encode(request.reply?.header, request.reply?.body, result as Record<string, unknown>)

/** Decoding never judges: the response code is looked at one step later. */
export const decodeReply = <R>(request: Request<any, R>, payload: Payload): R =>
  decode(`reply to ${request.name}`, request.reply?.header, request.reply?.body, payload) as R

function encode(header: Shape | undefined, body: Body<unknown> | undefined, values: Record<string, unknown>): Payload {
  const fields: HeaderFields = {}
  for (const [key, field] of Object.entries(header ?? {})) {
    const value = values[key]
    if (value !== undefined && value !== null) fields[field.wireName ?? key] = String(field.write(value))
  }
  const bytes = body && values['body'] !== undefined ? body.encode(values['body']) : Buffer.alloc(0)
  return {fields, body: bytes}
}

function decode(
  name: string,
  header: Shape | undefined,
  body: Body<unknown> | undefined,
  payload: Payload,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(header ?? {})) {
    try {
      const value = readField(field, payload.fields[field.wireName ?? key], `${name}.${key}`)
      if (value !== undefined) result[key] = value
    } catch (error) {
      if (error instanceof ShapeError) throw new DecodeError(error.message, {cause: error})
      throw error
    }
  }
  if (body) {
    const value = body.decode(payload.body)
    if (value !== undefined) result['body'] = value
  }
  return result
}
