/** What a node is made of. A spec is complete: every choice is made, only ports may still be 0 (any free one). */
import {UsageError} from '../errors.js'
import {about, bool, fallback, type Infer, int, list, map, object, oneOf, optional, str} from '../schema.js'

export const engineNames = ['embedded', 'java'] as const
export type EngineName = (typeof engineNames)[number]

export const serverRoles = ['nameServer', 'broker', 'controller', 'proxy'] as const
export type ServerRole = (typeof serverRoles)[number]

const config = () =>
  about(fallback(map(str()), new Map<string, string>()), 'settings as in broker.conf or namesrv.conf')

const serverSpec = object('ServerSpec', {
  port: int(),
  config: config(),
})

export const accessKinds = ['auth', 'acl4'] as const

const proxySpec = object('ProxySpec', {
  port: about(int(), 'for clients of the remoting protocol'),
  grpcPort: int(),
  config: about(fallback(map(str()), new Map<string, string>()), 'settings as in rmq-proxy.json'),
})

const brokerSpec = object('BrokerSpec', {
  name: str(),
  cluster: str(),
  id: about(int(), '0 is a master, above 0 a slave, -1 leaves it to the controllers'),
  replica: about(optional(int()), 'tells the members of a group apart whose ids the controllers give'),
  port: int(),
  config: config(),
})

export const nodeSpec = object('NodeSpec', {
  name: str(),
  engine: oneOf(...engineNames),
  host: about(str(), 'the address that is listened on and told to clients'),
  nameServer: optional(serverSpec),
  nameServers: about(list(str()), 'name servers outside of this node that its brokers register with'),
  brokers: list(brokerSpec),
  controllers: fallback(list(serverSpec), []),
  proxy: optional(proxySpec),
  access: about(optional(oneOf(...accessKinds)), 'who is answered: auth: users of 5.3 and later; acl4: plain_acl.yml'),
  tls: about(fallback(bool(), false), 'servers speak TLS only'),
  folder: str(),
  memory: about(bool(), 'keep nothing on disk (embedded only)'),
  version: about(
    optional(str()),
    'release of Apache RocketMQ (java only); none means ROCKETMQ_HOME, else the newest installed',
  ),
  heap: about(fallback(map(str()), new Map<string, string>()), 'role to the largest heap, as in java -Xmx'),
  jvmOptions: fallback(list(str()), []),
})

export type NodeSpec = Infer<typeof nodeSpec>
export type BrokerSpec = Infer<typeof brokerSpec>
export type ServerSpec = Infer<typeof serverSpec>

type Settings = Readonly<Record<string, string>>

/** What a caller says about a node; everything has a default. */
export interface NodeRequest {
  /** `default` when not given. Letters, digits, `.`, `_` and `-`. */
  name?: string
  engine?: EngineName
  /** `127.0.0.1` when not given. */
  host?: string
  /** false: start none. Default port 9876; 0 picks a free one. */
  nameServer?: {port?: number; config?: Settings} | false
  /** Name servers elsewhere that the brokers register with, `host:port` each. */
  nameServers?: readonly string[]
  /** One `broker-a` on 10911 when not given. An empty list starts none. */
  brokers?: readonly {
    name?: string
    cluster?: string
    id?: number
    replica?: number
    port?: number
    config?: Settings
  }[]
  /** Java 5.x only. */
  controllers?: readonly {port?: number; config?: Settings}[]
  /** Java 5.x only. Default ports 8080 and, for gRPC, 8081; 0 picks a free one. */
  proxy?: {port?: number; grpcPort?: number; config?: Settings}
  /** Only requests that an account made for the node signed are answered. */
  access?: (typeof accessKinds)[number]
  /** Servers speak TLS only, under certificates made for the node. */
  tls?: boolean
  /** Where the node keeps its data; `nodes/<name>` below the data folder when not given. */
  folder?: string
  memory?: boolean
  version?: string
  /** Role to heap size, e.g. `{broker: '1g'}`; by the machine's memory when not given. */
  heap?: Partial<Record<ServerRole, string>>
  jvmOptions?: readonly string[]
}

const noProxy = 'its broker serves clients of the remoting protocol without one'

const nodeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const size = /^\d+[kmgKMG]?$/

/** Fills in what was not said. `folderOf` gives the data folder of a name. Throws {@link UsageError}. */
export function completeSpec(request: NodeRequest, folderOf: (name: string) => string): NodeSpec {
  const name = request.name ?? 'default'
  if (!nodeName.test(name)) throw new UsageError(`"${name}" cannot be a node's name: use letters, digits, . _ and -`)
  const engine = request.engine ?? 'embedded'
  const controllers = (request.controllers ?? []).map(server)
  const nameServer = request.nameServer === false ? undefined : server({port: 9876, ...request.nameServer})
  const brokers = (request.brokers ?? [{}]).map(broker)
  const {proxy, access} = request
  const spec: NodeSpec = {
    name,
    engine,
    host: request.host ?? '127.0.0.1',
    ...(nameServer && {nameServer}),
    nameServers: [...(request.nameServers ?? [])],
    brokers,
    controllers,
    ...(proxy && {
      proxy: {port: proxy.port ?? 8080, grpcPort: proxy.grpcPort ?? 8081, config: mapOf(proxy.config)},
    }),
    ...(access !== undefined && {access}),
    tls: request.tls ?? false,
    folder: request.folder ?? folderOf(name),
    memory: request.memory ?? false,
    ...(request.version !== undefined && {version: request.version}),
    heap: new Map(Object.entries(request.heap ?? {})),
    jvmOptions: [...(request.jvmOptions ?? [])],
  }
  check(spec)
  return spec
}

const mapOf = (settings: Settings = {}): Map<string, string> => new Map(Object.entries(settings))

function server(request: {port?: number; config?: Settings}): ServerSpec {
  return {port: request.port ?? 0, config: mapOf(request.config)}
}

function broker(request: NonNullable<NodeRequest['brokers']>[number], index: number): BrokerSpec {
  return {
    name: request.name ?? `broker-${String.fromCharCode(97 + (index % 26))}`,
    cluster: request.cluster ?? 'DefaultCluster',
    id: request.id ?? 0,
    ...(request.replica !== undefined && {replica: request.replica}),
    port: request.port ?? (index === 0 ? 10911 : 0),
    config: mapOf(request.config),
  }
}

function check(spec: NodeSpec): void {
  if (!spec.nameServer && spec.brokers.length === 0 && spec.controllers.length === 0 && !spec.proxy)
    throw new UsageError(`Node ${spec.name} would start nothing: ask for a name server or a broker`)
  if ((spec.brokers.length > 0 || spec.proxy) && !spec.nameServer && spec.nameServers.length === 0)
    throw new UsageError(`The brokers of node ${spec.name} need a name server: start one with them or name one`)
  checkSecurity(spec)
  if (spec.engine === 'embedded') {
    if (spec.proxy) throw new UsageError('The embedded engine has no proxy: use the java engine', {hint: noProxy})
    if (spec.controllers.length > 0) throw new UsageError('The embedded engine has no controller: use the java engine')
    if (spec.brokers.some(broker => broker.id !== 0))
      throw new UsageError('The embedded broker does not replicate, so it has no slaves: use the java engine')
    if (spec.version !== undefined)
      throw new UsageError('A version is for the java engine: the embedded one has its own')
  } else if (spec.memory)
    throw new UsageError('The java engine keeps its data on disk: only the embedded one can run in memory')
  for (const port of portsOf(spec)) {
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`${port} is not a port`)
  }
  for (const heap of spec.heap.values())
    if (!size.test(heap)) throw new UsageError(`"${heap}" is not a heap size, e.g. 512m`)
  const ids = spec.brokers.map(processId)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new UsageError(`Two brokers of node ${spec.name} would both be called ${twice}`)
}

function checkSecurity({engine, access, tls, brokers, controllers, proxy, nameServer}: NodeSpec): void {
  if (access !== undefined && brokers.length === 0)
    throw new UsageError('Accounts are for brokers, of which the node has none: name servers ask nobody who they are')
  if (access === 'acl4' && engine === 'embedded')
    throw new UsageError('plain_acl.yml is for the java engine: the embedded one has --auth')
  // what a broker of these releases asks another is not signed
  if (access === 'acl4' && (controllers.length > 0 || brokers.some(({id}) => id !== 0)))
    throw new UsageError('With plain_acl.yml a master does not answer its slaves', {
      hint: 'take a topology without slaves, or a release from 5.3 on with --auth',
    })
  if (access === 'acl4' && proxy)
    throw new UsageError('A proxy does not sign for plain_acl.yml: take a release from 5.3 on with --auth')
  if (tls && !nameServer)
    throw new UsageError('TLS is for nodes with a name server of their own: another has another authority')
}

/** All that were asked for, in a fixed order. */
export const portsOf = ({nameServer, brokers, controllers, proxy}: NodeSpec): number[] => [
  nameServer?.port ?? 0,
  ...[...brokers, ...controllers].map(({port}) => port),
  proxy?.port ?? 0,
  proxy?.grpcPort ?? 0,
]

/** What a broker's process, folder and log are called: `broker-a`, its slave `broker-a-s1`, a replica `broker-a-r0`. */
export function processId({name, id, replica}: BrokerSpec): string {
  return replica !== undefined ? `${name}-r${replica}` : id > 0 ? `${name}-s${id}` : name
}
