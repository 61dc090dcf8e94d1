/** Runs the embedded servers of a node inside this very process. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {MqError} from '../../errors.js'
import {formatAddress} from '../../remoting/address.js'
import {readAccounts} from '../accounts.js'
import {reachableHost} from '../host-address.js'
import type {NodeSpec} from '../spec.js'
import type {ServerState} from '../state.js'
import {commitLogFileSize, commitLogFolder, storeFolder} from '../store-folder.js'
import {tlsFiles} from '../tls/node-tls.js'

export interface Serving {
  servers: ServerState[]
  /** Brokers first, so that they can say good-bye to the name server. */
  close(): Promise<void>
}

export interface ServeOptions {
  /** Takes the lines of the servers' logs. */
  log?: ((line: string) => void) | undefined
}

/** Rejects, with nothing left running, when one of the servers cannot start. */
export async function serve(spec: NodeSpec, {log}: ServeOptions = {}): Promise<Serving> {
  const servers: ServerState[] = []
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each()
  }
  try {
    const {accounts, tls} = await securityOf(spec)
    const serverTls = tls && {cert: tls.cert, key: tls.key, required: true}
    if (spec.nameServer) {
      const {startNameServer} = await import('../../namesrv/index.js')
      const nameServer = await startNameServer({
        host: spec.host,
        port: spec.nameServer.port,
        folder: spec.memory ? undefined : join(spec.folder, 'nameserver'),
        config: Object.fromEntries(spec.nameServer.config),
        tls: serverTls,
        log: {sink: log},
      })
      closers.push(() => nameServer.close())
      servers.push({role: 'nameServer', address: formatAddress(reachableHost(spec.host), nameServer.port)})
    }
    const own = servers.map(({address}) => address)
    for (const broker of spec.brokers) {
      const {startBroker} = await import('../../broker/index.js')
      const existing = await commitLogFileSize(commitLogFolder(spec, broker))
      const {
        address: advertised,
        port,
        close,
      } = await startBroker({
        nameServers: own.length > 0 ? own : spec.nameServers,
        host: spec.host,
        port: broker.port,
        folder: spec.memory ? undefined : storeFolder(spec, broker),
        memory: spec.memory,
        config: {
          ...Object.fromEntries([...existing, ...broker.config]),
          brokerName: broker.name,
          brokerClusterName: broker.cluster,
        },
        ...(accounts && {accounts: [{...accounts.admin, admin: true}]}),
        tls: serverTls,
        nameServerTls: tls && {ca: tls.ca},
        log: {sink: log},
      })
      closers.push(close)
      const address = formatAddress(reachableHost(spec.host), port)
      servers.push({
        role: 'broker',
        name: broker.name,
        cluster: broker.cluster,
        id: broker.id,
        address,
        ...(advertised !== address && {advertised}),
      })
    }
    return {servers, close}
  } catch (error) {
    await close()
    throw error
  }
}

/** What was made for it before it was started; without it nothing is served. */
async function securityOf(spec: NodeSpec) {
  const paths = tlsFiles(spec)
  const read = (path: string) => readFile(path, 'utf8')
  const accounts = spec.access && (await readAccounts(spec.folder))
  if (spec.access && !accounts)
    throw new MqError('BAD_CREDENTIALS', `The account of node ${spec.name} is not in ${spec.folder}`)
  return {
    accounts,
    tls: spec.tls ? {ca: await read(paths.ca), cert: await read(paths.cert), key: await read(paths.key)} : undefined,
  }
}
