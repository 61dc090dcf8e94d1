import {Flags} from '@oclif/core'
import {brokerMetrics, type ExportedMetrics, exportedMetrics} from '../../admin/exports.js'
import {exportPath, folderFlag, withSpinner, writeExport} from '../../cli/exported-file.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat} from '../../view/classic.js'
import {metricsFile} from '../../view/java-export.js'
import {record, rows, sections} from '../../view/rows.js'

export default class ExportMetrics extends ReadCommand<ExportedMetrics> {
  static override summary = 'Write how the brokers of a cluster are used, and by which clients, to a file.'
  static override subject = 'cluster'

  static override examples = ['<%= config.bin %> <%= command.id %> DefaultCluster --folder report']

  static override flags = {
    cluster: Flags.string({summary: 'The cluster.'}),
    folder: folderFlag,
  }

  protected override async perform(session: Session, {cluster, folder, quiet}: FlagsOf<typeof ExportMetrics>) {
    return withSpinner(this.io, quiet, 'reading figures', async () => {
      const brokers = session.collect(await session.admin.exports.metrics(cluster))
      const path = exportPath(this.io, folder, 'metrics.json')
      await writeExport(this.io, path, metricsFile(brokers))
      return {path, brokers}
    })
  }

  protected override readonly view = sections(exportedMetrics, [
    {view: record(exportedMetrics, ['path'])},
    {of: 'brokers', view: rows(brokerMetrics, ['broker', 'version', 'topics', 'groups', 'inTps', 'outTps'])},
  ])

  protected override readonly classic = ({path}: ExportedMetrics) => javaFormat('export %s success', path)
}
