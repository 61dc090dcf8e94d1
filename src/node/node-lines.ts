/** What people type about nodes, as a request: `key=value` settings, heaps, a topology. */
import {UsageError} from '../errors.js'
import {splitAddresses} from '../remoting/address.js'
import {identityIn} from './broker-identity.js'
import type {EngineName, NodeRequest} from './spec.js'
import {type Topology, topology} from './topology.js'

export interface NodeFlags {
  name?: string | undefined
  engine?: EngineName | undefined
  release?: string | undefined
  topology?: Topology | undefined
  brokers?: number | undefined
  host?: string | undefined
  'name-server-port'?: number | undefined
  'broker-port'?: number | undefined
  /** Addresses with `;` or `,` between. */
  join?: string | undefined
  folder?: string | undefined
  memory?: boolean | undefined
  config?: readonly string[] | undefined
  heap?: readonly string[] | undefined
  'proxy-port'?: number | undefined
  'grpc-port'?: number | undefined
  auth?: boolean | undefined
  acl4?: boolean | undefined
  tls?: boolean | undefined
}

export function nodeRequest(flags: NodeFlags): NodeRequest {
  const config = pairs(flags.config ?? [], '--config')
  const made = topology(flags.topology ?? 'single')
  const named = flags.brokers === undefined ? made.brokers : Array.from({length: flags.brokers}, () => ({}))
  for (const flag of ['proxy-port', 'grpc-port'] as const)
    if (flags[flag] !== undefined && !made.proxy) throw new UsageError(`--${flag} is for --topology proxy`)
  const {cluster, ...own} = identityIn(config)
  const [first] = ['brokerName', 'brokerId', 'listenPort'].filter(key => key in config)
  if (first !== undefined && named !== undefined && named.length > 1)
    throw new UsageError(`--config ${first}=${config[first]}: ${named.length} brokers cannot share it`)
  if (own.port !== undefined && flags['broker-port'] !== undefined)
    throw new UsageError('--config listenPort and --broker-port say the same: leave one out')
  if ('namesrvAddr' in config) throw new UsageError(`--config namesrvAddr: name servers elsewhere are named by --join`)
  const brokers = (named ?? []).map((broker, index) => ({
    ...broker,
    ...own,
    ...(cluster === undefined ? {} : {cluster}),
    ...(index === 0 && flags['broker-port'] !== undefined ? {port: flags['broker-port']} : {}),
    ...(index > 0 && flags['broker-port'] === 0 ? {port: 0} : {}),
    config: {...('config' in broker ? broker.config : {}), ...config},
  }))
  const port = flags['name-server-port']
  const host = flags.host ?? config['bindAddress']
  return {
    ...made,
    ...(flags.name === undefined ? {} : {name: flags.name}),
    ...(flags.engine === undefined ? {} : {engine: flags.engine}),
    ...(flags.release === undefined ? {} : {version: flags.release}),
    ...(host === undefined ? {} : {host}),
    ...(flags.folder === undefined ? {} : {folder: flags.folder}),
    ...(flags.memory ? {memory: true} : {}),
    ...(flags.join === undefined ? {} : {nameServer: false as const, nameServers: splitAddresses(flags.join)}),
    ...(flags.join === undefined && port !== undefined ? {nameServer: {port}} : {}),
    brokers,
    ...(made.proxy && {proxy: proxyPorts(flags)}),
    ...(flags.auth ? {access: 'auth' as const} : flags.acl4 ? {access: 'acl4' as const} : {}),
    ...(flags.tls ? {tls: true} : {}),
    heap: pairs(flags.heap ?? [], '--heap'),
  }
}

const proxyPorts = ({'proxy-port': port, 'grpc-port': grpcPort}: NodeFlags) => ({
  ...(port === undefined ? {} : {port}),
  ...(grpcPort === undefined ? {} : {grpcPort}),
})

function pairs(words: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    words.map(word => {
      const at = word.indexOf('=')
      if (at < 1)
        throw new UsageError(`${flag} ${word}: a name and a value were expected`, {hint: `write ${flag} name=value`})
      return [word.slice(0, at).trim(), word.slice(at + 1).trim()]
    }),
  )
}
