import {Flags} from '@oclif/core'
import {
  type NameServerChange,
  type NameServerTarget,
  type TopicPermissions,
  topicPermissions,
} from '../../admin/name-servers.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {javaFormat} from '../../view/classic.js'

export default class NameserverAddWrite extends WriteCommand<TopicPermissions, NameServerTarget, number> {
  static override summary = 'Open all topics of a broker for reading and writing, in every name server.'
  static override effect = 'write' as const
  static override subject = 'broker'

  static override examples = ['<%= config.bin %> <%= command.id %> broker-a']

  static override flags = {
    broker: Flags.string({summary: 'Name of the broker.', required: true}),
  }

  protected override readonly shape = topicPermissions

  protected override async plan(session: Session, {broker}: FlagsOf<typeof NameserverAddWrite>) {
    return session.collect(await session.admin.nameServers.writeChanges(broker, true))
  }

  protected override thing(_: NameServerChange<TopicPermissions>, {broker}: FlagsOf<typeof NameserverAddWrite>) {
    return {kind: 'write-perm', broker} as const
  }

  protected override apply(
    {admin}: Session,
    {target}: NameServerChange<TopicPermissions>,
    {broker}: FlagsOf<typeof NameserverAddWrite>,
  ) {
    return admin.nameServers.setWritable(target, broker, true)
  }

  protected override readonly classic = (
    done: Done<TopicPermissions, NameServerTarget, number>[],
    {broker}: FlagsOf<typeof NameserverAddWrite>,
  ) => done.map(({change, result}) => line(broker, change, result)).join('')
}

/** Where nothing had to be done, the number that the name server would have given. */
const line = (
  broker: string,
  {target, before}: NameServerChange<TopicPermissions>,
  changed = [...(before?.topicsByPerm.values() ?? [])].reduce((sum, topics) => sum + topics, 0),
) => javaFormat('add write perm of broker[%s] in name server[%s] OK, %d%n', broker, target.address, changed)
