/** Stops the processes of a node, in the reverse order of starting; all of a stage at the same time. */
import type {OnProgress} from './engine.js'
import type {ServerRole} from './spec.js'
import {inStages, together} from './stages.js'
import {type NodeState, type ProcessState, stopped} from './state.js'
import {stopProcess} from './stop.js'
import type {StoppedRow} from './stopped.js'

export interface StopAllOptions {
  /** How long a process may take to end by itself before it is killed; 30 s (a Java broker may need 20). */
  graceMs?: number | undefined
  /** Stop only processes with such a server. */
  role?: ServerRole | undefined
  onProgress?: OnProgress | undefined
}

export async function stopAll(
  before: NodeState,
  options: StopAllOptions & {write: (state: NodeState) => Promise<void>},
): Promise<StoppedRow[]> {
  const {role, graceMs = 30_000, onProgress, write} = options
  const {name} = before.spec
  const result: StoppedRow[] = []
  const done: ProcessState[] = []
  const stop = async (process: ProcessState) => {
    onProgress?.({text: `Stopping ${process.id} of ${name} (pid ${process.pid})`})
    const outcome = await stopProcess(process, graceMs)
    done.push(process)
    const roles = [...new Set(process.servers.map(server => server.role))]
    if (outcome !== 'absent') result.push({node: name, process: process.id, pid: process.pid, roles, outcome})
  }
  const concerned = before.processes
    .filter(({stoppedAt}) => stoppedAt === undefined)
    .filter(({servers}) => !role || servers.some(server => server.role === role))
  try {
    for (const stage of inStages(concerned).reverse()) await together(stage, undefined, stop)
  } finally {
    if (done.length > 0) await write(stopped(before, done))
  }
  return result
}
