import {Flags} from '@oclif/core'
import {type OffsetMove, type Position, position, type QueueTarget} from '../../admin/offset-move.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {javaFormat} from '../../view/classic.js'

export default class OffsetCopy extends WriteCommand<Position, QueueTarget> {
  static override summary = 'Let one consumer group stand where another stands.'
  static override effect = 'write' as const

  static override examples = [
    '<%= config.bin %> <%= command.id %> --from-group order-service --to-group order-service-2',
    '<%= config.bin %> <%= command.id %> --from-group order-service --to-group order-service-2 --topic orders --dry-run',
  ]

  static override flags = {
    'from-group': Flags.string({summary: 'Group whose offsets are taken.', required: true}),
    'to-group': Flags.string({summary: 'Group that gets them.', required: true}),
    topic: Flags.string({summary: 'Only this topic; without one all that the group has committed offsets of.'}),
    offline: Flags.boolean({summary: 'Refuse while the group that gets them has members.', allowNo: true}),
  }

  protected override readonly shape = position
  protected override readonly readBack = false

  protected override async plan(session: Session, flags: FlagsOf<typeof OffsetCopy>): Promise<OffsetMove[]> {
    const {'from-group': from, 'to-group': to, topic, offline} = flags
    return session.collect(await session.admin.offsets.copies({from, to, topic, offline})).flat()
  }

  protected override thing({target: {topic, queue}}: OffsetMove, {'to-group': group}: FlagsOf<typeof OffsetCopy>) {
    return {kind: 'offset', group, topic, queue} as const
  }

  protected override apply({admin}: Session, change: OffsetMove, flags: FlagsOf<typeof OffsetCopy>) {
    return admin.offsetMover.apply(flags['to-group'], change)
  }

  protected override readonly classic = (
    _: Done<Position, QueueTarget>[],
    flags: FlagsOf<typeof OffsetCopy>,
    undone: readonly string[],
  ) =>
    undone.length > 0
      ? ''
      : javaFormat(
          'clone group offset success. srcGroup[%s], destGroup=[%s], topic[%s]',
          flags['from-group'],
          flags['to-group'],
          flags.topic,
        )
}
