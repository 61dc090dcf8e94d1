/** Every write of this user, a file each in the state folder. */
import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {isAbsolute, join} from 'node:path'
import {MqError} from '../../errors.js'
import {readJson, writeJson} from '../../protocol/json.js'
import type {Io} from '../io.js'
import {type JournalEntry, journalEntry} from './entry.js'

/** The oldest beyond these are forgotten. */
const keptEntries = 1000

/** Undefined for who has no home, and with `MQADMIN_JOURNAL=off`. */
export async function journalFolder(env: Io['env']): Promise<string | undefined> {
  if (env['MQADMIN_JOURNAL'] === 'off') return undefined
  const own = env['MQADMIN_STATE_DIR']
  if (own) return join(own, 'journal')
  const xdg = env['XDG_STATE_HOME']
  if (xdg && isAbsolute(xdg)) return join(xdg, 'mqadmin', 'journal')
  const home = env['HOME'] || env['USERPROFILE']
  if (!home) return undefined
  if (process.platform !== 'darwin' && process.platform !== 'win32')
    return join(home, '.local', 'state', 'mqadmin', 'journal')
  const {nodeSettings} = await import('../../node/settings.js')
  return join(nodeSettings(env).stateFolder, 'journal')
}

export async function openJournal(env: Io['env']): Promise<Journal> {
  return new Journal(await journalFolder(env))
}

/** Why there is none to be looked into. */
export const notKept = 'no journal is kept: MQADMIN_JOURNAL is off, or there is no home folder'

export class Journal {
  constructor(readonly folder: string | undefined) {}

  /** Writes the entry, also over its former self. Rejects when the folder cannot be written. */
  async put(entry: JournalEntry): Promise<void> {
    if (this.folder === undefined) return
    await mkdir(this.folder, {recursive: true, mode: 0o700})
    const file = this.fileOf(entry.id)
    await writeFile(`${file}.tmp`, writeJson(journalEntry.write(entry)), {mode: 0o600})
    await rename(`${file}.tmp`, file)
    if (entry.state === 'begun') await this.forgetOldest()
  }

  /** Newest first. What cannot be read is left out and told by name. */
  async list(limit: number, unreadable: (file: string) => void): Promise<JournalEntry[]> {
    const entries: JournalEntry[] = []
    for (const id of (await this.ids()).reverse().slice(0, limit))
      try {
        entries.push(await this.read(id))
      } catch {
        unreadable(this.fileOf(id))
      }
    return entries
  }

  /** By its id, a beginning of one that is unambiguous, or `last`. */
  async find(wanted: string): Promise<JournalEntry> {
    if (this.folder === undefined) throw new MqError('NOT_FOUND', notKept)
    const ids = await this.ids()
    const found = wanted === 'last' ? ids.slice(-1) : ids.filter(id => id.startsWith(wanted))
    const exact = found.find(id => id === wanted) ?? (found.length === 1 ? found[0] : undefined)
    if (exact !== undefined) return this.read(exact)
    throw new MqError(
      'NOT_FOUND',
      found.length > 1 ? `'${wanted}' is the beginning of ${found.length} entries` : `the journal has no '${wanted}'`,
      {hint: 'mqadmin journal list shows what there is'},
    )
  }

  private async ids(): Promise<string[]> {
    if (this.folder === undefined) return []
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    return names
      .filter(name => name.endsWith('.json'))
      .map(name => name.slice(0, -'.json'.length))
      .sort()
  }

  private async read(id: string): Promise<JournalEntry> {
    try {
      return journalEntry.read(readJson(await readFile(this.fileOf(id), 'utf8')), id)
    } catch (cause) {
      throw new MqError('FILE_FAILED', `the journal entry ${id} cannot be read`, {
        hint: `remove ${this.fileOf(id)} if it is damaged`,
        cause,
      })
    }
  }

  private async forgetOldest(): Promise<void> {
    const old = (await this.ids()).slice(0, -keptEntries)
    await Promise.all(old.map(id => rm(this.fileOf(id), {force: true})))
  }

  private fileOf(id: string): string {
    return join(this.folder as string, `${id}.json`)
  }
}

/** `20261124-165301-117-4f2a`: time in UTC to the millisecond, and a word that keeps two writes of one moment apart. */
export function newEntryId(now: Date): string {
  const [day, clock] = now.toISOString().replaceAll(/[-:Z]/g, '').replace('.', '-').split('T')
  const word = Math.floor(Math.random() * 0x10000)
  return `${day}-${clock}-${word.toString(16).padStart(4, '0')}`
}
