/** A node in the foreground of a terminal or container. */
import {createWriteStream} from 'node:fs'
import {MqError} from '../errors.js'
import type {Remoting} from '../remoting/remoting.js'
import {serve} from './embedded/serve.js'
import type {Launch} from './engine.js'
import {launch} from './launch.js'
import {followLines, rotateLog} from './log-file.js'
import {identify} from './process-identity.js'
import type {NodeSpec} from './spec.js'
import type {ProcessState, ServerState} from './state.js'
import {stopProcess} from './stop.js'

export interface Foreground {
  spec: NodeSpec
  launches: readonly Launch[]
  remoting: Remoting
  signal: AbortSignal
  onLine: (line: string) => void
  onReady?: ((servers: ServerState[]) => void) | undefined
  graceMs?: number | undefined
  logOf: (process: string) => string
  record: (process: ProcessState) => Promise<void>
}

/** Serves inside this process, until the signal. Prints the lines by which Java's servers are known to be up. */
export async function runEmbedded({spec, launches, signal, onLine, onReady, logOf, record}: Foreground): Promise<void> {
  const [{id}] = launches as readonly [Launch]
  const log = logOf(id)
  await rotateLog(log)
  const file = createWriteStream(log, {mode: 0o600})
  const print = (line: string) => {
    file.write(`${line}\n`)
    onLine(line)
  }
  try {
    const serving = await serve(spec, {log: print})
    try {
      await record({...(await identify(process.pid)), id, log, servers: serving.servers})
      const nameServers = serving.servers.filter(({role}) => role === 'nameServer').map(({address}) => address)
      const known = nameServers.length > 0 ? nameServers : spec.nameServers
      for (const server of serving.servers) print(bootLine(server, known))
      onReady?.(serving.servers)
      await aborted(signal)
    } finally {
      await serving.close()
    }
  } finally {
    await new Promise(resolve => file.end(resolve))
  }
}

function bootLine({role, name, address}: ServerState, nameServers: readonly string[]): string {
  if (role === 'nameServer') return `The Name Server boot success. serializeType=JSON, address ${address}`
  return `The broker[${name}, ${address}] boot success. serializeType=JSON and name server is ${nameServers.join(';')}`
}

/** Runs child processes and passes on what they print, until the signal or until one of them ends. */
export async function runProcesses(options: Foreground): Promise<void> {
  const {spec, launches, signal, onLine, onReady, graceMs = 30_000, logOf, record} = options
  const following = new AbortController()
  const printers: Promise<void>[] = []
  const running: {state: ProcessState; ended: Promise<string>}[] = []
  const print = async (log: string) => {
    for await (const line of followLines(log, 0, following.signal, 50)) onLine(line)
  }
  // a proxy does not start before the name servers know a broker
  const registered = launches.some(({servers}) => servers.some(({role}) => role === 'proxy'))
  try {
    for (const each of launches) {
      const log = logOf(each.id)
      const spawned = async (process: ProcessState) => {
        printers.push(print(log))
        await record(process)
      }
      const launched = await launch(each, {
        node: spec.name,
        log,
        remoting: options.remoting,
        signal,
        detached: false,
        registered,
        onSpawn: spawned,
        onReady: record,
      })
      running.push(launched)
    }
    onReady?.(running.flatMap(({state}) => state.servers))
    const end = running.map(async ({state, ended}) => {
      const how = await ended
      if (!signal.aborted) throw new MqError('NODE_FAILED', `${state.id} of node ${spec.name} ${how}`)
    })
    await Promise.race([aborted(signal), ...end])
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    for (const {state} of running.reverse()) await stopProcess(state, graceMs)
    following.abort()
    await Promise.all(printers)
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), {once: true})
  })
}
