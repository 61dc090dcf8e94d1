import {Flags} from '@oclif/core'
import type {Destination} from '../../admin/offset-destination.js'
import {type OffsetMove, type Position, position, type QueueTarget} from '../../admin/offset-move.js'
import {type FileDestination, readDestination, timeDestination} from '../../cli/offset-destination.js'
import {readOffsetFile} from '../../cli/offset-file.js'
import {offsetMeaning} from '../../cli/offset-passing.js'
import {DestroyCommand, type Done, type FlagsOf, type Session} from '../../cli/write-command.js'
import type {Answers} from '../../cluster/fan-out.js'
import {UsageError} from '../../errors.js'
import {javaFormat} from '../../view/classic.js'
import {movedOf, movedTable, writtenTable} from '../../view/java-offset.js'
import {parseTime} from '../../view/time.js'

export default class OffsetReset extends DestroyCommand<Position, QueueTarget> {
  static override summary = 'Move a consumer group to other offsets, of one topic or of all it consumes.'
  static override description =
    'Without --topic on all topics it has committed offsets of; messages that wait to be retried stay where they are.'
  static override subject = 'group'

  static override examples = [
    {
      description: 'See where each queue would go',
      command: '<%= config.bin %> <%= command.id %> order-service --topic orders --to earliest --dry-run',
    },
    {
      description: 'Consume the last hour again',
      command: '<%= config.bin %> <%= command.id %> order-service --topic orders --to=-1h --yes',
    },
    {
      description: 'All its topics at once, to their ends',
      command: '<%= config.bin %> <%= command.id %> order-service --to latest --dry-run',
    },
    {
      description: 'Step over one message of one queue',
      command:
        '<%= config.bin %> <%= command.id %> order-service --topic orders --queue 3 --broker broker-a --to=+1 --yes',
    },
  ]

  static override flags = {
    group: Flags.string({summary: 'Group to move.', required: true}),
    topic: Flags.string({summary: 'Topic to move it on; without one all it has committed offsets of.'}),
    to: Flags.string({
      summary:
        'Where to: earliest, latest, a time, a span back such as -1h, +N or -N messages, an offset, or file=PATH.',
      description: 'A time is written as everywhere: now, -1h, a date. The file is one that offset export writes.',
      helpValue: 'WHERE',
      exclusive: ['timestamp', 'offset'],
    }),
    timestamp: Flags.string({
      summary: 'Time to go to: now, milliseconds since 1970 (negative is the end), or a date.',
      helpValue: 'TIME',
    }),
    offset: Flags.integer({summary: 'Offset to go to, of one queue.', min: 0, dependsOn: ['queue']}),
    queue: Flags.integer({summary: 'Only the queue of this number.', min: 0, dependsOn: ['topic']}),
    broker: Flags.string({summary: 'Only the queues on this broker, by name or host:port.'}),
    cluster: Flags.string({summary: 'Only the brokers of this cluster; of a light queue the topic it belongs to.'}),
    force: Flags.boolean({
      summary: 'Move forward, too; --no-force only goes back (brokers 4.x, those of 5.x always move).',
      allowNo: true,
    }),
    cplus: Flags.boolean({summary: 'The consumers are C++ clients (brokers 4.x).'}),
  }

  protected override readonly shape = position
  protected override readonly readBack = false
  protected override readonly meaning = offsetMeaning
  private readonly now = Date.now()

  protected override async plan(session: Session, flags: FlagsOf<typeof OffsetReset>): Promise<OffsetMove[]> {
    const moves = session.collect(await this.moves(session, flags)).flat()
    if (flags.force === false && moves.some(({target}) => target.way === 'server'))
      this.note('--no-force is not known to brokers 5.x: queues move forward, too')
    return moves
  }

  private async moves(session: Session, flags: FlagsOf<typeof OffsetReset>): Promise<Answers<OffsetMove[]>> {
    const {group, topic, broker, queue, force, cluster: within} = flags
    const destination = this.destination(flags)
    const {offsetList, offsets} = session.admin
    if (destination.to === 'file') {
      const rows = (await session.unhurried(() => readOffsetFile(destination.file, this.io)))
        .filter(row => row.group === group && (topic ?? row.topic) === row.topic && (queue ?? row.queue) === row.queue)
        .filter(row => broker === undefined || broker.includes(':') || row.broker === broker)
      if (rows.length > 0) return offsetList.movesTo(rows, {group, within, broker, force})
      throw new UsageError(`${destination.file} has no such offsets of group '${group}'`, {
        hint: `mqadmin offset import ${destination.file} --group ${group} takes those of another group`,
      })
    }
    if (topic !== undefined) return offsets.moves({group, topic, destination, within, broker, queue, force})
    if (destination.to === 'offset') throw new UsageError('an offset is of one topic', {hint: 'say which with --topic'})
    return offsetList.movesOfAll({group, destination, within, broker, force})
  }

  protected override thing({target: {topic, queue}}: OffsetMove, {group}: FlagsOf<typeof OffsetReset>) {
    return {kind: 'offset', group, topic, queue} as const
  }

  protected override apply({admin}: Session, change: OffsetMove, flags: FlagsOf<typeof OffsetReset>) {
    return admin.offsetMover.apply(flags.group, change, flags)
  }

  private destination({to, timestamp, offset}: FlagsOf<typeof OffsetReset>): Destination | FileDestination {
    if (offset !== undefined) return {to: 'offset', offset}
    if (timestamp !== undefined) return timeDestination(this.time(timestamp))
    if (to !== undefined) return readDestination(to, {now: this.now, zone: this.settings?.zone})
    throw new UsageError('where to is not said', {hint: 'add --to earliest, latest, a time such as -1h, or an offset'})
  }

  private time(timestamp: string): number {
    return parseTime(timestamp, {now: this.now, zone: this.settings?.zone})
  }

  protected override readonly classic = (done: Done<Position, QueueTarget>[], flags: FlagsOf<typeof OffsetReset>) => {
    const {group, topic, broker, queue, force = true, timestamp, to, offset} = flags
    const text = timestamp ?? to ?? offset
    const time = timestamp === undefined ? -1 : this.time(timestamp)
    const moves = movedOf(done)
    if (broker !== undefined && queue !== undefined) {
      const layout =
        'start reset consumer offset by specified, group[%s], topic[%s], queueId[%s], broker[%s], timestamp(string)[%s], timestamp(long)[%s]%n'
      return (
        javaFormat(layout, group, topic, queue, broker, text, time) +
        javaFormat('reset consumer offset to %d%n', moves[0]?.after)
      )
    }
    const layout = 'topic[%s], force[%s], timestamp(string)[%s], timestamp(long)[%s]%n'
    const rest = javaFormat(layout, topic, force, text, time)
    return done.some(({change}) => change.target.way === 'store')
      ? javaFormat('reset consumer offset by specified consumerGroup[%s], %s', group, rest) +
          writtenTable(moves, '#resetOffset')
      : javaFormat('start reset consumer offset by specified, group[%s], %s', group, rest) + movedTable(moves)
  }
}
