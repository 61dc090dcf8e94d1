/** What an engine is: it turns a spec into the processes to start. Starting, watching and stopping them is the same for all. */
import type {GeneratedFile} from './generated-file.js'
import type {PortPicker} from './ports.js'
import type {Security} from './security.js'
import type {NodeSpec} from './spec.js'
import type {ProcessState, ServerState} from './state.js'

/** Told while something takes its time; `done` of `total` where that is known. */
export interface Progress {
  text: string
  done?: number | undefined
  total?: number | undefined
}
export type OnProgress = (progress: Progress) => void

/** One process to start. */
export interface Launch {
  /** Its name within the node: `nameserver`, `broker-a`. */
  id: string
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
  /** Servers in it. A port may be 0 where the process tells the real one in its ready message. */
  servers: ServerState[]
  /** Name servers that its brokers register with. */
  nameServers: string[]
  /** How it says that it is up: a message over Node's IPC channel, or a line on its standard output. */
  ready: 'message' | RegExp
  /** Sent to the process over IPC once it runs. */
  message?: string
  /** The folder of a broker's files, which must have no other live owner. */
  stores: string[]
  /** To be written before it starts. */
  files: GeneratedFile[]
  /** Settings of its servers, as they are shown to people; `file` is where they are kept. */
  settings: {file?: string; values: ReadonlyMap<string, string>}[]
}

export interface EngineContext {
  ports: PortPicker
  /** Processes of this node that still run from an earlier start: they keep their addresses and are not prepared again. */
  running: readonly ProcessState[]
  security: Security
}

export interface Engine {
  /** Finds what is needed and chooses ports; writes nothing. The processes come in the order of starting. */
  prepare(spec: NodeSpec, context: EngineContext): Promise<{version: string | undefined; launches: Launch[]}>
}

/** What the child process of the embedded engine sends over IPC. */
export type ChildMessage =
  | {ready: ServerState[]}
  | {failed: {code: string; message: string; facts: Record<string, unknown>; hint?: string | undefined}}

/** What it is told when they have been noted: from then on it stays, whatever becomes of the one who started it. */
export const addressesKnown = 'known'
