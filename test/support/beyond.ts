/**
 * What a Java broker answers and the embedded one refuses, played so that commands for it can be tried under the contract. It keeps what
 * it is told, a broker at a time, and knows no more of Java than the commands ask about; the conformance suite has the real thing.
 */
import type {Account} from '../../src/broker/accounts.js'
import {accountCheck} from '../../src/broker/accounts.js'
import {requests} from '../../src/protocol/index.js'
import {type Dispatch, dispatcher, type Handlers} from '../../src/remoting/dispatcher.js'

export type BrokerHandlers = Handlers<typeof requests>

/** One family of requests: the state of one broker, and what it answers. */
export type Part = (brokerName: string) => BrokerHandlers

export class Beyond {
  private brokers = new Map<string, {codes: ReadonlySet<number>; dispatch: Dispatch}>()

  constructor(
    private readonly parts: readonly Part[],
    private readonly accounts?: readonly Account[],
  ) {}

  /** What answers a request to a broker; undefined for those that the broker itself is to answer. */
  of(brokerName: string, code: number): Dispatch | undefined {
    const known = this.brokers.get(brokerName) ?? this.open(brokerName)
    this.brokers.set(brokerName, known)
    return known.codes.has(code) ? known.dispatch : undefined
  }

  /** All as it was in the beginning. */
  restore(): void {
    this.brokers = new Map()
  }

  private open(brokerName: string) {
    const handlers: BrokerHandlers = Object.assign({}, ...this.parts.map(part => part(brokerName)))
    return {
      codes: new Set(Object.keys(handlers).map(name => requests[name as keyof typeof requests].code)),
      dispatch: dispatcher('broker', requests, handlers, {
        version: 509,
        ...(this.accounts && {before: accountCheck(this.accounts)}),
      }),
    }
  }
}
