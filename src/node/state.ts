/** What is remembered of the nodes that were started here: one JSON file each, readable by its owner only. */
import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {asMqError, type Failure, MqError} from '../errors.js'
import {writeJson} from '../protocol/json.js'
import {bool, fallback, type Infer, int, list, object, oneOf, optional, str, time} from '../schema.js'
import {identify, livenessOf, type ProcessRef} from './process-identity.js'
import {nodeSpec, serverRoles} from './spec.js'

/** A server inside a process, under its real address. */
export const serverState = object('ServerState', {
  role: oneOf(...serverRoles),
  /** A broker's name. */
  name: optional(str()),
  cluster: optional(str()),
  id: optional(int()),
  /** Where it is reached from this machine. */
  address: str(),
  /** What a broker tells name servers and clients, where that differs. */
  advertised: optional(str()),
})
export type ServerState = Infer<typeof serverState>

export const processState = object('ProcessState', {
  id: str(),
  pid: int(),
  started: str(),
  servers: list(serverState),
  log: str(),
  /** The configuration file that was generated for it. */
  config: optional(str()),
  /** When it was stopped on purpose: what has its pid since is of no interest. */
  stoppedAt: optional(time()),
})
export type ProcessState = Infer<typeof processState>

export const nodeState = object('NodeState', {
  format: fallback(int(), 1),
  /** As asked for: ports may be 0 here. */
  spec: nodeSpec,
  /** Release of the engine, where it is known. */
  version: optional(str()),
  startedAt: time(),
  /** false: it runs in the foreground of somebody's terminal or container. */
  detached: bool(),
  processes: list(processState),
})
export type NodeState = Infer<typeof nodeState>

/** A process that failed before it told its ports has no servers to show. */
export function withoutUnknown(process: ProcessState): ProcessState {
  return {...process, servers: process.servers.filter(({address}) => !address.endsWith(':0'))}
}

/** The state after some of its processes, or all, were stopped on purpose. */
export function stopped(state: NodeState, which = state.processes): NodeState {
  const now = Date.now()
  const processes = state.processes.map(process =>
    process.stoppedAt === undefined && which.some(({id}) => id === process.id) ? {...process, stoppedAt: now} : process,
  )
  return {...state, processes}
}

export class StateFiles {
  constructor(readonly folder: string) {}

  fileOf(name: string): string {
    return join(this.folder, `${name}.json`)
  }

  /** Throws `BAD_SETTINGS` on a file that cannot be read as a state. */
  async read(name: string): Promise<NodeState | undefined> {
    const file = this.fileOf(name)
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
    try {
      return nodeState.read(JSON.parse(text), '')
    } catch (error) {
      throw new MqError('BAD_SETTINGS', `The state file ${file} cannot be read: ${(error as Error).message}`, {
        cause: error,
        hint: 'see whether the node still runs, then delete the file',
      })
    }
  }

  /** All of them, by name; a file that cannot be read is a failure of its own. */
  async list(): Promise<{states: NodeState[]; failures: Failure[]}> {
    const files = await readdir(this.folder).catch(absent)
    const names = files.filter(file => file.endsWith('.json')).map(file => file.slice(0, -'.json'.length))
    const states: NodeState[] = []
    const failures: Failure[] = []
    for (const name of names.sort()) {
      try {
        const state = await this.read(name)
        if (state) states.push(state)
      } catch (error) {
        failures.push({target: name, error: asMqError(error)})
      }
    }
    return {states, failures}
  }

  /** Replaces the file in one step: a reader sees the old or the new state, never half of one. */
  async write(state: NodeState): Promise<void> {
    await mkdir(this.folder, {recursive: true, mode: 0o700})
    const file = this.fileOf(state.spec.name)
    const draft = `${file}.${process.pid}.draft`
    await writeFile(draft, writeJson(nodeState.write(state)), {mode: 0o600})
    await rename(draft, file)
  }

  async remove(name: string): Promise<void> {
    await rm(this.fileOf(name), {force: true})
  }

  /**
   * Runs `work` while nobody else starts or stops the node of that name, waiting up to `waitMs` for its turn. A lock whose owner
   * is gone is taken over.
   */
  async exclusively<T>(name: string, work: () => Promise<T>, waitMs = 180_000): Promise<T> {
    await mkdir(this.folder, {recursive: true, mode: 0o700})
    const file = join(this.folder, `${name}.lock`)
    const me = JSON.stringify(await identify(process.pid))
    const deadline = Date.now() + waitMs
    while (!(await create(file, me))) {
      const owner = await lockOwner(file)
      if (owner !== undefined && ['gone', 'stranger'].includes(await livenessOf(owner))) await rm(file, {force: true})
      else if (Date.now() > deadline)
        throw new MqError(
          'NODE_FAILED',
          `Node ${name} is being started or stopped by process ${owner?.pid ?? 'unknown'}`,
          {
            hint: `wait for it; if no mqadmin is running, delete ${file}`,
          },
        )
      else await sleep(25)
    }
    try {
      return await work()
    } finally {
      await rm(file, {force: true})
    }
  }
}

async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, {flag: 'wx', mode: 0o600})
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function lockOwner(file: string): Promise<ProcessRef | undefined> {
  try {
    const {pid, started} = JSON.parse(await readFile(file, 'utf8')) as Partial<ProcessRef>
    return typeof pid === 'number' && typeof started === 'string' ? {pid, started} : undefined
  } catch {
    return undefined
  }
}

function absent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}
