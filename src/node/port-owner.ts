/** Which process listens on a port, as far as the system tells it to us. */
import {execFile} from 'node:child_process'
import {readdir, readFile, readlink} from 'node:fs/promises'
import {promisify} from 'node:util'

const run = promisify(execFile)

export interface Owner {
  pid: number
  name?: string | undefined
}

export async function portOwner(port: number): Promise<Owner | undefined> {
  try {
    if (process.platform === 'linux') return await fromProc(port)
    if (process.platform === 'win32') return await fromPowerShell(port)
    return await fromLsof(port)
  } catch {
    return undefined
  }
}

/** State 0A in `/proc/net/tcp` is LISTEN; the socket's inode then is looked for among the open files of all processes. */
async function fromProc(port: number): Promise<Owner | undefined> {
  const tables = await Promise.all(['tcp', 'tcp6'].map(name => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')))
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const inodes = tables
    .flatMap(table => table.split('\n'))
    .map(line => line.trim().split(/\s+/))
    .filter(fields => fields[1]?.endsWith(`:${hex}`) && fields[3] === '0A')
    .map(fields => `socket:[${fields[9]}]`)
  return processWithFile(target => inodes.includes(target))
}

/** The first process that has a file open which `matches` the target of its link in `/proc/<pid>/fd` (Linux). */
export async function processWithFile(matches: (target: string) => boolean): Promise<Owner | undefined> {
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')
      if (matches(target)) return {pid: Number(pid), name: await commandName(Number(pid))}
    }
  }
  return undefined
}

/** A short name of a process; for Java its main class (Linux). */
export async function commandName(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const words = text.split('\0').filter(word => word !== '')
  const mainClass = words.find(word => /^org\.apache\.rocketmq\.[\w.]+$/.test(word))
  return mainClass?.split('.').at(-1) ?? words[0]?.split('/').at(-1)
}

async function fromLsof(port: number): Promise<Owner | undefined> {
  const {stdout} = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'])
  const pid = /^p(\d+)$/m.exec(stdout)?.[1]
  return pid === undefined ? undefined : {pid: Number(pid), name: /^c(.+)$/m.exec(stdout)?.[1]}
}

async function fromPowerShell(port: number): Promise<Owner | undefined> {
  const script = `$c = Get-NetTCPConnection -State Listen -LocalPort ${port} | Select-Object -First 1; "$($c.OwningProcess) $((Get-Process -Id $c.OwningProcess).ProcessName)"`
  const {stdout} = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script])
  const [pid, name] = stdout.trim().split(' ')
  return pid && Number(pid) > 0 ? {pid: Number(pid), name} : undefined
}
