import {Flags} from '@oclif/core'
import type {GroupMove, GroupOffset} from '../../admin/offset-list.js'
import {type Position, position} from '../../admin/offset-move.js'
import {readOffsetFile} from '../../cli/offset-file.js'
import {offsetMeaning} from '../../cli/offset-passing.js'
import {DestroyCommand, type FlagsOf, type Session} from '../../cli/write-command.js'

export default class OffsetImport extends DestroyCommand<Position, GroupMove['target']> {
  static override summary = 'Move groups to the offsets that stand in a file, as offset export writes it.'
  static override description =
    'Queues that are not in the file stay where they are. Where messages are deleted by now, a group goes to the first that is left.'
  static override subject = 'file'

  static override examples = [
    {
      description: 'See where each queue would go',
      command: '<%= config.bin %> <%= command.id %> order-service.json --dry-run',
    },
    {
      description: 'Let another group stand there',
      command: '<%= config.bin %> <%= command.id %> order-service.json --group order-service-2 --yes',
    },
  ]

  static override flags = {
    file: Flags.string({
      summary: 'JSON, YAML or CSV with group, topic, broker, queue and offset; - is standard input.',
      required: true,
    }),
    group: Flags.string({summary: 'Move this group, whichever ones the file is of.'}),
  }

  protected override readonly shape = position
  protected override readonly readBack = false
  protected override readonly meaning = offsetMeaning
  private rows: GroupOffset[] | undefined

  protected override async plan(session: Session, {file, group}: FlagsOf<typeof OffsetImport>) {
    this.rows ??= await session.unhurried(() => readOffsetFile(file, this.io))
    return session.collect(await session.admin.offsetList.imports(this.rows, group)).flat()
  }

  protected override thing({target: {group, topic, queue}}: GroupMove) {
    return {kind: 'offset', group, topic, queue} as const
  }

  protected override apply({admin}: Session, change: GroupMove) {
    return admin.offsetMover.apply(change.target.group, change)
  }
}
