import {Flags} from '@oclif/core'
import type {BrokerSettingChange} from '../../../admin/brokers.js'
import {type SettingState, settingState} from '../../../admin/server-settings.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../../cli/write-command.js'
import type {BrokerTarget} from '../../../cluster/cluster.js'
import {lines} from '../../../view/classic.js'
import {inJavaOrder} from '../../../view/java-brokers.js'

export default class BrokerConfigSet extends WriteCommand<SettingState, BrokerTarget> {
  static override summary = 'Change a setting of brokers while they run.'
  static override effect = 'write' as const
  static override subject = 'key'

  static override examples = [
    '<%= config.bin %> <%= command.id %> flushConsumerOffsetInterval --value 10000 --broker broker-a',
    {
      description: 'See what it would change in a cluster, slaves too',
      command: '<%= config.bin %> <%= command.id %> maxMessageSize --value 8388608 --include-slaves --dry-run',
    },
  ]

  static override flags = {
    key: Flags.string({summary: 'Setting to change.', required: true}),
    value: Flags.string({summary: 'What it shall be.', required: true}),
    broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
    cluster: Flags.string({summary: 'Every master of this cluster.', exclusive: ['broker']}),
    'include-slaves': Flags.boolean({summary: 'The slaves as well.', allowNo: true}),
  }

  protected override readonly shape = settingState

  protected override async plan(session: Session, flags: FlagsOf<typeof BrokerConfigSet>) {
    const reach = {slaves: flags['include-slaves']}
    return session.collect(await session.admin.brokers.settingChanges(flags, flags, reach))
  }

  protected override thing(_: BrokerSettingChange, {key}: FlagsOf<typeof BrokerConfigSet>) {
    return {kind: 'broker-setting', key} as const
  }

  protected override apply({admin}: Session, {target}: BrokerSettingChange, flags: FlagsOf<typeof BrokerConfigSet>) {
    return admin.brokers.changeSetting(target, flags)
  }

  protected override readonly classic = (done: Done<SettingState, BrokerTarget>[]) =>
    successLines(
      inJavaOrder(
        done.map(({change}) => change.target),
        ({name, address}) => ({broker: name, address}),
      ),
    )
}

const successLines = lines<BrokerTarget>('update broker config success, %s%n', ({address}) => [address])
