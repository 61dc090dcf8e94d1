import {Flags} from '@oclif/core'
import {contentOf, timeOf} from '../../cli/content.js'
import {type Change, type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {MqError, UsageError} from '../../errors.js'
import {checkMessage, type OutgoingMessage} from '../../messaging/outgoing.js'
import {type SendResult, sendResult} from '../../messaging/send.js'
import {bytes, type Infer, int, list, map, object, optional, str, time} from '../../schema.js'
import {lines} from '../../view/classic.js'
import {textOfBytes} from '../../view/document.js'
import {rows} from '../../view/rows.js'
import {parseDuration} from '../../view/time.js'

/** What the preview shows of a message. */
const outgoing = object('OutgoingMessage', {
  topic: str(),
  tags: optional(str()),
  keys: optional(list(str())),
  properties: optional(map(str())),
  delayLevel: optional(int()),
  deliverAt: optional(time()),
  size: bytes(),
  body: str(),
})

type Preview = Infer<typeof outgoing>

interface Target {
  label: string
  message: OutgoingMessage
}
type Plan = Change<Preview, Target>

const producerGroup = 'DEFAULT_PRODUCER'

export default class MessageSend extends WriteCommand<Preview, Target, SendResult> {
  static override summary = 'Send a message, or each line of a file or of standard input as one.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --body hello --tags paid --keys order-1',
    {
      description: 'Body and properties from files and flags, delivered in ten minutes',
      command: '<%= config.bin %> <%= command.id %> orders --body @order.json --property tenant=acme --delay 10m',
    },
    {
      description: 'A message for each line',
      command: 'cat orders.ndjson | <%= config.bin %> <%= command.id %> orders --lines',
    },
  ]

  static override flags = {
    topic: Flags.string({summary: 'Topic to send to.', required: true}),
    body: Flags.string({
      summary: 'Text of the body; @FILE takes a file, - standard input.',
      description: 'Without it standard input is read. @@ at the beginning stands for one @.',
      helpValue: 'TEXT',
    }),
    lines: Flags.boolean({summary: 'Send each line as a message of its own, one after the other.'}),
    keys: Flags.string({summary: 'Keys to find the message by, with blanks between.'}),
    tags: Flags.string({summary: 'Tag to filter by.'}),
    property: Flags.string({
      summary: 'A property of the message; may be repeated.',
      helpValue: 'NAME=VALUE',
      multiple: true,
    }),
    delay: Flags.string({
      summary: 'Deliver later: a span such as 10m (brokers from 5.0 on), or the number of a delay level.',
      exclusive: ['at'],
      helpValue: 'SPAN|LEVEL',
    }),
    at: Flags.string({summary: 'Deliver at this time (brokers from 5.0 on).', helpValue: 'TIME'}),
    'sharding-key': Flags.string({summary: 'Messages of one such key go to one queue, in order.'}),
    broker: Flags.string({summary: 'Only to this broker, by name.'}),
    queue: Flags.integer({summary: 'To this queue of the broker.', min: 0, dependsOn: ['broker']}),
    'message-trace': Flags.boolean({summary: 'Send a trace of it to the trace topic as well.', allowNo: true}),
  }

  protected override readonly shape = outgoing
  protected override readonly results = rows(
    sendResult,
    [
      {field: 'brokerName', header: 'broker'},
      {field: 'queueId', header: 'queue'},
      {field: 'queueOffset', header: 'offset'},
      {field: 'status', tone: ({status}) => (status === 'SEND_OK' ? 'good' : 'warn')},
      'msgId',
    ],
    {sort: false},
  )
  protected override readonly readBack = false
  protected override readonly sequential = true
  private readonly weak: SendResult[] = []

  override async run(): Promise<void> {
    await super.run()
    const [first] = this.weak
    if (first === undefined) return
    const what = this.weak.length === 1 ? 'the message is' : `${this.weak.length} messages are`
    throw new MqError('NOT_DURABLE', `${what} stored, but not as asked: ${first.status} from ${first.brokerName}`, {
      facts: {sendStatus: first.status, brokerName: first.brokerName, topic: first.topic},
    })
  }

  protected override async plan(session: Session, flags: FlagsOf<typeof MessageSend>): Promise<Plan[]> {
    const bodies = await session.unhurried(() => this.bodies(flags))
    const messages = bodies.map(body => messageOf(body, flags, text => timeOf(text, this.settings) as number))
    for (const message of messages) checkMessage(message)
    if ((await session.cluster.findRoute(flags.topic)) === undefined && !flags.quiet)
      this.note(`topic '${flags.topic}' does not exist: a broker that creates topics by itself makes it now`)
    return messages.map((message, index) => ({
      target: {label: messages.length === 1 ? flags.topic : `line ${index + 1}`, message},
      before: undefined,
      after: preview(message),
    }))
  }

  protected override async apply({messaging}: Session, {target}: Plan, flags: FlagsOf<typeof MessageSend>) {
    const {message} = target
    const startedAt = Date.now()
    const result = await messaging.sender.send(message, {
      group: producerGroup,
      brokerName: flags.broker,
      queueId: flags.queue,
    })
    if (flags['message-trace'])
      await messaging.tracer.sent({message, result, group: producerGroup, startedAt, costMs: Date.now() - startedAt})
    if (result.status !== 'SEND_OK') this.weak.push(result)
    return result
  }

  protected override readonly classic = (done: Done<unknown, Target, SendResult>[]) =>
    table(done.flatMap(({result}) => result ?? []))

  /** Under Java's name the body is the text as it stands, trimmed. */
  private async bodies({body, lines, quiet}: FlagsOf<typeof MessageSend>): Promise<Buffer[]> {
    if (this.invocation.byJavaName && body !== undefined) return [Buffer.from(body.trim())]
    if (body === undefined && this.io.stdin.isTTY && !quiet)
      this.note('reading the body from the terminal; end it with Ctrl-D')
    const content = await contentOf(body ?? '-', this.io)
    if (!lines) return [content]
    const all = splitLines(content)
    if (all.length === 0) throw new UsageError('there is no line to send')
    return all
  }
}

/** Empty lines are no messages. */
function splitLines(content: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let start = 0; start < content.length; ) {
    const end = content.indexOf(10, start)
    const line = content.subarray(start, end < 0 ? content.length : end)
    const text = line.at(-1) === 13 ? line.subarray(0, -1) : line
    if (text.length > 0) found.push(text)
    start = end < 0 ? content.length : end + 1
  }
  return found
}

function messageOf(
  body: Buffer,
  flags: FlagsOf<typeof MessageSend>,
  timeAt: (text: string) => number,
): OutgoingMessage {
  const level = flags.delay !== undefined && /^\d+$/.test(flags.delay)
  return {
    topic: flags.topic,
    body,
    tags: flags.tags,
    keys: flags.keys?.split(' ').filter(key => key !== ''),
    properties: propertiesOf(flags.property ?? []),
    shardingKey: flags['sharding-key'],
    delayLevel: level ? Number(flags.delay) : undefined,
    deliverAt:
      flags.at !== undefined
        ? timeAt(flags.at)
        : flags.delay !== undefined && !level
          ? Date.now() + parseDuration(flags.delay)
          : undefined,
  }
}

function propertiesOf(pairs: readonly string[]): Map<string, string> {
  return new Map(
    pairs.map(pair => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`'${pair}' is not a property`, {hint: 'write it as name=value'})
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

const preview = ({topic, tags, keys, properties, delayLevel, deliverAt, body}: OutgoingMessage): Preview => ({
  topic,
  tags,
  keys: keys === undefined ? undefined : [...keys],
  properties: properties?.size ? new Map(properties) : undefined,
  delayLevel,
  deliverAt,
  size: body.length,
  body: textOfBytes(body),
})

const table = lines<SendResult>(
  '%-32s  %-4s  %-20s    %s%n',
  ({brokerName, queueId, status, msgId}) => [brokerName, queueId, status, msgId],
  {head: '#Broker Name                      #QID  #Send Result            #MsgId\n'},
)
