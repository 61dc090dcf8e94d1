/** Starts one process of a node and waits until its servers are ready: it says so itself, then the protocol confirms it. */
import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdir, open} from 'node:fs/promises'
import {dirname} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {type ErrorCode, errorTable, MqError} from '../errors.js'
import type {Remoting} from '../remoting/remoting.js'
import {addressesKnown, type ChildMessage, type Launch} from './engine.js'
import {followLines, lastLines, rotateLog} from './log-file.js'
import {identify} from './process-identity.js'
import type {ProcessState, ServerState} from './state.js'
import {probe} from './status.js'

export interface LaunchOptions {
  node: string
  log: string
  remoting: Remoting
  /** Ends the waiting, and with it the process. */
  signal: AbortSignal
  /** false: the process stays in our process group and ends with the terminal. */
  detached: boolean
  /** Wait until its brokers are registered with a name server; Java's scripts do not. */
  registered: boolean
  /** Told as soon as the process runs, long before it is ready. */
  onSpawn: (process: ProcessState) => Promise<void>
  /** Told when it is ready, under its real addresses. */
  onReady: (process: ProcessState) => Promise<void>
}

export interface Launched {
  state: ProcessState
  /** Resolves when the process ends. */
  ended: Promise<string>
}

/** Rejects with `NODE_FAILED` or `PORT_IN_USE` and the last lines of the log; the process is gone then. */
export async function launch(launch: Launch, options: LaunchOptions): Promise<Launched> {
  const {child, ended, message} = await spawnLogged(launch, options)
  const attempt = new AbortController()
  const signal = AbortSignal.any([options.signal, attempt.signal])
  try {
    const ref = await identify(child.pid as number)
    const config = launch.settings[0]?.file
    let state: ProcessState = {
      ...ref,
      id: launch.id,
      servers: launch.servers,
      log: options.log,
      ...(config !== undefined && {config}),
    }
    await options.onSpawn(state)
    if (launch.message !== undefined) child.send(launch.message)
    const servers = await Promise.race([
      whenReady(launch, message, options, signal),
      ended.then(async how => {
        throw await failure(launch, options, how)
      }),
      aborted(options.signal),
    ])
    state = {...state, servers}
    await options.onReady(state)
    if (child.connected) await letGo(child)
    if (options.detached) child.unref()
    return {state, ended}
  } catch (error) {
    child.kill('SIGKILL')
    if (error instanceof MqError) throw error
    if (options.signal.aborted && (options.signal.reason as Error | undefined)?.name === 'TimeoutError')
      throw await failure(launch, options, 'was not ready in time')
    throw error
  } finally {
    attempt.abort()
  }
}

/** An embedded node ends when its channel closes before it was told that its addresses are known. */
async function letGo(child: ChildProcess): Promise<void> {
  // a child that is gone by now shows in its state
  await new Promise<void>(resolve => child.send(addressesKnown, () => resolve()))
  if (child.connected) child.disconnect()
}

interface Spawned {
  child: ChildProcess
  ended: Promise<string>
  /** The first message over IPC; pending for ever without one. */
  message: Promise<ChildMessage>
}

async function spawnLogged(launch: Launch, {log, detached}: LaunchOptions): Promise<Spawned> {
  await rotateLog(log)
  await mkdir(dirname(log), {recursive: true, mode: 0o700})
  const file = await open(log, 'a', 0o600)
  try {
    const child = spawn(launch.command, launch.args, {
      env: launch.env,
      detached,
      windowsHide: true,
      stdio: ['ignore', file.fd, file.fd, ...(launch.ready === 'message' ? (['ipc'] as const) : [])],
    })
    // listened for from the first moment: a child may say all and end before we look again
    const ended = new Promise<string>(resolve => {
      child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with status ${code}`))
    })
    const message = new Promise<ChildMessage>(resolve => {
      child.once('message', text => resolve(text as ChildMessage))
    })
    await once(child, 'spawn').catch(error => {
      throw new MqError('NODE_FAILED', `${launch.command} cannot be run: ${(error as Error).message}`, {cause: error})
    })
    // what goes wrong with it from here on shows in its end
    child.on('error', () => {})
    return {child, ended, message}
  } finally {
    await file.close()
  }
}

async function whenReady(
  launch: Launch,
  message: Promise<ChildMessage>,
  options: LaunchOptions,
  signal: AbortSignal,
): Promise<ServerState[]> {
  const servers = launch.ready === 'message' ? serversIn(await message) : launch.servers
  if (launch.ready instanceof RegExp) await readyLine(options.log, launch.ready, signal)
  const asked = servers.filter(({role}) => options.registered || role !== 'broker')
  await Promise.all(asked.map(server => confirm(server, nameServersFor(servers, launch), options.remoting, signal)))
  return servers
}

/** Those in the same process come before those elsewhere. */
function nameServersFor(servers: readonly ServerState[], {nameServers}: Launch): readonly string[] {
  const own = servers.filter(({role}) => role === 'nameServer').map(({address}) => address)
  return own.length > 0 ? own : nameServers
}

function serversIn(message: ChildMessage): ServerState[] {
  if ('ready' in message) return message.ready
  const {code, message: text, facts, hint} = message.failed
  throw new MqError(code in errorTable ? (code as ErrorCode) : 'NODE_FAILED', text, {facts, hint})
}

async function readyLine(log: string, line: RegExp, signal: AbortSignal): Promise<void> {
  for await (const text of followLines(log, 0, signal, 25)) if (line.test(text)) return
  signal.throwIfAborted()
}

/** Asks again, at growing intervals, until the server answers and, as a broker, is registered under its address. */
async function confirm(
  server: ServerState,
  nameServers: readonly string[],
  remoting: Remoting,
  signal: AbortSignal,
): Promise<void> {
  for (let pause = 10; ; pause = Math.min(pause * 2, 100)) {
    const found = await probe(server, nameServers, remoting).catch(() => undefined)
    if (found?.state === 'ready') return
    await sleep(pause, undefined, {signal})
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), {once: true})
  })
}

const shownLines = 8

/** A short log is shown whole; of a long one the lines that speak of trouble, the last ones. */
async function failure(launch: Launch, {node, log}: LaunchOptions, how: string): Promise<MqError> {
  const lines = (await lastLines(log, 200)).map(line => line.trim()).filter(line => line !== '')
  const telling = lines.filter(line => /exception|error|caused by|fail/i.test(line) && !line.startsWith('at '))
  const shown = (lines.length <= shownLines || telling.length === 0 ? lines : telling).slice(-shownLines)
  const inUse = lines.some(line => /address already in use|BindException/i.test(line))
  const text = shown.map(line => `\n  ${line.slice(0, 300)}`).join('')
  return new MqError(inUse ? 'PORT_IN_USE' : 'NODE_FAILED', `${launch.id} of node ${node} ${how}${text}`, {
    facts: {node, process: launch.id, log},
    ...(!inUse && {hint: `read its log: mqadmin node logs ${node}`}),
  })
}
