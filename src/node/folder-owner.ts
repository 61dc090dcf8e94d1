/**
 * Which live process has a broker's store open, a Java one included: Java's broker holds a lock on `<store>/lock`
 * (`DefaultMessageStore#start`), and the embedded one keeps that file open too.
 */
import {execFile} from 'node:child_process'
import {realpath} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {MqError} from '../errors.js'
import {type Owner, processWithFile} from './port-owner.js'

const run = promisify(execFile)

export async function storeOwner(store: string): Promise<Owner | undefined> {
  const lock = await realpath(join(store, 'lock')).catch(() => undefined)
  if (lock === undefined || process.platform === 'win32') return undefined
  if (process.platform === 'linux') return processWithFile(target => target === lock)
  try {
    const {stdout} = await run('lsof', ['-Fpc', '--', lock])
    const pid = /^p(\d+)$/m.exec(stdout)?.[1]
    return pid === undefined ? undefined : {pid: Number(pid), name: /^c(.+)$/m.exec(stdout)?.[1]}
  } catch {
    return undefined
  }
}

/** Throws `FOLDER_IN_USE` when a live process has the store open. */
export async function refuseSharedStore(store: string): Promise<void> {
  const owner = await storeOwner(store)
  if (owner === undefined) return
  throw new MqError('FOLDER_IN_USE', `${store} is open in ${owner.name ?? 'a process'} (pid ${owner.pid})`, {
    facts: {folder: store, pid: owner.pid, process: owner.name},
  })
}
