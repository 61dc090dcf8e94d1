/**
 * What a Java broker answers and the embedded one refuses, played so that commands for it can be tried under the contract. It keeps what
 * it is told, a broker at a time, and knows no more of Java than the commands ask about; the conformance suite has the real thing.
 */
import type {Account} from '../../src/broker/accounts.js'
import {accountCheck} from '../../src/broker/accounts.js'
import type {Frame} from '../../src/protocol/frame.js'
import {requests} from '../../src/protocol/index.js'
import type {HeaderFields} from '../../src/protocol/request.js'
import {type Dispatch, dispatcher, type Handlers} from '../../src/remoting/dispatcher.js'

export type BrokerHandlers = Handlers<typeof requests>

/** Settings that a broker has besides those of the embedded one. */
export const moreSettings = Symbol('moreSettings')

/** Requests of its kinds that a part leaves to the embedded broker. */
export const leaves = Symbol('leaves')

/** One family of requests: the state of one broker, and what it answers. */
export type Part = (brokerName: string) => BrokerHandlers & {
  [moreSettings]?: () => ReadonlyMap<string, string>
  [leaves]?: (fields: HeaderFields) => boolean
}

interface Played {
  codes: ReadonlySet<number>
  dispatch: Dispatch
  settings: () => ReadonlyMap<string, string>
  /** Request codes of a part → what it leaves. */
  left: ReadonlyMap<number, (fields: HeaderFields) => boolean>
}

export class Beyond {
  private brokers = new Map<string, Played>()

  constructor(
    private readonly parts: readonly Part[],
    private readonly accounts?: readonly Account[],
  ) {}

  /** What answers a request to a broker; undefined for those that the broker itself is to answer. */
  of(brokerName: string, {code, fields}: Frame): Dispatch | undefined {
    const {codes, dispatch, left} = this.broker(brokerName)
    return codes.has(code) && !left.get(code)?.(fields) ? dispatch : undefined
  }

  /** The answer of the embedded broker, to which this one's own settings belong. */
  complete(brokerName: string, asked: Frame, reply: Frame): Frame {
    if (asked.code !== requests.getBrokerConfig.code || reply.code !== 0) return reply
    const more = requests.getBrokerConfig.reply.body.encode(new Map(this.broker(brokerName).settings()))
    return {...reply, body: Buffer.concat([reply.body, more])}
  }

  /** All as it was in the beginning. */
  restore(): void {
    this.brokers = new Map()
  }

  private broker(name: string): Played {
    const known = this.brokers.get(name) ?? this.open(name)
    this.brokers.set(name, known)
    return known
  }

  private open(brokerName: string): Played {
    const parts = this.parts.map(part => part(brokerName))
    const handlers: BrokerHandlers = Object.assign({}, ...parts)
    return {
      settings: () => new Map(parts.flatMap(part => [...(part[moreSettings]?.() ?? [])])),
      codes: new Set(codesOf(handlers)),
      left: new Map(
        parts.flatMap(part => {
          const left = part[leaves]
          return left === undefined ? [] : codesOf(part).map(code => [code, left] as const)
        }),
      ),
      dispatch: dispatcher('broker', requests, handlers, {
        version: 509,
        ...(this.accounts && {before: accountCheck(this.accounts)}),
      }),
    }
  }
}

const codesOf = (handlers: BrokerHandlers): number[] =>
  Object.keys(handlers).map(name => requests[name as keyof typeof requests].code)
