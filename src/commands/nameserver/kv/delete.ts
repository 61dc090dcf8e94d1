import {Flags} from '@oclif/core'
import type {NameServerChange, NameServerTarget} from '../../../admin/name-servers.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../../cli/write-command.js'
import {str} from '../../../schema.js'

export default class NameserverKvDelete extends DestroyCommand<string, NameServerTarget> {
  static override summary = 'Remove a key from a namespace of every name server.'
  static override subject = 'key'

  static override examples = ['<%= config.bin %> <%= command.id %> orders --namespace ORDER_TOPIC_CONFIG --yes']

  static override flags = {
    namespace: Flags.string({summary: 'Namespace that holds it.', required: true}),
    key: Flags.string({summary: 'Key to remove.', required: true}),
  }

  protected override readonly shape = str()

  protected override async plan(session: Session, {namespace, key}: FlagsOf<typeof NameserverKvDelete>) {
    return session.collect(await session.admin.nameServers.kvChanges(namespace, key, undefined))
  }

  protected override thing(_: NameServerChange<string>, {namespace, key}: FlagsOf<typeof NameserverKvDelete>) {
    return {kind: 'kv', namespace, key} as const
  }

  protected override apply(
    {admin}: Session,
    {target}: NameServerChange<string>,
    {namespace, key}: FlagsOf<typeof NameserverKvDelete>,
  ) {
    return admin.nameServers.deleteKv(target, namespace, key)
  }

  /** Java's word is about all name servers together. */
  protected override readonly classic = (
    _: Done<string, NameServerTarget>[],
    _flags: FlagsOf<typeof NameserverKvDelete>,
    undone: readonly string[],
  ) => (undone.length > 0 ? '' : 'delete kv config from namespace success.\n')
}
