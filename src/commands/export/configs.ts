import {Flags} from '@oclif/core'
import {type ExportedConfigs, exportedConfigs} from '../../admin/exports.js'
import {exportPath, folderFlag, withSpinner, writeExport} from '../../cli/exported-file.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat} from '../../view/classic.js'
import {configsFile} from '../../view/java-export.js'
import {record} from '../../view/rows.js'

export default class ExportConfigs extends ReadCommand<ExportedConfigs> {
  static override summary = 'Write the size of a cluster and the settings that matter most to a file.'
  static override subject = 'cluster'

  static override examples = ['<%= config.bin %> <%= command.id %> DefaultCluster --folder backup']

  static override flags = {
    cluster: Flags.string({summary: 'The cluster.'}),
    folder: folderFlag,
  }

  protected override async perform(session: Session, {cluster, folder, quiet}: FlagsOf<typeof ExportConfigs>) {
    return withSpinner(this.io, quiet, 'reading settings', async () => {
      const {scale, brokers} = await session.admin.exports.settings(cluster)
      const brokerConfigs = session.collect(brokers)
      const path = exportPath(this.io, folder, 'configs.json')
      await writeExport(this.io, path, configsFile(scale, brokerConfigs))
      return {path, ...scale, brokerConfigs}
    })
  }

  protected override readonly view = record(exportedConfigs, ['path', 'nameServers', 'masters', 'slaves'])

  protected override readonly classic = ({path}: ExportedConfigs) => javaFormat('export %s success', path)
}
