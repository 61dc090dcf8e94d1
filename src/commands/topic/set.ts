import {Flags} from '@oclif/core'
import {readAttributes, topicTypes, typeAttribute} from '../../admin/topic-attributes.js'
import type {TopicPatch} from '../../admin/topic-settings.js'
import {type TopicChange, type TopicState, type TopicTarget, topicState} from '../../admin/topics.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {TopicConfig} from '../../protocol/bodies/topic.js'
import {javaFormat} from '../../view/classic.js'
import {javaTopicConfig} from '../../view/java-topic.js'

export default class TopicSet extends WriteCommand<TopicState, TopicTarget> {
  static override summary = 'Create a topic, or change only what is said of one that exists.'
  static override effect = 'write' as const
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --queues 8',
    {
      description: 'Make a topic read-only on one broker',
      command: '<%= config.bin %> <%= command.id %> orders --broker broker-a --perm 4',
    },
  ]

  static override flags = {
    topic: Flags.string({summary: 'Topic to create or change.', required: true}),
    cluster: Flags.string({summary: 'Act on every master of this cluster.', exclusive: ['broker']}),
    broker: Flags.string({summary: 'Act on this broker only, by name or host:port.'}),
    queues: Flags.integer({summary: 'Number of read and of write queues.', min: 1}),
    'read-queues': Flags.integer({summary: 'Number of read queues.', min: 1}),
    'write-queues': Flags.integer({summary: 'Number of write queues.', min: 1}),
    perm: Flags.integer({summary: 'Permission: 2 write, 4 read, 6 both.', min: 0, max: 7}),
    type: Flags.option({options: topicTypes})({summary: 'Type of its messages (brokers 5.x).'}),
    order: Flags.boolean({summary: 'Keep messages in order.', allowNo: true}),
    unit: Flags.boolean({summary: 'Set the unit bit.', allowNo: true}),
    'has-unit-sub': Flags.boolean({summary: 'Set the unit subscription bit.', allowNo: true}),
    attributes: Flags.string({summary: 'Attribute edits: +key=value sets, -key removes; comma separated.'}),
  }

  protected override readonly shape = topicState

  protected override async plan(session: Session, flags: FlagsOf<typeof TopicSet>) {
    return session.collect(await session.admin.topics.changes(flags.topic, flags, patch(flags)))
  }

  protected override thing(_: TopicChange, {topic}: FlagsOf<typeof TopicSet>) {
    return {kind: 'topic', topic} as const
  }

  protected override apply({admin}: Session, change: TopicChange, flags: FlagsOf<typeof TopicSet>) {
    return admin.topics.apply(flags.topic, change)
  }

  protected override readonly classic = (done: Done<TopicState, TopicTarget>[], flags: FlagsOf<typeof TopicSet>) => {
    const changes = done.map(({change}) => change)
    const created = changes
      .filter(({target}) => target.kind === 'broker')
      .map(({target}) => javaFormat('create topic to %s success.%n', target.address))
    const conf = changes.find(({after}) => after?.orderConf)?.after?.orderConf
    const by = flags.broker === undefined ? 'cluster' : 'broker'
    const ordered = conf === undefined ? [] : [javaFormat('set %s orderConf. isOrder=true, orderConf=[%s]%n', by, conf)]
    const config = changes.find(({after}) => after?.config)?.after?.config as TopicConfig
    const lines = by === 'broker' ? [...ordered, ...created] : [...created, ...ordered]
    // Java tells what was said, also to brokers 4.x, which leave order to the name servers
    const said = {...config, order: flags.order ?? config.order}
    return `${lines.join('')}${javaTopicConfig(said, readAttributes(flags.attributes ?? ''))}\n`
  }
}

function patch(flags: FlagsOf<typeof TopicSet>): TopicPatch {
  const attributes = readAttributes(flags.attributes ?? '')
  if (flags.type) attributes.set(typeAttribute, flags.type.toUpperCase())
  return {
    readQueueNums: flags['read-queues'] ?? flags.queues,
    writeQueueNums: flags['write-queues'] ?? flags.queues,
    perm: flags.perm,
    order: flags.order,
    unit: flags.unit,
    hasUnitSub: flags['has-unit-sub'],
    attributes,
  }
}
