import {Flags} from '@oclif/core'
import {type Change, type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {sendResult} from '../../messaging/send.js'
import {bytes, double, type Infer, object, str} from '../../schema.js'
import {javaFormat} from '../../view/classic.js'
import {sendResultText} from '../../view/java-message.js'
import {rows} from '../../view/rows.js'

const testMessage = object('TestMessage', {topic: str(), size: bytes()})
type TestMessage = Infer<typeof testMessage>

/** `rt`: milliseconds from sending to the answer. */
const timedSend = object('TimedSend', {rt: double(), ...sendResult.shape})
type TimedSend = Infer<typeof timedSend>

const warmUpSize = 16

export default class BrokerSendStatus extends WriteCommand<TestMessage, {label: string}, TimedSend> {
  static override summary = 'Send test messages to a broker, to the topic of its name, and show what becomes of each.'
  static override effect = 'write' as const
  static override subject = 'broker'

  static override examples = ['<%= config.bin %> <%= command.id %> broker-a --count 10 --size 1024']

  static override flags = {
    broker: Flags.string({summary: 'Name of the broker.', required: true}),
    size: Flags.integer({summary: 'Bytes of each message; 128 without it.', min: 1}),
    count: Flags.integer({summary: 'How many; 50 without it. One before them is not counted.', min: 1}),
  }

  protected override readonly shape = testMessage
  protected override readonly readBack = false
  protected override readonly sequential = true
  protected override readonly results = rows(
    timedSend,
    [
      {field: 'rt', header: 'ms'},
      'status',
      {field: 'brokerName', header: 'broker'},
      {field: 'queueId', header: 'queue'},
      {field: 'queueOffset', header: 'offset'},
      'msgId',
    ],
    {sort: false},
  )
  private warm = false

  protected override async plan(
    {cluster}: Session,
    {broker, size = 128, count = 50}: FlagsOf<typeof BrokerSendStatus>,
  ) {
    await cluster.targets({broker})
    return Array.from({length: count}, (_, at) => ({
      target: {label: `message ${at + 1}`},
      before: undefined,
      after: {topic: broker, size},
    }))
  }

  protected override async apply(session: Session, {after}: Change<TestMessage>) {
    const {topic, size} = after as TestMessage
    const {sender} = session.messaging
    const send = (length: number) => sender.send({topic, body: Buffer.alloc(length, 'a')}, {group: 'PID_SMSC'})
    if (!this.warm) await send(warmUpSize)
    this.warm = true
    const started = performance.now()
    const result = await send(size)
    return {rt: Math.round((performance.now() - started) * 10) / 10, ...result}
  }

  protected override readonly classic = (done: Done<TestMessage, {label: string}, TimedSend>[]) =>
    done
      .flatMap(({result}) => result ?? [])
      .map(result => javaFormat('rt=%dms, SendResult=%s%n', Math.round(result.rt), sendResultText(result)))
      .join('')
}
