import {Flags} from '@oclif/core'
import {type QueueCheck, queueCheck} from '../../admin/rocksdb.js'
import {timeOf} from '../../cli/content.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaHashOrder, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

/** How far Java looks back. */
const usualDays = 30

export default class QueueRocksdbProgress extends ReadCommand<QueueCheck[]> {
  static override summary = 'Have brokers compare the consume queues in RocksDB with those in files (brokers 5.3.1+).'
  static override description = 'The comparison goes on in the background; brokers write its result to their log.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --cluster DefaultCluster',
    {
      description: 'All topics, only what was stored in the last hour',
      command: '<%= config.bin %> <%= command.id %> --from -1h',
    },
  ]

  static override flags = {
    cluster: Flags.string({summary: 'The masters of this cluster.'}),
    topic: Flags.string({summary: 'This topic only.'}),
    from: Flags.string({
      summary: 'Only what was stored at this time or later.',
      description: `Without it: ${usualDays} days ago.`,
      helpValue: 'TIME',
    }),
  }

  protected override async perform(session: Session, {cluster, topic, from}: FlagsOf<typeof QueueRocksdbProgress>) {
    const since = timeOf(from, this.settings) ?? Date.now() - usualDays * 86_400_000
    return session.collect(await session.admin.rocksDb.checkQueues({cluster}, topic, since))
  }

  protected override readonly view = rows(queueCheck, ['broker', 'state', 'result'])

  protected override readonly classic = (checks: QueueCheck[]) =>
    checkLines(javaHashOrder(checks.map(({broker}) => broker)))
}

const checkLines = lines<string>('%s check doing, please wait and get the result from log... \n', broker => [broker])
