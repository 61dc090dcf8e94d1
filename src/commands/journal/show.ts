import {Flags} from '@oclif/core'
import {journalChange, journalEntry} from '../../cli/journal/entry.js'
import {openJournal} from '../../cli/journal/journal.js'
import {differencesOf} from '../../cli/journal/undo.js'
import {type FlagsOf, LocalCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {type Infer, list, object, str} from '../../schema.js'
import {record, rows, sections} from '../../view/rows.js'

const {place: _, ...kept} = journalChange.shape
const shownChange = object('ShownChange', {...kept, changes: list(str())})
const shownEntry = object('ShownEntry', {...journalEntry.shape, changes: list(shownChange)})
type ShownEntry = Infer<typeof shownEntry>

export default class JournalShow extends LocalCommand<ShownEntry> {
  static override summary = 'Show what one write changed: each target with its state before and after.'
  static override subject = 'entry'

  static override examples = ['<%= config.bin %> <%= command.id %> last']

  static override flags = {
    entry: Flags.string({summary: 'Id of the write, a beginning of it, or last.', required: true, helpValue: 'ID'}),
  }

  protected override async perform({io}: Pick<Session, 'io'>, {entry}: FlagsOf<typeof JournalShow>) {
    const found = await (await openJournal(io.env)).find(entry)
    return {...found, changes: found.changes.map(change => ({...change, changes: differencesOf(change)}))}
  }

  protected override readonly view = sections(shownEntry, [
    {view: record(shownEntry, ['id', 'time', 'command', 'context', 'nameServers', 'state', 'targets', 'undoes'])},
    {title: 'Changes', of: 'changes', view: rows(shownChange, ['target', 'outcome', 'done', 'changes', 'error'])},
  ])
}
