/**
 * Counters over the last minute, hour and day (Java `StatsItem`): samples of a running total every 10 s, 10 min and 1 h; a figure
 * is the difference between the oldest and the newest sample kept.
 */

interface Sample {
  time: number
  sum: number
  times: number
}

export interface StatsFigures {
  sum: number
  /** Per second. */
  tps: number
  /** Per count: a size or latency where `sum` adds those up. */
  avgpt: number
}

export const samplingMs = {minute: 10_000, hour: 600_000, day: 3_600_000} as const
const samplesKept = {minute: 7, hour: 7, day: 25} as const
export type StatsSpan = keyof typeof samplingMs

export class StatsItem {
  private sum = 0
  private times = 0
  private readonly samples: Record<StatsSpan, Sample[]> = {minute: [], hour: [], day: []}
  private lastChange: number

  constructor(created: number) {
    this.lastChange = created
  }

  add(value: number, times: number, now: number): void {
    this.sum += value
    this.times += times
    this.lastChange = now
  }

  /** Takes the sample that is due for a span. */
  sample(span: StatsSpan, now: number): void {
    const list = this.samples[span]
    if (list.length === 0) list.push({time: now - samplingMs[span], sum: 0, times: 0})
    list.push({time: now, sum: this.sum, times: this.times})
    if (list.length > samplesKept[span]) list.shift()
  }

  figures(span: StatsSpan): StatsFigures {
    const first = this.samples[span][0]
    const last = this.samples[span].at(-1)
    if (!first || !last) return {sum: 0, tps: 0, avgpt: 0}
    const sum = last.sum - first.sum
    const times = last.times - first.times
    const elapsed = last.time - first.time
    return {sum, tps: elapsed > 0 ? (sum * 1000) / elapsed : 0, avgpt: times > 0 ? sum / times : 0}
  }

  /** Has nothing been counted for a day? Then the item goes. */
  isIdle(now: number): boolean {
    return now - this.lastChange > 24 * samplingMs.day
  }
}
