import {resolve} from 'node:path'
import {Flags} from '@oclif/core'
import {configTypes, type JsonFiles, type JsonFilesChange, jsonFiles} from '../../admin/rocksdb.js'
import {print, printAll} from '../../cli/io.js'
import {renderOptions} from '../../cli/read-command.js'
import {
  oneConfigType,
  readConfigTypes,
  type StoredTable,
  storedSetting,
  storedTable,
  writtenTable,
} from '../../cli/store-files.js'
import {writeWhole} from '../../cli/whole-file.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'
import {UsageError} from '../../errors.js'
import {storedJson, storedTypes} from '../../view/java-rocksdb.js'
import {render} from '../../view/render.js'
import {record, rows} from '../../view/rows.js'

type Given = FlagsOf<typeof StoreRocksdbToJson> & {'dry-run'?: boolean}

export default class StoreRocksdbToJson extends WriteCommand<JsonFiles, BrokerTarget> {
  static override summary =
    'Turn topics, groups or offsets in RocksDB into JSON: at brokers, or from files on this machine.'
  static override description =
    'With --path the files are only read, also while a broker works on them. Without it brokers write JSON files beside their RocksDB.'

  static override examples = [
    {
      description: 'From the files of a broker on this machine',
      command: '<%= config.bin %> <%= command.id %> --path store/config --config-type topics --file topics.json',
    },
    {
      description: 'At every broker of a cluster',
      command: '<%= config.bin %> <%= command.id %> --cluster DefaultCluster',
    },
  ]

  static override flags = {
    'config-type': Flags.string({
      summary: `What: ${configTypes.join(', ')}, or several with ; between. Brokers take all three where nothing is said.`,
      helpValue: 'TYPE',
    }),
    path: Flags.string({summary: 'Folder of settings of a broker on this machine.', helpValue: 'FOLDER'}),
    file: Flags.string({
      summary: 'With --path: the JSON file to write. What was there before stays as .bak.',
      helpValue: 'FILE',
      dependsOn: ['path'],
    }),
    'as-json': Flags.boolean({
      summary: 'With --path, in the format classic: as JSON, not as lines.',
      allowNo: true,
      default: true,
    }),
    cluster: Flags.string({summary: 'Every master of this cluster.'}),
    broker: Flags.string({summary: 'This broker, by name or host:port.'}),
  }

  protected override readonly shape = jsonFiles
  /** Brokers do not tell what is in their files. */
  protected override readonly readBack = false

  override async run(): Promise<void> {
    const flags = (await this.readFlags()) as Given
    const {path, broker, cluster} = flags
    if (path === undefined && broker === undefined && cluster === undefined)
      throw new UsageError('say what to turn into JSON: --path for files on this machine, --broker or --cluster')
    const places = [path, broker, cluster].filter(place => place !== undefined)
    if (places.length > 1 && !this.invocation.byJavaName)
      throw new UsageError('--path, --broker and --cluster are places of their own: one of them is enough')
    if (broker !== undefined || cluster !== undefined) return super.run()
    await this.fromFiles(path as string, flags)
  }

  private async fromFiles(path: string, flags: Given): Promise<void> {
    const table = await storedTable(this.io, path, oneConfigType(flags['config-type']))
    if (!flags.quiet) for (const damage of table.damage) this.note(damage)
    const text =
      flags.file === undefined ? await this.printed(table, flags) : await this.written(table, flags.file, flags)
    if (typeof text === 'string') await print(this.io.stdout, text)
    else await printAll(this.io.stdout, text)
  }

  private printed(table: StoredTable, flags: Given) {
    if (this.format !== 'classic')
      return render(
        this.format,
        rows(storedSetting),
        [...table.versionParts, ...table.settings],
        renderOptions(this, flags),
      )
    return localHead + (flags['as-json'] ? `${storedJson(table)}\n` : storedTypes(table))
  }

  private async written(table: StoredTable, file: string, flags: Given) {
    if (flags['dry-run']) this.note('dry run: nothing was written')
    else await writeWhole(resolve(this.io.cwd, file), storedJson(table), {signal: this.io.signal, backup: true})
    if (this.format === 'classic') return localHead
    const answer = {path: file, table: table.name, settings: table.settings.length}
    return render(this.format, record(writtenTable), answer, renderOptions(this, flags))
  }

  protected override async plan(session: Session, flags: Given) {
    typesOf(flags)
    const {broker, cluster} = flags
    const changes = session.collect(
      await session.admin.rocksDb.jsonChanges(cluster === undefined ? {broker} : {cluster}),
    )
    for (const {target, before} of changes)
      if (before.json === 'all there is' && !flags.quiet) this.note(`${target.label} keeps nothing of this in RocksDB`)
    return changes
  }

  protected override apply({admin}: Session, {target}: Pick<JsonFilesChange, 'target'>, flags: Given) {
    return admin.rocksDb.writeJson(target, typesOf(flags))
  }

  protected override readonly classic = (
    _: Done<JsonFiles, BrokerTarget>[],
    {cluster}: Given,
    undone: readonly string[],
  ) =>
    undone.length > 0
      ? ''
      : `Use [rpc mode] call ${cluster === undefined ? 'broker' : 'all brokers in cluster'} to export to json file \nbroker export done.`
}

const localHead = 'Use [local mode] load rocksdb to print or export file \n'

const typesOf = ({'config-type': types}: Given) => (types === undefined ? configTypes : readConfigTypes(types))
