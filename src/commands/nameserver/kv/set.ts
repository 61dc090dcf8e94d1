import {Flags} from '@oclif/core'
import type {NameServerChange, NameServerTarget} from '../../../admin/name-servers.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../../cli/write-command.js'
import {str} from '../../../schema.js'

export default class NameserverKvSet extends WriteCommand<string, NameServerTarget> {
  static override summary = 'Store a value under a key in a namespace of every name server.'
  static override effect = 'write' as const
  static override subject = 'key'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --namespace ORDER_TOPIC_CONFIG --value broker-a:8',
  ]

  static override flags = {
    namespace: Flags.string({summary: 'Namespace to store it in.', required: true}),
    key: Flags.string({summary: 'Key to store it under.', required: true}),
    value: Flags.string({summary: 'Value to store.', required: true}),
  }

  protected override readonly shape = str()

  protected override async plan(session: Session, {namespace, key, value}: FlagsOf<typeof NameserverKvSet>) {
    return session.collect(await session.admin.nameServers.kvChanges(namespace, key, value))
  }

  protected override thing(_: NameServerChange<string>, {namespace, key}: FlagsOf<typeof NameserverKvSet>) {
    return {kind: 'kv', namespace, key} as const
  }

  protected override apply(
    {admin}: Session,
    {target}: NameServerChange<string>,
    {namespace, key, value}: FlagsOf<typeof NameserverKvSet>,
  ) {
    return admin.nameServers.putKv(target, namespace, key, value)
  }

  /** Java's word is about all name servers together. */
  protected override readonly classic = (
    _: Done<string, NameServerTarget>[],
    _flags: FlagsOf<typeof NameserverKvSet>,
    undone: readonly string[],
  ) => (undone.length > 0 ? '' : 'create or update kv config to namespace success.\n')
}
