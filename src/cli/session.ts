/** What a command works with: admin, messaging and nodes, each made when first used, and one place for what failed on the way. */
import {Admin} from '../admin/admin.js'
import {Cluster} from '../cluster/cluster.js'
import type {Answers} from '../cluster/fan-out.js'
import {type Failure, MqError, PartialError} from '../errors.js'
import {Messaging} from '../messaging/messaging.js'
import type {Nodes} from '../node/nodes.js'
import {parseAddressMap} from '../remoting/address.js'
import {type Exchange, Remoting} from '../remoting/remoting.js'
import type {Io} from './io.js'
import type {Settings} from './settings.js'

export interface SessionOptions {
  dryRun?: boolean
  onExchange?: (exchange: Exchange) => void
}

export class Session {
  readonly signal: AbortSignal
  private readonly opened: {close(): Promise<unknown>}[] = []
  private readonly failed: Failure[] = []
  private answered = 0
  private readonly outOfTime = new AbortController()
  private timer: NodeJS.Timeout | undefined
  /** What is left of the time for the whole command while its clock stands still; 0 is no limit. */
  private leftMs: number
  private startedAt = 0

  constructor(
    readonly settings: Settings,
    readonly io: Io,
    private readonly options: SessionOptions = {},
  ) {
    this.leftMs = settings.timeoutMs
    this.signal = AbortSignal.any([io.signal, this.outOfTime.signal])
    this.startClock()
  }

  private cached: {cluster?: Cluster; admin?: Admin; messaging?: Messaging; nodes?: Promise<Nodes>} = {}

  get cluster(): Cluster {
    this.cached.cluster ??= this.connectCluster()
    return this.cached.cluster
  }

  get admin(): Admin {
    this.cached.admin ??= new Admin(this.cluster)
    return this.cached.admin
  }

  get messaging(): Messaging {
    this.cached.messaging ??= new Messaging(this.cluster)
    return this.cached.messaging
  }

  get nodes(): Promise<Nodes> {
    this.cached.nodes ??= this.openNodes()
    return this.cached.nodes
  }

  /** The answers of a fan-out; its failures are reported at the end. Rejects when nobody answered. */
  collect<T>({answers, failures, answered = answers.length}: Answers<T>): T[] {
    if (answers.length === 0 && failures.length === 1) throw (failures[0] as Failure).error
    if (answers.length === 0 && failures.length > 0) throw new PartialError(failures, 0)
    this.answered += answered
    this.failed.push(...failures)
    return answers
  }

  /** For answers that are shown even where every target failed: only remembers the failures for the end. */
  report(failures: readonly Failure[], answered: number): void {
    this.answered += answered
    this.failed.push(...failures)
  }

  /** What {@link collect} put aside, as the error to end with; undefined when all went well. */
  get partialFailure(): PartialError | undefined {
    return this.failed.length > 0 ? new PartialError(this.failed, this.answered) : undefined
  }

  /** Forgets what a former round put aside, for `--watch`. */
  forgetFailures(): void {
    this.failed.length = 0
    this.answered = 0
  }

  /** Hands over what {@link collect} put aside. */
  takeFailures(): Failure[] {
    return this.failed.splice(0)
  }

  /** For what goes on until it is interrupted: only each exchange is bounded from here on. */
  endless(): void {
    clearTimeout(this.timer)
    this.leftMs = 0
  }

  /** Waits for a person or for standard input, which take the time they take: the clock of the whole command stands still. */
  async unhurried<T>(wait: () => Promise<T>): Promise<T> {
    clearTimeout(this.timer)
    if (this.leftMs > 0) this.leftMs = Math.max(1, this.leftMs - (Date.now() - this.startedAt))
    try {
      return await wait()
    } finally {
      this.startClock()
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.timer)
    await Promise.all(this.opened.map(open => open.close()))
  }

  private startClock(): void {
    if (this.leftMs === 0) return
    this.startedAt = Date.now()
    this.timer = setTimeout(() => {
      const hint = 'a longer --timeout gives it more time'
      this.outOfTime.abort(new MqError('TIMEOUT', `not done within ${this.settings.timeoutMs} ms`, {hint}))
    }, this.leftMs)
  }

  private connectCluster(): Cluster {
    const {settings} = this
    const remoting = new Remoting({
      tls: settings.tls,
      credentials: settings.credentials,
      addressMap: settings.brokerMap === undefined ? undefined : parseAddressMap(settings.brokerMap),
      requestTimeoutMs: settings.requestTimeoutMs,
      signal: this.signal,
      readOnly: this.options.dryRun,
      onExchange: this.options.onExchange,
    })
    this.opened.push(remoting)
    return new Cluster(remoting, settings.nameServers)
  }

  private async openNodes(): Promise<Nodes> {
    const [{Nodes}, {nodeSettings}] = await Promise.all([import('../node/nodes.js'), import('../node/settings.js')])
    const nodes = new Nodes(nodeSettings(this.io.env))
    this.opened.push(nodes)
    return nodes
  }
}
