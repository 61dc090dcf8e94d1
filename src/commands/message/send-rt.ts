import {Flags} from '@oclif/core'
import {type Change, type Done, type FlagsOf, type Session, WriteCommand} from '../../cli/write-command.js'
import {asMqError} from '../../errors.js'
import type {ReachableQueue} from '../../messaging/queues.js'
import {sendResult} from '../../messaging/send.js'
import {bytes, double, type Infer, int, object, str} from '../../schema.js'
import {javaFormat, lines} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

const testMessage = object('TestMessage', {topic: str(), broker: str(), queue: int(), size: bytes()})
type TestMessage = Infer<typeof testMessage>

/** `rt`: milliseconds from sending to the answer; of the first message connecting counts, too. */
const timedSend = object('TimedSend', {rt: double(), ...sendResult.shape})
type TimedSend = Infer<typeof timedSend>

interface Target {
  label: string
  queue: ReachableQueue
}

interface Attempt {
  brokerName: string
  queueId: number
  sent: boolean
  ms: number
}

export default class MessageSendRt extends WriteCommand<TestMessage, Target, TimedSend> {
  static override summary = 'Send test messages to the queues of a topic in turn, and show how long each takes.'
  static override effect = 'write' as const
  static override subject = 'topic'

  static override examples = ['<%= config.bin %> <%= command.id %> orders --count 20 --size 1024']

  static override flags = {
    topic: Flags.string({summary: 'Topic to send to.', required: true}),
    count: Flags.integer({summary: 'How many messages; 100 without it.', min: 1}),
    size: Flags.integer({summary: 'Bytes of each message; 128 without it.', min: 1}),
  }

  protected override readonly shape = testMessage
  protected override readonly readBack = false
  protected override readonly sequential = true
  protected override readonly results = rows(
    timedSend,
    [
      {field: 'brokerName', header: 'broker'},
      {field: 'queueId', header: 'queue'},
      'status',
      {field: 'rt', header: 'ms'},
      {field: 'queueOffset', header: 'offset'},
      'msgId',
    ],
    {sort: false},
  )
  /** Those that failed, too: Java has a line for each. */
  private readonly attempts: Attempt[] = []

  protected override async plan(
    {cluster, messaging}: Session,
    {topic, count = 100, size = 128, quiet}: FlagsOf<typeof MessageSendRt>,
  ): Promise<Change<TestMessage, Target>[]> {
    const queues = await messaging.sender.queues(topic)
    if ((await cluster.findRoute(topic)) === undefined && !quiet)
      this.note(`topic '${topic}' does not exist: a broker that creates topics by itself makes it now`)
    return Array.from({length: count}, (_, at) => {
      const queue = queues[at % queues.length] as ReachableQueue
      return {
        target: {label: `message ${at + 1}`, queue},
        before: undefined,
        after: {topic, broker: queue.brokerName, queue: queue.queueId, size},
      }
    })
  }

  protected override async apply({messaging}: Session, {target, after}: Change<TestMessage, Target>) {
    const {topic, size} = after as TestMessage
    const {brokerName, queueId} = target.queue
    const body = Buffer.alloc(size, 'a')
    const started = performance.now()
    const took = () => performance.now() - started
    try {
      const result = await messaging.sender.send({topic, body}, {brokerName, queueId})
      const ms = took()
      this.attempts.push({brokerName, queueId, sent: true, ms})
      return {rt: Math.round(ms * 10) / 10, ...result}
    } catch (error) {
      if (asMqError(error).code !== 'INTERRUPTED') this.attempts.push({brokerName, queueId, sent: false, ms: took()})
      throw error
    }
  }

  /** The first message is left out of the mean: it opens the connection. */
  protected override readonly classic = (_done: Done<TestMessage, Target, TimedSend>[]) => {
    const counted = this.attempts.slice(1)
    const total = counted.reduce((sum, {ms}) => sum + Math.round(ms), 0)
    return `${table(this.attempts)}Avg RT: ${javaFormat('%.2f', total / counted.length)}\n`
  }
}

const layout = '%-32s  %-4s  %-20s    %s%n'

const table = lines<Attempt>(layout, ({brokerName, queueId, sent, ms}) => [brokerName, queueId, sent, Math.round(ms)], {
  head: javaFormat(layout, '#Broker Name', '#QID', '#Send Result', '#RT'),
})
