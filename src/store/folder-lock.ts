/**
 * One process per folder. Ours is named in `mqadmin.lock`; Java's broker holds an OS lock on the first byte of `lock`
 * (`DefaultMessageStore#start`), which is looked for where the system shows it. Node can take no such lock, so a Java broker
 * that is started by hand on a folder of ours in use is not held back.
 */
import {execFile} from 'node:child_process'
import {open, readdir, readFile, readlink, realpath, rename, stat, unlink, writeFile} from 'node:fs/promises'
import {uptime} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {MqError} from '../errors.js'
import {linuxToken, processExists} from '../process-start.js'

const run = promisify(execFile)

interface Owner {
  pid: number
  /** Equal for the same process only; empty where the system does not tell. */
  started: string
}

export interface FolderLock {
  release(): Promise<void>
}

/** Throws `FOLDER_IN_USE` naming the process that has the folder open. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'mqadmin.lock')
  const owner: Owner = {pid: process.pid, started: (await startOf(process.pid)) ?? ''}
  const text = JSON.stringify({...owner, token: `${process.pid}-${process.hrtime.bigint()}`})
  await takeOwnFile(folder, path, text)
  try {
    // as Java does; whoever looks for the owner of a store sees who has this file open
    const handle = await open(join(folder, 'lock'), 'a+')
    try {
      await refuseJavaOwner(folder, join(folder, 'lock'))
      if ((await handle.stat()).size === 0) await handle.write('lock')
    } catch (error) {
      await handle.close()
      throw error
    }
    return {
      async release() {
        await handle.close()
        await unlink(path)
      },
    }
  } catch (error) {
    await unlink(path)
    throw error
  }
}

async function takeOwnFile(folder: string, path: string, text: string): Promise<void> {
  for (;;) {
    try {
      await writeFile(path, text, {flag: 'wx'})
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const found = await readFile(path, 'utf8').catch(ignoreMissing)
    if (found === undefined) continue
    const owner = await liveOwner(path, found)
    if (owner !== undefined) throw inUse(folder, owner, path)
    // of several that find it stale only one can move it away, and it must be what was found stale
    const aside = `${path}.${process.pid}`
    await rename(path, aside).catch(ignoreMissing)
    const moved = await readFile(aside, 'utf8').catch(ignoreMissing)
    if (moved !== undefined && moved !== found) {
      await rename(aside, path)
      throw inUse(folder, (JSON.parse(moved) as Owner).pid, path)
    }
    await unlink(aside).catch(ignoreMissing)
  }
}

/** The pid of the process that a lock file names, if it is still that one. */
async function liveOwner(path: string, text: string): Promise<number | undefined> {
  let owner: Owner
  try {
    owner = JSON.parse(text) as Owner
  } catch {
    return undefined
  }
  if (!Number.isInteger(owner.pid) || !processExists(owner.pid)) return undefined
  const started = await startOf(owner.pid)
  if (started !== undefined && owner.started !== '') return started === owner.started ? owner.pid : undefined
  // no start times here: at least nothing outlives the machine's own start
  const {mtimeMs} = await stat(path)
  return mtimeMs < Date.now() - uptime() * 1000 ? undefined : owner.pid
}

/** Undefined where there is no `/proc`: starting a program to ask is too slow for each start of a broker. */
async function startOf(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? linuxToken(pid).catch(() => undefined) : undefined
}

async function refuseJavaOwner(folder: string, lock: string): Promise<void> {
  const pid =
    process.platform === 'linux'
      ? await linuxLockOwner(lock)
      : process.platform === 'win32'
        ? await windowsLockOwner(lock)
        : await openedBy(lock)
  if (pid !== undefined) throw inUse(folder, pid, lock)
}

/** `/proc/locks`: `1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 0 0` with pid, device and inode. */
async function linuxLockOwner(lock: string): Promise<number | undefined> {
  const [table, {ino}] = await Promise.all([readFile('/proc/locks', 'utf8').catch(() => ''), stat(lock)])
  const pattern = new RegExp(`POSIX\\s+\\S+\\s+WRITE\\s+(-?\\d+)\\s+\\S+:${ino}\\s`, 'g')
  for (const [, text] of table.matchAll(pattern)) {
    const pid = Number(text)
    if (pid !== process.pid && (pid <= 0 || (await hasOpen(pid, lock)))) return pid
  }
  return undefined
}

/** Inodes repeat on other devices, whose numbers some file systems hide: the open file tells. True when it cannot be looked at. */
async function hasOpen(pid: number, path: string): Promise<boolean> {
  const target = await realpath(path)
  const folder = `/proc/${pid}/fd`
  try {
    for (const name of await readdir(folder)) {
      if ((await readlink(join(folder, name)).catch(() => '')) === target) return true
    }
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES'
  }
}

/** A byte that another process has locked cannot be read on Windows. */
async function windowsLockOwner(lock: string): Promise<number | undefined> {
  const handle = await open(lock, 'r')
  try {
    await handle.read(Buffer.alloc(1), 0, 1, 0)
    return undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return 0
    throw error
  } finally {
    await handle.close()
  }
}

async function openedBy(path: string): Promise<number | undefined> {
  try {
    const {stdout} = await run('lsof', ['-t', '--', path])
    return stdout
      .split('\n')
      .map(Number)
      .find(pid => pid > 0 && pid !== process.pid)
  } catch {
    return undefined
  }
}

function inUse(folder: string, pid: number, file: string): MqError {
  const who = pid > 0 ? `the process with the pid ${pid}` : 'another process'
  return new MqError('FOLDER_IN_USE', `${folder} is in use by ${who}`, {facts: {folder, pid, file}})
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
