import {Flags} from '@oclif/core'
import {type TopicWish, topicWish, wishNames} from '../../admin/topic-import.js'
import {type TopicChange, type TopicState, type TopicTarget, topicState} from '../../admin/topics.js'
import {type ListEntry, readListFile} from '../../cli/list-file.js'
import {type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {UsageError} from '../../errors.js'
import {javaFormat, javaHashOrder} from '../../view/classic.js'

export default class TopicImport extends WriteCommand<TopicState, TopicTarget> {
  static override summary = 'Create the topics of a file, or change what it says of those that exist.'
  static override effect = 'write' as const
  static override subject = 'file'

  static override examples = [
    '<%= config.bin %> <%= command.id %> topics.yaml --dry-run',
    {
      description: 'A list from another program, in the form of Java',
      command: `echo '[{"topicName":"orders","perm":6}]' | <%= config.bin %> <%= command.id %> --file -`,
    },
  ]

  static override flags = {
    file: Flags.string({summary: 'JSON or YAML file with a list of topics; - is standard input.', required: true}),
    cluster: Flags.string({summary: 'Act on every master of this cluster.', exclusive: ['broker']}),
    broker: Flags.string({summary: 'Act on this broker only, by name or host:port.'}),
  }

  protected override readonly shape = topicState
  protected override readonly unprovenHint =
    'a broker drops settings that it is too old for: mqadmin cluster list shows versions'
  private wishes: readonly TopicWish[] | undefined

  protected override async plan(session: Session, flags: FlagsOf<typeof TopicImport>) {
    this.wishes ??= wishesOf(await session.unhurried(() => readListFile(flags.file, this.io)))
    // what was to write the list may have failed; Java does nothing then
    if (this.wishes.length === 0 && !this.invocation.byJavaName)
      throw new UsageError(`${flags.file} holds no topics: there is nothing to import`)
    if (this.wishes.length === 0) return []
    return session.collect(await session.admin.topicImport.changes(this.wishes, flags))
  }

  protected override thing({after}: TopicChange) {
    return {kind: 'topic', topic: after?.config?.topicName} as const
  }

  protected override apply({admin}: Session, change: TopicChange) {
    return admin.topicImport.apply(change)
  }

  /** Java sends a broker the whole list at once, and tells of brokers only. */
  protected override readonly classic = (
    done: Done<TopicState, TopicTarget>[],
    _: FlagsOf<typeof TopicImport>,
    undone: readonly string[],
  ) =>
    javaHashOrder(done.map(({change}) => change.target.address))
      .filter(address => !undone.some(label => label.includes(address)))
      .map(address =>
        javaFormat('submit batch of topic config to %s success, please check the result later.%n', address),
      )
      .join('')
}

function wishesOf(entries: readonly ListEntry[]): TopicWish[] {
  const seen = new Set<string>()
  return entries.map(({place, properties}) => {
    const unknown = Object.keys(properties).find(name => !wishNames.includes(name))
    if (unknown !== undefined)
      throw new UsageError(`${place}: there is no setting '${unknown}'`, {hint: `settings are ${wishNames.join(', ')}`})
    const wish = read(place, properties)
    if (seen.has(wish.topic)) throw new UsageError(`${place}: topic '${wish.topic}' stands there twice`)
    seen.add(wish.topic)
    return wish
  })
}

function read(place: string, properties: ListEntry['properties']): TopicWish {
  try {
    return topicWish(properties)
  } catch (error) {
    throw new UsageError(`${place}: ${(error as Error).message}`, {cause: error})
  }
}
