/** What the handlers of a broker share. */
import type {TopicRoute} from '../protocol/bodies/route.js'
import type {requests} from '../protocol/index.js'
import type {Host} from '../protocol/message/index.js'
import type {Handlers} from '../remoting/dispatcher.js'
import type {ServerLog} from '../remoting/server-log.js'
import type {Store} from '../store/types.js'
import type {ConsumerTable, ProducerTable} from './client-tables.js'
import type {DelayService} from './delay-service.js'
import type {GroupTable} from './group-table.js'
import type {HeldPulls} from './held-pulls.js'
import type {MessageIntake} from './message-intake.js'
import type {OffsetTable} from './offset-table.js'
import type {PopService} from './pop/pop-service.js'
import type {RequestModes} from './pop/request-modes.js'
import type {QueueLocks} from './queue-locks.js'
import type {BrokerSettings} from './settings.js'
import type {BrokerFigures} from './stats/broker-figures.js'
import type {BrokerStats} from './stats/broker-stats.js'
import type {TimerService} from './timer-service.js'
import type {TopicTable} from './topic-table.js'
import type {TransactionService} from './transaction-service.js'

/** Fixed at the start, whatever the settings say later. */
export interface BrokerIdentity {
  readonly name: string
  readonly cluster: string
  /** As told to clients: `host:port`. */
  readonly address: string
  /** The same, as it is kept in records and ids. */
  readonly host: Host
  readonly startedAt: number
}

export interface BrokerState {
  readonly identity: BrokerIdentity
  readonly settings: BrokerSettings
  readonly log: ServerLog
  readonly store: Store
  readonly topics: TopicTable
  readonly groups: GroupTable
  readonly offsets: OffsetTable
  readonly producers: ProducerTable
  readonly consumers: ConsumerTable
  readonly locks: QueueLocks
  readonly pulls: HeldPulls
  readonly pops: PopService
  readonly requestModes: RequestModes
  readonly intake: MessageIntake
  readonly delays: DelayService
  readonly timers: TimerService
  readonly transactions: TransactionService
  readonly stats: BrokerStats
  readonly figures: BrokerFigures
  /** Names that no request may create or delete. */
  readonly systemNames: ReadonlySet<string>
  /** Writes changed settings to where the next start reads them. */
  saveSettings(keys: readonly string[]): Promise<void>
  /** Tells the name servers about topics and permissions now. */
  register(): void
  /** What a name server knows of a topic; undefined when none knows it or answers. */
  readRoute(topic: string): Promise<TopicRoute | undefined>
  /** Resolves when they know, or after a second: who makes a topic wants to use it. */
  registered(): Promise<void>
}

export type BrokerHandlers = Handlers<typeof requests>

/** The release whose behaviour it has: clients and tools decide by it. */
export const brokerVersion = 513
export const brokerVersionName = 'V5_5_0'

/** What Java ends some remarks with. */
export const seeFaq = '\nSee https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.'
