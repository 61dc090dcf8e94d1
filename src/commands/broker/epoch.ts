import {Flags} from '@oclif/core'
import {type MasterEpoch, masterEpoch} from '../../admin/ha.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat} from '../../view/classic.js'
import {javaAddressOrder} from '../../view/java-brokers.js'
import {rows} from '../../view/rows.js'

export default class BrokerEpoch extends ReadCommand<MasterEpoch[]> {
  static override summary = 'Show which part of their log brokers have of which master (controller mode).'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a',
    '<%= config.bin %> <%= command.id %> --cluster DefaultCluster',
  ]

  static override flags = {
    broker: Flags.string({summary: 'The replicas of this broker, or one by host:port.', exclusive: ['cluster']}),
    cluster: Flags.string({summary: 'Every broker of this cluster, slaves too.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof BrokerEpoch>) {
    return session.collect(await session.admin.ha.epochs(flags)).flat()
  }

  protected override readonly view = rows(
    masterEpoch,
    ['broker', 'id', 'address', 'epoch', {field: 'startOffset', header: 'from'}, {field: 'endOffset', header: 'to'}],
    {sort: ['broker', 'id', 'epoch']},
  )

  protected override readonly classic = (epochs: MasterEpoch[]) =>
    javaAddressOrder(epochs)
      .map(address => brokerPage(epochs.filter(epoch => epoch.address === address)))
      .join('')
}

function brokerPage(epochs: MasterEpoch[]): string {
  const [{cluster, broker, address, id}] = epochs as [MasterEpoch]
  const head = javaFormat(
    '\n#clusterName\t%s\n#brokerName\t%s\n#brokerAddr\t%s\n#brokerId\t%d',
    cluster,
    broker,
    address,
    id,
  )
  const entries = epochs
    .filter(({epoch}) => epoch !== undefined)
    .map(({epoch, startOffset, endOffset}) =>
      javaFormat('\n#Epoch: EpochEntry{epoch=%d, startOffset=%d, endOffset=%d}', epoch, startOffset, endOffset),
    )
  return `${head}${entries.join('')}\n`
}
