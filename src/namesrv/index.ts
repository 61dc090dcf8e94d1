/**
 * The embedded name server.
 *
 * ```ts
 * const server = await startNameServer({port: 0, folder: '/var/lib/mq/namesrv'})
 * server.address // '127.0.0.1:43210'
 * await server.close()
 * ```
 */
import {join} from 'node:path'
import {requests} from '../protocol/index.js'
import {dispatcher} from '../remoting/dispatcher.js'
import {DurableFile} from '../remoting/durable-file.js'
import {Listener, type ListenerOptions} from '../remoting/listener.js'
import {type LogOptions, ServerLog} from '../remoting/server-log.js'
import {Settings} from '../remoting/settings.js'
import {SettingsFile} from '../remoting/settings-file.js'
import {configHandlers} from './handlers/config.js'
import {registrationHandlers} from './handlers/registration.js'
import {routeHandlers} from './handlers/route.js'
import {topicHandlers} from './handlers/topic.js'
import {KvTable} from './kv-table.js'
import type {NameServerHandlers, NameServerState} from './name-server.js'
import {RouteTable} from './route-table.js'
import {nameServerSettings} from './settings.js'

export interface NameServerOptions {
  /** Address to listen on; `127.0.0.1`. */
  host?: string | undefined
  /** 0 picks a free one. */
  port?: number | undefined
  /** Keeps key-value configuration and changed settings; without it they last as long as the server. */
  folder?: string | undefined
  /** Settings under Java's names; they go before those of `configFile` and of the folder. */
  config?: Readonly<Record<string, string>> | undefined
  /** A file as Java's `-c` takes it: read at the start, changed settings are written to it. */
  configFile?: string | undefined
  tls?: ListenerOptions['tls']
  log?: LogOptions | undefined
}

export interface NameServer {
  /** `host:port` it listens on. */
  readonly address: string
  readonly port: number
  close(): Promise<void>
}

/** The release whose behaviour it has; clients decide by it. */
const serverVersion = 513

/** Rejects with `PORT_IN_USE`, or a usage error for a bad setting. */
export async function startNameServer(options: NameServerOptions = {}): Promise<NameServer> {
  const log = new ServerLog('namesrv', options.log)
  const settings = new Settings(nameServerSettings)
  const file = settingsFile(options)
  const given = new Map([...((await file?.load()) ?? []), ...Object.entries(options.config ?? {})])
  for (const note of settings.load(given)) log.warn(note)

  const {values} = settings
  const kvPath = values.kvConfigPath || (options.folder && join(options.folder, 'kvConfig.json'))
  const routes = new RouteTable()
  const state: NameServerState = {
    routes,
    settings,
    log,
    kv: await openKv(kvPath),
    async saveSettings(keys) {
      const printed = settings.print()
      await file?.save(new Map(keys.map(key => [key, printed.get(key) ?? ''])))
    },
  }
  const listener = await Listener.open({
    host: options.host ?? values.bindAddress,
    port: options.port ?? values.listenPort,
    idleTimeoutMs: values.serverChannelMaxIdleTimeSeconds * 1000,
    tls: options.tls,
    dispatch: dispatcher('nameServer', requests, nameServerHandlers(state), {
      version: serverVersion,
      onFault: (request, error) => log.error(`fault in ${request}`, error),
    }),
    onClose: connection => {
      for (const address of routes.connectionClosed(connection))
        log.warn(`broker ${address} is gone: connection closed`)
    },
  })
  const scan = setInterval(() => {
    for (const {address, connection} of routes.expire()) {
      log.warn(`broker ${address} is gone: it was silent for too long`)
      connection.destroy()
    }
  }, values.scanNotActiveBrokerInterval)
  settings.load([
    ['listenPort', String(listener.port)],
    ['bindAddress', options.host ?? values.bindAddress],
    ['kvConfigPath', kvPath ?? ''],
    ['configStorePath', file?.path ?? ''],
  ])
  log.info(`listening on ${listener.address}`)

  return {
    address: listener.address,
    port: listener.port,
    async close() {
      clearInterval(scan)
      await listener.close()
      log.info('stopped')
    },
  }
}

export const nameServerHandlers = (state: NameServerState): NameServerHandlers => ({
  ...registrationHandlers(state),
  ...routeHandlers(state),
  ...topicHandlers(state),
  ...configHandlers(state),
})

function settingsFile({configFile, config, folder}: NameServerOptions): SettingsFile | undefined {
  const path = configFile ?? config?.['configStorePath'] ?? (folder && join(folder, 'namesrv.properties'))
  return path ? new SettingsFile(path) : undefined
}

async function openKv(path: string | undefined): Promise<KvTable> {
  if (!path) return new KvTable(undefined, async () => {})
  const file = new DurableFile(path)
  return new KvTable(await file.readOrBackup(), content => file.write(content))
}
