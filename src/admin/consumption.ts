/**
 * Who consumes what on one broker, from its whole tables: one request for the groups, one for all committed offsets, and one a group
 * for its members. Brokers answer the same a topic at a time (300) by walking through all their offsets each time.
 */
import type {BrokerTarget, Cluster} from '../cluster/cluster.js'
import {fanOut} from '../cluster/fan-out.js'
import type {Failure} from '../errors.js'
import {requests} from '../protocol/index.js'
import {Clients} from './clients.js'
import {type OffsetTable, ownerOf} from './committed-offsets.js'

/** Groups asked about at a time. */
const groupsAtOnce = 64

/** Offsets of one topic by queue. */
export type QueueOffsets = OffsetTable extends Map<string, infer Q> ? Q : never

export class Consumption {
  private readonly byGroup = new Map<string, Map<string, QueueOffsets>>()
  private readonly byTopic = new Map<string, Set<string>>()
  private readonly online = new Set<string>()
  private queueCounts: Promise<ReadonlyMap<string, number>> | undefined

  private constructor(
    private readonly cluster: Cluster,
    readonly broker: BrokerTarget,
    /** Those that have settings on the broker. */
    readonly groups: ReadonlySet<string>,
    offsets: OffsetTable,
  ) {
    for (const [key, queues] of offsets) {
      const owner = ownerOf(key)
      if (owner === undefined) continue
      this.consumes(owner.group, owner.topic)
      const topics = this.byGroup.get(owner.group) ?? new Map<string, QueueOffsets>()
      this.byGroup.set(owner.group, topics.set(owner.topic, queues))
    }
  }

  static async tables(cluster: Cluster, broker: BrokerTarget): Promise<Consumption> {
    const [groups, offsets] = await Promise.all([
      cluster.invoke(broker.address, requests.getAllSubscriptiongroupConfig, {}),
      cluster.invoke(broker.address, requests.getAllConsumerOffset, {}),
    ])
    return new Consumption(
      cluster,
      broker,
      new Set(groups.body.subscriptionGroupTable.keys()),
      offsets.body.offsetTable,
    )
  }

  /** With the members of every group; what could not be asked is told. */
  static async withMembers(cluster: Cluster, broker: BrokerTarget): Promise<{all: Consumption; failures: Failure[]}> {
    const all = await Consumption.tables(cluster, broker)
    const clients = new Clients(cluster)
    const {failures} = await fanOut(
      [...all.all],
      group => `${group} on ${broker.label}`,
      async group => {
        const members = await clients.membersAt(broker.address, group)
        if (members === undefined) return
        all.online.add(group)
        for (const topic of members.subscriptionTable.keys()) all.consumes(group, topic)
      },
      groupsAtOnce,
    )
    return {all, failures}
  }

  /** Offsets that the group has committed, by topic; undefined where it has none. */
  committed(group: string): ReadonlyMap<string, QueueOffsets> | undefined {
    return this.byGroup.get(group)
  }

  /** Every group with settings or offsets. */
  get all(): Set<string> {
    return new Set([...this.groups, ...this.byGroup.keys()])
  }

  /** How many queues each topic of the broker can be read from. */
  readQueues(): Promise<ReadonlyMap<string, number>> {
    this.queueCounts ??= this.askQueueCounts()
    return this.queueCounts
  }

  /** Groups with offsets of the topic, or with members that subscribe to it. */
  groupsOf(topic: string): ReadonlySet<string> {
    return this.byTopic.get(topic) ?? new Set()
  }

  isOnline(group: string): boolean {
    return this.online.has(group)
  }

  private async askQueueCounts(): Promise<ReadonlyMap<string, number>> {
    const {body} = await this.cluster.invoke(this.broker.address, requests.getAllTopicConfig, {})
    return new Map([...body.topicConfigTable].map(([topic, {readQueueNums}]) => [topic, readQueueNums]))
  }

  private consumes(group: string, topic: string): void {
    const groups = this.byTopic.get(topic)
    if (groups) groups.add(group)
    else this.byTopic.set(topic, new Set([group]))
  }
}
