/**
 * The embedded broker.
 *
 * ```ts
 * const broker = await startBroker({nameServers: ['127.0.0.1:9876'], port: 0, folder: '/var/lib/mq/broker-a'})
 * broker.address // '127.0.0.1:43211'
 * await broker.close()
 * ```
 */
import {join} from 'node:path'
import {requests} from '../protocol/index.js'
import {formatAddress} from '../remoting/address.js'
import type {TlsOptions} from '../remoting/connect.js'
import {type Dispatch, dispatcher} from '../remoting/dispatcher.js'
import {Listener, type ListenerOptions} from '../remoting/listener.js'
import {type LogOptions, messageOf, ServerLog} from '../remoting/server-log.js'
import {Settings} from '../remoting/settings.js'
import {SettingsFile} from '../remoting/settings-file.js'
import {openStore, type Store} from '../store/index.js'
import {type Account, accountCheck} from './accounts.js'
import {advertisedIp} from './advertised-host.js'
import {assembleBroker, type RunningBroker} from './broker.js'
import {type BrokerHandlers, type BrokerIdentity, type BrokerState, brokerVersion} from './broker-state.js'
import {DelayLevels} from './delay-levels.js'
import {assignmentHandlers} from './handlers/assignment.js'
import {brokerHandlers} from './handlers/broker.js'
import {clientHandlers} from './handlers/client.js'
import {groupHandlers} from './handlers/group.js'
import {lockHandlers} from './handlers/lock.js'
import {messageHandlers} from './handlers/message.js'
import {offsetHandlers} from './handlers/offset.js'
import {popHandlers} from './handlers/pop.js'
import {progressHandlers} from './handlers/progress.js'
import {pullHandlers} from './handlers/pull.js'
import {recallHandlers} from './handlers/recall.js'
import {replyHandlers} from './handlers/reply.js'
import {resetHandlers} from './handlers/reset.js'
import {sendHandlers} from './handlers/send.js'
import {sendBackHandlers} from './handlers/send-back.js'
import {topicHandlers} from './handlers/topic.js'
import {transactionHandlers} from './handlers/transaction.js'
import {whyNotAnswered} from './not-answered.js'
import {type BrokerSettings, brokerSettings} from './settings.js'

export interface BrokerOptions {
  /** `host:port` each; none of them has to be there yet. */
  nameServers?: readonly string[] | undefined
  /** Address to listen on; `127.0.0.1`. */
  host?: string | undefined
  /** 0 picks a free one. */
  port?: number | undefined
  /** The store: `storePathRootDir`. Not needed with `memory`. */
  folder?: string | undefined
  /** For tests: what is stored is gone with the broker. */
  memory?: boolean | undefined
  /** Settings under Java's names; they go before those of `configFile` and of the folder. */
  config?: Readonly<Record<string, string>> | undefined
  /** A file as Java's `-c` takes it: read at the start, changed settings are written to it. */
  configFile?: string | undefined
  tls?: ListenerOptions['tls']
  /** How its name servers are spoken to; in plain text when not given. */
  nameServerTls?: TlsOptions | undefined
  /** Who may use the broker; without it anybody may. */
  accounts?: readonly Account[] | undefined
  log?: LogOptions | undefined
}

export interface Broker {
  /** `host:port` as clients are told. */
  readonly address: string
  readonly port: number
  readonly name: string
  readonly cluster: string
  close(): Promise<void>
}

/** The port of Java's VIP channel lies so far below. */
const vipDistance = 2

/**
 * Resolves when it serves and each name server has answered or failed once. Rejects with `PORT_IN_USE`, `FOLDER_IN_USE`,
 * `STORE_FAILED`, or a usage error for a bad setting.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const {settings, file, notes} = await settingsOf(options)
  const {values} = settings
  const log = new ServerLog(values.brokerName, options.log)
  for (const note of notes) log.warn(note)

  const store = await storeOf(options, settings)
  if (store.recoveredFromCrash) log.warn('the last exit was not a clean one: the store was recovered')
  let running: RunningBroker | undefined
  const listeners: Listener[] = []
  const stop = async () => {
    await running?.signOff()
    await Promise.all(listeners.map(listener => listener.close()))
    await (running ?? store).close()
    log.info('stopped')
  }
  let stopping: Promise<void> | undefined
  const close = () => {
    stopping ??= stop()
    return stopping
  }
  try {
    let serving: (dispatch: Dispatch) => void = () => {}
    const ready = new Promise<Dispatch>(resolve => {
      serving = resolve
    })
    const listen = (port: number): Promise<Listener> =>
      Listener.open({
        host: values.bindAddress,
        port,
        idleTimeoutMs: values.serverChannelMaxIdleTimeSeconds * 1000,
        tls: options.tls,
        dispatch: async (frame, connection) => (await ready)(frame, connection),
        onClose: connection => {
          running?.state.producers.connectionClosed(connection)
          running?.state.consumers.connectionClosed(connection)
        },
      })
    const requestedPort = values.listenPort
    const listener = await listen(requestedPort)
    listeners.push(listener)
    const identity = await identityOf(settings, listener.port)
    store.storeHost = identity.host
    settings.load([
      ['listenPort', String(listener.port)],
      ['brokerIP1', identity.host.ip],
    ])

    running = await assembleBroker({
      identity,
      settings,
      log,
      store,
      nameServerTls: options.nameServerTls,
      async saveSettings(keys) {
        const printed = settings.print()
        await file?.save(new Map(keys.map(key => [key, printed.get(key) ?? ''])))
      },
    })
    await running.begin()
    const handlers = brokerRequestHandlers(running.state)
    serving(
      dispatcher('broker', requests, handlers, {
        version: brokerVersion,
        before: options.accounts && accountCheck(options.accounts),
        whyNot: whyNotAnswered,
        onFault: (request, error) => log.error(`fault in ${request}`, error),
      }),
    )
    if (requestedPort > vipDistance) {
      await listen(listener.port - vipDistance).then(
        vip => listeners.push(vip),
        (error: unknown) => log.warn(`no VIP channel: ${messageOf(error)}`),
      )
    }
    await running.register()
    log.info(`serving as ${identity.name} of ${identity.cluster} at ${identity.address}`)
    return {address: identity.address, port: listener.port, name: identity.name, cluster: identity.cluster, close}
  } catch (error) {
    await close()
    throw error
  }
}

export const brokerRequestHandlers = (state: BrokerState): BrokerHandlers => ({
  ...sendHandlers(state),
  ...sendBackHandlers(state),
  ...pullHandlers(state),
  ...popHandlers(state),
  ...assignmentHandlers(state),
  ...offsetHandlers(state),
  ...progressHandlers(state),
  ...resetHandlers(state),
  ...topicHandlers(state),
  ...groupHandlers(state),
  ...clientHandlers(state),
  ...lockHandlers(state),
  ...messageHandlers(state),
  ...brokerHandlers(state),
  ...transactionHandlers(state),
  ...replyHandlers(state),
  ...recallHandlers(state),
})

async function settingsOf({configFile, folder, memory, config, nameServers, host, port}: BrokerOptions) {
  const path = configFile ?? (folder === undefined || memory ? undefined : join(folder, 'config', 'broker.properties'))
  const file = path === undefined ? undefined : new SettingsFile(path)
  const settings = new Settings(brokerSettings)
  const given = new Map([...((await file?.load()) ?? []), ...Object.entries(config ?? {})])
  if (nameServers) given.set('namesrvAddr', nameServers.join(';'))
  if (host !== undefined) given.set('bindAddress', host)
  if (port !== undefined) given.set('listenPort', String(port))
  if (folder !== undefined) given.set('storePathRootDir', folder)
  return {settings, file, notes: settings.load(given)}
}

async function identityOf({values}: BrokerSettings, port: number): Promise<BrokerIdentity> {
  const ip = values.brokerIP1 || (await advertisedIp(values.bindAddress))
  return {
    name: values.brokerName,
    cluster: values.brokerClusterName,
    address: formatAddress(ip, port),
    host: {ip, port},
    startedAt: Date.now(),
  }
}

function storeOf({memory}: BrokerOptions, {values}: BrokerSettings): Promise<Store> {
  return openStore({
    ...(values.storePathRootDir === '' ? {} : {folder: values.storePathRootDir}),
    memory: memory ?? false,
    flushDiskType: values.flushDiskType,
    // a store for tests has smaller files of its own
    ...(memory && values.mappedFileSizeCommitLog === brokerSettings.mappedFileSizeCommitLog.initial
      ? {}
      : {mappedFileSizeCommitLog: values.mappedFileSizeCommitLog}),
    mappedFileSizeConsumeQueue: values.mappedFileSizeConsumeQueue,
    maxMessageSize: values.maxMessageSize,
    delayLevels: DelayLevels.parse(values.messageDelayLevel).delays,
    messageIndexEnable: values.messageIndexEnable,
    fileReservedTime: values.fileReservedTime,
    deleteWhen: values.deleteWhen,
    diskMaxUsedSpaceRatio: values.diskMaxUsedSpaceRatio,
  })
}
