/**
 * Nodes of this machine: started, asked, stopped.
 *
 * ```ts
 * const nodes = new Nodes(nodeSettings(process.env))
 * const {servers} = await nodes.start({engine: 'java', version: '5.5.0', nameServer: {port: 0}, brokers: [{port: 0}]})
 * await nodes.stop('default')
 * await nodes.close()
 * ```
 */
import {rm} from 'node:fs/promises'
import {join} from 'node:path'
import {MqError} from '../errors.js'
import {Remoting, type RemotingOptions} from '../remoting/remoting.js'
import {EmbeddedEngine} from './embedded/embedded-engine.js'
import type {Engine, Launch, OnProgress} from './engine.js'
import {refuseSharedStore} from './folder-owner.js'
import {type Installed, type InstallOptions, install, listInstalled} from './install/install.js'
import {JavaEngine} from './java/java-engine.js'
import {launch} from './launch.js'
import {type LogLine, type LogOptions, readLogs} from './logs.js'
import {PortPicker} from './ports.js'
import {livenessOf} from './process-identity.js'
import {
  dataFolderOf,
  embeddedEntryOf,
  installFolderOf,
  logFolderOf,
  type NodeSettings,
  stateFolderOf,
} from './settings.js'
import {completeSpec, type EngineName, type NodeRequest, type NodeSpec, type ServerRole} from './spec.js'
import {type NodeState, type ProcessState, StateFiles} from './state.js'
import {askServers, type NodeSummary, type ServerStatus, summarize} from './status.js'
import {type StopOutcome, stopProcess} from './stop.js'

export interface StartOptions {
  signal?: AbortSignal | undefined
  onProgress?: OnProgress | undefined
  /** How long one process may take to become ready; 60 s. */
  timeoutMs?: number | undefined
}

export interface StopOptions {
  /** How long a process may take to end by itself before it is killed; 30 s (a Java broker may need 20). */
  graceMs?: number | undefined
  /** Stop only processes with such a server. */
  role?: ServerRole | undefined
  onProgress?: OnProgress | undefined
}

export interface StartedNode {
  node: NodeSummary
  servers: ServerStatus[]
  /** It ran already, all of it, with these settings: nothing was done. */
  alreadyRunning: boolean
}

export interface StoppedProcess {
  node: string
  process: string
  pid: number
  roles: ServerRole[]
  outcome: StopOutcome
}

export class Nodes {
  private readonly states: StateFiles
  private readonly remoting: Remoting
  private readonly engines: Record<EngineName, Engine>

  /** `remoting` carries credentials and TLS for the probes, where the nodes want them. */
  constructor(
    readonly settings: NodeSettings,
    remoting: RemotingOptions = {},
  ) {
    this.states = new StateFiles(stateFolderOf(settings))
    this.remoting = new Remoting({connectTimeoutMs: 2000, ...remoting})
    this.engines = {
      embedded: new EmbeddedEngine(settings.env, embeddedEntryOf(settings)),
      java: new JavaEngine(settings.env, installFolderOf(settings)),
    }
  }

  /**
   * Starts what is not running yet and returns when every server is ready. A node that runs with other settings is left alone
   * (`NODE_FAILED`). When a process fails, those that were started before it are stopped again.
   */
  async start(request: NodeRequest, options: StartOptions = {}): Promise<StartedNode> {
    const spec = completeSpec(request, name => dataFolderOf(this.settings, name))
    return await this.states.exclusively(spec.name, () => this.startSpec(spec, options))
  }

  /** Stops and starts again, under the same addresses. */
  async restart(name: string, options: StartOptions & Pick<StopOptions, 'graceMs'> = {}): Promise<StartedNode> {
    return await this.states.exclusively(name, async () => {
      const state = await this.known(name)
      await this.stopState(state, options)
      return await this.startSpec(pinned(state), options)
    })
  }

  /** Stops one node, or every one: brokers first, name servers last. */
  async stop(name: string | 'all', options: StopOptions = {}): Promise<StoppedProcess[]> {
    const states = name === 'all' ? await this.states.list() : [await this.known(name)]
    const result: StoppedProcess[] = []
    for (const {spec} of states) {
      result.push(
        ...(await this.states.exclusively(spec.name, async () => this.stopState(await this.known(spec.name), options))),
      )
    }
    return result
  }

  async list(): Promise<NodeSummary[]> {
    return await Promise.all((await this.states.list()).map(summarize))
  }

  /** Asks every server of one node, or of all. */
  async status(name?: string): Promise<ServerStatus[]> {
    const states = name === undefined ? await this.states.list() : [await this.known(name)]
    return (await Promise.all(states.map(state => askServers(state, this.remoting)))).flat()
  }

  /** The last lines of each process's log, then, if asked to follow, what is added until the signal ends it. */
  async *logs(name: string, options: LogOptions = {}): AsyncGenerator<LogLine> {
    const state = await this.known(name)
    yield* readLogs(state.processes, options)
  }

  /** Forgets a stopped node and its logs; with `data`, its messages and settings too. */
  async remove(name: string, options: {data?: boolean} = {}): Promise<void> {
    await this.states.exclusively(name, async () => {
      const state = await this.known(name)
      if ((await this.running(state)).length > 0)
        throw new MqError('NODE_FAILED', `Node ${name} is running`, {hint: `mqadmin node stop ${name}`})
      await rm(logFolderOf(this.settings, name), {recursive: true, force: true})
      if (options.data) await rm(state.spec.folder, {recursive: true, force: true})
      await this.states.remove(name)
    })
  }

  /** Fetches a release of Apache RocketMQ; `latest` is the newest that has all its artifacts. */
  async install(version: string, options: InstallOptions = {}): Promise<Installed> {
    return await install(version, installFolderOf(this.settings), {
      repository: this.settings.repository,
      env: this.settings.env,
      ...options,
    })
  }

  async installed(): Promise<Installed[]> {
    return await listInstalled(installFolderOf(this.settings))
  }

  async close(): Promise<void> {
    await this.remoting.close()
  }

  private async startSpec(spec: NodeSpec, options: StartOptions): Promise<StartedNode> {
    const before = await this.states.read(spec.name)
    const running = before ? await this.running(before) : []
    if (before && running.length > 0 && !sameSettings(spec, before.spec))
      throw new MqError('NODE_FAILED', `Node ${spec.name} is running with other settings`, {
        hint: `mqadmin node stop ${spec.name} first, or give the new one another name`,
      })
    const {version, launches} = await this.engines[spec.engine].prepare(spec, {
      ports: new PortPicker(spec.host),
      running: running.flatMap(({servers}) => servers),
    })
    for (const store of launches.flatMap(({stores}) => stores)) await refuseSharedStore(store)
    const state: NodeState = {
      format: 1,
      spec: before && running.length > 0 ? before.spec : spec,
      ...(version !== undefined && {version}),
      startedAt: before && running.length > 0 ? before.startedAt : Date.now(),
      detached: true,
      processes: running,
    }
    await this.launchAll(state, launches, options)
    return {
      node: await summarize(state),
      servers: await askServers(state, this.remoting),
      alreadyRunning: launches.length === 0,
    }
  }

  private async launchAll(state: NodeState, launches: readonly Launch[], options: StartOptions): Promise<void> {
    const {name} = state.spec
    const kept = [...state.processes]
    const record = async (process: ProcessState) => {
      state.processes = [...state.processes.filter(({id}) => id !== process.id), process]
      await this.states.write(state)
    }
    try {
      for (const [index, each] of launches.entries()) {
        options.onProgress?.({text: `Starting ${each.id} of ${name}`, done: index, total: launches.length})
        const timeout = AbortSignal.timeout(options.timeoutMs ?? 60_000)
        const launched = await launch(each, {
          node: name,
          log: join(logFolderOf(this.settings, name), `${each.id}.log`),
          remoting: this.remoting,
          signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
          detached: true,
          onSpawn: record,
        })
        await record(launched.state)
      }
    } catch (error) {
      const started = state.processes.filter(({id}) => !kept.some(old => old.id === id))
      for (const process of started.reverse()) await stopProcess(process, 5000)
      await this.states.write(kept.length > 0 ? {...state, processes: kept} : {...state, stoppedAt: Date.now()})
      throw error
    }
  }

  private async stopState(state: NodeState, options: StopOptions): Promise<StoppedProcess[]> {
    const {role, graceMs = 30_000, onProgress} = options
    const concerned = state.processes.filter(({servers}) => !role || servers.some(server => server.role === role))
    const result: StoppedProcess[] = []
    for (const process of concerned.reverse()) {
      onProgress?.({text: `Stopping ${process.id} of ${state.spec.name} (pid ${process.pid})`})
      const outcome = await stopProcess(process, graceMs)
      const roles = process.servers.map(server => server.role)
      if (outcome !== 'absent')
        result.push({node: state.spec.name, process: process.id, pid: process.pid, roles, outcome})
    }
    if (!role && state.stoppedAt === undefined) await this.states.write({...state, stoppedAt: Date.now()})
    return result
  }

  private async running(state: NodeState): Promise<ProcessState[]> {
    const lives = await Promise.all(state.processes.map(livenessOf))
    return state.processes.filter((_, index) => lives[index] === 'alive')
  }

  private async known(name: string): Promise<NodeState> {
    const state = await this.states.read(name)
    if (state) return state
    throw new MqError('NOT_FOUND', `No node called ${name} was started here`, {
      hint: 'mqadmin node list',
      facts: {node: name},
    })
  }
}

/** A port that was asked for as 0 fits whatever was chosen. */
function sameSettings(asked: NodeSpec, recorded: NodeSpec): boolean {
  const blind = (spec: NodeSpec) =>
    JSON.stringify(spec, (key, value) =>
      value instanceof Map ? [...value].sort() : key === 'port' ? undefined : value,
    )
  const ports = (spec: NodeSpec) =>
    [spec.nameServer, ...spec.brokers, ...spec.controllers].map(server => server?.port ?? 0)
  const theirs = ports(recorded)
  return blind(asked) === blind(recorded) && ports(asked).every((port, index) => port === 0 || port === theirs[index])
}

/** The spec with the ports that its servers had. */
function pinned(state: NodeState): NodeSpec {
  const servers = state.processes.flatMap(process => process.servers)
  const portOf = (role: ServerRole, id?: number, name?: string) => {
    const server = servers.find(
      each => each.role === role && (id === undefined || each.id === id) && (!name || each.name === name),
    )
    return server && Number(server.address.split(':').at(-1))
  }
  const {spec} = state
  return {
    ...spec,
    ...(spec.nameServer && {nameServer: {...spec.nameServer, port: portOf('nameServer') ?? spec.nameServer.port}}),
    brokers: spec.brokers.map(broker => ({...broker, port: portOf('broker', broker.id, broker.name) ?? broker.port})),
    controllers: spec.controllers.map((server, id) => ({...server, port: portOf('controller', id) ?? server.port})),
  }
}
