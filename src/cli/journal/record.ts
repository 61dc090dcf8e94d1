/** The journal entry of a write under way: begun before anything is sent, ended with what came of each target. */
import type {Thing} from '../../admin/restore.js'
import {type Failure, type MqError, NetworkError, ServerError} from '../../errors.js'
import type {Change, Labelled, Outcome} from '../change.js'
import type {Io} from '../io.js'
import {type JournalEntry, keptChanges} from './entry.js'
import {type Journal, newEntryId, openJournal} from './journal.js'

interface Beginning<T, G extends Labelled> {
  env: Io['env']
  command: string
  context: string | undefined
  nameServers: string
  undoes: string | undefined
  thingOf(change: Change<T, G>): Thing | undefined
  outcomeOf(change: Change<T, G>): Outcome
  /** Told why the journal could not be written. */
  onTrouble(text: string): void
}

export class JournalRecord<T, G extends Labelled> {
  private constructor(
    private readonly journal: Journal,
    private readonly entry: JournalEntry,
    private readonly onTrouble: (text: string) => void,
  ) {}

  static async begin<T, G extends Labelled>(
    due: readonly Change<T, G>[],
    {env, command, context, nameServers, undoes, thingOf, outcomeOf, onTrouble}: Beginning<T, G>,
  ): Promise<JournalRecord<T, G>> {
    const now = new Date()
    const entry: JournalEntry = {
      id: newEntryId(now),
      time: now.getTime(),
      command,
      context,
      nameServers,
      state: 'begun',
      targets: due.length,
      changes: keptChanges(due, thingOf, outcomeOf),
      undoes,
    }
    const record = new JournalRecord<T, G>(await openJournal(env), entry, onTrouble)
    await record.put()
    return record
  }

  /** `results` has what was done. What neither is among them nor surely failed may have been done as well. */
  async end(results: ReadonlyMap<Change<T, G>, unknown>, failures: readonly Failure[]): Promise<void> {
    const {entry} = this
    const done = new Set([...results.keys()].map(({target}) => target.label))
    const errors = new Map(failures.map(({target, error}) => [target, error]))
    for (const change of entry.changes) {
      const error = errors.get(change.target)
      if (done.has(change.target)) change.done = true
      else if (error && changedNothing(error)) change.done = false
      change.error = error?.message
    }
    entry.state = results.size === entry.targets ? 'done' : results.size > 0 ? 'partly done' : 'failed'
    await this.put()
  }

  private async put(): Promise<void> {
    try {
      await this.journal.put(this.entry)
    } catch (error) {
      this.onTrouble(`the journal could not be written, so this cannot be undone by it: ${(error as Error).message}`)
    }
  }
}

/** The server said no, or was never asked. */
const changedNothing = (error: MqError): boolean =>
  error instanceof ServerError || (error instanceof NetworkError && !error.sent) || error.code === 'NOT_TRIED'
