import {Flags} from '@oclif/core'
import {type GroupEvent, groupEvent, type Looked} from '../../admin/group-monitor.js'
import {durationFlag} from '../../cli/flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {asMqError, NetworkError, PartialError} from '../../errors.js'
import {type MovedOffset, MovedOffsets} from '../../messaging/moved-offsets.js'
import {rows} from '../../view/rows.js'

type News = Awaited<ReturnType<MovedOffsets['news']>>

/** Java looks once a minute. */
const defaultPauseMs = 60_000

export default class GroupMonitor extends ReadCommand<GroupEvent[]> {
  static override summary = 'Look for groups that are behind or left alone, and for consumers that are stuck.'
  static override subject = 'group'

  static override examples = [
    '<%= config.bin %> <%= command.id %> --min-lag 1000',
    {
      description: 'Every minute until Ctrl-C, one event a line',
      command: '<%= config.bin %> <%= command.id %> --watch --output ndjson',
    },
  ]

  static override flags = {
    group: Flags.string({summary: 'Only this group.'}),
    cluster: Flags.string({summary: 'Only what groups have on the brokers of this cluster.'}),
    'min-lag': Flags.integer({
      summary: 'How many messages of a topic must wait to be told of.',
      min: 1,
      default: 1,
    }),
    every: durationFlag({
      summary: 'Pause between two rounds of --watch.',
      description: 'Without it: 60s.',
      helpGroup: 'OUTPUT',
      dependsOn: ['watch'],
    }),
  }

  protected override readonly empty = 'all is well'
  private moved: MovedOffsets | undefined
  private rounds = 0

  /** Java's command goes on until it is stopped. */
  protected override async readFlags() {
    const flags = await super.readFlags()
    const {byJavaName} = this.invocation
    if (byJavaName && this.format === 'classic' && !flags['quiet'])
      this.note('this form prints nothing, as in Java; --output ndjson or plain shows what is found')
    return {every: defaultPauseMs, ...flags, ...(byJavaName && {watch: true})}
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof GroupMonitor> & {watch?: boolean}) {
    const {group, cluster, 'min-lag': minLag} = flags
    this.moved ??= new MovedOffsets(session.messaging.puller)
    const [looked, moved] = await Promise.all([
      session.admin.groupMonitor.look({group, cluster, minLag}),
      this.moved.news(),
    ]).catch(error => this.unlessFirst(error))
    const failures = [...looked.failures, ...moved.failures]
    if (looked.answered === 0 && failures.length > 0) this.unlessFirst(new PartialError(failures, 0))
    this.rounds++
    session.report(failures, looked.answered)
    const told = moved.answers.filter(({consumerGroup}) => (group ?? consumerGroup) === consumerGroup)
    return [...looked.answers, ...told.map(eventOf)]
  }

  /** A round in which nobody answered does not end a watch. */
  private unlessFirst(thrown: unknown): [Looked, News] {
    const error = asMqError(thrown)
    if (this.rounds === 0 || !(error instanceof NetworkError || error instanceof PartialError)) throw thrown
    return [
      {answers: [], failures: [{target: 'this round', error}], answered: 0},
      {answers: [], failures: []},
    ]
  }

  protected override readonly view = rows(
    groupEvent,
    [
      'noticed',
      {field: 'event', tone: ({event}) => (event === 'lag' ? 'warn' : 'bad')},
      'group',
      'topic',
      'lag',
      'delay',
      'broker',
      'queue',
      {field: 'clientId', header: 'client'},
      'duration',
    ],
    {sort: ['group', 'topic', 'event', 'clientId', 'broker', 'queue']},
  )

  /** Java tells a log file. */
  protected override readonly classic = () => ''
}

const eventOf = ({time, consumerGroup, messageQueue, offsetRequest, offsetNew}: MovedOffset): GroupEvent => ({
  noticed: time,
  event: 'offsetMoved',
  group: consumerGroup,
  topic: messageQueue.topic,
  broker: messageQueue.brokerName,
  queue: messageQueue.queueId,
  askedOffset: offsetRequest,
  givenOffset: offsetNew,
})
