/** Who is connected: producers and consumers by group (Java `ProducerManager`, `ConsumerManager`). */
import type {ConsumerData} from '../protocol/bodies/client.js'
import type {SubscriptionData} from '../protocol/bodies/subscription.js'
import type {Connection} from '../remoting/connection.js'

/** A client of a group: what it said of itself, and the connection that requests to it go out on. */
export interface ClientChannel {
  readonly connection: Connection
  readonly clientId: string
  readonly language: number
  readonly version: number
  lastHeartbeat: number
}

type Channels = Map<Connection, ClientChannel>

export interface ConsumerGroup {
  readonly name: string
  readonly channels: Channels
  readonly subscriptions: Map<string, SubscriptionData>
  consumeType: ConsumerData['consumeType']
  messageModel: ConsumerData['messageModel']
  consumeFromWhere: ConsumerData['consumeFromWhere']
}

export class ProducerTable {
  private readonly groups = new Map<string, Channels>()
  private readonly turns = new Map<string, number>()

  register(group: string, channel: ClientChannel): void {
    const channels = this.groups.get(group) ?? new Map()
    this.groups.set(group, channels.set(channel.connection, channel))
  }

  unregister(group: string, connection: Connection): void {
    const channels = this.groups.get(group)
    channels?.delete(connection)
    if (channels?.size === 0) this.groups.delete(group)
  }

  get(group: string): ClientChannel[] | undefined {
    const channels = this.groups.get(group)
    return channels && [...channels.values()]
  }

  all(): [group: string, channels: ClientChannel[]][] {
    return [...this.groups].map(([group, channels]) => [group, [...channels.values()]])
  }

  byClientId(clientId: string): ClientChannel | undefined {
    for (const channels of this.groups.values())
      for (const channel of channels.values()) if (channel.clientId === clientId) return channel
    return undefined
  }

  /** The producers of a group in turn, for transaction checks. */
  next(group: string): ClientChannel | undefined {
    const channels = this.get(group)
    if (!channels || channels.length === 0) return undefined
    const turn = (this.turns.get(group) ?? -1) + 1
    this.turns.set(group, turn)
    return channels[turn % channels.length]
  }

  connectionClosed(connection: Connection): void {
    for (const group of [...this.groups.keys()]) this.unregister(group, connection)
  }

  /** Clients that were silent since before `limit`. */
  silentSince(limit: number): ClientChannel[] {
    return this.all().flatMap(([, channels]) => channels.filter(channel => channel.lastHeartbeat < limit))
  }
}

export class ConsumerTable {
  private readonly groups = new Map<string, ConsumerGroup>()

  /** `onMembersChange` is called when a group's clients or what they subscribe have changed. */
  constructor(private readonly onMembersChange: (group: ConsumerGroup) => void) {}

  get(group: string): ConsumerGroup | undefined {
    return this.groups.get(group)
  }

  all(): ConsumerGroup[] {
    return [...this.groups.values()]
  }

  channel(group: string, clientId: string): ClientChannel | undefined {
    const channels = this.groups.get(group)?.channels.values() ?? []
    for (const channel of channels) if (channel.clientId === clientId) return channel
    return undefined
  }

  /** Takes in a heartbeat; the last one of a group decides its model. Returns whether members or subscriptions changed. */
  register(data: ConsumerData, channel: ClientChannel): boolean {
    const group: ConsumerGroup = this.groups.get(data.groupName) ?? {
      name: data.groupName,
      channels: new Map(),
      subscriptions: new Map(),
      consumeType: data.consumeType,
      messageModel: data.messageModel,
      consumeFromWhere: data.consumeFromWhere,
    }
    this.groups.set(group.name, group)
    const known = group.channels.get(channel.connection)
    group.channels.set(channel.connection, channel)
    group.consumeType = data.consumeType
    group.messageModel = data.messageModel
    group.consumeFromWhere = data.consumeFromWhere
    const subscribed = takeSubscriptions(group.subscriptions, data.subscriptionDataSet)
    const changed = known?.clientId !== channel.clientId || subscribed
    if (changed) this.onMembersChange(group)
    return changed
  }

  /** Takes in a heartbeat that leaves out what it says to have said before. Returns true when that is not known here. */
  refresh(name: string, channel: ClientChannel): boolean {
    const known = this.groups.get(name)?.channels.get(channel.connection)
    if (known) known.lastHeartbeat = channel.lastHeartbeat
    return known === undefined
  }

  unregister(name: string, connection: Connection): void {
    const group = this.groups.get(name)
    if (!group?.channels.delete(connection)) return
    if (group.channels.size === 0) this.groups.delete(name)
    this.onMembersChange(group)
  }

  connectionClosed(connection: Connection): void {
    for (const name of [...this.groups.keys()]) this.unregister(name, connection)
  }

  silentSince(limit: number): ClientChannel[] {
    return this.all().flatMap(({channels}) => [...channels.values()].filter(channel => channel.lastHeartbeat < limit))
  }
}

/** New and newer subscriptions replace, those no longer named go. Returns whether a topic came or went. */
function takeSubscriptions(known: Map<string, SubscriptionData>, sent: readonly SubscriptionData[]): boolean {
  let changed = false
  for (const subscription of sent) {
    const old = known.get(subscription.topic)
    if (!old) changed = true
    if (!old || subscription.subVersion > old.subVersion) known.set(subscription.topic, subscription)
  }
  const named = new Set(sent.map(({topic}) => topic))
  for (const topic of known.keys()) {
    if (named.has(topic)) continue
    known.delete(topic)
    changed = true
  }
  return changed
}
