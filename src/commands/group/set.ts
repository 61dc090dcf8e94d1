import {Flags} from '@oclif/core'
import {type GroupPatch, readRetryPolicy} from '../../admin/group-settings.js'
import {type GroupChange, type GroupState, type GroupTarget, groupState} from '../../admin/groups.js'
import {readAttributes} from '../../admin/topic-attributes.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {SubscriptionGroupConfig} from '../../protocol/bodies/group.js'
import {javaFormat, javaHashOrder} from '../../view/classic.js'
import {javaGroupConfig} from '../../view/java-group.js'

export default class GroupSet extends WriteCommand<GroupState, GroupTarget> {
  static override summary = 'Create a consumer group, or change only what is said of one that exists.'
  static override effect = 'write' as const
  static override subject = 'group'

  static override examples = [
    '<%= config.bin %> <%= command.id %> order-service',
    {
      description: 'Stop a group from consuming on one broker',
      command: '<%= config.bin %> <%= command.id %> order-service --broker broker-a --no-consume',
    },
  ]

  static override flags = {
    group: Flags.string({summary: 'Group to create or change.', required: true}),
    cluster: Flags.string({summary: 'Act on every master of this cluster.', exclusive: ['broker']}),
    broker: Flags.string({summary: 'Act on this broker only, by name or host:port.'}),
    consume: Flags.boolean({summary: 'Let the group consume.', allowNo: true}),
    'consume-from-min': Flags.boolean({summary: 'Begin at the lowest offset where none is committed.', allowNo: true}),
    broadcast: Flags.boolean({summary: 'Let its consumers get every message each.', allowNo: true}),
    orderly: Flags.boolean({summary: 'Mark the group as consuming in order (brokers 5.x).', allowNo: true}),
    'retry-queues': Flags.integer({summary: 'Number of queues for messages to retry.', min: 0}),
    'max-retries': Flags.integer({summary: 'How often a message is retried before it becomes a dead letter.', min: -1}),
    'retry-policy': Flags.string({summary: 'Delays between retries, as JSON in the form of Java (brokers 5.x).'}),
    'broker-id': Flags.integer({summary: 'Id of the broker to consume from; 0 is the master.', min: 0}),
    'slow-broker-id': Flags.integer({summary: 'Id of the broker to turn to when far behind.', min: 0}),
    'notify-changes': Flags.boolean({summary: 'Tell members when others come and go.', allowNo: true}),
    attributes: Flags.string({summary: 'Attribute edits: +key=value sets, -key removes; comma separated (5.x).'}),
  }

  protected override readonly shape = groupState
  protected override readonly unprovenHint =
    'a broker drops settings that it is too old for: mqadmin cluster list shows versions'

  protected override async plan(session: Session, flags: FlagsOf<typeof GroupSet>) {
    return session.collect(await session.admin.groups.changes(flags.group, flags, patch(flags)))
  }

  protected override thing(_: GroupChange, {group}: FlagsOf<typeof GroupSet>) {
    return {kind: 'group', group} as const
  }

  protected override apply({admin}: Session, change: GroupChange, flags: FlagsOf<typeof GroupSet>) {
    return admin.groups.apply(flags.group, change)
  }

  protected override readonly classic = (done: Done<GroupState, GroupTarget>[], flags: FlagsOf<typeof GroupSet>) => {
    const addresses = javaHashOrder(done.map(({change}) => change.target.address))
    const created = addresses.map(address => javaFormat('create subscription group to %s success.%n', address))
    const config = done[0]?.change.after?.config as SubscriptionGroupConfig
    return created.join('') + javaGroupConfig(config, readAttributes(flags.attributes ?? ''))
  }
}

function patch(flags: FlagsOf<typeof GroupSet>): GroupPatch {
  const policy = flags['retry-policy']
  return {
    consumeEnable: flags.consume,
    consumeFromMinEnable: flags['consume-from-min'],
    consumeBroadcastEnable: flags.broadcast,
    consumeMessageOrderly: flags.orderly,
    retryQueueNums: flags['retry-queues'],
    retryMaxTimes: flags['max-retries'],
    groupRetryPolicy: policy === undefined ? undefined : readRetryPolicy(policy),
    brokerId: flags['broker-id'],
    whichBrokerWhenConsumeSlowly: flags['slow-broker-id'],
    notifyConsumerIdsChangedEnable: flags['notify-changes'],
    attributes: readAttributes(flags.attributes ?? ''),
  }
}
