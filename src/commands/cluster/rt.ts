import {Flags} from '@oclif/core'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import type {Failure} from '../../errors.js'
import {roundTrips} from '../../messaging/round-trips.js'
import {count, double, type Infer, object, str} from '../../schema.js'
import {javaDate, javaFormat, javaHashOrder, javaPatterns, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

/** `rt`: mean milliseconds a message takes. */
const brokerRoundTrips = object('BrokerRoundTrips', {
  cluster: str(),
  broker: str(),
  rt: double(),
  sent: count(),
  failed: count(),
})
type BrokerRoundTrips = Infer<typeof brokerRoundTrips>

/** Pause between two rounds under Java's name. */
const javaPauseMs = 10_000

export default class ClusterRt extends ReadCommand<BrokerRoundTrips[]> {
  static override summary = 'Measure how long each broker takes to store test messages, in the topic of its name.'
  static override effect = 'write' as const
  static override subject = 'cluster'

  static override examples = [
    '<%= config.bin %> <%= command.id %> --count 20',
    '<%= config.bin %> <%= command.id %> DefaultCluster --watch --every 10s',
  ]

  static override flags = {
    cluster: Flags.string({summary: 'Only the brokers of this cluster.'}),
    count: Flags.integer({summary: 'Messages to each broker a round; 100 without it.', min: 1}),
    size: Flags.integer({summary: 'Bytes of each message; 128 without it.', min: 1}),
    'print-log': Flags.boolean({summary: 'In classic output, lines for a log.', allowNo: true}),
    'machine-room': Flags.string({summary: 'Name of this place in the lines for a log; noname without it.'}),
  }

  private rounds = 0

  /** Java's command goes on until it is stopped. */
  protected override async readFlags() {
    const flags = await super.readFlags()
    return this.invocation.byJavaName ? {every: javaPauseMs, ...flags, watch: true} : flags
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof ClusterRt> & {watch?: boolean}) {
    this.refuseReadOnly()
    const {cluster, messaging} = session
    const brokers =
      flags.cluster === undefined ? await cluster.brokers() : await cluster.targets({cluster: flags.cluster})
    const results: BrokerRoundTrips[] = []
    const failures: Failure[] = []
    for (const {name = '', cluster: of = '', label} of brokers.filter(({id}) => id === 0)) {
      const {meanMs, sent, failed, error} = await roundTrips(messaging.sender, name, {
        count: flags.count ?? 100,
        size: flags.size ?? 128,
      })
      results.push({cluster: of, broker: name, rt: Math.round(meanMs * 100) / 100, sent, failed})
      if (error) failures.push({target: label, error})
    }
    // a round in which nobody answered does not end a watch
    const answers = results.filter(({sent}) => sent > 0)
    if (flags.watch) session.report(failures, answers.length)
    else session.collect({answers, failures})
    return results
  }

  protected override readonly view = rows(brokerRoundTrips, [
    'cluster',
    'broker',
    {field: 'rt', header: 'ms'},
    'sent',
    'failed',
  ])

  protected override readonly classic = (results: BrokerRoundTrips[], flags: FlagsOf<typeof ClusterRt>) => {
    const ordered = javaHashOrder(results.map(({cluster}) => cluster)).flatMap(cluster =>
      inHashOrder(results.filter(result => result.cluster === cluster)),
    )
    if (flags['print-log']) return ordered.map(result => logLine(result, flags['machine-room'] ?? 'noname')).join('')
    return (this.rounds++ === 0 ? head : '') + resultLines(ordered)
  }
}

const inHashOrder = (results: BrokerRoundTrips[]): BrokerRoundTrips[] =>
  javaHashOrder(results.map(({broker}) => broker)).flatMap(name => results.filter(({broker}) => broker === name))

const head = javaFormat(
  '%-24s  %-24s  %-4s  %-8s  %-8s%n',
  '#Cluster Name',
  '#Broker Name',
  '#RT',
  '#successCount',
  '#failCount',
)

const resultLines = lines<BrokerRoundTrips>(
  '%-24s  %-24s  %-8s  %-16s  %-16s%n',
  ({cluster, broker, rt, sent, failed}) => [cluster, broker, javaFormat('%.2f', rt), sent, failed],
)

/** With the time of Shanghai, wherever it runs. */
const logLine = ({cluster, broker, rt}: BrokerRoundTrips, room: string): string =>
  `${[javaDate(Date.now(), javaPatterns.seconds, 'GMT+8'), room, cluster, broker, Math.round(rt)].join('|')}\n`
