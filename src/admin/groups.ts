import type {BrokerTarget, Cluster, Where} from '../cluster/cluster.js'
import {type Answers, fanOut} from '../cluster/fan-out.js'
import {MqError} from '../errors.js'
import {didYouMean} from '../nearest.js'
import {type SubscriptionGroupConfig, subscriptionGroupConfig} from '../protocol/bodies/group.js'
import {requests} from '../protocol/index.js'
import {dlqPrefix, retryPrefix} from '../protocol/names.js'
import {count, type Infer, object, optional} from '../schema.js'
import {offsetsOf} from './committed-offsets.js'
import {groupNames} from './group-names.js'
import {type GroupOnBroker, type GroupPatch, newGroup, patchedGroup} from './group-settings.js'
import {LagSource} from './lag-source.js'
import {type TopicChange, Topics, type TopicTarget, topicState} from './topics.js'

/** Everything one server keeps of a group: its settings, how many offsets it stores for it, and the topics that exist for its sake. */
export const groupState = object('GroupState', {
  config: optional(subscriptionGroupConfig),
  offsets: optional(count()),
  topic: optional(topicState),
})
export type GroupState = Infer<typeof groupState>

export type GroupTarget = (BrokerTarget & {kind: 'group'}) | (TopicTarget & {topic: string})

export interface GroupChange {
  target: GroupTarget
  before: GroupState | undefined
  after: GroupState | undefined
  phase: number
}

export class Groups {
  private readonly topics: Topics

  constructor(private readonly cluster: Cluster) {
    this.topics = new Topics(cluster)
  }

  /** All groups of one broker by name. Asking for one alone (352) would make a 5.x broker create it. */
  async configs(address: string): Promise<Map<string, SubscriptionGroupConfig>> {
    const {body} = await this.cluster.invoke(address, requests.getAllSubscriptiongroupConfig, {})
    return body.subscriptionGroupTable
  }

  /** The group's settings on every broker that knows it. */
  async settings(group: string): Promise<Answers<GroupOnBroker[]>> {
    return fanOut(
      await this.cluster.servers(),
      ({label}) => label,
      async ({address, cluster, name}) => {
        const config = (await this.configs(address)).get(group)
        return config ? [{cluster: cluster ?? '', broker: name ?? address, ...config}] : []
      },
    )
  }

  /** For a group that no broker knows: the error, with the names that are near to it. */
  async unknown(group: string): Promise<MqError> {
    return new MqError('NOT_FOUND', `group '${group}' does not exist: no broker has its settings or offsets`, {
      facts: {group},
      hint: didYouMean(group, await groupNames(this.cluster)) ?? 'mqadmin group list shows the groups there are',
    })
  }

  /** What a patch would change on every broker it concerns. */
  async changes(group: string, where: Where, patch: GroupPatch): Promise<Answers<GroupChange>> {
    return fanOut(
      await this.cluster.targets(where),
      ({label}) => label,
      async (target): Promise<GroupChange> => {
        const before = (await this.configs(target.address)).get(group)
        const after = {config: patchedGroup(before ?? newGroup(group), patch)}
        return {target: {...target, kind: 'group'}, before: before && {config: before}, after, phase: 0}
      },
    )
  }

  /**
   * What it takes to remove a group: its settings, with `offsets` what it has committed, and where a whole cluster loses it
   * its retry and dead letter topics with all they hold.
   */
  async removal(group: string, where: Where, {offsets}: {offsets: boolean}): Promise<Answers<GroupChange>> {
    const targets = await this.cluster.targets(where)
    const settings = await fanOut(
      targets,
      ({label}) => label,
      async (target): Promise<GroupChange> => {
        const config = (await this.configs(target.address)).get(group)
        const stored = offsets ? offsetsOf(await new LagSource(this.cluster).offsets(target.address), group).size : 0
        const before = {...(config && {config}), ...(stored > 0 && {offsets: stored})}
        const known = Object.keys(before).length > 0
        return {target: {...target, kind: 'group'}, before: known ? before : undefined, after: undefined, phase: 0}
      },
    )
    if (where.broker !== undefined) return settings
    const cluster = targets[0]?.cluster
    const topics = await Promise.all(
      [retryPrefix + group, dlqPrefix + group].map(async topic => ({
        topic,
        removal: await this.topics.removal(topic, {cluster}),
      })),
    )
    return {
      answers: [
        ...settings.answers,
        ...topics.flatMap(({topic, removal}) => removal.answers.flatMap(change => ofTopic(topic, change))),
      ],
      failures: [...settings.failures, ...topics.flatMap(({removal}) => removal.failures)],
    }
  }

  async apply(
    group: string,
    {target, before, after}: Omit<GroupChange, 'phase'>,
    {offsets = false, cluster}: {offsets?: boolean; cluster?: string | undefined} = {},
  ): Promise<void> {
    const {address} = target
    if (target.kind !== 'group')
      await this.topics.apply(target.topic, {target, before: before?.topic, after: undefined}, cluster)
    else if (after?.config) await this.put(address, after.config, before?.config)
    else
      await this.cluster.invoke(address, requests.deleteSubscriptiongroup, {
        groupName: group,
        removeOffset: offsets,
        cleanOffset: offsets,
      })
  }

  /** Writes settings as a whole; attributes travel as the edits that lead from `before` to `after`. */
  private async put(address: string, after: SubscriptionGroupConfig, before?: SubscriptionGroupConfig): Promise<void> {
    const [old, now] = [before?.attributes ?? new Map(), after.attributes ?? new Map<string, string>()]
    const edits = new Map([
      ...[...now].filter(([key, value]) => old.get(key) !== value).map(([key, value]) => [`+${key}`, value] as const),
      ...[...old.keys()].filter(key => !now.has(key)).map(key => [`-${key}`, ''] as const),
    ])
    await this.cluster.invoke(address, requests.updateAndCreateSubscriptiongroup, {
      body: {...after, attributes: edits},
    })
  }
}

/** Topics that are not there are no part of the plan; the group is what was named. */
function ofTopic(topic: string, {target, before, phase}: TopicChange): GroupChange[] {
  if (before === undefined) return []
  return [
    {
      target: {...target, topic, label: `${topic} on ${target.label}`},
      before: {topic: before},
      after: undefined,
      phase: phase + 1,
    },
  ]
}
