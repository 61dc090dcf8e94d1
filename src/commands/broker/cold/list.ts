import {Flags} from '@oclif/core'
import {type ColdRead, coldRead} from '../../../admin/cold-data.js'
import {type FlagsOf, ReadCommand, type Session} from '../../../cli/read-command.js'
import {Entries} from '../../../schema.js'
import {javaConcurrentHashOrder, javaDate, javaPatterns} from '../../../view/classic.js'
import {underAddresses, underMasters} from '../../../view/java-brokers.js'
import {javaJson} from '../../../view/java-json.js'
import {rows} from '../../../view/rows.js'

export default class BrokerColdList extends ReadCommand<ColdRead[]> {
  static override summary =
    'Show how much groups may read of messages out of memory, and what they have read (brokers 5.1.3+).'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %> broker-a',
    '<%= config.bin %> <%= command.id %> --cluster DefaultCluster --watch',
  ]

  static override flags = {
    broker: Flags.string({summary: 'This broker only, by name or host:port.', exclusive: ['cluster']}),
    cluster: Flags.string({summary: 'Every broker of this cluster, slaves too.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof BrokerColdList>) {
    return session.collect(await session.admin.coldData.list(flags)).flat()
  }

  protected override readonly view = rows(
    coldRead,
    [
      {field: 'broker', value: ({broker, address}) => broker ?? address},
      'scope',
      'group',
      'limit',
      'read',
      {field: 'lastRead', header: 'last read'},
      'since',
    ],
    {sort: ['broker', 'id', 'address', 'scope', 'group']},
  )

  protected override readonly classic = (reads: ColdRead[], {broker}: FlagsOf<typeof BrokerColdList>) =>
    (broker === undefined ? underMasters : underAddresses)(reads, table, ' ')
}

/** What the broker sends, times spelt out. */
function table(reads: ColdRead[]): string {
  const of = (scope: ColdRead['scope']) => reads.find(read => read.scope === scope)
  const groups = reads.filter(({scope}) => scope === 'group')
  const sent: Record<string, unknown> = {
    runtimeTable: byGroup(
      groups.filter(({read}) => read !== undefined),
      ({read, lastRead, since}) =>
        inOrder({coldAcc: read, lastColdReadTimeFormat: date(lastRead), createTimeFormat: date(since)}),
    ),
    configTable: byGroup(
      groups.filter(({limit}) => limit !== undefined),
      ({limit}) => limit,
    ),
    cgColdReadThreshold: of('others')?.limit,
    globalColdReadThreshold: of('broker')?.limit,
    globalAcc: of('broker')?.read,
  }
  return `${javaJson(inOrder(sent))}\n`
}

/** In the order of the broker's ConcurrentHashMap. */
function byGroup(reads: ColdRead[], tell: (read: ColdRead) => unknown): Entries {
  const found = new Map(reads.map(read => [read.group as string, tell(read)]))
  return new Entries(javaConcurrentHashOrder(found.keys()).map(group => [group, found.get(group)]))
}

/** As a JSONObject, which keeps the order of its keys. */
const inOrder = (values: Record<string, unknown>): Entries => new Entries(Object.entries(values))

const date = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : javaDate(ms, javaPatterns.seconds)
