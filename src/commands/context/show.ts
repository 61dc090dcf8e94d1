import {Flags} from '@oclif/core'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {type ShownSetting, shownSetting} from '../../cli/settings/describe.js'
import type {SettingFlags} from '../../cli/settings.js'
import {rows} from '../../view/rows.js'

export default class ContextShow extends ReadCommand<ShownSetting[]> {
  static override summary = 'Show the value of each setting and where it comes from.'
  static override description = 'Secrets are never shown. Asks no server.'
  static override subject = 'name'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'What would count with another context and other name servers',
      command: '<%= config.bin %> <%= command.id %> staging --namesrvAddr 10.0.0.9:9876',
    },
  ]

  static override flags = {
    name: Flags.string({summary: 'Context to show instead of the one in use.', exclusive: ['context']}),
  }

  protected override settingsFor(flags: FlagsOf<typeof ContextShow>) {
    return super.settingsFor(named(flags))
  }

  protected override perform({settings}: Session): ShownSetting[] {
    return [...settings.shown()]
  }

  protected override readonly view = rows(shownSetting, ['setting', 'value', 'origin'], {sort: false})
}

const named = (flags: FlagsOf<typeof ContextShow>): SettingFlags => ({...flags, context: flags.name ?? flags.context})
