import {Flags} from '@oclif/core'
import {
  type GroupSummary,
  groupSummary,
  joinLag,
  type LagReason,
  type QueueLag,
  queueLag,
} from '../../admin/group-lag.js'
import {type Counted, LagPace, type Pace, pace} from '../../admin/lag-pace.js'
import {queueName} from '../../admin/progress.js'
import {type FlagsOf, type Layout, ReadCommand, type Session} from '../../cli/read-command.js'
import {UsageError} from '../../errors.js'
import {object} from '../../schema.js'
import {javaLag, javaProgress} from '../../view/java-progress.js'
import {rows} from '../../view/rows.js'

type Result = (QueueLag & Pace)[] | (GroupSummary & Pace)[]

const inWords: Record<LagReason, string> = {
  neverCommitted: 'it never committed an offset',
  aheadOfBroker: 'its offsets are beyond the last messages',
  broadcasting: 'its consumers get every message each and keep their offsets themselves',
  queryFailed: 'a broker it is on did not answer',
}

export default class GroupLag extends ReadCommand<Result> {
  static override summary = 'Show how far a group is behind, queue by queue; without a group, all groups.'
  static override subject = 'group'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> order-service',
    {
      description: 'How fast it catches up, and when it will have',
      command: '<%= config.bin %> <%= command.id %> order-service --watch',
    },
    {
      description: 'With the client that has each queue, of one topic',
      command: '<%= config.bin %> <%= command.id %> order-service --topic orders --client-ip',
    },
  ]

  static override flags = {
    group: Flags.string({summary: 'Group to look at; without one every group has a line.'}),
    topic: Flags.string({summary: 'Only this topic of the group.'}),
    'client-ip': Flags.boolean({summary: 'Add the client that has each queue.', allowNo: true}),
    cluster: Flags.string({summary: 'Only the brokers of this cluster.'}),
  }

  /** What only Java's form prints: the rate of the group, and every topic name, in whose order it lists groups. */
  private tps = 0
  private topics: string[] = []
  private ofOneGroup = false
  private watched = false
  private readonly paces = new LagPace()

  protected override async readFlags() {
    const flags = await super.readFlags()
    this.ofOneGroup = flags['group'] !== undefined
    this.watched = flags['watch'] === true
    return flags
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof GroupLag>): Promise<Result> {
    if (flags.group !== undefined) {
      const queues = await this.one(session, flags.group, flags)
      return this.watched ? this.paces.of(queues, nameOfQueue, countedOfQueue) : queues
    }
    // Java takes no notice of it then
    if (flags.topic !== undefined && !this.invocation.byJavaName)
      throw new UsageError('--topic is of one group', {hint: 'say which with --group'})
    const groups = await this.all(session, flags.cluster)
    return this.watched ? this.paces.of(groups, ({group}) => group, countedOfGroup) : groups
  }

  private async one(session: Session, group: string, flags: FlagsOf<typeof GroupLag>): Promise<QueueLag[]> {
    const {progress} = session.admin
    const parts = session.collect(await progress.of(group, {topic: flags.topic, within: flags.cluster}))
    const {queues, tps, reason = 'neverCommitted'} = joinLag(group, parts)
    this.tps = tps
    if (queues.length === 0 && !flags.quiet) this.note(`no queues to show for '${group}': ${inWords[reason]}`)
    if (!flags['client-ip'] || queues.length === 0) return queues
    const owners = new Map(session.collect(await progress.owners(group)).flatMap(queues => [...queues]))
    return queues.map(row => {
      const client = owners.get(queueName({topic: row.topic, brokerName: row.broker, queueId: row.queue}))
      return {...row, ...(client && {client})}
    })
  }

  private async all(session: Session, cluster: string | undefined): Promise<GroupSummary[]> {
    const {progress, topics} = session.admin
    const [tables, names] = await Promise.all([progress.tables(cluster), topics.list()])
    this.topics = names.map(({topic}) => topic)
    const summaries = await progress.summaries(session.collect(tables), tables.failures)
    // the brokers are counted, not the groups
    return session.collect({...summaries, answered: 0})
  }

  override layouts(): readonly Layout[] {
    return [
      {when: '--group', view: queueRows},
      {when: 'no --group', view: groupRows},
      {when: '--group --watch', view: pacedQueueRows},
      {when: 'no --group, --watch', view: pacedGroupRows},
    ]
  }

  protected override get view() {
    if (this.watched) return this.ofOneGroup ? pacedQueueRows : pacedGroupRows
    return this.ofOneGroup ? queueRows : groupRows
  }

  protected override readonly classic = (result: Result, flags: FlagsOf<typeof GroupLag>) =>
    this.ofOneGroup
      ? javaLag(result as QueueLag[], this.tps, flags['client-ip'] === true)
      : javaProgress(result as GroupSummary[], this.topics)
}

const nameOfQueue = ({topic, broker, queue}: QueueLag): string => `${topic} ${broker} ${queue}`

const countedOfQueue = ({brokerOffset, diff, lag}: QueueLag): Counted => ({
  consumed: brokerOffset - diff,
  stored: brokerOffset,
  lag,
})

const countedOfGroup = ({consumed, diff, lag}: GroupSummary): Counted => ({consumed, stored: consumed + diff, lag})

const paceColumns = [
  'consumeRate',
  'inRate',
  {field: 'drain', value: ({drain}: Pace) => (drain === null ? 'never' : drain)},
] as const
const ofQueue = ['topic', 'broker', 'queue', 'brokerOffset', 'consumerOffset', 'lag'] as const
const moreOfQueue = ['reason', 'inflight', 'lastConsumed', 'client'] as const
const ofGroup = ['group', 'members', 'type', 'model', 'version', 'tps', 'lag'] as const

const queueRows = rows(queueLag, [...ofQueue, ...moreOfQueue])
const groupRows = rows(groupSummary, [...ofGroup, 'reason'])
const pacedQueueRows = rows(object('QueueLag', {...queueLag.shape, ...pace}), [
  ...ofQueue,
  ...paceColumns,
  ...moreOfQueue,
])
const pacedGroupRows = rows(object('GroupSummary', {...groupSummary.shape, ...pace}), [
  ...ofGroup,
  ...paceColumns,
  'reason',
])
