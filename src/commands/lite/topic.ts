import {Flags} from '@oclif/core'
import {type LiteTopic, liteTopic} from '../../admin/lite.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {front, javaDate, javaFormat, javaHashOrder, javaPatterns, javaString, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class LiteTopics extends ReadCommand<LiteTopic[]> {
  static override summary = 'Show the offsets and subscribers of a lite topic on each broker (brokers 5.5+).'
  static override subject = 'lite-topic'

  static override examples = ['<%= config.bin %> <%= command.id %> room-1 --parent-topic chat']

  static override flags = {
    'parent-topic': Flags.string({summary: 'Topic of type LITE that it is under.', required: true}),
    'lite-topic': Flags.string({summary: 'Lite topic to show.', required: true}),
    'client-ids': Flags.boolean({summary: 'In classic output, list the subscribers.'}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof LiteTopics>) {
    return session.collect(await session.admin.lite.topic(flags['parent-topic'], flags['lite-topic']))
  }

  protected override readonly view = rows(liteTopic, [
    'broker',
    'home',
    {field: 'minOffset', header: 'min offset'},
    {field: 'maxOffset', header: 'max offset'},
    {field: 'lastUpdate', header: 'last update'},
    {field: 'subscribers', value: ({subscribers}) => subscribers.map(nameOf).sort()},
  ])

  protected override readonly classic = (topics: LiteTopic[], flags: FlagsOf<typeof LiteTopics>) => {
    const {'parent-topic': parent, 'lite-topic': name, 'client-ids': clientIds} = flags
    const first = javaFormat('Lite Topic Info: [%s] [%s] [%%LMQ%%$%s$%s]%n', parent, name, parent, name)
    const listed = ({subscribers}: LiteTopic) => (clientIds ? `${javaString(inOrder(subscribers))}\n` : '')
    return first + head + topics.map(topic => topicLine([topic]) + listed(topic)).join('')
  }
}

type Subscriber = LiteTopic['subscribers'][number]

const nameOf = ({clientId, group}: Subscriber): string => `${clientId}@${group}`

/** A HashSet of `ClientGroup`, which hashes both of its texts. */
const inOrder = (subscribers: Subscriber[]): string[] =>
  javaHashOrder(subscribers.map(({clientId, group}): readonly string[] => [clientId, group])).map(pair =>
    pair.join('@'),
  )

const layout = '%-50s %-14s %-14s %-30s %-12s %-18s %n'

const head = javaFormat(
  layout,
  '#Broker Name',
  '#MinOffset',
  '#MaxOffset',
  '#LastUpdate',
  '#Sharding',
  '#SubClientCount',
)

const topicLine = lines<LiteTopic>(layout, ({broker, minOffset, maxOffset, lastUpdate, home, subscribers}) => [
  front(broker, 40),
  minOffset,
  maxOffset,
  lastUpdate === undefined ? '-' : javaDate(lastUpdate, javaPatterns.millis),
  home,
  subscribers.length,
])
