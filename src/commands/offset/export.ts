import {resolve} from 'node:path'
import {Flags} from '@oclif/core'
import {type GroupOffset, groupOffset} from '../../admin/offset-list.js'
import {fileFormat} from '../../cli/offset-file.js'
import {type FlagsOf, ReadCommand, renderOptions, type Session} from '../../cli/read-command.js'
import {writeWhole} from '../../cli/whole-file.js'
import {render} from '../../view/render.js'
import {rows} from '../../view/rows.js'

export default class OffsetExport extends ReadCommand<GroupOffset[] | undefined> {
  static override summary = 'List the offsets a group has committed, to be kept and put back by offset import.'
  static override subject = 'group'

  static override examples = [
    '<%= config.bin %> <%= command.id %> order-service --file order-service.json',
    {
      description: 'Of one topic, as a table for a spreadsheet',
      command: '<%= config.bin %> <%= command.id %> order-service --topic orders --output csv',
    },
  ]

  static override flags = {
    group: Flags.string({summary: 'Group whose offsets are listed.', required: true}),
    topic: Flags.string({summary: 'Only this topic; without one all topics it has committed offsets of.'}),
    file: Flags.string({
      summary: 'Write them to this file, whole or not at all.',
      description: 'In the form of --output (json, ndjson, yaml or csv), else as its name ends, else JSON.',
      helpValue: 'FILE',
    }),
    cluster: Flags.string({summary: 'Only the brokers of this cluster.'}),
  }

  protected override readonly view = rows(groupOffset)

  protected override async perform(session: Session, flags: FlagsOf<typeof OffsetExport>) {
    const {group, topic, file, cluster: within, quiet} = flags
    const format = file === undefined ? undefined : fileFormat(file, this.settings?.output)
    const offsets = session.collect(await session.admin.offsetList.of(group, {topic, within})).flat()
    if (file === undefined || format === undefined) return offsets
    const path = resolve(this.io.cwd, file)
    const text = await render(format, rows(groupOffset), offsets, renderOptions(this, flags))
    await writeWhole(path, text as string, {signal: this.io.signal})
    if (!quiet) this.note(`${offsets.length} offsets of ${group} written to ${path}`)
    return undefined
  }
}
