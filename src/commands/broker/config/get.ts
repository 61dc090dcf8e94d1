import {Flags} from '@oclif/core'
import {type BrokerSetting, brokerSetting} from '../../../admin/server-settings.js'
import {type FlagsOf, ReadCommand, type Session} from '../../../cli/read-command.js'
import {javaFormat, javaHashOrder} from '../../../view/classic.js'
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
    broker === undefined ? byMaster(settings) : byAddress(settings)
}

function byAddress(settings: BrokerSetting[]): string {
  return [...groups(settings, ({address}) => address)]
    .map(([address, own]) => javaFormat('============%s============\n', address) + body(own))
    .join('')
}

/** Each master before its slaves, the masters in the order of a HashMap of their addresses (`CommandUtil.fetchMasterAndSlaveDistinguish`). */
function byMaster(settings: BrokerSetting[]): string {
  const names = groups(settings, ({broker}) => broker ?? '')
  const masters = new Map<string, BrokerSetting[]>()
  for (const name of javaHashOrder(names.keys())) {
    const own = names.get(name) as BrokerSetting[]
    const master = own.find(({id}) => id === 0)?.address ?? noMaster
    masters.set(master, [...(masters.get(master) ?? []), ...own])
  }
  return javaHashOrder(masters.keys(), {capacity: 4})
    .map(master => {
      const {[master]: own, ...slaves} = Object.fromEntries(
        groups(masters.get(master) as BrokerSetting[], ({address}) => address),
      )
      const head = javaFormat('============Master: %s============\n', master) + (own ? body(own) : '')
      const rest = Object.entries(slaves).map(
        ([address, settings]) =>
          javaFormat('============My Master: %s=====Slave: %s============\n', master, address) + body(settings),
      )
      return head + rest.join('')
    })
    .join('')
}

const noMaster = 'NO_MASTER'
const body = (settings: BrokerSetting[]): string => `${javaSettings(settings)}\n`

function groups<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = found.get(key)
    if (group) group.push(item)
    else found.set(key, [item])
  }
  return found
}
