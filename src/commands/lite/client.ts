import {Flags} from '@oclif/core'
import {type LiteClient, liteClient} from '../../admin/lite.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaDate, javaFormat, javaHashOrder, javaPatterns, javaString, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class LiteClients extends ReadCommand<LiteClient[]> {
  static override summary = 'Show which lite topics a client subscribes to on each broker (brokers 5.5+).'
  static override subject = 'client-id'

  static override examples = [
    '<%= config.bin %> <%= command.id %> 10.0.0.7@4066#1757119670496 --parent-topic chat --group chat-service',
  ]

  static override flags = {
    'parent-topic': Flags.string({summary: 'Topic of type LITE.', required: true}),
    group: Flags.string({summary: 'Group of the client.', required: true}),
    'client-id': Flags.string({summary: 'Id of the client.', required: true}),
    detail: Flags.boolean({summary: 'In classic output, list the lite topics.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof LiteClients>) {
    const {'parent-topic': parent, group, 'client-id': clientId} = flags
    return session.collect(await session.admin.lite.client(parent, group, clientId))
  }

  protected override readonly view = rows(liteClient, [
    'broker',
    'subscribed',
    {field: 'lastAccess', header: 'last access'},
    {field: 'lastConsume', header: 'last consumed'},
    {field: 'liteTopics', header: 'lite topics', value: ({liteTopics}) => liteTopics?.toSorted()},
  ])

  protected override readonly classic = (clients: LiteClient[], flags: FlagsOf<typeof LiteClients>) => {
    const {'parent-topic': parent, group, 'client-id': clientId, detail} = flags
    const listed = ({liteTopics}: LiteClient) =>
      detail && liteTopics ? javaFormat('Lite Topics: %s%n%n', javaString(javaHashOrder(liteTopics))) : ''
    return (
      javaFormat('Lite Client Info: [%s] [%s] [%s]%n', parent, group, clientId) +
      head +
      clients.map(client => clientLine([client]) + listed(client)).join('')
    )
  }
}

const layout = '%-30s %-20s %-30s %-30s %n'

const head = javaFormat(layout, '#Broker', '#LiteTopicCount', '#LastAccessTime', '#LastConsumeTime')

const clientLine = lines<LiteClient>(layout, ({broker, subscribed = 0, lastAccess, lastConsume}) => [
  broker,
  subscribed > 0 ? subscribed : 'N/A',
  date(lastAccess),
  date(lastConsume),
])

const date = (ms: number | undefined): string => (ms === undefined ? 'N/A' : javaDate(ms, javaPatterns.millis))
