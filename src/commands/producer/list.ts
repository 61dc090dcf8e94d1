import {Flags} from '@oclif/core'
import {type ProducerClient, producerClient} from '../../admin/clients.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaHashOrder, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class ProducerList extends ReadCommand<ProducerClient[]> {
  static override summary = 'List every producer that is connected to a broker.'
  static override subject = 'broker'

  static override examples = ['<%= config.bin %> <%= command.id %> broker-a']

  static override flags = {
    broker: Flags.string({summary: 'Broker to ask, by name or host:port.', required: true}),
  }

  protected override async perform(session: Session, {broker}: FlagsOf<typeof ProducerList>) {
    return session.collect(await session.admin.clients.allProducers(broker)).flat()
  }

  protected override readonly view = rows(producerClient)

  protected override readonly classic = (producers: ProducerClient[]) =>
    producerLines(
      javaHashOrder(producers.map(({group}) => group)).flatMap(name => producers.filter(({group}) => group === name)),
    )
}

const producerLines = lines<ProducerClient>(
  'producer group (%s) instance : clientId=%s,remoteIP=%s, language=%s, version=%d, lastUpdateTimestamp=%d%n',
  ({group, info}) => [group, info.clientId, info.remoteIP, info.language, info.version, info.lastUpdateTimestamp],
)
