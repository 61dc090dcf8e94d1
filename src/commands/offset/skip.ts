import {Flags} from '@oclif/core'
import {type OffsetMove, type Position, position, type QueueTarget} from '../../admin/offset-move.js'
import {offsetMeaning} from '../../cli/offset-passing.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import {movedOf, movedTable, writtenTable} from '../../view/java-offset.js'

export default class OffsetSkip extends DestroyCommand<Position, QueueTarget> {
  static override summary = 'Move a consumer group to the end of a topic: what it has not consumed is passed over.'
  static override subject = 'group'

  static override examples = ['<%= config.bin %> <%= command.id %> order-service --topic orders --yes']

  static override flags = {
    group: Flags.string({summary: 'Group to move.', required: true}),
    topic: Flags.string({summary: 'Topic to move it on.', required: true}),
    cluster: Flags.string({summary: 'Only the brokers of this cluster; of a light queue the topic it belongs to.'}),
    force: Flags.boolean({
      summary: 'Move forward; --no-force leaves all as it is (brokers 4.x, those of 5.x always move).',
      allowNo: true,
    }),
  }

  protected override readonly shape = position
  protected override readonly readBack = false
  protected override readonly meaning = offsetMeaning

  protected override async plan(session: Session, flags: FlagsOf<typeof OffsetSkip>): Promise<OffsetMove[]> {
    const {group, topic, force, cluster: within} = flags
    const request = {group, topic, destination: {to: 'latest'}, within, force} as const
    return session.collect(await session.admin.offsets.moves(request)).flat()
  }

  protected override thing({target: {topic, queue}}: OffsetMove, {group}: FlagsOf<typeof OffsetSkip>) {
    return {kind: 'offset', group, topic, queue} as const
  }

  protected override apply({admin}: Session, change: OffsetMove, flags: FlagsOf<typeof OffsetSkip>) {
    return admin.offsetMover.apply(flags.group, change, flags)
  }

  protected override readonly classic = (done: Done<Position, QueueTarget>[]) =>
    done.some(({change}) => change.target.way === 'store')
      ? writtenTable(movedOf(done), '#rollbackOffset')
      : movedTable(movedOf(done))
}
