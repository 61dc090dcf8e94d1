import {Flags} from '@oclif/core'
import {timeOf} from '../../cli/content.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {MqError} from '../../errors.js'
import {defaultTraceTopic} from '../../messaging/trace.js'
import {type TraceRecord, traceRecord} from '../../messaging/trace-records.js'
import {javaDate, javaFormat, javaHashOrder, javaPatterns, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

export default class MessageTrace extends ReadCommand<TraceRecord[]> {
  static override summary =
    'Show what became of a message: who sent it and who consumed it, as their clients traced it.'
  static override subject = 'message-id'

  static override examples = [
    '<%= config.bin %> <%= command.id %> C0A80064000118B4AAC28A3B1C2D0000',
    {
      description: 'Every attempt to consume it',
      command:
        '<%= config.bin %> <%= command.id %> C0A80064000118B4AAC28A3B1C2D0000 --columns time,event,group,retries,success',
    },
  ]

  static override flags = {
    'message-id': Flags.string({summary: 'Id that the producer gave the message.', required: true}),
    'trace-topic': Flags.string({summary: 'Topic that holds the traces.', default: defaultTraceTopic}),
    from: Flags.string({summary: 'Traces stored at this time or later.', helpValue: 'TIME'}),
    to: Flags.string({summary: 'Traces stored at this time or earlier.', helpValue: 'TIME'}),
    max: Flags.integer({summary: 'Most traces to ask each broker for; it gives at most 64.', min: 1, default: 64}),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof MessageTrace>) {
    const {'message-id': id, 'trace-topic': topic, max} = flags
    const [begin, end] = [timeOf(flags.from, this.settings), timeOf(flags.to, this.settings)]
    const {answers, failures} = await session.messaging.tracer.records(id, {topic, begin, end, max})
    const found = session.collect({answers, failures})
    if (found.length > 0 || failures.length > 0) return found
    throw new MqError('NOT_FOUND', `topic '${topic}' has no trace of message '${id}'`, {
      facts: {topic, messageId: id, begin, end},
      hint: 'clients trace only where they were told to, under the id of the producer; mqadmin message get shows both ids',
    })
  }

  protected override readonly view = rows(
    traceRecord,
    [
      'time',
      'event',
      'group',
      {field: 'clientHost', header: 'client'},
      'cost',
      {field: 'success', tone: ({success}) => (success === undefined ? undefined : success ? 'good' : 'bad')},
      'retries',
    ],
    {sort: ['time']},
  )

  /** Sends first, then the consumptions group by group, in the order of Java's map of groups. */
  protected override readonly classic = (records: TraceRecord[]) => {
    const sends = records.filter(({event}) => event === 'sent').map(record => javaTable('Pub', [record]))
    const ends = records.filter(({event}) => event === 'consumed')
    const groups = javaHashOrder(new Set(ends.map(({group}) => group)))
    const consumptions = groups.map(name =>
      javaTable(
        'Sub',
        ends.filter(({group}) => group === name),
      ),
    )
    return [...sends, ...consumptions].join('')
  }
}

const layout = '%-10s %-20s %-20s %-20s %-10s %-10s%n'
const heads = {
  Pub: ['#Type', '#ProducerGroup', '#ClientHost', '#SendTime', '#CostTimes', '#Status'],
  Sub: ['#Type', '#ConsumerGroup', '#ClientHost', '#ConsumerTime', '#CostTimes', '#Status'],
} as const

const javaLines = lines<TraceRecord & {type: string}>(
  layout,
  ({type, group, clientHost, time, ended, cost, success}) => [
    type,
    group,
    clientHost,
    javaDate(ended ?? time, javaPatterns.seconds),
    `${cost ?? 0}ms`,
    success ? 'success' : 'failed',
  ],
)

const javaTable = (type: 'Pub' | 'Sub', records: readonly TraceRecord[]): string =>
  `${javaFormat(layout, ...heads[type])}${javaLines(records.map(record => ({...record, type})))}\n`
