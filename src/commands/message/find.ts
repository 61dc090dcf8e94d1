import {Flags} from '@oclif/core'
import {timeOf} from '../../cli/content.js'
import {messageColumns} from '../../cli/found-message.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {MqError} from '../../errors.js'
import {type Message, message} from '../../messaging/message.js'
import {lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class MessageFind extends ReadCommand<Message[]> {
  static override summary = 'Find the messages of a topic that have a key, or a tag.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --key order-1001',
    {
      description: 'Those of the last hour that have a tag (brokers from 5.4 on)',
      command: '<%= config.bin %> <%= command.id %> orders --key paid --key-type T --from -1h',
    },
  ]

  static override flags = {
    topic: Flags.string({summary: 'Topic of the messages.', required: true}),
    key: Flags.string({summary: 'Key to look for, whole.', required: true}),
    from: Flags.string({summary: 'Stored at this time or later.', helpValue: 'TIME'}),
    to: Flags.string({summary: 'Stored at this time or earlier.', helpValue: 'TIME'}),
    max: Flags.integer({summary: 'Most messages to ask each broker for; it gives at most 64.', min: 1, default: 64}),
    cluster: Flags.string({summary: 'Only brokers of this cluster; of a light topic its parent topic.'}),
    'key-type': Flags.option({options: ['K', 'T'] as const})({
      summary: 'Index to search: K for keys, T for tags (brokers from 5.4 on).',
      default: 'K',
    }),
    'last-key': Flags.string({summary: 'Go on after this index key; brokers that keep the index in RocksDB.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof MessageFind>) {
    const {topic, key, max, cluster, 'key-type': type, 'last-key': lastKey} = flags
    const [begin, end] = [timeOf(flags.from, this.settings), timeOf(flags.to, this.settings)]
    const answers = await session.messaging.finder.byKey({topic, key, type, begin, end, max, cluster, lastKey})
    const found = session.collect(answers)
    if (found.length > 0 || answers.failures.length > 0) return found
    throw new MqError('NOT_FOUND', `no message of topic '${topic}' has the ${type === 'T' ? 'tag' : 'key'} '${key}'`, {
      facts: {topic, key, keyType: type, begin, end},
      hint: 'keys are compared whole and in their letter case; --from and --to narrow the time',
    })
  }

  protected override readonly view = rows(message, messageColumns)

  protected override readonly classic = (found: Message[], flags: FlagsOf<typeof MessageFind>) =>
    table(found.map(item => ({item, index: indexKey(item, flags['key-type'], flags.key)})))
}

/** What `--last-key` takes. */
const indexKey = ({storeTimestamp, topic, msgId, commitLogOffset}: Message, type: string, key: string): string =>
  [storeTimestamp - (storeTimestamp % 3_600_000), topic, type, key, msgId, commitLogOffset].join('@')

const head = `${'#Message ID'.padEnd(50)} #QID ${'#Offset'.padStart(40)} ${'#IndexKey'.padEnd(200)}\n`

const table = lines<{item: Message; index: string}>(
  '%-50s %4d %40d %-200s%n',
  ({item, index}) => [item.msgId, item.queueId, item.queueOffset, index],
  {head},
)
