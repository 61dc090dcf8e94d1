/**
 * One queue of a group, moved. How depends on the broker and on who is connected:
 *
 * - `server`: brokers 5.x move a queue themselves (222 with queue and offset), consumers connected or not;
 * - `store`: nobody is connected, so the offset is simply written (15);
 * - `members`: brokers 4.x tell the connected consumers a time to go to (222), which they do within some ten seconds.
 */
import type {BrokerTarget, Cluster} from '../cluster/cluster.js'
import {fanOut} from '../cluster/fan-out.js'
import {MqError} from '../errors.js'
import {requests} from '../protocol/index.js'
import {count, type Infer, type InferShape, object, offset} from '../schema.js'
import {Clients} from './clients.js'
import {committedOffset} from './queue-offsets.js'

export const position = object('Position', {offset: offset()})
export type Position = Infer<typeof position>

export type Way = 'server' | 'store' | 'members'

export interface QueueTarget {
  label: string
  broker: BrokerTarget
  topic: string
  queue: number
  /** The lowest that is stored. */
  min: number
  /** One beyond the last message. */
  max: number
  /** Where it is to go unless it is held where it is. */
  goal: number
  way: Way
  /** Could the broker move it? */
  serverSide: boolean
  /** In way `members`, the time that all queues of the broker are sent to; -1 is the end. */
  time: number
}

export interface OffsetMove {
  target: QueueTarget
  before: Position | undefined
  after: Position
  always: boolean
}

/** What a move means for the messages of a queue. */
export const passing = {skipped: count(), readAgain: count()}
export type Passing = InferShape<typeof passing>

/** Of messages that are stored: how many are passed over, and how many come again. Without an offset before all count as unread. */
export function passingOf({before, after, target: {min}}: Pick<OffsetMove, 'before' | 'after' | 'target'>): Passing {
  const from = Math.max(before?.offset ?? min, min)
  const to = Math.max(after.offset, min)
  return {skipped: Math.max(0, to - from), readAgain: Math.max(0, from - to)}
}

export interface MoveOptions {
  /** False leaves queues that are behind the destination; brokers 5.x do not know that. */
  force?: boolean | undefined
  /** Tell consumers in the form that C++ clients read; brokers 4.x. */
  cplus?: boolean | undefined
}

/** Consumers stop, wait ten seconds, and commit within five more. */
const membersNeedMs = 20_000
/** Fast consumers are back where they were soon after. */
const lookAgainMs = 50

export class OffsetMover {
  private readonly told = new Map<string, Promise<Activity>>()
  /** The write that begins to keep offsets of a group and topic on a broker. */
  private readonly first = new Map<string, Promise<unknown>>()
  private readonly clients: Clients

  constructor(
    private readonly cluster: Cluster,
    private readonly patience = {membersMs: membersNeedMs},
  ) {
    this.clients = new Clients(cluster)
  }

  /** Makes one move and looks whether the group has gone there: a broker that says yes and does nothing is a failure. */
  async apply(
    group: string,
    {target, before, after}: Omit<OffsetMove, 'always'>,
    options: MoveOptions = {},
  ): Promise<void> {
    const {way} = target
    if (way === 'store') await this.store(group, target, after.offset)
    else if (way === 'server') await this.resetHere(group, target, after.offset)
    else await this.tellMembers(group, target, options)

    const until = Date.now() + (way === 'members' ? this.patience.membersMs : 0)
    for (;;) {
      const seen = await this.seen(group, target)
      if (hasArrived(before?.offset, after.offset, seen)) return
      if (Date.now() >= until) {
        if (way === 'members' && seen === before?.offset && (await this.cameBack(group, target))) return
        throw notMoved(group, target, after.offset, seen)
      }
      await new Promise(resolve => setTimeout(resolve, lookAgainMs))
    }
  }

  /** A broker 5.x that has moved the queue itself says yes to what is written and drops it, until a consumer has come for that queue. */
  private async store(group: string, target: QueueTarget, commitOffset: number): Promise<void> {
    const {broker, topic, queue: queueId} = target
    const commit = {consumerGroup: group, topic, queueId, commitOffset}
    // of two first offsets at the same time brokers lose one (`ConsumerOffsetManager#commitOffset`)
    const key = `${broker.address} ${group} ${topic}`
    const begun = this.first.get(key)
    if (begun !== undefined) await begun
    const writing = this.cluster.invoke(broker.address, requests.updateConsumerOffset, commit)
    if (begun === undefined)
      this.first.set(
        key,
        writing.catch(() => {}),
      )
    await writing
    if (target.serverSide && (await this.seen(group, target)) !== commitOffset)
      await this.resetHere(group, target, commitOffset)
  }

  private async resetHere(group: string, {broker, topic, queue: queueId}: QueueTarget, offset: number): Promise<void> {
    const reset = {group, topic, timestamp: 0, isForce: true, queueId, offset}
    await this.cluster.invoke(broker.address, requests.invokeBrokerToResetOffset, reset)
  }

  private seen(group: string, {broker, topic, queue: queueId}: QueueTarget): Promise<number | undefined> {
    return committedOffset(this.cluster, broker.address, group, {topic, queueId})
  }

  /** Brokers 4.x know no queues here: each is told once, however many queues it has. */
  private tellMembers(
    group: string,
    target: QueueTarget,
    {force = true, cplus = false}: MoveOptions,
  ): Promise<Activity> {
    const {broker, topic, time} = target
    const tell = async () => {
      const activity = await this.activity(group, target)
      const reset = {group, topic, timestamp: time, isForce: force}
      const language = cplus ? 'CPP' : undefined
      await this.cluster.invoke(broker.address, requests.invokeBrokerToResetOffset, reset, {language})
      return activity
    }
    const key = `${broker.address} ${group} ${topic}`
    const telling = this.told.get(key) ?? tell()
    this.told.set(key, telling)
    return telling
  }

  /** A fast consumer may be back where it was before anyone looked: it has then consumed without its offset having changed. */
  private async cameBack(group: string, target: QueueTarget): Promise<boolean> {
    const [before, now] = await Promise.all([this.tellMembers(group, target, {}), this.activity(group, target)])
    const last = now.get(target.queue)
    return last !== undefined && last !== before.get(target.queue)
  }

  /** When each queue was last consumed from, by what the connected consumers say; those that say nothing are left out. */
  private async activity(group: string, {broker, topic}: QueueTarget): Promise<Activity> {
    const members = await this.clients.membersAt(broker.address, group)
    const {answers} = await fanOut(
      members?.connectionSet ?? [],
      ({clientId}) => clientId,
      ({clientId}) => this.clients.running(broker.address, group, clientId),
    )
    const here = answers
      .flatMap(({mqTable}) => mqTable)
      .filter(([queue]) => queue.topic === topic && queue.brokerName === broker.name)
    return new Map(here.map(([{queueId}, {lastConsumeTimestamp}]) => [queueId, lastConsumeTimestamp]))
  }
}

type Activity = ReadonlyMap<number, number>

/** Has a group gone where it was sent? By now its members may have consumed on from there. */
export function hasArrived(before: number | undefined, after: number, seen: number | undefined): boolean {
  if (seen === undefined) return false
  if (seen === after || before === after) return true
  return before !== undefined && after < before ? seen < before : seen >= after
}

const notMoved = (group: string, {label, way}: QueueTarget, wanted: number, seen: number | undefined): MqError =>
  new MqError(
    'NOT_APPLIED',
    `${label}: the broker said yes, but '${group}' is at ${seen ?? 'no offset'}, not ${wanted}`,
    {
      facts: {group},
      hint:
        way === 'members'
          ? 'its consumers may not have been told, or be too old: stop them and try again'
          : 'a consumer may have committed in between: try again, or stop the consumers first',
    },
  )
