import {Flags} from '@oclif/core'
import type {NameServerChange, NameServerTarget} from '../../../admin/name-servers.js'
import {type SettingState, settingState} from '../../../admin/server-settings.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../../cli/write-command.js'
import {javaFormat} from '../../../view/classic.js'

export default class NameserverConfigSet extends WriteCommand<SettingState, NameServerTarget> {
  static override summary = 'Change a setting of all name servers while they run.'
  static override effect = 'write' as const
  static override subject = 'key'

  static override examples = ['<%= config.bin %> <%= command.id %> orderMessageEnable --value true']

  static override flags = {
    key: Flags.string({summary: 'Setting to change.', required: true}),
    value: Flags.string({summary: 'What it shall be.', required: true}),
  }

  protected override readonly shape = settingState

  protected override async plan(session: Session, flags: FlagsOf<typeof NameserverConfigSet>) {
    return session.collect(await session.admin.nameServers.settingChanges(flags))
  }

  protected override thing(_: NameServerChange<SettingState>, {key}: FlagsOf<typeof NameserverConfigSet>) {
    return {kind: 'name-server-setting', key} as const
  }

  protected override apply(
    {admin}: Session,
    {target}: NameServerChange<SettingState>,
    flags: FlagsOf<typeof NameserverConfigSet>,
  ) {
    return admin.nameServers.changeSetting(target, flags)
  }

  /** Java lists the servers only where they were named on the line; its word is about all of them together. */
  protected override readonly classic = (
    done: Done<SettingState, NameServerTarget>[],
    {key, value, namesrvAddr}: FlagsOf<typeof NameserverConfigSet>,
    undone: readonly string[],
  ) => {
    if (undone.length > 0) return ''
    const servers = done.map(({change}) => change.target.address)
    return javaFormat(
      'update name server config success!%s\n%s : %s\n',
      namesrvAddr === undefined ? '' : servers,
      key,
      value,
    )
  }
}
