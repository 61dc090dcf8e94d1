import {Flags} from '@oclif/core'
import {type GroupWish, groupWish, groupWishNames} from '../../admin/group-import.js'
import {type GroupChange, type GroupState, type GroupTarget, groupState} from '../../admin/groups.js'
import {type ListEntry, readListFile} from '../../cli/list-file.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {UsageError} from '../../errors.js'
import {javaFormat, javaHashOrder} from '../../view/classic.js'

export default class GroupImport extends WriteCommand<GroupState, GroupTarget> {
  static override summary = 'Create the consumer groups of a file, or change what it says of those that exist.'
  static override effect = 'write' as const
  static override subject = 'file'

  static override examples = [
    '<%= config.bin %> <%= command.id %> groups.yaml --dry-run',
    {
      description: 'A list from another program, in the form of Java',
      command: `echo '[{"groupName":"billing","retryMaxTimes":3}]' | <%= config.bin %> <%= command.id %> --file -`,
    },
  ]

  static override flags = {
    file: Flags.string({summary: 'JSON or YAML file with a list of groups; - is standard input.', required: true}),
    cluster: Flags.string({summary: 'Act on every master of this cluster.', exclusive: ['broker']}),
    broker: Flags.string({summary: 'Act on this broker only, by name or host:port.'}),
  }

  protected override readonly shape = groupState
  protected override readonly unprovenHint =
    'a broker drops settings that it is too old for: mqadmin cluster list shows versions'
  private wishes: readonly GroupWish[] | undefined

  protected override async plan(session: Session, flags: FlagsOf<typeof GroupImport>) {
    this.wishes ??= wishesOf(await session.unhurried(() => readListFile(flags.file, this.io)))
    // what was to write the list may have failed; Java does nothing then
    if (this.wishes.length === 0 && !this.invocation.byJavaName)
      throw new UsageError(`${flags.file} holds no groups: there is nothing to import`)
    if (this.wishes.length === 0) return []
    return session.collect(await session.admin.groupImport.changes(this.wishes, flags))
  }

  protected override thing({after}: GroupChange) {
    return {kind: 'group', group: after?.config?.groupName ?? ''} as const
  }

  protected override apply({admin}: Session, change: GroupChange) {
    return admin.groupImport.apply(change)
  }

  /** Java sends a broker the whole list at once, and calls it another thing where it acts on a cluster. */
  protected override readonly classic = (
    done: Done<GroupState, GroupTarget>[],
    {broker}: FlagsOf<typeof GroupImport>,
    undone: readonly string[],
  ) => {
    const what = broker === undefined ? 'subscription group' : 'group'
    return javaHashOrder(done.map(({change}) => change.target.address))
      .filter(address => !undone.some(label => label.includes(address)))
      .map(address =>
        javaFormat('submit batch of %s config to %s success, please check the result later.%n', what, address),
      )
      .join('')
  }
}

function wishesOf(entries: readonly ListEntry[]): GroupWish[] {
  const seen = new Set<string>()
  return entries.map(({place, properties}) => {
    const unknown = Object.keys(properties).find(name => !groupWishNames.includes(name))
    if (unknown !== undefined) {
      const hint = `settings are ${groupWishNames.join(', ')}`
      throw new UsageError(`${place}: there is no setting '${unknown}'`, {hint})
    }
    const wish = read(place, properties)
    if (seen.has(wish.group)) throw new UsageError(`${place}: group '${wish.group}' stands there twice`)
    seen.add(wish.group)
    return wish
  })
}

function read(place: string, properties: ListEntry['properties']): GroupWish {
  try {
    return groupWish(properties)
  } catch (error) {
    throw new UsageError(`${place}: ${(error as Error).message}`, {cause: error})
  }
}
