import {Flags} from '@oclif/core'
import {type BrokerSetting, brokerSetting} from '../../../admin/server-settings.js'
import {type FlagsOf, ReadCommand, type Session} from '../../../cli/read-command.js'
import {underAddresses, underMasters} from '../../../view/java-brokers.js'
import {javaSettings} from '../../../view/java-settings.js'
import {rows} from '../../../view/rows.js'

export default class BrokerConfigGet extends ReadCommand<BrokerSetting[]> {
  static override summary = 'Show the settings that brokers run with.'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a',
    {
      description: 'One setting on every broker of a cluster',
      command: '<%= config.bin %> <%= command.id %> --cluster DefaultCluster --key flushDiskType',
    },
  ]

  static override flags = {
    broker: Flags.string({summary: 'This broker only, by name or host:port.', exclusive: ['cluster']}),
    cluster: Flags.string({summary: 'Every broker of this cluster, slaves too.'}),
    key: Flags.string({summary: 'Only this setting; may be repeated.', multiple: true}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof BrokerConfigGet>) {
    const settings = session.collect(await session.admin.brokers.settings(flags)).flat()
    return flags.key ? settings.filter(({key}) => flags.key?.includes(key)) : settings
  }

  protected override readonly view = rows(brokerSetting, ['address', 'key', 'value'], {
    sort: ['broker', 'id', 'address', 'key'],
  })

  protected override readonly classic = (settings: BrokerSetting[], {broker}: FlagsOf<typeof BrokerConfigGet>) =>
    broker === undefined ? underMasters(settings, body) : underAddresses(settings, body)
}

const body = (settings: BrokerSetting[]): string => `${javaSettings(settings)}\n`
