import {Flags} from '@oclif/core'
import {type ServerSetting, serverSetting} from '../../../admin/server-settings.js'
import {controllerFlag} from '../../../cli/address-flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../../cli/read-command.js'
import {javaFormat, javaHashOrder} from '../../../view/classic.js'
import {javaSettings} from '../../../view/java-settings.js'
import {rows} from '../../../view/rows.js'

export default class ControllerConfigGet extends ReadCommand<ServerSetting[]> {
  static override summary = 'Show the settings that controllers run with.'
  static override subject = 'controller'

  static override examples = [
    '<%= config.bin %> <%= command.id %> 127.0.0.1:9878',
    '<%= config.bin %> <%= command.id %> 127.0.0.1:9878 --key enableElectUncleanMaster',
  ]

  static override flags = {
    controller: controllerFlag({summary: 'Controllers to ask, with ; or , between them.'}),
    key: Flags.string({summary: 'Only this setting; may be repeated.', multiple: true}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof ControllerConfigGet>) {
    const settings = session.collect(await session.admin.controllers.settings(flags.controller)).flat()
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
