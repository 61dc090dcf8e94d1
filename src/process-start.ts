/** When a process started, as text that only its like compares with: a pid alone may be a stranger's by now. */
import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'

const run = promisify(execFile)

/** Undefined when the process is gone. Throws when it cannot be told. */
export type TokenReader = (pid: number) => Promise<string | undefined>

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
  if (processExists(pid)) throw new Error(`the start time of process ${pid} cannot be read`)
  return undefined
}

const readers: Partial<Record<NodeJS.Platform, TokenReader>> = {linux: linuxToken, win32: windowsToken}

/** By what the platform offers; a process is started for it on all but Linux. */
export const startToken: TokenReader = readers[process.platform] ?? psToken

export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
