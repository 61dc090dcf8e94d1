/** What the two commands on static topics share: where the plan comes from, and its files. */
import {tmpdir} from 'node:os'
import {resolve} from 'node:path'
import {Flags} from '@oclif/core'
import {
  type StaticChange,
  type StaticOptions,
  type StaticPlan,
  type StaticState,
  type StaticWhere,
  staticState,
} from '../admin/static-topics.js'
import type {BrokerTarget} from '../cluster/cluster.js'
import {UsageError} from '../errors.js'
import {type MappingFiles, readMappingFile, writeMappingFiles} from './mapping-file.js'
import type {Session} from './session.js'
import {WriteCommand} from './write-command.js'

export const staticFlags = {
  topic: Flags.string({summary: 'The static topic.', required: true}),
  clusters: Flags.string({summary: 'Brokers of these clusters, with commas between.', exclusive: ['brokers']}),
  brokers: Flags.string({summary: 'These brokers, by name, with commas between.'}),
  'map-file': Flags.string({summary: 'Take the mapping of this file, which an earlier change wrote.'}),
  'save-to': Flags.string({
    summary: 'Folder to write the mapping to, as it was and as it shall be: two files for --map-file.',
    helpValue: 'FOLDER',
  }),
  'force-replace': Flags.boolean({
    summary: 'Go by the newest where brokers disagree, make anew what no broker has, replace what is newer.',
    allowNo: true,
  }),
}

interface StaticCommandFlags {
  topic: string
  clusters?: string | undefined
  brokers?: string | undefined
  'map-file'?: string | undefined
  'save-to'?: string | undefined
  'force-replace'?: boolean | undefined
}

export abstract class StaticCommand extends WriteCommand<StaticState, BrokerTarget> {
  static override effect = 'write' as const
  static override subject = 'topic'

  protected override readonly shape = staticState
  protected override readonly unprovenHint = 'run it again: it ends what was begun'
  /** What is under way; reading back plans anew. */
  private begun: StaticPlan | undefined
  protected files: MappingFiles | undefined

  /** Without a file: computed from what there is. */
  protected abstract compute(
    session: Session,
    where: StaticWhere,
    options: StaticOptions,
    // biome-ignore lint/suspicious/noExplicitAny: each command names its own flags with FlagsOf
    flags: any,
  ): Promise<StaticPlan>

  protected override async plan(session: Session, flags: StaticCommandFlags & {'dry-run'?: boolean}) {
    const {topic, 'map-file': file} = flags
    const options = {force: flags['force-replace'] ?? false}
    const plan =
      file === undefined
        ? await this.compute(session, whereOf(flags), options, flags)
        : await session.admin.staticTopics.written(await readMappingFile(file, topic, this.io), options)
    if (this.begun === undefined) {
      this.begun = plan
      const folder = this.folderFor(flags)
      if (folder !== undefined && !flags['dry-run']) this.files = await writeMappingFiles(plan, folder)
    }
    return plan.changes
  }

  protected override apply({admin}: Session, change: StaticChange) {
    return admin.staticTopics.apply(this.begun as StaticPlan, change)
  }

  /** Java writes its files on every line that does not bring one. */
  private folderFor({'map-file': file, 'save-to': folder}: StaticCommandFlags): string | undefined {
    if (folder !== undefined) return resolve(this.io.cwd, folder)
    return this.invocation.byJavaName && file === undefined ? (this.io.env['TMPDIR'] ?? tmpdir()) : undefined
  }
}

const whereOf = ({clusters, brokers}: StaticCommandFlags): StaticWhere => ({
  clusters: namesIn(clusters, '--clusters'),
  brokers: namesIn(brokers, '--brokers'),
})

function namesIn(text: string | undefined, flag: string): string[] | undefined {
  const names = text?.split(',').map(name => name.trim())
  if (names?.includes('')) throw new UsageError(`${flag} has an empty name`)
  return names
}
