import {Flags} from '@oclif/core'
import {joinPages, type TopicPage, topicPage, topicPageParts} from '../../admin/topic-page.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {record, rows, sections} from '../../view/rows.js'

export default class TopicGet extends ReadCommand<TopicPage> {
  static override summary = 'Show all there is to know of a topic: settings, queues, groups, attributes.'
  static override subject = 'topic'

  static override examples = ['<%= config.bin %> <%= command.id %> orders']

  static override flags = {
    topic: Flags.string({summary: 'Topic to show.', required: true}),
  }

  protected override async perform(session: Session, {topic}: FlagsOf<typeof TopicGet>) {
    return joinPages(session.collect(await session.admin.topics.page(topic)))
  }

  protected override readonly view = sections(topicPage, [
    {view: record(topicPage, ['topic', 'kind', 'type', 'messages', 'groups'])},
    {title: 'Settings', of: 'brokers', view: rows(topicPageParts.brokers)},
    {title: 'Queues', of: 'queues', view: rows(topicPageParts.queues)},
  ])
}
