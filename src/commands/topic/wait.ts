import {Flags} from '@oclif/core'
import {topicConditions} from '../../admin/conditions.js'
import {type FlagsOf, type Session, WaitCommand} from '../../cli/wait-command.js'

export default class TopicWait extends WaitCommand {
  static override summary = 'Wait until a topic is there, gone, readable or writable at every name server.'
  static override description = 'Ends with 5 when --timeout (30s) is over.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders',
    '<%= config.bin %> <%= command.id %> orders --for writable --timeout 2m',
  ]

  static override flags = {
    topic: Flags.string({summary: 'Topic to wait for.', required: true}),
    for: Flags.option({options: topicConditions, default: 'exists' as const})({summary: 'What to wait for.'}),
  }

  protected override what = ({topic}: FlagsOf<typeof TopicWait>) => `topic ${topic}`

  protected override look({admin}: Session, flags: FlagsOf<typeof TopicWait>) {
    return admin.conditions.topic(flags.topic, flags.for)
  }
}
