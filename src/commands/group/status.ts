import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {Flags} from '@oclif/core'
import {
  type GroupStatus,
  groupProblem,
  groupStatus,
  groupStatusOf,
  memberStatus,
  queueInMember,
  startedProperty,
  typeProperty,
} from '../../admin/group-status.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {MqError} from '../../errors.js'
import {javaMembers, javaRunning} from '../../view/java-running.js'
import {record, rows, sections} from '../../view/rows.js'

export default class GroupStatusCommand extends ReadCommand<GroupStatus> {
  static override summary = 'Show what the members of a group do, and what is wrong with them.'
  static override subject = 'group'

  static override examples = [
    '<%= config.bin %> <%= command.id %> order-service',
    {
      description: 'Everything one client tells, with its threads',
      command: '<%= config.bin %> <%= command.id %> order-service --client-id 10.0.0.7@4711 --jstack --output json',
    },
  ]

  static override flags = {
    group: Flags.string({summary: 'Group to look at.', required: true}),
    'client-id': Flags.string({summary: 'Only this client, with everything it tells.'}),
    broker: Flags.string({summary: 'Ask this broker only, by name or host:port.'}),
    jstack: Flags.boolean({summary: 'Ask for the stacks of its threads, too.'}),
  }

  /** Where the classic form leaves what each client tells. */
  private folder = ''

  protected override async perform(session: Session, flags: FlagsOf<typeof GroupStatusCommand>) {
    const {group, broker, jstack, 'client-id': clientId} = flags
    const told = session.collect(await session.admin.clients.tell(group, {broker, clientId, jstack}))
    const now = Date.now()
    const classic = this.format === 'classic'
    const status = groupStatusOf(group, told, {now, withDetails: classic || jstack || clientId !== undefined})
    if (classic && clientId === undefined) {
      this.folder = String(now)
      await this.keep(status)
    }
    return status
  }

  /** As Java does: a file for each client in the working folder. */
  private async keep({details}: GroupStatus): Promise<void> {
    const folder = join(this.io.cwd, this.folder)
    try {
      await mkdir(folder)
      for (const detail of details ?? [])
        await writeFile(join(folder, fileOf(detail.clientId)), javaRunning(detail), {flag: 'wx'})
    } catch (error) {
      throw new MqError('FILE_FAILED', `cannot write to ${folder}: ${(error as NodeJS.ErrnoException).code}`, {
        cause: error,
      })
    }
  }

  protected override readonly view = sections(groupStatus, [
    {view: record(groupStatus, ['group'])},
    {title: 'Members', of: 'members', view: rows(memberStatus)},
    {title: 'Problems', of: 'problems', view: rows(groupProblem)},
    {title: 'Queues', of: 'queues', view: rows(queueInMember)},
  ])

  protected override readonly classic = (status: GroupStatus, flags: FlagsOf<typeof GroupStatusCommand>) => {
    const details = status.details ?? []
    if (flags['client-id'] !== undefined) return details.map(javaRunning).join('')
    const members = status.members.map(({clientId, version}) => ({
      clientId,
      version,
      file: `${this.folder}/${fileOf(clientId)}`,
    }))
    const same = !judged(status) || status.problems.every(({problem}) => problem !== 'otherSubscription')
    return javaMembers(members, same, status.problems)
  }
}

const settledMs = 120_000

/** Java compares subscriptions only where the first client is pushed to and has been up for two minutes. */
function judged({details}: GroupStatus): boolean {
  const properties = details?.[0]?.properties
  const started = Number(properties?.get(startedProperty))
  return properties?.get(typeProperty) === 'CONSUME_PASSIVELY' && Date.now() - started > settledMs
}

/** An id is text of a stranger: what would leave the folder is spelled out. */
const fileOf = (clientId: string): string => clientId.replace(/[/\\:\0]|^\.+$/g, encodeURIComponent)
