import {Flags} from '@oclif/core'
import {client, type GroupMembers, groupMembers, joinMembers, subscription} from '../../admin/clients.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaConcurrentHashOrder, javaFormat, lines} from '../../view/classic.js'
import {record, rows, sections} from '../../view/rows.js'

export default class GroupClients extends ReadCommand<GroupMembers> {
  static override summary = 'List the members of a consumer group and what they subscribe to.'
  static override subject = 'group'

  static override examples = ['<%= config.bin %> <%= command.id %> order-service']

  static override flags = {
    group: Flags.string({summary: 'Group to look at.', required: true}),
    broker: Flags.string({summary: 'Ask this broker only, by name or host:port.'}),
  }

  protected override async perform(session: Session, {group, broker}: FlagsOf<typeof GroupClients>) {
    return joinMembers(group, session.collect(await session.admin.clients.members(group, broker)))
  }

  protected override readonly view = sections(groupMembers, [
    {view: record(groupMembers, ['group', 'consumeType', 'model', 'from'])},
    {title: 'Clients', of: 'clients', view: rows(client)},
    {title: 'Subscriptions', of: 'subscriptions', view: rows(subscription)},
  ])

  protected override readonly classic = ({clients, subscriptions, consumeType, model, from}: GroupMembers) => {
    const byTopic = new Map(subscriptions.map(({topic, expression}) => [topic, expression]))
    const topics = javaConcurrentHashOrder(byTopic.keys()).map(topic => [topic, byTopic.get(topic)] as const)
    return (
      clientLines(clients) +
      javaFormat('%nBelow is subscription:%n') +
      topicLines(topics) +
      javaFormat('%nConsumeType: %s%nMessageModel: %s%nConsumeFromWhere: %s%n', consumeType, model, from)
    )
  }
}

const clientLines = lines<GroupMembers['clients'][number]>(
  '%-36s %-22s %-10s %s%n',
  ({clientId, address, language, version}) => [clientId, address, language, version],
  {head: javaFormat('%-36s %-22s %-10s %s%n', '#ClientId', '#ClientAddr', '#Language', '#Version')},
)

const topicLines = lines<readonly [string, string | undefined]>('%-20s %s%n', pair => pair, {
  head: javaFormat('%-20s %s%n', '#Topic', '#SubExpression'),
})
