import {Flags} from '@oclif/core'
import {type LiteParent, liteParent} from '../../admin/lite.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {front, javaFormat, javaHashOrder, javaString, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class LiteParents extends ReadCommand<LiteParent[]> {
  static override summary =
    'Show how many lite topics a parent topic has on each broker, and its groups (brokers 5.5+).'
  static override subject = 'parent-topic'

  static override examples = ['<%= config.bin %> <%= command.id %> chat']

  static override flags = {
    'parent-topic': Flags.string({summary: 'Topic of type LITE.', required: true}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof LiteParents>) {
    return session.collect(await session.admin.lite.parent(flags['parent-topic']))
  }

  protected override readonly view = rows(liteParent, [
    'broker',
    {field: 'ttlMinutes', header: 'minutes to live'},
    {field: 'liteTopics', header: 'lite topics'},
    {field: 'liteQueues', header: 'on the whole broker'},
    'groups',
  ])

  protected override readonly classic = (parents: LiteParent[], flags: FlagsOf<typeof LiteParents>) =>
    javaFormat('Parent Topic Info: [%s]%n', flags['parent-topic']) + parentLines(parents)
}

const layout = '%-50s %-8s %-14s %-14s %-100s %n'

const parentLines = lines<LiteParent>(
  layout,
  ({broker, ttlMinutes, liteTopics, liteQueues, groups}) => [
    front(broker, 40),
    ttlMinutes,
    liteTopics,
    liteQueues,
    javaString(groups && javaHashOrder(groups)),
  ],
  {head: javaFormat(layout, '#Broker Name', '#TTL', '#Lite Count', '#LMQ NUM', '#GROUPS')},
)
