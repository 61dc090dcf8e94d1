import {Flags} from '@oclif/core'
import type {ControllerChange, ControllerTarget} from '../../../admin/controllers.js'
import {type SettingState, settingState} from '../../../admin/server-settings.js'
import {controllerFlag} from '../../../cli/address-flags.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../../cli/write-command.js'
import {javaFormat} from '../../../view/classic.js'

export default class ControllerConfigSet extends WriteCommand<SettingState, ControllerTarget> {
  static override summary = 'Change a setting of controllers while they run.'
  static override effect = 'write' as const
  static override subject = 'key'

  static override examples = [
    '<%= config.bin %> <%= command.id %> enableElectUncleanMaster --value true --controller 127.0.0.1:9878;127.0.0.1:9868',
  ]

  static override flags = {
    controller: controllerFlag({
      summary: 'Controllers to change, with ; or , between them: each keeps its own settings.',
    }),
    key: Flags.string({summary: 'Setting to change.', required: true}),
    value: Flags.string({summary: 'What it shall be.', required: true}),
  }

  protected override readonly shape = settingState

  protected override async plan(session: Session, flags: FlagsOf<typeof ControllerConfigSet>) {
    return session.collect(await session.admin.controllers.settingChanges(flags.controller, flags))
  }

  protected override thing(_: ControllerChange, {key}: FlagsOf<typeof ControllerConfigSet>) {
    return {kind: 'controller-setting', key} as const
  }

  protected override apply({admin}: Session, {target}: ControllerChange, flags: FlagsOf<typeof ControllerConfigSet>) {
    return admin.controllers.changeSetting(target, flags)
  }

  /** Java's word is about all controllers together. */
  protected override readonly classic = (
    _: Done<SettingState, ControllerTarget>[],
    {controller, key, value}: FlagsOf<typeof ControllerConfigSet>,
    undone: readonly string[],
  ) => (undone.length > 0 ? '' : javaFormat('update controller config success!%s\n%s : %s\n', controller, key, value))
}
