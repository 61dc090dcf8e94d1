import {Flags} from '@oclif/core'
import {type Client, client, joinClients} from '../../admin/clients.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class ProducerClients extends ReadCommand<Client[]> {
  static override summary = 'List the connected clients of a producer group.'
  static override subject = 'group'

  static override examples = ['<%= config.bin %> <%= command.id %> order-producer --topic orders']

  static override flags = {
    group: Flags.string({summary: 'Producer group to look for.', required: true}),
    topic: Flags.string({summary: 'Topic it sends to: the brokers of that are asked.', required: true}),
  }

  protected override async perform(session: Session, {group, topic}: FlagsOf<typeof ProducerClients>) {
    return joinClients(session.collect(await session.admin.clients.producers(group, topic)))
  }

  protected override readonly view = rows(client)

  protected override readonly classic = (clients: Client[]) => clientLines(clients.map((row, at) => ({...row, at})))
}

const clientLines = lines<Client & {at: number}>(
  '%04d  %-32s %-22s %-8s %s%n',
  ({at, clientId, address, language, version}) => [at + 1, clientId, address, language, version],
)
