import {Flags} from '@oclif/core'
import type {StaticOptions, StaticWhere} from '../../../admin/static-topics.js'
import {StaticCommand, staticFlags} from '../../../cli/static-command.js'
import type {FlagsOf, Session} from '../../../cli/write-command.js'

export default class TopicStaticSet extends StaticCommand {
  static override summary =
    'Create a topic whose number of queues does not depend on its brokers, or give it more (brokers 5.x).'

  static override examples = [
    '<%= config.bin %> <%= command.id %> payments --queues 16',
    {
      description: 'Give the brokers the mapping of a file that an earlier change wrote',
      command: '<%= config.bin %> <%= command.id %> payments --map-file payments-1712345678901.after',
    },
  ]

  static override flags = {
    ...staticFlags,
    queues: Flags.integer({summary: 'How many queues it shall have; never fewer than it has.', min: 1}),
  }

  protected override compute(
    {admin}: Session,
    where: StaticWhere,
    options: StaticOptions,
    {topic, queues}: FlagsOf<typeof TopicStaticSet>,
  ) {
    // required where there is no --map-file
    return admin.staticTopics.sized(topic, queues as number, where, options)
  }

  protected override readonly classic = () =>
    this.files === undefined
      ? ''
      : `The old mapping data is written to file ${this.files.before}\nThe new mapping data is written to file ${this.files.after}\n`
}
