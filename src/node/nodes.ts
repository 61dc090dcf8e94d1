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
import {asMqError, type Failure, MqError, PartialError} from '../errors.js'
import {Remoting, type RemotingOptions} from '../remoting/remoting.js'
import {refuseTakenNames} from './broker-name.js'
import {EmbeddedEngine} from './embedded/embedded-engine.js'
import type {Engine, OnProgress} from './engine.js'
import {refuseSharedStore} from './folder-owner.js'
import {type Foreground, runEmbedded, runProcesses} from './foreground.js'
import {writeGenerated} from './generated-file.js'
import {type Installed, type InstallOptions, install, listInstalled} from './install/install.js'
import {JavaEngine} from './java/java-engine.js'
import {launchAll} from './launch-all.js'
import {type LogLine, type LogOptions, readLogs} from './logs.js'
import {type PlannedSetting, plannedSettings} from './plan.js'
import {type NodeProcess, PortPicker} from './ports.js'
import {pinned, sameSettings} from './repeat.js'
import {clientSecurity, prepareSecurity} from './security.js'
import {
  dataFolderOf,
  embeddedEntryOf,
  installFolderOf,
  logFolderOf,
  type NodeSettings,
  stateFolderOf,
} from './settings.js'
import {completeSpec, type EngineName, type NodeRequest, type NodeSpec} from './spec.js'
import {type NodeState, type ProcessState, type ServerState, StateFiles, stopped} from './state.js'
import {askServers, lifeOf, type NodeSummary, type ServerStatus, summarize} from './status.js'
import {type StopAllOptions, stopAll} from './stop-all.js'
import type {StoppedRow} from './stopped.js'

export interface StartOptions {
  signal?: AbortSignal | undefined
  onProgress?: OnProgress | undefined
  /** How long one process may take to become ready; 120 s. */
  timeoutMs?: number | undefined
}

export interface RunOptions {
  /** Ends the node. */
  signal: AbortSignal
  /** Takes what the servers print, line by line. */
  onLine: (line: string) => void
  /** Told once, when all servers are up. */
  onReady?: ((servers: ServerState[]) => void) | undefined
  /** As of {@link StopOptions}. */
  graceMs?: number | undefined
}

export interface ReportOptions {
  /** Told of each node that could not be read or stopped, the others being done. Without it they are thrown, as a {@link PartialError}. */
  onFailures?: ((failures: readonly Failure[]) => void) | undefined
}

export type StopOptions = StopAllOptions & ReportOptions

export interface StartedNode {
  node: NodeSummary
  servers: ServerStatus[]
  /** It ran already, all of it, with these settings: nothing was done. */
  alreadyRunning: boolean
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

  /** What `start` would write and run, without doing it: secrets are left out. */
  async plan(request: NodeRequest): Promise<PlannedSetting[]> {
    const spec = completeSpec(request, name => dataFolderOf(this.settings, name))
    const before = await this.states.read(spec.name)
    const {launches, security, files} = await this.prepare(spec, before ? await this.running(before) : [])
    return plannedSettings(launches, files, security)
  }

  /**
   * Runs a node in the foreground: resolves when `signal` ended it and everything is closed, rejects with `NODE_FAILED` when one of
   * its processes ends by itself. Embedded servers run inside this process; of Java ones the output is passed on.
   */
  async run(request: NodeRequest, options: RunOptions): Promise<void> {
    const spec = completeSpec(request, name => dataFolderOf(this.settings, name))
    const state = await this.states.exclusively(spec.name, async () => {
      const before = await this.states.read(spec.name)
      if (before && (await this.running(before)).length > 0) throw isRunning(spec.name)
      const {version, launches, files} = await this.prepare(spec, [])
      await writeGenerated(files)
      const fresh: NodeState = {
        format: 1,
        spec,
        ...(version !== undefined && {version}),
        startedAt: Date.now(),
        detached: false,
        processes: [],
      }
      return {fresh, launches}
    })
    const serve = (remoting: Remoting) => {
      const foreground: Foreground = {
        ...options,
        spec,
        launches: state.launches,
        remoting,
        logOf: id => this.logOf(spec.name, id),
        record: async process => {
          state.fresh.processes = [...state.fresh.processes.filter(({id}) => id !== process.id), process]
          await this.states.write(state.fresh)
        },
      }
      return spec.engine === 'embedded' ? runEmbedded(foreground) : runProcesses(foreground)
    }
    try {
      await this.asking(spec, serve)
    } finally {
      await this.states.write(stopped(state.fresh))
    }
  }

  /** Stops and starts again, under the same addresses. */
  async restart(name: string, options: StartOptions & Pick<StopOptions, 'graceMs'> = {}): Promise<StartedNode> {
    return await this.states.exclusively(name, async () => {
      const state = await this.known(name)
      await this.stopState(state, options)
      return await this.startSpec(pinned(state), options)
    })
  }

  /** Stops one node, or every one: brokers first, name servers last. A node that cannot be stopped does not keep the others. */
  async stop(name: string | 'all', options: StopOptions = {}): Promise<StoppedRow[]> {
    const result: StoppedRow[] = []
    const stop = async (each: string) => {
      const rows = await this.states.exclusively(each, async () => this.stopState(await this.known(each), options))
      result.push(...rows)
    }
    if (name !== 'all') await stop(name)
    else {
      const {states, failures} = await this.states.list()
      for (const {spec} of states)
        await stop(spec.name).catch(error => failures.push({target: spec.name, error: asMqError(error)}))
      report(failures, options, result.length)
    }
    return result
  }

  async list(options: ReportOptions = {}): Promise<NodeSummary[]> {
    const {states, failures} = await this.states.list()
    report(failures, options, states.length)
    return await Promise.all(states.map(summarize))
  }

  /** Asks every server of one node, or of all. */
  async status(name?: string, options: ReportOptions = {}): Promise<ServerStatus[]> {
    const {states, failures} =
      name === undefined ? await this.states.list() : {states: [await this.known(name)], failures: []}
    report(failures, options, states.length)
    return (await Promise.all(states.map(state => this.ask(state)))).flat()
  }

  /** The last lines of each process's log, then, if asked to follow, what is added until the signal ends it. */
  async *logs(name: string, options: LogOptions = {}): AsyncGenerator<LogLine> {
    const state = await this.known(name)
    yield* readLogs(state.processes, options)
  }

  /** A node that may be removed; undefined when there is none of that name. Throws `NODE_FAILED` while it runs. */
  async removable(name: string): Promise<NodeSummary | undefined> {
    const state = await this.states.read(name)
    if (state && (await this.running(state)).length > 0) throw isRunning(name)
    return state && (await summarize(state))
  }

  /** Forgets a stopped node and its logs; with `data`, its messages and settings too. */
  async remove(name: string, options: {data?: boolean} = {}): Promise<void> {
    await this.states.exclusively(name, async () => {
      const state = await this.known(name)
      if ((await this.running(state)).length > 0) throw isRunning(name)
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
      throw isRunning(spec.name, ' with other settings')
    const {version, launches, files} = await this.prepare(spec, running)
    await writeGenerated(files)
    const going = running.length > 0 ? before : undefined
    const state: NodeState = {
      format: 1,
      spec: going?.spec ?? spec,
      ...(version !== undefined && {version}),
      startedAt: going?.startedAt ?? Date.now(),
      detached: true,
      processes: running,
    }
    const start = (remoting: Remoting) =>
      launchAll(state, launches, {
        ...options,
        remoting,
        logOf: id => this.logOf(spec.name, id),
        write: now => this.states.write(now),
      })
    await this.asking(spec, start)
    return {
      node: await summarize(state),
      servers: await this.ask(state),
      alreadyRunning: launches.length === 0,
    }
  }

  /** `files` are to be written before the first process starts. */
  private async prepare(spec: NodeSpec, running: readonly ProcessState[]) {
    const {security, files} = await prepareSecurity(spec)
    const {version, launches} = await this.engines[spec.engine].prepare(spec, {
      ports: new PortPicker(spec.host, pid => this.nodeOf(pid)),
      running,
      security,
    })
    for (const store of launches.flatMap(({stores}) => stores)) await refuseSharedStore(store)
    const servers = launches.flatMap(launch => launch.servers)
    await refuseTakenNames(servers, spec.nameServers, this.remoting)
    return {version, launches, security, files: [...files, ...launches.flatMap(launch => launch.files)]}
  }

  private ask(state: NodeState): Promise<ServerStatus[]> {
    return this.asking(state.spec, remoting => askServers(state, remoting))
  }

  /** Signed and over TLS, where the node wants that. */
  private async asking<T>(spec: NodeSpec, work: (remoting: Remoting) => Promise<T>): Promise<T> {
    const own = await clientSecurity(spec)
    if (!own) return await work(this.remoting)
    const remoting = new Remoting({...this.remoting.options, ...own})
    try {
      return await work(remoting)
    } finally {
      await remoting.close()
    }
  }

  private logOf(node: string, process: string): string {
    return join(logFolderOf(this.settings, node), `${process}.log`)
  }

  private stopState(state: NodeState, options: StopOptions): Promise<StoppedRow[]> {
    return stopAll(state, {...options, write: now => this.states.write(now)})
  }

  private async running(state: NodeState): Promise<ProcessState[]> {
    const lives = await Promise.all(state.processes.map(lifeOf))
    return state.processes.filter((_, index) => lives[index] === 'alive')
  }

  /** Which process of a node has a pid: in this account of things one that was stopped has none. */
  private async nodeOf(pid: number): Promise<NodeProcess | undefined> {
    const {states} = await this.states.list()
    for (const {spec, processes} of states) {
      const found = processes.find(process => process.pid === pid && process.stoppedAt === undefined)
      if (found && (await lifeOf(found)) === 'alive') return {node: spec.name, process: found.id}
    }
    return undefined
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

function report(failures: readonly Failure[], {onFailures}: ReportOptions, done: number): void {
  if (failures.length === 0) return
  if (!onFailures) throw new PartialError(failures, done)
  onFailures(failures)
}

function isRunning(name: string, how = ''): MqError {
  return new MqError('NODE_FAILED', `Node ${name} is running${how}`, {
    facts: {node: name},
    hint: `mqadmin node stop ${name} first, or give the new one another name`,
  })
}
