/**
 * Exchanges between a client and the servers of a cluster, kept as they went over the wire, and the servers that answer from
 * them. Addresses stay those of the recording: a client finds the playing servers through an address map.
 */
import type {Frame} from '../../src/protocol/frame.js'
import {replyFlag} from '../../src/protocol/frame.js'
import type {HeaderFields} from '../../src/protocol/request.js'
import type {Dispatch} from '../../src/remoting/dispatcher.js'
import {Listener} from '../../src/remoting/listener.js'

type Question = Pick<Exchange, 'to' | 'code' | 'fields' | 'body'>

/** Text where the bytes are UTF-8, else base64. */
export type Bytes = string | {base64: string}

export interface Exchange {
  /** `nameServer`, or the address of a broker as the name server told it. */
  to: string
  code: number
  fields: HeaderFields
  body?: Bytes
  reply: {code: number; version: number; remark?: string; fields: HeaderFields; body?: Bytes}
}

export function toBytes(buffer: Buffer): Bytes {
  const text = buffer.toString('utf8')
  return Buffer.from(text).equals(buffer) ? text : {base64: buffer.toString('base64')}
}

export const fromBytes = (bytes: Bytes | undefined): Buffer =>
  bytes === undefined
    ? Buffer.alloc(0)
    : typeof bytes === 'string'
      ? Buffer.from(bytes)
      : Buffer.from(bytes.base64, 'base64')

export const exchangeOf = (to: string, asked: Frame, reply: Frame): Exchange => ({
  to,
  code: asked.code,
  fields: asked.fields,
  ...(asked.body.length > 0 && {body: toBytes(asked.body)}),
  reply: {
    code: reply.code,
    version: reply.version,
    ...(reply.remark !== undefined && {remark: reply.remark}),
    fields: reply.fields,
    ...(reply.body.length > 0 && {body: toBytes(reply.body)}),
  },
})

export const replyOf = ({reply}: Exchange, asked: Frame): Frame => ({
  encoding: asked.encoding,
  code: reply.code,
  language: 0,
  version: reply.version,
  opaque: asked.opaque,
  flag: replyFlag,
  ...(reply.remark !== undefined && {remark: reply.remark}),
  fields: reply.fields,
  body: fromBytes(reply.body),
})

/** Equal for two requests that are the same in all but the client, the connection and the time. */
export function questionOf({to, code, fields, body}: Question, without: ReadonlySet<string> = new Set()): string {
  const asked = Object.entries(fields)
    .filter(([name]) => !without.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([to, code, asked, body ?? ''])
}

/** Fields that follow from the moment a line is run. */
const ofTheMoment = new Set([
  'subVersion',
  'beginTimestamp',
  'endTimestamp',
  'timestamp',
  'bornTimestamp',
  'invokeTime',
  // over the others
  'Signature',
  // of SEND_MESSAGE_V2: bornTimestamp and properties, which hold the unique id
  ...['g', 'i'],
])

const withoutTimes = (question: string) => question.replace(/\b\d{13}\b/g, '~')

/** A message to the trace topic holds how long things took, and the name of its producer when it was started. */
const isTrace = ({fields}: Pick<Question, 'fields'>) => fields['b'] === 'RMQ_SYS_TRACE_TOPIC'

export interface Player {
  /** For `-n`. */
  nameServer: string
  /** For `--broker-map`; empty when no broker was recorded. */
  brokerMap: string
  close(): Promise<void>
}

/**
 * Servers that answer what was recorded. Replies to the same question come in the recorded order, the last one again and again; a
 * question that was not recorded is refused. Each of `brokers` is known by several addresses, the first of which is in the tape.
 */
export async function play(exchanges: readonly Exchange[], brokers: readonly (readonly string[])[]): Promise<Player> {
  const exact = new Answers(exchanges, question => questionOf(question))
  const near = new Answers(exchanges, question => withoutTimes(questionOf(question, ofTheMoment)))
  const traces = new Answers(exchanges.filter(isTrace), ({to}) => to)
  const answer =
    (to: string): Dispatch =>
    async asked => {
      const question = {to, code: asked.code, fields: asked.fields, body: toBytes(asked.body)}
      const known =
        exact.next(question) ?? near.next(question) ?? (isTrace(question) ? traces.next(question) : undefined)
      const refusal = {code: 1, version: 0, remark: `not recorded: ${questionOf(question)}`, fields: {}}
      return replyOf(known ?? {...question, reply: refusal}, asked)
    }
  const open = (to: string) => Listener.open({port: 0, dispatch: answer(to)})
  const nameServer = await open('nameServer')
  const playing = await Promise.all(
    brokers.map(async addresses => ({addresses, listener: await open(addresses[0] as string)})),
  )
  return {
    nameServer: nameServer.address,
    brokerMap: playing
      .flatMap(({addresses, listener}) => addresses.map(address => `${address}=${listener.address}`))
      .join(','),
    close: async () => {
      await Promise.all([nameServer, ...playing.map(({listener}) => listener)].map(listener => listener.close(0)))
    },
  }
}

class Answers {
  private readonly left = new Map<string, Exchange[]>()

  constructor(
    exchanges: readonly Exchange[],
    private readonly keyOf: (question: Question) => string,
  ) {
    for (const exchange of exchanges)
      this.left.set(keyOf(exchange), [...(this.left.get(keyOf(exchange)) ?? []), exchange])
  }

  next(question: Question): Exchange | undefined {
    const known = this.left.get(this.keyOf(question))
    return known && known.length > 1 ? known.shift() : known?.[0]
  }
}
