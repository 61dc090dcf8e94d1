import type {StaticOptions, StaticWhere} from '../../../admin/static-topics.js'
import {StaticCommand, staticFlags} from '../../../cli/static-command.js'
import type {FlagsOf, Session} from '../../../cli/write-command.js'

export default class TopicStaticRemap extends StaticCommand {
  static override summary =
    'Move the queues of a static topic to other brokers; old messages stay where they are (brokers 5.x).'

  static override examples = ['<%= config.bin %> <%= command.id %> payments --brokers broker-a,broker-b']

  static override flags = staticFlags

  /** Who takes queues must know before they are given away. */
  protected override readonly sequential = true

  protected override compute(
    {admin}: Session,
    where: StaticWhere,
    options: StaticOptions,
    {topic}: FlagsOf<typeof TopicStaticRemap>,
  ) {
    return admin.staticTopics.moved(topic, where, options)
  }

  /** Java calls both files old. */
  protected override readonly classic = () =>
    this.files === undefined
      ? ''
      : [this.files.before, this.files.after].map(file => `The old mapping data is written to file ${file}\n`).join('')
}
