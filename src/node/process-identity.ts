/**
 * Telling a process from a stranger that got its pid later: by the time it started. Nothing is ever signalled whose start
 * time does not match the recorded one or cannot be read.
 */
import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'

const run = promisify(execFile)

export interface ProcessRef {
  pid: number
  /** When it started: opaque text that is equal for the same process only. */
  started: string
}

/** `unknown`: there is such a process, but the system does not tell when it started. */
export type Liveness = 'alive' | 'gone' | 'stranger' | 'unknown'

/** When a process started, as text that only its like compares with; undefined when it is gone. Throws when it cannot be told. */
type TokenReader = (pid: number) => Promise<string | undefined>

/** Field 22 of `/proc/<pid>/stat` counts ticks since boot, so the boot belongs to the token. The name in field 2 may hold blanks. */
export const linuxToken: TokenReader = async pid => {
  let stat: string
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state] = fields
  if (state === 'Z' || state === 'X') return undefined
  const ticks = fields[19]
  if (ticks === undefined) throw new Error(`/proc/${pid}/stat has no start time`)
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  return `${boot}/${ticks}`
}

export const psToken: TokenReader = async pid => {
  try {
    const {stdout} = await run('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      env: {...process.env, LC_ALL: 'C', TZ: 'UTC'},
    })
    const [state = '', ...started] = stdout.trim().split(/\s+/)
    return state === '' || state.startsWith('Z') ? undefined : started.join(' ')
  } catch (error) {
    if ((error as {code?: unknown}).code === 1) return undefined
    throw error
  }
}

export const windowsToken: TokenReader = async pid => {
  const script = `$p = Get-Process -Id ${pid} -ErrorAction SilentlyContinue; if ($p) { $p.StartTime.ToUniversalTime().Ticks }`
  const {stdout} = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script])
  if (stdout.trim() !== '') return stdout.trim()
  if (exists(pid)) throw new Error(`the start time of process ${pid} cannot be read`)
  return undefined
}

const readers: Partial<Record<NodeJS.Platform, TokenReader>> = {linux: linuxToken, win32: windowsToken}
const readToken: TokenReader = readers[process.platform] ?? psToken

/** The process as it is to be recorded. `started` is empty where the system does not tell: such a process is never signalled. */
export async function identify(pid: number): Promise<ProcessRef> {
  const started = await readToken(pid).catch(() => undefined)
  return {pid, started: started ?? ''}
}

export async function livenessOf({pid, started}: ProcessRef): Promise<Liveness> {
  if (!exists(pid)) return 'gone'
  let token: string | undefined
  try {
    token = await readToken(pid)
  } catch {
    return 'unknown'
  }
  if (token === undefined) return 'gone'
  if (started === '') return 'unknown'
  return token === started ? 'alive' : 'stranger'
}

/** Signals the process if it is the recorded one; false when it is not, or ended meanwhile. */
export async function signalProcess(ref: ProcessRef, signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean> {
  if ((await livenessOf(ref)) !== 'alive') return false
  try {
    process.kill(ref.pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
