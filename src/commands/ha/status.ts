import {Flags} from '@oclif/core'
import {type HaLink, haLink} from '../../admin/ha.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaDate, javaFormat, javaPatterns, lines} from '../../view/classic.js'
import {javaAddressOrder} from '../../view/java-brokers.js'
import {rows} from '../../view/rows.js'
import type {Tone} from '../../view/view.js'

export default class HaStatus extends ReadCommand<HaLink[]> {
  static override summary = 'Show how far the slaves of masters have come.'
  static override subject = 'broker'

  static override examples = [
    {
      description: 'A master and its slaves, as each tells of it',
      command: '<%= config.bin %> <%= command.id %> broker-a',
    },
    '<%= config.bin %> <%= command.id %> --cluster DefaultCluster --watch --every 5s',
  ]

  static override flags = {
    broker: Flags.string({summary: 'This broker only, by name or host:port.', exclusive: ['cluster']}),
    cluster: Flags.string({summary: 'The masters of this cluster; the only one there is, where there is one.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof HaStatus>) {
    return session.collect(await session.admin.ha.status(flags)).flat()
  }

  protected override readonly view = rows(
    haLink,
    [
      'broker',
      'address',
      'role',
      {field: 'commitLogEnd', header: 'log ends at'},
      {field: 'peer', header: 'connected with'},
      {field: 'ackOffset', header: 'acknowledged'},
      'behind',
      {field: 'inSync', header: 'in sync', tone: ({inSync}) => toneOf(inSync)},
      {field: 'bytesPerSecond', header: 'bytes/s'},
    ],
    {sort: ['broker', 'role', 'address', 'peer']},
  )

  protected override readonly classic = (links: HaLink[]) =>
    javaAddressOrder(links)
      .map(address =>
        pageOf(
          links.filter(link => link.address === address),
          this.settings?.zone,
        ),
      )
      .join('')
}

const toneOf = (inSync: boolean | undefined): Tone | undefined =>
  inSync === undefined ? undefined : inSync ? 'good' : 'bad'

function pageOf(links: HaLink[], zone: string | undefined): string {
  const [first] = links as [HaLink]
  return first.role === 'master' ? masterPage(first, links) : slavePage(first, zone)
}

function masterPage({address, commitLogEnd, inSyncSlaves}: HaLink, links: HaLink[]): string {
  const slaves = links.filter(({peer}) => peer !== undefined)
  return (
    javaFormat(
      '\n#MasterAddr\t%s\n#MasterCommitLogMaxOffset\t%d\n#SlaveNum\t%d\n#InSyncSlaveNum\t%d\n',
      address,
      commitLogEnd,
      slaves.length,
      inSyncSlaves,
    ) + slaveLines(slaves)
  )
}

const slaveLines = lines<HaLink>(
  '%-32s  %-16d %16d %16.2f %16s %16d\n',
  ({peer, ackOffset, behind, bytesPerSecond = 0, inSync, transferFrom}) => [
    peer,
    ackOffset,
    behind,
    bytesPerSecond / 1024,
    inSync ? 'OK' : 'Fall Behind',
    transferFrom,
  ],
  {
    head: javaFormat(
      '%-32s  %-16s %16s %16s %16s %16s\n',
      '#SlaveAddr',
      '#SlaveAckOffset',
      '#Diff',
      '#TransferSpeed(KB/s)',
      '#Status',
      '#TransferFromWhere',
    ),
  },
)

function slavePage(link: HaLink, zone: string | undefined): string {
  const {peer, commitLogEnd, bytesPerSecond = 0, lastRead = 0, lastWrite = 0, masterFlushOffset} = link
  return javaFormat(
    '\n#MasterAddr\t%s\n#CommitLogMaxOffset\t%d\n#TransferSpeed(KB/s)\t%.2f\n#LastReadTime\t%s\n#LastWriteTime\t%s\n#MasterFlushOffset\t%s\n',
    peer,
    commitLogEnd,
    bytesPerSecond / 1024,
    javaDate(lastRead, javaPatterns.millis, zone),
    javaDate(lastWrite, javaPatterns.millis, zone),
    masterFlushOffset,
  )
}
