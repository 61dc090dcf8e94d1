/** `mqnamesrv`, `mqbroker` and `mqshutdown`, taking the lines of the distribution's scripts. */
import {readFile} from 'node:fs/promises'
import {hostname} from 'node:os'
import {type Failure, MqError, PartialError, UsageError} from '../errors.js'
import {properties} from '../protocol/body.js'
import type {Nodes} from './nodes.js'
import {parseScriptLine, requestFromLine} from './script-line.js'
import type {ServerRole} from './spec.js'
import type {StoppedRow} from './stopped.js'

export type Script = 'namesrv' | 'broker'

export interface ScriptOptions {
  nodes: Nodes
  signal: AbortSignal
  print: (line: string) => void
  /** Name servers of `NAMESRV_ADDR`, where the line and its file name none. */
  nameServers: readonly string[]
}

const usage: Record<Script, string> = {
  namesrv: 'usage: mqnamesrv [-c FILE] [-h] [-n HOST:PORT;…] [-p] [key=value …]',
  broker: 'usage: mqbroker [-c FILE] [-h] [-m] [-n HOST:PORT;…] [-p] [--enable-proxy] [key=value …]',
}

/** Runs in the foreground until the signal; or prints what `-h`, `-p` and `-m` ask for. */
export async function runScript(script: Script, argv: readonly string[], options: ScriptOptions): Promise<void> {
  const {nodes, signal, print} = options
  const line = parseScriptLine(script, argv)
  if (line.help) return print(usage[script])
  const file = line.configFile === undefined ? new Map<string, string>() : await settingsOf(line.configFile)
  if (line.print) return await printSettings(script, new Map([...file, ...Object.entries(line.config)]), print)
  const request = requestFromLine(script, line, file, hostname())
  if (script === 'broker' && request.nameServers?.length === 0) request.nameServers = options.nameServers
  await nodes.run(request, {signal, onLine: print})
}

/** Stops every process started here that has such a server. `NOT_FOUND` where there is none. */
export async function shutDown(what: string, nodes: Nodes, print: (line: string) => void): Promise<StoppedRow[]> {
  const role = (
    {namesrv: 'nameServer', broker: 'broker', controller: 'controller', proxy: 'proxy'} as Record<string, ServerRole>
  )[what]
  if (role === undefined) throw new UsageError(`mqshutdown stops namesrv, broker, proxy or controller, not '${what}'`)
  const failures: Failure[] = []
  const stopped = await nodes.stop('all', {role, onFailures: failed => failures.push(...failed)})
  if (stopped.length === 0 && failures.length === 0)
    throw new MqError('NOT_FOUND', `no ${what} that was started here is running`, {hint: 'mqadmin node list'})
  for (const {node, process, pid, outcome} of stopped) print(`${what} ${process} of ${node} (pid ${pid}) ${outcome}`)
  if (failures.length > 0) throw new PartialError(failures, stopped.length)
  return stopped
}

async function settingsOf(path: string): Promise<Map<string, string>> {
  try {
    return properties().decode(await readFile(path))
  } catch (error) {
    throw new UsageError(`the settings file ${path} cannot be read: ${(error as Error).message}`, {cause: error})
  }
}

async function printSettings(
  script: Script,
  given: ReadonlyMap<string, string>,
  print: (line: string) => void,
): Promise<void> {
  const table =
    script === 'broker'
      ? (await import('../broker/settings.js')).brokerSettings
      : (await import('../namesrv/settings.js')).nameServerSettings
  for (const [key, {initial}] of Object.entries(table)) print(`${key}=${given.get(key) ?? initial}`)
  for (const [key, value] of given) if (!(key in table)) print(`${key}=${value}`)
}
