import {Flags} from '@oclif/core'
import {type ServerSetting, serverSetting} from '../../../admin/server-settings.js'
import {type FlagsOf, ReadCommand, type Session} from '../../../cli/read-command.js'
import {javaFormat, javaHashOrder} from '../../../view/classic.js'
import {javaSettings} from '../../../view/java-settings.js'
import {rows} from '../../../view/rows.js'

export default class NameserverConfigGet extends ReadCommand<ServerSetting[]> {
  static override summary = 'Show the settings that the name servers run with.'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --key orderMessageEnable',
  ]

  static override flags = {
    key: Flags.string({summary: 'Only this setting; may be repeated.', multiple: true}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof NameserverConfigGet>) {
    const settings = session.collect(await session.admin.nameServers.settings()).flat()
    return flags.key ? settings.filter(({key}) => flags.key?.includes(key)) : settings
  }

  protected override readonly view = rows(serverSetting)

  protected override readonly classic = (settings: ServerSetting[]) =>
    javaHashOrder(
      settings.map(({address}) => address),
      {capacity: 4},
    )
      .map(
        server =>
          javaFormat('============%s============\n', server) +
          javaSettings(settings.filter(({address}) => address === server)),
      )
      .join('')
}
