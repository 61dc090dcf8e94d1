import {Flags} from '@oclif/core'
import {type GroupSummary, groupSummary} from '../../admin/group-lag.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {rows} from '../../view/rows.js'

export default class GroupList extends ReadCommand<GroupSummary[]> {
  static override summary = 'List the consumer groups with their members and lag.'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'Names alone, one a line, for a script',
      command: '<%= config.bin %> <%= command.id %> --output plain --columns group --no-header',
    },
  ]

  static override flags = {
    cluster: Flags.string({summary: 'Only the brokers of this cluster.'}),
  }

  protected override async perform(session: Session, {cluster}: FlagsOf<typeof GroupList>) {
    const {progress} = session.admin
    const tables = await progress.tables(cluster)
    const summaries = await progress.summaries(session.collect(tables), tables.failures)
    // the brokers are counted, not the groups
    return session.collect({...summaries, answered: 0})
  }

  protected override readonly view = rows(groupSummary, ['group', 'kind', 'model', 'members', 'lag', 'reason'])
}
