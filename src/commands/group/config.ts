import {Flags} from '@oclif/core'
import {type GroupOnBroker, groupOnBroker} from '../../admin/group-settings.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat, javaHashOrder, lines} from '../../view/classic.js'
import {javaGroupFields} from '../../view/java-group.js'
import {rows} from '../../view/rows.js'

export default class GroupConfig extends ReadCommand<GroupOnBroker[]> {
  static override summary = 'Show the settings of a consumer group on every broker that has it.'
  static override subject = 'group'

  static override examples = ['<%= config.bin %> <%= command.id %> order-service']

  static override flags = {
    group: Flags.string({summary: 'Group to show.', required: true}),
  }

  protected override async perform(session: Session, {group}: FlagsOf<typeof GroupConfig>) {
    const answers = await session.admin.groups.settings(group)
    const found = session.collect(answers).flat()
    if (found.length > 0 || answers.failures.length > 0) return found
    throw await session.admin.groups.unknown(group)
  }

  protected override readonly view = rows(groupOnBroker, [
    'cluster',
    'broker',
    {field: 'consumeEnable', header: 'consume'},
    {field: 'consumeBroadcastEnable', header: 'broadcast'},
    {field: 'consumeMessageOrderly', header: 'orderly'},
    {field: 'retryQueueNums', header: 'retry queues'},
    {field: 'retryMaxTimes', header: 'max retries'},
    {field: 'attributes'},
  ])

  protected override readonly classic = (groups: GroupOnBroker[]) =>
    javaHashOrder(groups.map(({broker}) => broker))
      .flatMap(name => groups.filter(({broker}) => broker === name))
      .map(group => {
        const head = javaFormat(`${rule}%s:%s${rule}%n`, group.cluster, group.broker)
        return head + settingLines(javaGroupFields(group))
      })
      .join('')
}

const rule = '============================='

const settingLines = lines<[string, unknown]>('%-40s=  %s%n', ([name, value]) => [name, value ?? ''])
