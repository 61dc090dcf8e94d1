import {Flags} from '@oclif/core'
import {journalStates} from '../../cli/journal/entry.js'
import {notKept, openJournal} from '../../cli/journal/journal.js'
import {type FlagsOf, LocalCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {count, type Infer, object, oneOf, optional, str, time} from '../../schema.js'
import {rows} from '../../view/rows.js'

const journalLine = object('JournalLine', {
  id: str(),
  time: time(),
  command: str(),
  nameServers: str(),
  context: optional(str()),
  targets: count(),
  state: oneOf(...journalStates),
  undoneBy: optional(str()),
})
type JournalLine = Infer<typeof journalLine>

export default class JournalList extends LocalCommand<JournalLine[]> {
  static override summary = 'List what was changed from here, newest first.'
  static override description =
    'Every write is kept with the state before it, a file each in the state folder (MQADMIN_STATE_DIR, else that of the user); the last 1000 stay. MQADMIN_JOURNAL=off keeps none.'

  static override examples = ['<%= config.bin %> <%= command.id %>']

  static override flags = {
    limit: Flags.integer({summary: 'How many at most.', min: 1, default: 50}),
  }

  protected override async perform({io}: Pick<Session, 'io'>, {limit}: FlagsOf<typeof JournalList>) {
    const journal = await openJournal(io.env)
    if (journal.folder === undefined) this.note(notKept)
    const entries = await journal.list(limit, file => this.note(`${file} cannot be read: it is left out`))
    const undone = new Map(entries.filter(({state}) => state === 'done').map(({id, undoes}) => [undoes, id]))
    return entries.map(({id, time, command, context, nameServers, targets, state}) => ({
      ...{id, time, command, nameServers, context, targets, state},
      undoneBy: undone.get(id),
    }))
  }

  protected override readonly view = rows(journalLine, undefined, {sort: false})
  protected override readonly empty = 'nothing was changed from here yet'
}
