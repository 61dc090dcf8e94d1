import {Flags} from '@oclif/core'
import {type BrokerFigure, brokerFigure} from '../../admin/brokers.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaSorted, lines} from '../../view/classic.js'
import {javaAddressOrder} from '../../view/java-brokers.js'
import {rows} from '../../view/rows.js'

export default class BrokerStatus extends ReadCommand<BrokerFigure[]> {
  static override summary = 'Show all figures that brokers keep of themselves.'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a',
    {
      description: 'The disk use of every broker of a cluster',
      command: '<%= config.bin %> <%= command.id %> --cluster DefaultCluster --key commitLogDiskRatio',
    },
  ]

  static override flags = {
    broker: Flags.string({summary: 'This broker only, by name or host:port.', exclusive: ['cluster']}),
    cluster: Flags.string({summary: 'Every broker of this cluster, slaves too.'}),
    key: Flags.string({summary: 'Only this figure; may be repeated.', multiple: true}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof BrokerStatus>) {
    const figures = session.collect(await session.admin.brokers.status(flags)).flat()
    return flags.key ? figures.filter(({key}) => flags.key?.includes(key)) : figures
  }

  protected override readonly view = rows(brokerFigure, ['address', 'key', 'value'], {
    sort: ['broker', 'address', 'key'],
  })

  protected override readonly classic = (figures: BrokerFigure[], {broker}: FlagsOf<typeof BrokerStatus>) => {
    const write = broker === undefined ? linesOfMany : linesOfOne
    return javaAddressOrder(figures)
      .map(address => write(inOrder(figures.filter(figure => figure.address === address))))
      .join('')
  }
}

const linesOfOne = lines<BrokerFigure>('%-32s: %s%n', ({key, value}) => [key, value])
const linesOfMany = lines<BrokerFigure>('%-24s %-32s: %s%n', ({address, key, value}) => [address, key, value])

/** That of a TreeMap. */
function inOrder(figures: BrokerFigure[]): BrokerFigure[] {
  const byKey = new Map(figures.map(figure => [figure.key, figure]))
  return javaSorted(byKey.keys()).map(key => byKey.get(key) as BrokerFigure)
}
