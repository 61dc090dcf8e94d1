/** What goes in and out of topics and groups, and how far the groups of a broker are behind. */
import {type BrokerTarget, type Cluster, masterId, type Route} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {ServerError} from '../errors.js'
import type {BrokerStatsData} from '../protocol/bodies/broker.js'
import type {ConsumeStatsList} from '../protocol/bodies/offset.js'
import {requests} from '../protocol/index.js'
import {responseCode} from '../protocol/response-code.js'
import {count, type Infer, int, object, offset, optional, rate, str, time} from '../schema.js'
import {Consumption} from './consumption.js'
import {LagSource} from './lag-source.js'

/** A topic and one group that consumes it, or the topic alone. All brokers that serve it together. */
export const topicStats = object('TopicStats', {
  topic: str(),
  group: optional(str()),
  /** Broker offset minus committed offset, 0 for one that was never committed: what Java calls the lag. */
  diff: optional(count()),
  inTps: rate(),
  outTps: optional(rate()),
  in24h: count(),
  out24h: optional(count()),
})
export type TopicStats = Infer<typeof topicStats>

export const brokerLag = object('BrokerLag', {
  topic: str(),
  group: str(),
  broker: str(),
  queue: int(),
  brokerOffset: offset(),
  consumerOffset: offset(),
  /** As in {@link topicStats}. */
  diff: count(),
  /** When the last consumed message was stored. */
  lastConsumed: optional(time()),
})
export type BrokerLag = Infer<typeof brokerLag>

interface Flow {
  tps: number
  sum: number
}

const topicsAtOnce = 64
/** A topic and a group each; a broker has a queue of requests, in which the last must not wait too long. */
const pairsAtOnce = 256

export class Stats {
  constructor(private readonly cluster: Cluster) {}

  /** Every topic the name servers know, in the order of their answer. */
  async topicNames(): Promise<string[]> {
    return (await this.cluster.ask(requests.getAllTopicListFromNameserver, {})).body.topicList
  }

  /** A topic and its groups. `NOT_FOUND` where no name server knows it. */
  async topic(topic: string): Promise<TopicStats[]> {
    return this.statsOf(topic, await this.cluster.route(topic))
  }

  /**
   * Many topics at once, from whole tables of their brokers; one that is gone meanwhile is left out. What a broker does not answer is one
   * failure of that broker, and its topics are left out.
   */
  async topics(names: readonly string[]): Promise<Answers<TopicStats>> {
    const routed = await fanOut(
      names,
      name => `topic ${name}`,
      async name => {
        const route = await this.cluster.findRoute(name)
        return route ? [{topic: name, brokers: this.cluster.routeBrokers(route)}] : []
      },
      topicsAtOnce,
    )
    const served = routed.answers.flat()
    const brokers = new Map(served.flatMap(({brokers}) => brokers.map(broker => [broker.address, broker] as const)))
    const asked = await fanOut(
      [...brokers.values()],
      ({label}) => label,
      broker => Consumption.withMembers(this.cluster, broker),
    )
    const known = new Map(asked.answers.map(({all}) => [all.broker.address, all]))
    const pairs = served
      .filter(({brokers}) => brokers.every(({address}) => known.has(address)))
      .flatMap(({topic, brokers}) => {
        const places = brokers.map(({address}) => known.get(address) as Consumption)
        const groups = new Set(places.flatMap(place => [...place.groupsOf(topic)]))
        return [...(groups.size > 0 ? groups : [undefined])].map(group => ({topic, group, brokers, places}))
      })
    const source = new LagSource(this.cluster)
    const input = once((topic: string, brokers: readonly BrokerTarget[]) => this.flow(brokers, 'TOPIC_PUT_NUMS', topic))
    const {answers, failures} = await fanOut(
      pairs,
      ({topic}) => `topic ${topic}`,
      async ({topic, group, brokers, places}): Promise<TopicStats> => {
        const {tps, sum} = await input(topic, brokers)
        const row = {topic, inTps: tps, in24h: sum}
        return group === undefined
          ? row
          : this.withGroup(row, group, brokers, this.diffFromTables(topic, group, places, source))
      },
      pairsAtOnce,
    )
    const partly = asked.answers.flatMap(({failures}) => failures)
    return {
      answers,
      failures: [...routed.failures, ...asked.failures, ...partly, ...failures],
      answered: asked.answers.length,
    }
  }

  /** Every queue of every group of a broker, or only of topics that are consumed in order; with the total the broker gives. */
  async lag(broker: BrokerTarget, isOrder: boolean): Promise<{queues: BrokerLag[]; total: number}> {
    const {body} = await this.cluster.invoke(broker.address, requests.getBrokerConsumeStats, {isOrder})
    return {queues: queuesOf(body), total: body.totalDiff}
  }

  private async statsOf(topic: string, route: Route): Promise<TopicStats[]> {
    const brokers = this.cluster.routeBrokers(route)
    const [groups, {tps, sum}] = await Promise.all([
      this.groupsOf(topic, brokers),
      this.flow(brokers, 'TOPIC_PUT_NUMS', topic),
    ])
    const row = {topic, inTps: tps, in24h: sum}
    if (groups.length === 0) return [row]
    return Promise.all(groups.map(group => this.withGroup(row, group, brokers, this.diffOf(topic, group, brokers))))
  }

  private async withGroup(
    row: TopicStats,
    group: string,
    brokers: readonly BrokerTarget[],
    behind: Promise<number>,
  ): Promise<TopicStats> {
    const [output, diff] = await Promise.all([this.flow(brokers, 'GROUP_GET_NUMS', `${row.topic}@${group}`), behind])
    return {...row, group, diff, outTps: output.tps, out24h: output.sum}
  }

  /** Of a group with members only the broker knows which topics count: those they subscribe to. */
  private async diffFromTables(
    topic: string,
    group: string,
    places: readonly Consumption[],
    source: LagSource,
  ): Promise<number> {
    if (places.some(place => place.isOnline(group)))
      return this.diffOf(
        topic,
        group,
        places.map(({broker}) => broker),
      )
    const diffs = await Promise.all(places.map(place => source.diffFromTables(place, group, topic)))
    return Math.max(
      0,
      diffs.reduce((sum, diff) => sum + diff, 0),
    )
  }

  private async groupsOf(topic: string, brokers: readonly BrokerTarget[]): Promise<string[]> {
    const lists = await Promise.all(
      brokers.map(({address}) => this.cluster.invoke(address, requests.queryTopicConsumeByWho, {topic})),
    )
    return [...new Set(lists.flatMap(({body}) => body.groupList))]
  }

  private async diffOf(topic: string, consumerGroup: string, brokers: readonly BrokerTarget[]): Promise<number> {
    const answers = await Promise.all(
      brokers.map(({address}) => this.cluster.invoke(address, requests.getConsumeStats, {consumerGroup, topic})),
    )
    const queues = answers.flatMap(({body}) => body.offsetTable)
    const diff = queues.reduce((sum, [, {brokerOffset, consumerOffset}]) => sum + brokerOffset - consumerOffset, 0)
    return Math.max(diff, 0)
  }

  /** Summed over the masters, which alone count. */
  private async flow(brokers: readonly BrokerTarget[], statsName: string, statsKey: string): Promise<Flow> {
    const flows = await Promise.all(
      brokers.filter(({id}) => id === masterId).map(({address}) => this.flowAt(address, statsName, statsKey)),
    )
    return flows.reduce((all, {tps, sum}) => ({tps: all.tps + tps, sum: all.sum + sum}), {tps: 0, sum: 0})
  }

  /** What one broker counted: a minute's rate, and the messages of the longest span it knows. It has no such item before the first. */
  async flowAt(address: string, statsName: string, statsKey: string): Promise<Flow> {
    try {
      const {body} = await this.cluster.invoke(address, requests.viewBrokerStatsData, {statsName, statsKey})
      return {tps: body.statsMinute?.tps ?? 0, sum: daySum(body)}
    } catch (error) {
      const nothing = error instanceof ServerError && error.responseCode === responseCode.SYSTEM_ERROR
      if (nothing && error.remark?.trimEnd().endsWith('not exist')) return {tps: 0, sum: 0}
      throw error
    }
  }
}

/** The longest span that has counted anything yet. */
const daySum = ({statsDay, statsHour, statsMinute}: BrokerStatsData): number =>
  statsDay?.sum || statsHour?.sum || statsMinute?.sum || 0

const queuesOf = (body: ConsumeStatsList): BrokerLag[] =>
  body.consumeStatsList.flatMap(groups =>
    [...groups].flatMap(([group, topics]) =>
      topics.flatMap(({offsetTable}) =>
        offsetTable.map(([{topic, brokerName, queueId}, {brokerOffset, consumerOffset, lastTimestamp}]) => ({
          topic,
          group,
          broker: brokerName,
          queue: queueId,
          brokerOffset,
          consumerOffset,
          diff: brokerOffset - consumerOffset,
          ...(lastTimestamp > 0 ? {lastConsumed: lastTimestamp} : {}),
        })),
      ),
    ),
  )

/** Asks once for each key. */
function once<A extends unknown[], R>(ask: (key: string, ...rest: A) => Promise<R>) {
  const asked = new Map<string, Promise<R>>()
  return (key: string, ...rest: A): Promise<R> => {
    const answer = asked.get(key) ?? ask(key, ...rest)
    asked.set(key, answer)
    return answer
  }
}
