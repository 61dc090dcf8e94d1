import {type TopicSummary, topicSummary} from '../../admin/topics.js'
import {ReadCommand, type Session} from '../../cli/read-command.js'
import {rows} from '../../view/rows.js'

export default class TopicList extends ReadCommand<TopicSummary[]> {
  static override summary = 'List the topics the name servers know.'

  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected override perform({admin}: Session) {
    return admin.topics.list()
  }

  protected override readonly view = rows(topicSummary, ['topic', 'kind'])
}
