/** Puts the parts of a broker together, starts and stops them. */
import {join} from 'node:path'
import {messageRequestModeTable} from '../protocol/bodies/assignment.js'
import {subscriptionGroupTable} from '../protocol/bodies/group.js'
import {consumerOffsetTable, delayOffsetTable} from '../protocol/bodies/offset.js'
import {requests} from '../protocol/index.js'
import type {TlsOptions} from '../remoting/connect.js'
import {requestFrame} from '../remoting/dispatcher.js'
import {messageOf, type ServerLog} from '../remoting/server-log.js'
import type {Values} from '../remoting/settings.js'
import {ConfigFile, type Store} from '../store/index.js'
import {type BrokerIdentity, type BrokerState, brokerVersion} from './broker-state.js'
import {type ConsumerGroup, ConsumerTable, ProducerTable} from './client-tables.js'
import {DelayLevels} from './delay-levels.js'
import {DelayService} from './delay-service.js'
import {GroupTable} from './group-table.js'
import {HeldPulls} from './held-pulls.js'
import {MessageIntake} from './message-intake.js'
import {OffsetTable} from './offset-table.js'
import {PopService} from './pop/pop-service.js'
import {RequestModes} from './pop/request-modes.js'
import {QueueLocks} from './queue-locks.js'
import {Registration} from './registration.js'
import type {BrokerSettings, brokerSettings} from './settings.js'
import {BrokerFigures} from './stats/broker-figures.js'
import {BrokerStats} from './stats/broker-stats.js'
import {delayTopic, initialGroups, systemTopicNames, systemTopics, timerTopic} from './system-names.js'
import {TimerService} from './timer-service.js'
import {TopicTable, topicsFile} from './topic-table.js'
import {TransactionService} from './transaction-service.js'

const secondMs = 1000
const longestScanMs = 10_000
const shortestScanMs = 100
const onewayFlag = 2

interface Parts {
  identity: BrokerIdentity
  settings: BrokerSettings
  log: ServerLog
  store: Store
  nameServerTls: TlsOptions | undefined
  saveSettings(keys: readonly string[]): Promise<void>
}

export interface RunningBroker {
  state: BrokerState
  /** Finds what waits in the store and begins to deliver and check it. Before the first request. */
  begin(): Promise<void>
  /** Resolves when each name server was told once, or could not be. */
  register(): Promise<void>
  /** Lets go of held pulls and signs off: the first half of stopping, before connections close. */
  signOff(): Promise<void>
  /** Brings all to the disk and closes the store. */
  close(): Promise<void>
}

export async function assembleBroker({
  identity,
  settings,
  log,
  store,
  nameServerTls,
  saveSettings,
}: Parts): Promise<RunningBroker> {
  const {values} = settings
  const configFolder = join(store.folder, 'config')
  const configFile = (name: string) => join(configFolder, name)
  const levels = DelayLevels.parse(values.messageDelayLevel)
  const topics = await TopicTable.open(
    new ConfigFile(configFile('topics.json'), topicsFile),
    systemTopics(values, identity),
  )
  const groups = await GroupTable.open(
    new ConfigFile(configFile('subscriptionGroup.json'), subscriptionGroupTable),
    initialGroups(),
    () => values.autoCreateSubscriptionGroup,
  )
  const offsets = await OffsetTable.open(new ConfigFile(configFile('consumerOffset.json'), consumerOffsetTable))
  const delays = await DelayService.open(
    store,
    levels,
    log,
    new ConfigFile(configFile('delayOffset.json'), delayOffsetTable),
  )
  const requestModes = await RequestModes.open(
    new ConfigFile(configFile('messageRequestMode.json'), messageRequestModeTable),
  )
  await topics.save()
  await groups.save()

  const producers = new ProducerTable()
  const consumers = new ConsumerTable(group => {
    if (values.notifyConsumerIdsChangedEnable && groups.get(group.name)?.notifyConsumerIdsChangedEnable !== false)
      notifyMembers(group, log)
  })
  const stats = new BrokerStats()
  const figures = new BrokerFigures()
  const registration = new Registration(identity, settings, topics, log, nameServerTls)
  const pulls = new HeldPulls()
  const state: BrokerState = {
    identity,
    settings,
    log,
    store,
    topics,
    groups,
    offsets,
    producers,
    consumers,
    locks: new QueueLocks(),
    pulls,
    pops: new PopService(store, topics, groups, offsets, pulls, log),
    requestModes,
    intake: new MessageIntake(store, identity, settings, levels, stats, figures, log),
    delays,
    timers: new TimerService(
      store,
      log,
      configFile('timercheck'),
      values.timerPrecisionMs,
      values.timerMaxDelaySec * secondMs,
    ),
    transactions: new TransactionService(store, identity, settings, topics, offsets, producers, log),
    stats,
    figures,
    systemNames: systemTopicNames(values, identity),
    saveSettings,
    register: () => registration.now(),
    readRoute: topic => registration.route(topic),
    registered: () => registration.settled(secondMs),
  }
  const clock = new Timers()
  const forget = store.onArrival(arrival => {
    if (arrival.topic === delayTopic) delays.arrived(arrival.queueId)
    if (arrival.topic === timerTopic) state.timers.arrived(arrival.queueOffset, arrival.properties)
    state.pulls.arrived(arrival)
  })

  return {
    state,
    async begin() {
      await state.transactions.start()
      if (values.timerWheelEnable) await state.timers.start()
      delays.start()
      startTimers(state, clock)
    },
    register: () => registration.start(),
    async signOff() {
      await clock.stop()
      state.pulls.stop()
      await registration.stop()
    },
    async close() {
      await state.pops.stop()
      await delays.stop()
      await state.timers.stop()
      await state.transactions.stop()
      forget()
      await offsets.saveIfChanged()
      await store.close()
    },
  }
}

function startTimers(state: BrokerState, clock: Timers): void {
  const {values}: {values: Values<typeof brokerSettings>} = state.settings
  const saved = (what: string, save: () => Promise<void>) => () =>
    save().catch((error: unknown) => state.log.error(`cannot write ${what}`, error))
  clock.every(secondMs, () => {
    state.figures.tick()
    state.stats.sample()
    state.pops.revive()
  })
  clock.every(
    secondMs,
    saved('the progress of timer messages', () => state.timers.saveIfChanged()),
  )
  clock.every(
    values.flushConsumerOffsetInterval,
    saved('consumer offsets', () => state.offsets.saveIfChanged()),
  )
  clock.every(
    values.flushDelayOffsetInterval,
    saved('delay offsets', () => state.delays.saveIfChanged()),
  )
  clock.every(Math.min(longestScanMs, Math.max(shortestScanMs, values.channelExpiredTimeout)), () => {
    const limit = Date.now() - values.channelExpiredTimeout
    const silent = [...state.producers.silentSince(limit), ...state.consumers.silentSince(limit)]
    for (const [connection, clientId] of new Map(silent.map(each => [each.connection, each.clientId]))) {
      state.log.warn(`client ${clientId} is gone: no heartbeat for ${values.channelExpiredTimeout} ms`)
      connection.destroy()
    }
  })
}

/** Tells every client of a group, the new one too, to share out the queues anew. */
function notifyMembers(group: ConsumerGroup, log: ServerLog): void {
  const frame = requestFrame(requests.notifyConsumerIdsChanged, {consumerGroup: group.name}, brokerVersion)
  for (const {connection, clientId} of group.channels.values()) {
    connection
      .send({...frame, flag: frame.flag | onewayFlag})
      .catch((error: unknown) => log.debug(`cannot tell ${clientId} of a change in its group: ${messageOf(error)}`))
  }
}

/** Work that is done again and again; what takes longer than its period is left out meanwhile. */
class Timers {
  private readonly timers: NodeJS.Timeout[] = []
  private readonly running = new Set<Promise<void>>()

  every(ms: number, work: () => void | Promise<void>): void {
    let current: Promise<void> | undefined
    const turn = () => {
      if (current !== undefined) return
      const done = work()
      if (!done) return
      current = done.finally(() => {
        this.running.delete(current as Promise<void>)
        current = undefined
      })
      this.running.add(current)
    }
    this.timers.push(setInterval(turn, ms))
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    for (const timer of this.timers.splice(0)) clearInterval(timer)
    await Promise.all(this.running)
  }
}
