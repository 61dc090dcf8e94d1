/** Base of the two commands that close all topics of a broker for writing at the name servers, and open them again. */
import {Flags} from '@oclif/core'
import {
  type NameServerChange,
  type NameServerTarget,
  type TopicPermissions,
  topicPermissions,
} from '../admin/name-servers.js'
import {javaFormat} from '../view/classic.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from './write-command.js'

type WritePermFlags = FlagsOf<typeof WritePermCommand>

export abstract class WritePermCommand extends WriteCommand<TopicPermissions, NameServerTarget, number> {
  static override effect = 'write' as const
  static override subject = 'broker'

  static override examples = ['<%= config.bin %> <%= command.id %> broker-a']

  static override flags = {
    broker: Flags.string({summary: 'Name of the broker.', required: true}),
  }

  protected abstract readonly open: boolean
  protected override readonly shape = topicPermissions

  protected override async plan(session: Session, {broker}: WritePermFlags) {
    return session.collect(await session.admin.nameServers.writeChanges(broker, this.open))
  }

  protected override thing(_: NameServerChange<TopicPermissions>, {broker}: WritePermFlags) {
    return {kind: 'write-perm', broker} as const
  }

  protected override apply({admin}: Session, {target}: NameServerChange<TopicPermissions>, {broker}: WritePermFlags) {
    return admin.nameServers.setWritable(target, broker, this.open)
  }

  protected override readonly classic = (
    done: Done<TopicPermissions, NameServerTarget, number>[],
    {broker}: WritePermFlags,
  ) => done.map(({change, result}) => line(this.open ? 'add' : 'wipe', broker, change, result)).join('')
}

/** Where nothing had to be done, the number that the name server would have given. */
const line = (
  verb: 'add' | 'wipe',
  broker: string,
  {target, before}: NameServerChange<TopicPermissions>,
  changed = [...(before?.topicsByPerm.values() ?? [])].reduce((sum, topics) => sum + topics, 0),
) => javaFormat('%s write perm of broker[%s] in name server[%s] OK, %d%n', verb, broker, target.address, changed)
