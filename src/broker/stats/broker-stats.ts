/** What a broker counts, by name and key as request 315 asks for it (Java `BrokerStatsManager`). */
import {type StatsFigures, StatsItem, type StatsSpan, samplingMs} from './stats-item.js'

/** What the keys of each name are made of. */
export const statsNames = {
  TOPIC_PUT_NUMS: 'topic',
  TOPIC_PUT_SIZE: 'topic',
  TOPIC_PUT_LATENCY: 'queueId@topic',
  QUEUE_PUT_NUMS: 'topic@queueId',
  QUEUE_PUT_SIZE: 'topic@queueId',
  GROUP_GET_NUMS: 'topic@group',
  GROUP_GET_SIZE: 'topic@group',
  GROUP_GET_LATENCY: 'queueId@topic@group',
  GROUP_GET_FALL_SIZE: 'queueId@topic@group',
  GROUP_GET_FALL_TIME: 'queueId@topic@group',
  QUEUE_GET_NUMS: 'topic@queueId@group',
  QUEUE_GET_SIZE: 'topic@queueId@group',
  GROUP_ACK_NUMS: 'topic@group',
  SNDBCK_PUT_NUMS: 'topic@group',
  DLQ_PUT_NUMS: 'topic@group',
  BROKER_PUT_NUMS: 'cluster',
  BROKER_GET_NUMS: 'cluster',
} as const

export type StatsName = keyof typeof statsNames

export interface StatsData {
  minute: StatsFigures
  hour: StatsFigures
  day: StatsFigures
}

export class BrokerStats {
  private readonly items = new Map<StatsName, Map<string, StatsItem>>()
  private readonly due: Record<StatsSpan, number>

  constructor(private readonly now: () => number = Date.now) {
    const start = now()
    this.due = {minute: start + samplingMs.minute, hour: start + samplingMs.hour, day: start + samplingMs.day}
  }

  add(name: StatsName, key: string, value: number, times = 1): void {
    const items = this.items.get(name) ?? new Map<string, StatsItem>()
    this.items.set(name, items)
    const item = items.get(key) ?? new StatsItem(this.now())
    items.set(key, item)
    item.add(value, times, this.now())
  }

  /** Undefined for a name or key that nothing was ever counted under. */
  view(name: string, key: string): StatsData | undefined {
    const item = this.items.get(name as StatsName)?.get(key)
    return item && {minute: item.figures('minute'), hour: item.figures('hour'), day: item.figures('day')}
  }

  /** Per second over the last minute. */
  tps(name: StatsName, key: string): number {
    return this.items.get(name)?.get(key)?.figures('minute').tps ?? 0
  }

  /** Takes the samples that are due; to be called at least every 10 s. */
  sample(): void {
    const now = this.now()
    for (const span of ['minute', 'hour', 'day'] as const) {
      if (now < this.due[span]) continue
      this.due[span] = now + samplingMs[span]
      for (const items of this.items.values()) for (const item of items.values()) item.sample(span, now)
    }
    for (const items of this.items.values()) for (const [key, item] of items) if (item.isIdle(now)) items.delete(key)
  }

  /** Forgets everything about a topic or group that is gone. */
  forget(part: string): void {
    for (const items of this.items.values())
      for (const key of items.keys()) if (key.split('@').includes(part)) items.delete(key)
  }
}
