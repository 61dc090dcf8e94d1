/** Names there are now, for completion and questions: from the cluster, kept for some seconds, or from files of this machine. */
import {type NamedThing, Names} from '../../admin/names.js'
import type {Io} from '../io.js'
import {Session} from '../session.js'
import {resolveSettings, type SettingFlags} from '../settings.js'
import {keptNames} from './kept-names.js'

export type Thing = NamedThing | 'context' | 'node' | 'entry' | 'code'

/** Nobody waits longer than this for names. */
const patienceMs = 1000

/** Never rejects: what cannot be told within a second is no names at all. */
export async function namesOf(thing: Thing, flags: SettingFlags, io: Io): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined
  const outOfTime = new Promise<string[]>(resolve => {
    timer = setTimeout(resolve, patienceMs, [])
  })
  try {
    return await Promise.race([lookUp(thing, flags, io), outOfTime])
  } catch {
    // only a help for typing
    return []
  } finally {
    clearTimeout(timer)
  }
}

async function lookUp(thing: Thing, flags: SettingFlags, io: Io): Promise<string[]> {
  switch (thing) {
    case 'context': {
      const {loadContexts} = await import('../contexts.js')
      return [...(await loadContexts(io.env)).contexts.keys()].sort()
    }
    case 'node': {
      const [{nodeSettings, stateFolderOf}, {StateFiles}] = await Promise.all([
        import('../../node/settings.js'),
        import('../../node/state.js'),
      ])
      const {states} = await new StateFiles(stateFolderOf(nodeSettings(io.env))).list()
      return states.map(({spec}) => spec.name)
    }
    case 'entry': {
      const {openJournal} = await import('../journal/journal.js')
      const entries = await (await openJournal(io.env)).list(50, () => {})
      return ['last', ...entries.map(({id}) => id)]
    }
    case 'code': {
      const [{errorTable}, {responseCode}] = await Promise.all([
        import('../../errors.js'),
        import('../../protocol/response-code.js'),
      ])
      return [...Object.keys(responseCode), ...Object.keys(errorTable)]
    }
    default:
      return (await live(thing, flags, io)).filter(name => typeable.test(name))
  }
}

/** What no shell and no terminal takes for anything else than a name. */
const typeable = /^[^\s\p{Cc}]+$/u

async function live(thing: NamedThing, flags: SettingFlags, io: Io): Promise<string[]> {
  const settings = await resolveSettings({...flags, quiet: true}, io)
  const {nameServers, credentials} = settings
  return keptNames(io.env, [thing, credentials?.accessKey ?? '', ...nameServers], async () => {
    const session = new Session({...settings, timeoutMs: patienceMs, requestTimeoutMs: patienceMs}, io)
    try {
      return await new Names(session.cluster).of(thing)
    } finally {
      await session.close()
    }
  })
}
