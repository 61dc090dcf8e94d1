import {Flags} from '@oclif/core'
import type {Change} from '../../cli/change.js'
import {openJournal} from '../../cli/journal/journal.js'
import {Undo} from '../../cli/journal/undo.js'
import type {SettingFlags} from '../../cli/settings.js'
import {DestroyCommand, type Session} from '../../cli/write-command.js'
import {UsageError} from '../../errors.js'
import {any} from '../../schema.js'

export default class JournalUndo extends DestroyCommand<unknown> {
  static override summary =
    'Put back what a write changed: settings, permissions, offsets, users, rules, values of name servers.'
  static override description =
    'Goes to the cluster of that write. What somebody changed again since then is left alone, unless --force. Messages and passwords are not kept, and do not come back.'
  static override subject = 'entry'

  static override examples = [
    {description: 'See what it would do', command: '<%= config.bin %> <%= command.id %> last --dry-run'},
    '<%= config.bin %> <%= command.id %> last --yes',
  ]

  static override flags = {
    entry: Flags.string({summary: 'Id of the write, a beginning of it, or last.', required: true, helpValue: 'ID'}),
    force: Flags.boolean({summary: 'Put it back though it was changed again since.'}),
  }

  private undo: Undo | undefined

  protected override async settingsFor(flags: SettingFlags & {entry: string; force: boolean}) {
    const entry = await (await openJournal(this.io.env)).find(flags.entry)
    this.undo = new Undo(entry, flags.force)
    this.undoes = entry.id
    this.readBack = this.undo.readBack
    // with the context for its credentials, whatever it points to by now
    const settings = await super.settingsFor({
      ...flags,
      context: flags.context ?? entry.context,
      namesrvAddr: flags.namesrvAddr ?? entry.nameServers,
    })
    if (settings.nameServers.join(';') !== entry.nameServers && !flags.force)
      throw new UsageError(`that write was made at ${entry.nameServers}, not at ${settings.nameServers.join(';')}`, {
        hint: 'leave the name servers out; --force is for a cluster whose name servers have moved',
      })
    return settings
  }

  /** That of what is put back. */
  protected override get shape() {
    return this.undo?.shape ?? any()
  }

  protected override async plan(session: Session) {
    return session.collect(await (this.undo as Undo).plan(session.admin))
  }

  protected override async apply({admin}: Session, change: Change<unknown>) {
    await this.undo?.apply(admin, change)
  }

  protected override thing({target}: Change<unknown>) {
    return this.undo?.thing(target.label)
  }
}
