/**
 * Putting back what a write changed. A write says what it is about (a {@link Thing}); with that the state that was before it can be
 * looked up again and written back later, by another process.
 */
import type {BrokerTarget} from '../cluster/cluster.js'
import type {Answers} from '../cluster/fan-out.js'
import {MqError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {orderNamespace, permission} from '../protocol/names.js'
import {type Field, int, list, object, oneOf, optional, str} from '../schema.js'
import {type AclTarget, type RuleStates, ruleStates} from './acls.js'
import type {Admin} from './admin.js'
import {type ReadAhead, readAhead, type TimerEngine, timerEngine} from './broker-modes.js'
import {type ColdLimit, coldLimit} from './cold-data.js'
import {offsetsOf} from './committed-offsets.js'
import {type ConsumeMode, consumeMode} from './consume-modes.js'
import type {ControllerTarget} from './controllers.js'
import {type GroupState, type GroupTarget, groupState} from './groups.js'
import {LagSource} from './lag-source.js'
import {type NameServerTarget, type TopicPermissions, topicPermissions} from './name-servers.js'
import {type Position, position, type QueueTarget} from './offset-move.js'
import {type SettingState, settingState} from './server-settings.js'
import {type TopicState, type TopicTarget, topicState} from './topics.js'
import {type UserState, type UserTarget, userState} from './users.js'

const thingKinds = [
  'topic',
  'group',
  'offset',
  'consume-mode',
  'broker-setting',
  'name-server-setting',
  'controller-setting',
  'kv',
  'write-perm',
  'user',
  'acl',
  'cold-limit',
  'read-ahead',
  'timer',
] as const

/** What a change is about. Which names it has depends on its kind. */
export const thing = object('Thing', {
  kind: oneOf(...thingKinds),
  topic: optional(str()),
  group: optional(str()),
  namespace: optional(str()),
  key: optional(str()),
  broker: optional(str()),
  queue: optional(int()),
  /** A user, or whom rules are about. */
  subject: optional(str()),
  /** What rules are for. */
  resources: optional(list(str())),
})
export type Thing = ReturnType<(typeof thing)['read']>
export type ThingKind = Thing['kind']

interface Target {
  label: string
}

/** A change that leads back. Undefined after: it was not there. */
interface Return<T, G extends Target> {
  target: G
  before: T | undefined
  after: T | undefined
  /** What has come since and would go with it. */
  loses?: string | undefined
}

/** How one kind of thing is looked up and put back. `NOT_UNDOABLE` where it cannot be. */
export interface Restorer<T, G extends Target = Target> {
  shape: Field<T>
  /** What it is now on the target, and what it was then; undefined where it comes back by itself. */
  plan(admin: Admin, thing: Thing, target: G, then: T | undefined): Promise<Return<T, G> | undefined>
  apply(admin: Admin, thing: Thing, change: Return<T, G>): Promise<unknown>
  /** `apply` has looked itself whether it was done, and looking later tells nothing: others move it on. */
  looksItself?: true
}

const topics: Restorer<TopicState, TopicTarget> = {
  shape: topicState,
  async plan(admin, {topic = ''}, target, then) {
    if (target.kind === 'broker') {
      const {before} = only(await admin.topics.changes(topic, {broker: target.address}, {}))
      const stored = before && then === undefined ? await messagesIn(admin, topic, target.address) : 0
      return {target, before, after: then, loses: stored > 0 ? `${stored} messages` : undefined}
    }
    // brokers tell name servers of their topics by themselves
    if (then?.route !== undefined) return undefined
    const {before} = at(target, await admin.nameServers.kvChanges(orderNamespace, topic, undefined))
    return {target, before: before === undefined ? undefined : {orderConf: before}, after: then}
  },
  async apply(admin, {topic = ''}, {target, before, after}) {
    if (target.kind === 'nameServer' && after === undefined)
      await admin.nameServers.deleteKv(target, orderNamespace, topic)
    else await admin.topics.apply(topic, {target, before, after})
    if (target.kind === 'broker' && after === undefined) await forgetRoute(admin, topic)
  },
}

async function messagesIn({cluster}: Admin, topic: string, address: string): Promise<number> {
  const {body} = await cluster.invoke(address, requests.getTopicStatsInfo, {topic})
  return body.offsetTable.reduce((sum, [, {minOffset, maxOffset}]) => sum + maxOffset - minOffset, 0)
}

/** Brokers do not tell name servers that a topic is gone; those forget it when they are told, once no broker has it. */
async function forgetRoute({cluster, topics}: Admin, topic: string): Promise<void> {
  const route = await cluster.findRoute(topic)
  if (route === undefined) return
  const configs = await Promise.all(cluster.routeBrokers(route).map(({address}) => topics.config(address, topic)))
  if (configs.every(config => config === undefined))
    for (const address of cluster.nameServers) await cluster.invoke(address, requests.deleteTopicInNamesrv, {topic})
}

const groups: Restorer<GroupState, GroupTarget> = {
  shape: groupState,
  async plan(admin, {group = ''}, target, then) {
    if (target.kind === 'group') {
      const {before} = only(await admin.groups.changes(group, {broker: target.address}, {}))
      const table = before && then === undefined && (await new LagSource(admin.cluster).offsets(target.address))
      const committed = table ? offsetsOf(table, group).size : 0
      return {target, before, after: then, loses: committed > 0 ? `offsets of ${committed} topics` : undefined}
    }
    const back = await topics.plan(admin, {kind: 'topic', topic: target.topic}, target, then?.topic)
    return back && {target, before: back.before && {topic: back.before}, after: then}
  },
  async apply(admin, {group = ''}, {target, before, after}) {
    if (target.kind === 'group')
      await admin.groups.apply(group, {target, before, after}, {offsets: after === undefined})
    else {
      const change = {target, before: before?.topic, after: after?.topic}
      await topics.apply(admin, {kind: 'topic', topic: target.topic}, change)
    }
  },
}

const offsets: Restorer<Position, QueueTarget> = {
  shape: position,
  looksItself: true,
  async plan(admin, {group = '', topic = '', queue}, target, then) {
    if (then === undefined)
      throw notUndoable(`${group} had committed nothing on ${target.label}`, 'brokers cannot forget an offset')
    const destination = {to: 'offset', offset: then.offset} as const
    const [move] = only(await admin.offsets.moves({group, topic, destination, broker: target.broker.address, queue}))
    if (move === undefined) throw new MqError('NOT_FOUND', `${target.label} is not there any more`)
    return {target: {...move.target, label: target.label}, before: move.before, after: then}
  },
  async apply(admin, {group = ''}, {target, before, after}) {
    await admin.offsetMover.apply(group, {target, before, after: after as Position})
  },
}

const consumeModes: Restorer<ConsumeMode, BrokerTarget> = {
  shape: consumeMode,
  async plan(admin, {group = '', topic = ''}, target, then) {
    // what every group does that was never told
    const after = then ?? {mode: 'PULL' as const, popShareQueueNum: 0}
    return only(await admin.consumeModes.changes({group, topic}, {broker: target.address}, after))
  },
  async apply(admin, {group = '', topic = ''}, {target, after}) {
    await admin.consumeModes.set({group, topic}, target, after as ConsumeMode)
  },
}

const brokerSettings: Restorer<SettingState, BrokerTarget> = {
  shape: settingState,
  async plan(admin, {key = ''}, target, then) {
    const value = valueToPutBack(key, target, then)
    const {before} = only(await admin.brokers.settingChanges({broker: target.address}, {key, value}, {slaves: true}))
    return {target, before, after: then}
  },
  async apply(admin, {key = ''}, {target, after}) {
    await admin.brokers.changeSetting(target, {key, value: after?.get(key) as string})
  },
}

const nameServerSettings: Restorer<SettingState, NameServerTarget> = {
  shape: settingState,
  async plan(admin, {key = ''}, target, then) {
    const value = valueToPutBack(key, target, then)
    const {before} = at(target, await admin.nameServers.settingChanges({key, value}))
    return {target, before, after: then}
  },
  async apply(admin, {key = ''}, {target, after}) {
    await admin.nameServers.changeSetting(target, {key, value: after?.get(key) as string})
  },
}

const kv: Restorer<string, NameServerTarget> = {
  shape: str(),
  async plan(admin, {namespace = '', key = ''}, target, then) {
    return at(target, await admin.nameServers.kvChanges(namespace, key, then))
  },
  async apply(admin, {namespace = '', key = ''}, {target, after}) {
    if (after === undefined) await admin.nameServers.deleteKv(target, namespace, key)
    else await admin.nameServers.putKv(target, namespace, key, after)
  },
}

/** Name servers know two moves, for all topics of a broker at once: the permission of each topic alone does not come back. */
const writePerms: Restorer<TopicPermissions, NameServerTarget> = {
  shape: topicPermissions,
  async plan(admin, {broker = ''}, target, then) {
    const writable = new Set(
      [...(then?.topicsByPerm.keys() ?? [])].map(perm => (Number(perm) & permission.write) !== 0),
    )
    if (writable.size !== 1)
      throw notUndoable(
        `only some topics of ${broker} could be written to`,
        'mqadmin topic permit sets that of one topic',
      )
    return at(target, await admin.nameServers.writeChanges(broker, writable.has(true)))
  },
  apply: (admin, {broker = ''}, {target, after}) =>
    admin.nameServers.setWritable(target, broker, after?.topicsByPerm.has(readAndWrite) === true),
}
const readAndWrite = String(permission.read | permission.write)

/** Type and status of a user come back, and one that was made goes; a password is not kept, so what needs one does not come back. */
const users: Restorer<UserState, UserTarget> = {
  shape: userState,
  async plan(admin, {subject = ''}, target, then) {
    const {before} = only(await admin.users.removals({broker: target.address}, subject))
    if (before === undefined && then !== undefined)
      throw notUndoable(
        `${subject} is gone on ${target.label}, and its password was not kept`,
        'mqadmin user create makes it anew',
      )
    return {target, before, after: then}
  },
  async apply(admin, {subject = ''}, {target, after}) {
    const where = {broker: target.address}
    const {userType, userStatus} = after ?? {}
    const change =
      after === undefined
        ? await admin.users.removals(where, subject)
        : await admin.users.changes(where, subject, {userType, userStatus})
    await admin.users.apply(only(change))
  },
}

/** The rules of a subject for those resources that the change was about. */
const acls: Restorer<RuleStates, AclTarget> = {
  shape: ruleStates,
  async plan(admin, {subject = '', resources = []}, target, then) {
    const change = only(await admin.acls.returns(target.address, subject, resources, then))
    return {...change, target: {...change.target, label: target.label}}
  },
  apply: (admin, _thing, change) => admin.acls.replace(change),
}

const coldLimits: Restorer<ColdLimit, BrokerTarget> = {
  shape: coldLimit,
  async plan(admin, {group = ''}, target, then) {
    return only(await admin.coldData.changes(group, {broker: target.address}, then?.limit))
  },
  async apply(admin, {group = ''}, {target, after}) {
    if (after === undefined) await admin.coldData.remove(target, group)
    else await admin.coldData.set(target, group, after)
  },
}

const readAheads: Restorer<ReadAhead, BrokerTarget> = {
  shape: readAhead,
  async plan(admin, _thing, target, then) {
    return only(await admin.brokerModes.readAheadChanges({broker: target.address}, then as ReadAhead))
  },
  apply: (admin, _thing, {target, after}) => admin.brokerModes.setReadAhead(target, after as ReadAhead),
}

const timers: Restorer<TimerEngine, BrokerTarget> = {
  shape: timerEngine,
  async plan(admin, _thing, target, then) {
    if (then === undefined || then.engine === 'both' || then.engine === 'none')
      throw notUndoable(`${target.label} had no one engine before`, 'only its start chooses that')
    return only(await admin.brokerModes.timerChanges({broker: target.address}, then))
  },
  apply: (admin, _thing, {target, after}) => admin.brokerModes.setTimer(target, after as TimerEngine),
}

const controllerSettings: Restorer<SettingState, ControllerTarget> = {
  shape: settingState,
  async plan(admin, {key = ''}, target, then) {
    const value = valueToPutBack(key, target, then)
    const {before} = only(await admin.controllers.settingChanges([target.address], {key, value}))
    return {target, before, after: then}
  },
  async apply(admin, {key = ''}, {target, after}) {
    await admin.controllers.changeSetting(target, {key, value: after?.get(key) as string})
  },
}

// biome-ignore lint/suspicious/noExplicitAny: each kind has a state and targets of its own
export const restorers: Record<ThingKind, Restorer<any, any>> = {
  topic: topics,
  group: groups,
  offset: offsets,
  'consume-mode': consumeModes,
  'broker-setting': brokerSettings,
  'name-server-setting': nameServerSettings,
  kv,
  'write-perm': writePerms,
  user: users,
  acl: acls,
  'cold-limit': coldLimits,
  'read-ahead': readAheads,
  timer: timers,
  'controller-setting': controllerSettings,
}

function valueToPutBack(key: string, {label}: Target, then: SettingState | undefined): string {
  const value = then?.get(key)
  if (value === undefined) throw notUndoable(`${label} did not know ${key} before`, 'servers cannot forget a setting')
  if (value.startsWith('***')) throw notUndoable(`${key} is a secret, and those are not kept`)
  return value
}

const notUndoable = (message: string, hint?: string): MqError => new MqError('NOT_UNDOABLE', message, {hint})

/** The one answer there is; where that failed, its error. */
function only<T>({answers, failures}: Answers<T>): T {
  const [failure] = failures
  if (failure) throw failure.error
  const [answer] = answers
  if (answer === undefined) throw new MqError('NOT_FOUND', 'the target is not there any more')
  return answer
}

/** Of what all servers were asked, the answer of one. */
function at<C extends {target: Target}>({label}: Target, {answers, failures}: Answers<C>): C {
  const failure = failures.find(({target}) => target === label)
  if (failure) throw failure.error
  const found = answers.find(({target}) => target.label === label)
  if (!found) throw new MqError('NOT_FOUND', `${label} is not among the servers of this cluster any more`)
  return found
}
