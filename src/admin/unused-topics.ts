/** What is left on a broker of topics that are gone from its settings: their consume queues, which code 316 removes. */
import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError, ServerError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {lightPrefix} from '../protocol/names.js'
import {type Infer, list, object, oneOf, str} from '../schema.js'
import type {Brokers} from './brokers.js'
import {topicKind} from './topic-kind.js'

/**
 * A broker does not list what it would remove. `known` are those whose names were found elsewhere: where a group has committed
 * offsets, or in the name server.
 */
export const unusedTopics = object('UnusedTopics', {unusedTopics: oneOf('kept', 'removed'), known: list(str())})
export type UnusedTopics = Infer<typeof unusedTopics>

export interface UnusedTopicsChange {
  target: BrokerTarget
  before: UnusedTopics
  after: UnusedTopics
}

export class UnusedTopicCleaner {
  constructor(
    private readonly cluster: Cluster,
    private readonly brokers: Brokers,
  ) {}

  /** What would go on each broker: masters and slaves, of every cluster where nothing is said. */
  async changes(where: Where): Promise<Answers<UnusedTopicsChange>> {
    const brokers = await this.brokers.cleanable(where)
    const {body} = await this.cluster.ask(requests.getAllTopicListFromNameserver, {})
    return fanOut(
      brokers,
      ({label}) => label,
      async target => ({
        target,
        before: {unusedTopics: 'kept', known: await this.find(target, body.topicList)},
        after: {unusedTopics: 'removed', known: []},
      }),
    )
  }

  /** Removes them; `NOT_APPLIED` where one of those known is still there. */
  async clean({target, before}: UnusedTopicsChange): Promise<void> {
    await this.cluster.invoke(target.address, requests.cleanUnusedTopic, {})
    const left = await this.existing(target, before.known)
    if (left.length > 0)
      throw new MqError('NOT_APPLIED', `${target.label} accepted the change but still has ${left.join(', ')}`)
  }

  /** Topics with queues on the broker that are not among its settings. */
  private async find(target: BrokerTarget, names: readonly string[]): Promise<string[]> {
    const {address} = target
    const [settings, offsets] = await Promise.all([
      this.cluster.invoke(address, requests.getAllTopicConfig, {}),
      this.cluster.invoke(address, requests.getAllConsumerOffset, {}),
    ])
    // keys are topic@group
    const consumed = [...offsets.body.offsetTable.keys()].map(key => key.slice(0, key.indexOf('@')))
    const known = settings.body.topicConfigTable
    const gone = [...new Set([...names, ...consumed])].filter(topic => !known.has(topic) && mayGo(topic))
    return this.existing(target, gone.sort())
  }

  private async existing({address}: BrokerTarget, topics: readonly string[]): Promise<string[]> {
    const found = await fanOut(
      topics,
      topic => topic,
      async topic => ((await this.hasQueue(address, topic)) ? [topic] : []),
    )
    const [failure] = found.failures
    if (failure) throw failure.error
    return found.answers.flat()
  }

  /** Code 321 looks for a queue without making it, other than those that ask for its offsets. */
  private async hasQueue(address: string, topic: string): Promise<boolean> {
    try {
      await this.cluster.invoke(address, requests.queryConsumeQueue, {topic, queueId: 0, index: 0, count: 1})
      return true
    } catch (error) {
      if (error instanceof ServerError && error.remark?.includes('is not exist')) return false
      throw error
    }
  }
}

/** Brokers keep the queues of their own topics and light queues (`DefaultMessageStore#cleanUnusedTopic`). */
const mayGo = (topic: string): boolean =>
  topic !== '' && topicKind(topic) !== 'system' && !topic.startsWith(lightPrefix)
