/** Starts the processes of a node, stage by stage; all of a stage at the same time. */
import type {Remoting} from '../remoting/remoting.js'
import type {Launch, OnProgress} from './engine.js'
import {launch} from './launch.js'
import {inStages, together, within} from './stages.js'
import {type NodeState, type ProcessState, stopped, withoutUnknown} from './state.js'
import {stopProcess} from './stop.js'

export interface LaunchAllOptions {
  remoting: Remoting
  logOf: (process: string) => string
  /** Notes the state: after every change of it, one after the other. */
  write: (state: NodeState) => Promise<void>
  signal?: AbortSignal | undefined
  onProgress?: OnProgress | undefined
  timeoutMs?: number | undefined
}

/** How long one process may take to become ready. */
const usualTimeoutMs = 120_000
/** Those that were started before one failed are no longer wanted. */
const unwantedGraceMs = 5000

/** Adds each process to `state`. When one fails, those that were started before it are stopped again. */
export async function launchAll(
  state: NodeState,
  launches: readonly Launch[],
  options: LaunchAllOptions,
): Promise<void> {
  const {name} = state.spec
  const kept = [...state.processes]
  const order = [...kept, ...launches].map(({id}) => id)
  let written = Promise.resolve()
  const record = (process: ProcessState) => {
    state.processes = [...state.processes.filter(({id}) => id !== process.id), process].sort(
      (a, b) => order.indexOf(a.id) - order.indexOf(b.id),
    )
    written = written.then(() => options.write(state))
    return written
  }
  const start = async (each: Launch, signal: AbortSignal) => {
    options.onProgress?.({
      text: `Starting ${each.id} of ${name}`,
      done: state.processes.length,
      total: launches.length,
    })
    await within(options.timeoutMs ?? usualTimeoutMs, signal, async either => {
      await launch(each, {
        node: name,
        log: options.logOf(each.id),
        remoting: options.remoting,
        signal: either,
        detached: true,
        registered: true,
        onSpawn: record,
        onReady: record,
      })
    })
  }
  try {
    for (const stage of inStages(launches)) await together(stage, options.signal, start)
  } catch (error) {
    const started = state.processes.filter(({id}) => !kept.some(old => old.id === id))
    for (const stage of inStages(started).reverse())
      await together(stage, undefined, async process => void (await stopProcess(process, unwantedGraceMs)))
    await options.write(stopped({...state, processes: state.processes.map(withoutUnknown)}, started))
    throw error
  }
}
