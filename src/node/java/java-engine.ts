/** Apache RocketMQ on the machine's Java: each server a process of its own. */
import {formatAddress} from '../../remoting/address.js'
import type {Engine, EngineContext, Launch} from '../engine.js'
import {advertisedHost, reachableHost} from '../host-address.js'
import {type BrokerSpec, type NodeSpec, processId, type ServerSpec} from '../spec.js'
import type {ProcessState, ServerState} from '../state.js'
import {commitLogFileSize, commitLogFolder, storeFolder} from '../store-folder.js'
import {findJava} from './find-java.js'
import {javaLaunch, type Machine, type Member} from './java-launch.js'
import {checkRelease, findRelease} from './release.js'
import {authSettings, brokerSettings, controllerSettings, nameServerSettings, proxySettings} from './server-settings.js'

/** A broker also listens for "VIP" clients on its port - 2 and for its slaves on its port + 1. */
const brokerNeighbours = [-2, 1]

interface Peers {
  nameServers: readonly string[]
  controllers: readonly string[]
}

/** What one call of `prepare` works with. */
interface Preparation extends EngineContext {
  spec: NodeSpec
  add(member: Member, more?: Partial<Launch>): Promise<void>
}

export class JavaEngine implements Engine {
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly installFolder: string,
  ) {}

  async prepare(spec: NodeSpec, context: EngineContext): Promise<{version: string; launches: Launch[]}> {
    const release = await findRelease(spec.version, {
      rocketmqHome: this.env['ROCKETMQ_HOME'],
      installFolder: this.installFolder,
    })
    await checkRelease(release, spec)
    const machine: Machine = {java: await findJava(this.env), release, env: this.env, security: context.security}
    const launches: Launch[] = []
    const preparation: Preparation = {
      ...context,
      spec,
      async add(member, more) {
        launches.push({...(await javaLaunch(spec, member, machine)), ...more})
      },
    }
    const nameServer = spec.nameServer && (await addNameServer(spec.nameServer, preparation))
    const nameServers = nameServer ? [nameServer] : spec.nameServers
    const controllers = await addControllers(preparation)
    for (const broker of spec.brokers) await addBroker(broker, {nameServers, controllers}, preparation)
    if (spec.proxy) await addProxy(spec.proxy, nameServers, preparation)
    return {version: release.version, launches}
  }
}

async function addNameServer(server: ServerSpec, {spec, ports, running, add}: Preparation): Promise<string> {
  const live = addressOf(running, 'nameserver')
  if (live !== undefined) return live
  const port = await ports.take(server.port)
  const address = formatAddress(reachableHost(spec.host), port)
  const settings = merge(server.config, nameServerSettings(spec, port))
  await add({id: 'nameserver', servers: [{role: 'nameServer', address}], settings})
  return address
}

/** The controllers of a group name each other by id, so all ports are chosen before the first file is made. */
async function addControllers({spec, ports, running, add}: Preparation): Promise<string[]> {
  const members: {address: string; live: boolean; server: ServerSpec}[] = []
  for (const [index, server] of spec.controllers.entries()) {
    const live = addressOf(running, `controller-${index}`)
    const address = live ?? formatAddress(reachableHost(spec.host), await ports.take(server.port))
    members.push({address, live: live !== undefined, server})
  }
  const peers = members.map(({address}, index) => `n${index}-${address}`).join(';')
  for (const [id, {address, server, live}] of members.entries()) {
    if (live) continue
    const settings = merge(server.config, controllerSettings(spec, id, peers))
    await add({id: `controller-${id}`, servers: [{role: 'controller', id, address}], settings})
  }
  return members.map(({address}) => address)
}

async function addBroker(broker: BrokerSpec, peers: Peers, preparation: Preparation): Promise<void> {
  const {spec, ports, running, security, add} = preparation
  const id = processId(broker)
  if (addressOf(running, id) !== undefined) return
  const port = await ports.take(broker.port, brokerNeighbours)
  const host = broker.config.get('brokerIP1') ?? advertisedHost(spec.host)
  const address = formatAddress(reachableHost(spec.host), port)
  const advertised = formatAddress(host, port)
  const {name, cluster} = broker
  const server: ServerState = {
    role: 'broker',
    name,
    cluster,
    id: broker.id,
    address,
    ...(advertised !== address && {advertised}),
  }
  const settings = merge(
    new Map([
      ['enablePropertyFilter', 'true'],
      ['traceTopicEnable', 'true'],
    ]),
    await commitLogFileSize(commitLogFolder(spec, broker)),
    broker.config,
    brokerSettings(spec, broker, {...peers, port, host}),
    spec.access === 'acl4' ? new Map([['aclEnable', 'true']]) : new Map(),
    spec.access === 'auth' && security.accounts ? authSettings(security.accounts, 'broker') : new Map(),
  )
  await add(
    {id, servers: [server], settings},
    {nameServers: [...peers.nameServers], stores: [storeFolder(spec, broker)]},
  )
}

/** Shown as two servers: one for each protocol. */
async function addProxy(
  proxy: NonNullable<NodeSpec['proxy']>,
  nameServers: readonly string[],
  {spec, ports, running, security, add}: Preparation,
): Promise<void> {
  if (addressOf(running, 'proxy') !== undefined) return
  const [port, grpcPort] = [await ports.take(proxy.port), await ports.take(proxy.grpcPort)]
  const host = reachableHost(spec.host)
  const cluster = spec.brokers[0]?.cluster ?? 'DefaultCluster'
  const settings = merge(
    proxy.config,
    proxySettings({port, grpcPort, host: advertisedHost(spec.host), cluster, nameServers}, security.tls),
    security.accounts ? authSettings(security.accounts, 'proxy') : new Map(),
  )
  const servers: Member['servers'] = [
    {role: 'proxy', name: 'remoting', address: formatAddress(host, port)},
    {role: 'proxy', name: 'grpc', address: formatAddress(host, grpcPort)},
  ]
  await add({id: 'proxy', servers, settings}, {nameServers: [...nameServers]})
}

const addressOf = (running: readonly ProcessState[], id: string): string | undefined =>
  running.find(process => process.id === id)?.servers[0]?.address

/** Later maps win. */
const merge = (...maps: ReadonlyMap<string, string>[]): Map<string, string> => new Map(maps.flatMap(map => [...map]))
