import {Flags} from '@oclif/core'
import {type FlagsOf, LocalCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {oneConfigType, type StoredSetting, type StoredTable, storedSetting, storedTable} from '../../cli/store-files.js'
import {storedLines, storedMap} from '../../view/java-rocksdb.js'
import {rows} from '../../view/rows.js'

export default class StoreRocksdb extends LocalCommand<StoredSetting[]> {
  static override summary = 'Show topics, groups or offsets from the RocksDB of a broker on this machine.'
  static override description =
    'The files are only read, also while a broker works on them; what it has not written to them yet is not shown.'

  static override examples = [
    '<%= config.bin %> <%= command.id %> --path store/config --config-type topics',
    '<%= config.bin %> <%= command.id %> --path store/config --config-type consumerOffsets --output json',
  ]

  static override flags = {
    path: Flags.string({summary: "The broker's folder of settings.", helpValue: 'FOLDER', required: true}),
    'config-type': Flags.string({
      summary: 'What to show: topics, subscriptionGroups or consumerOffsets.',
      helpValue: 'TYPE',
      required: true,
    }),
    'as-json': Flags.boolean({summary: 'In the format classic: as one JSON document.', allowNo: true}),
    namesrvAddr: Flags.string({summary: 'Has no effect: no server is asked.'}),
  }

  private table: StoredTable | undefined

  protected override async perform({io}: Pick<Session, 'io'>, flags: FlagsOf<typeof StoreRocksdb>) {
    this.table = await storedTable(io, flags.path, oneConfigType(flags['config-type']))
    if (!flags.quiet) for (const damage of this.table.damage) this.note(damage)
    return this.table.settings
  }

  protected override readonly view = rows(storedSetting, ['key', 'value'])

  protected override readonly classic = (settings: StoredSetting[], flags: FlagsOf<typeof StoreRocksdb>) =>
    flags['as-json'] && this.table ? storedMap(this.table) : storedLines(settings)
}
