import {Flags} from '@oclif/core'
import {
  type PopRecordsChange,
  type PopRecordsState,
  type PopRecordsTarget,
  popRecords,
} from '../../admin/pop-records.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {javaHashOrder, lines} from '../../view/classic.js'

export default class ExportPopRecords extends WriteCommand<PopRecordsState, PopRecordsTarget> {
  static override summary = 'Move what is popped and not acknowledged from RocksDB to files (brokers 5.3.2+).'
  static override effect = 'write' as const
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a',
    {
      description: 'Which brokers of a cluster have some to move',
      command: '<%= config.bin %> <%= command.id %> --cluster DefaultCluster --dry-run',
    },
  ]

  static override flags = {
    broker: Flags.string({summary: 'This broker only, by name or host:port.'}),
    cluster: Flags.string({summary: 'Every broker of this cluster, slaves too.', exclusive: ['broker']}),
  }

  protected override readonly shape = popRecords
  /** The setting that tells where they are stays, and new ones come. */
  protected override readonly readBack = false
  protected override readonly classicDryRun = true

  protected override async plan(session: Session, flags: FlagsOf<typeof ExportPopRecords>) {
    return session.collect(await session.admin.popRecords.changes(flags))
  }

  protected override apply({admin}: Session, {target}: PopRecordsChange) {
    return admin.popRecords.export(target)
  }

  protected override readonly classic = (
    done: Done<PopRecordsState, PopRecordsTarget>[],
    {'dry-run': dryRun = false}: FlagsOf<typeof ExportPopRecords> & {'dry-run'?: boolean},
  ) => {
    const targets = done.map(({change}) => change.target)
    return javaHashOrder(targets.map(({name}) => name))
      .map(broker =>
        brokerLines(targets.filter(({name}) => name === broker).map(({name, address}) => [name, address, dryRun])),
      )
      .join('')
  }
}

const brokerLines = lines<[string, string, boolean]>(
  'Export broker records, brokerName=%s, brokerAddr=%s, dryRun=%s%n',
  row => row,
)
