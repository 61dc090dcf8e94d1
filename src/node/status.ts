/** How nodes are doing: by their processes (cheap), and by asking each server over the protocol. */
import {type Failure, MqError} from '../errors.js'
import {connect} from '../remoting/connect.js'
import type {Remoting} from '../remoting/remoting.js'
import {about, type Infer, int, list, object, oneOf, optional, str, time} from '../schema.js'
import {brokerVersion, grpcAnswers, proxyAnswers, registeredBrokers} from './probe.js'
import {type Liveness, livenessOf} from './process-identity.js'
import {accessOf} from './security.js'
import {engineNames, serverRoles} from './spec.js'
import type {NodeState, ProcessState, ServerState} from './state.js'

export const nodeSummary = object('NodeSummary', {
  name: str(),
  engine: oneOf(...engineNames),
  version: optional(str()),
  state: about(
    oneOf('running', 'degraded', 'stopped', 'crashed', 'unknown'),
    'degraded: some of its processes are gone; crashed: all are, and nobody stopped it; unknown: the system does not tell',
  ),
  nameServer: optional(str()),
  brokers: list(str()),
  pids: list(int()),
  startedAt: time(),
  folder: str(),
  accessKey: about(optional(str()), 'of the account that was made for it'),
  secretKeyFile: optional(str()),
  tlsCa: about(optional(str()), 'the authority whose certificates its servers show'),
})
export type NodeSummary = Infer<typeof nodeSummary>

export const serverStatus = object('ServerStatus', {
  node: str(),
  role: oneOf(...serverRoles),
  name: optional(str()),
  address: str(),
  advertised: about(optional(str()), 'what a broker tells name servers and clients, where that differs'),
  pid: int(),
  state: about(
    oneOf('ready', 'unregistered', 'silent', 'stopped', 'crashed', 'unknown'),
    'unregistered: the broker answers, but no name server lists it; silent: its process lives, but does not answer',
  ),
  version: optional(str()),
  startedAt: time(),
  log: str(),
  config: about(optional(str()), 'the configuration file that was generated for it'),
})
export type ServerStatus = Infer<typeof serverStatus>

/** A process that was stopped on purpose is gone, even one that ran its servers itself and lives on. */
export const lifeOf = async (process: ProcessState): Promise<Liveness> =>
  process.stoppedAt === undefined ? await livenessOf(process) : 'gone'

export async function summarize(node: NodeState): Promise<NodeSummary> {
  const lives = await Promise.all(node.processes.map(lifeOf))
  const servers = node.processes.flatMap(({servers}) => servers)
  const nameServer = servers.find(({role}) => role === 'nameServer')?.address
  return {
    name: node.spec.name,
    engine: node.spec.engine,
    ...(node.version !== undefined && {version: node.version}),
    state: stateOf(node, lives),
    ...(nameServer !== undefined && {nameServer}),
    brokers: servers.filter(({role}) => role === 'broker').map(({address}) => address),
    pids: node.processes.filter((_, index) => lives[index] === 'alive').map(({pid}) => pid),
    startedAt: node.startedAt,
    folder: node.spec.folder,
    ...(await accessOf(node.spec)),
  }
}

function stateOf(node: NodeState, lives: readonly Liveness[]): NodeSummary['state'] {
  if (lives.includes('unknown')) return 'unknown'
  const alive = lives.filter(life => life === 'alive').length
  if (alive === 0) return node.processes.every(({stoppedAt}) => stoppedAt !== undefined) ? 'stopped' : 'crashed'
  return alive === lives.length ? 'running' : 'degraded'
}

/** One entry per server, each asked at the same time. */
export async function askServers(node: NodeState, remoting: Remoting): Promise<ServerStatus[]> {
  const nameServers = nameServersOf(node)
  const servers = node.processes.flatMap(process => process.servers.map(server => ({process, server})))
  return await Promise.all(
    servers.map(async ({process, server}) => ({
      node: node.spec.name,
      role: server.role,
      ...(server.name !== undefined && {name: server.name}),
      address: server.address,
      ...(server.advertised !== undefined && {advertised: server.advertised}),
      pid: process.pid,
      ...(await ask(process, server, nameServers, remoting)),
      startedAt: node.startedAt,
      log: process.log,
      ...(process.config !== undefined && {config: process.config}),
    })),
  )
}

/** Neither in order nor stopped on purpose. */
export const isBad = ({state}: ServerStatus): boolean => ['unregistered', 'silent', 'crashed'].includes(state)

export function failureOf({node, role, name, address, state, log}: ServerStatus): Failure {
  const target = `${name ?? role} of node ${node}`
  return {
    target,
    error: new MqError('NODE_FAILED', `${target} at ${address} is ${state}`, {
      facts: {node, address, log},
      hint: `read its log: mqadmin node logs ${node}`,
    }),
  }
}

/** The name servers its brokers register with: its own, else those elsewhere. */
export function nameServersOf(node: NodeState): string[] {
  const own = node.processes.flatMap(({servers}) => servers).find(({role}) => role === 'nameServer')
  return own ? [own.address] : node.spec.nameServers
}

async function ask(
  process: ProcessState,
  server: ServerState,
  nameServers: readonly string[],
  remoting: Remoting,
): Promise<Pick<ServerStatus, 'state' | 'version'>> {
  const life = await lifeOf(process)
  if (life === 'unknown') return {state: 'unknown'}
  if (life !== 'alive') return {state: process.stoppedAt === undefined ? 'crashed' : 'stopped'}
  return await probe(server, nameServers, remoting).catch(() => ({state: 'silent' as const}))
}

/** Rejects when the server does not answer. */
export async function probe(
  server: ServerState,
  nameServers: readonly string[],
  remoting: Remoting,
): Promise<{state: 'ready' | 'unregistered'; version?: string}> {
  if (server.role === 'controller') {
    const socket = await connect(server.address)
    socket.destroy()
    return {state: 'ready'}
  }
  if (server.role === 'proxy') {
    await (server.name === 'grpc' ? grpcAnswers(server.address, remoting) : proxyAnswers(remoting, server.address))
    return {state: 'ready'}
  }
  if (server.role === 'nameServer') {
    await registeredBrokers(remoting, server.address)
    return {state: 'ready'}
  }
  const version = await brokerVersion(remoting, server.address)
  const answers = await Promise.allSettled(nameServers.map(address => registeredBrokers(remoting, address)))
  const known = answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
  const registered = known.some(
    ({name, address}) => name === server.name && address === (server.advertised ?? server.address),
  )
  return {state: registered ? 'ready' : 'unregistered', ...(version !== undefined && {version})}
}
