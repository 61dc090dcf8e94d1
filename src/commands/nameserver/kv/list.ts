import {Flags} from '@oclif/core'
import {type KvEntry, kvEntry} from '../../../admin/name-servers.js'
import {type FlagsOf, ReadCommand, type Session} from '../../../cli/read-command.js'
import {rows} from '../../../view/rows.js'

export default class NameserverKvList extends ReadCommand<KvEntry[]> {
  static override summary = 'List what the name servers keep in a namespace.'
  static override subject = 'namespace'

  static override examples = ['<%= config.bin %> <%= command.id %> ORDER_TOPIC_CONFIG']

  static override flags = {
    namespace: Flags.string({summary: 'Namespace to look into.', required: true}),
  }

  protected override async perform(session: Session, {namespace}: FlagsOf<typeof NameserverKvList>) {
    return session.collect(await session.admin.nameServers.kvEntries(namespace)).flat()
  }

  protected override readonly view = rows(kvEntry, ['address', 'key', 'value'])
}
