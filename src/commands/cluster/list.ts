import {Flags} from '@oclif/core'
import {type BrokerOverview, brokerOverview} from '../../admin/broker-overview.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat, javaHashOrder, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'
import type {Tone} from '../../view/view.js'

export default class ClusterList extends ReadCommand<BrokerOverview[]> {
  static override summary = 'List the brokers of all clusters with release, throughput and disk use.'
  static override subject = 'cluster'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'Messages in and out, yesterday and today, every five seconds',
      command: '<%= config.bin %> <%= command.id %> --more-stats --watch --every 5s',
    },
  ]

  static override flags = {
    cluster: Flags.string({summary: 'Only the brokers of this cluster.'}),
    'more-stats': Flags.boolean({summary: 'Show the messages of yesterday and today instead.'}),
  }

  private totals = false

  protected override async perform(session: Session, flags: FlagsOf<typeof ClusterList>) {
    this.totals = flags['more-stats']
    const {answers, failures} = await session.admin.brokers.list(flags.cluster)
    session.report(failures, answers.length - failures.length)
    return answers
  }

  protected override get view() {
    return this.totals ? totals : overview
  }

  protected override readonly classic = (brokers: BrokerOverview[]) => {
    const names = javaHashOrder(brokers.map(({cluster}) => cluster))
    const ordered = names.flatMap(name => brokers.filter(({cluster}) => cluster === name))
    return this.totals ? totalLines(ordered) : overviewLines(ordered)
  }
}

const diskTone = ({disk = 0}: BrokerOverview): Tone | undefined =>
  disk >= 0.9 ? 'bad' : disk >= 0.75 ? 'warn' : undefined
const answeredTone = ({answered}: BrokerOverview): Tone | undefined => (answered ? undefined : 'bad')
const byPlace = ['cluster', 'broker', 'id'] as const

const overview = rows(
  brokerOverview,
  [
    'cluster',
    'broker',
    'id',
    {field: 'address', tone: answeredTone},
    'version',
    'active',
    {field: 'inTps', header: 'in'},
    {field: 'outTps', header: 'out'},
    {field: 'sendQueue', header: 'to send'},
    {field: 'pullQueue', header: 'to pull'},
    {field: 'earliestMessage', header: 'first message'},
    {field: 'disk', tone: diskTone},
  ],
  {sort: byPlace},
)

const totals = rows(
  brokerOverview,
  [
    'cluster',
    'broker',
    'id',
    {field: 'inYesterday', header: 'in yesterday'},
    {field: 'outYesterday', header: 'out yesterday'},
    {field: 'inToday', header: 'in today'},
    {field: 'outToday', header: 'out today'},
  ],
  {sort: byPlace},
)

const overviewLines = lines<BrokerOverview>(
  '%-22s  %-22s  %-4s  %-22s %-16s  %16s  %30s  %-22s  %11s  %-12s  %-8s  %10s%n',
  broker => [
    broker.cluster,
    broker.broker,
    broker.id,
    broker.address,
    javaRelease(broker.version),
    javaFormat('%9.2f(%s,%sms)', broker.inTps ?? 0, figure(broker, 'sendQueue'), figure(broker, 'sendWait')),
    javaFormat(
      '%9.2f(%s,%sms|%s,%sms)',
      broker.outTps ?? 0,
      figure(broker, 'pullQueue'),
      figure(broker, 'pullWait'),
      figure(broker, 'ackQueue', 'N'),
      figure(broker, 'ackWait', 'N'),
    ),
    timer(broker),
    figure(broker, 'pageCacheWait'),
    javaFormat('%2.2f', hoursSince(broker.earliestMessage)),
    javaFormat('%.4f', broker.disk ?? 0),
    broker.active ?? false,
  ],
  {
    head: javaFormat(
      '%-22s  %-22s  %-4s  %-22s %-16s  %16s  %30s  %-22s  %-11s  %-12s  %-8s  %-10s%n',
      '#Cluster Name',
      '#Broker Name',
      '#BID',
      '#Addr',
      '#Version',
      '#InTPS(LOAD)',
      '#OutTPS(LOAD)',
      '#Timer(Progress)',
      '#PCWait(ms)',
      '#Hour',
      '#SPACE',
      '#ACTIVATED',
    ),
  },
)

const totalLines = lines<BrokerOverview>(
  '%-16s  %-32s %14d %14d %14d %14d%n',
  ({cluster, broker, inYesterday = 0, outYesterday = 0, inToday = 0, outToday = 0}) => [
    cluster,
    broker,
    inYesterday,
    outYesterday,
    inToday,
    outToday,
  ],
  {
    head: javaFormat(
      '%-16s  %-32s %14s %14s %14s %14s%n',
      '#Cluster Name',
      '#Broker Name',
      '#InTotalYest',
      '#OutTotalYest',
      '#InTotalToday',
      '#OutTotalToday',
    ),
  },
)

type Figure = 'sendQueue' | 'sendWait' | 'pullQueue' | 'pullWait' | 'ackQueue' | 'ackWait' | 'pageCacheWait'

/** Nothing for a broker that did not answer; Java's null, or `missing`, for a figure that it does not have. */
const figure = (broker: BrokerOverview, name: Figure, missing = 'null') =>
  broker.answered ? (broker[name] ?? missing) : ''

/** Java holds the three rates as floats. */
const timer = (broker: BrokerOverview) =>
  javaFormat(
    '%d-%d(%.1fw, %.1f, %.1f)',
    broker.timerReadBehind ?? 0,
    broker.timerOffsetBehind ?? 0,
    Math.fround((broker.timerCongested ?? 0) / 10_000),
    Math.fround(broker.timerEnqueueTps ?? 0),
    Math.fround(broker.timerDequeueTps ?? 0),
  )

/** A store without messages says -1: as many hours as there have been since 1970. */
const hoursSince = (ms: number | undefined) => (ms === undefined ? 0 : (Date.now() - ms) / 3_600_000)

const javaRelease = (release = '') => (/^\d/.test(release) ? `V${release.replaceAll('.', '_')}` : release)
