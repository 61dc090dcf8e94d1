/** The figures of the whole broker in its running information: rates over 10, 60 and 600 s, put times, totals by day. */

const windows = [10, 60, 600] as const

/** A total that is sampled once a second. */
export class RateWindow {
  private readonly samples: number[] = [0]

  sample(total: number): void {
    this.samples.push(total)
    if (this.samples.length > windows[2] + 1) this.samples.shift()
  }

  /** Three averages separated by blanks, over what there is of each span. */
  print(): string {
    const last = this.samples.length - 1
    return windows
      .map(seconds => {
        const from = Math.max(last - seconds, 0)
        const span = last - from
        return javaDouble(span === 0 ? 0 : ((this.samples[last] ?? 0) - (this.samples[from] ?? 0)) / span)
      })
      .join(' ')
  }
}

/** `0.0`, `1.25`: as Java prints a double of ordinary size. */
export const javaDouble = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value))

const bounds = [0, 10, 50, 100, 200, 500, 1000, 2000, 3000, 4000, 5000, 10_000, Number.POSITIVE_INFINITY]
const labels = [
  '<=0ms',
  '0~10ms',
  '10~50ms',
  '50~100ms',
  '100~200ms',
  '200~500ms',
  '500ms~1s',
  '1~2s',
  '2~3s',
  '3~4s',
  '4~5s',
  '5~10s',
  '10s~',
]
const recentPuts = 1000

/** How long puts take: their distribution in the last full minute, the slowest, and percentiles of the latest thousand. */
export class PutTimes {
  slowest = 0
  private current = labels.map(() => 0)
  private last = labels.map(() => 0)
  private readonly recent: number[] = []
  private next = 0

  add(ms: number): void {
    const bucket = bounds.findIndex(bound => Math.floor(ms) <= bound)
    this.current[bucket] = (this.current[bucket] ?? 0) + 1
    this.slowest = Math.max(this.slowest, ms)
    this.recent[this.next] = ms
    this.next = (this.next + 1) % recentPuts
  }

  /** To be called once a minute. */
  rotate(): void {
    this.last = this.current
    this.current = labels.map(() => 0)
  }

  printDistribution(): string {
    return this.last.map((count, index) => `[${labels[index]}]:${count} `).join('')
  }

  /** `part` of 1: 0.99 is what 99 of 100 puts stayed below. */
  percentile(part: number): number {
    const sorted = [...this.recent].sort((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  }
}

/** Totals at the two last midnights. */
export class DailyTotals {
  yesterdayMorning = {put: 0, get: 0}
  todayMorning = {put: 0, get: 0}
  private day: number

  constructor(now: number) {
    this.day = new Date(now).getDate()
  }

  /** To be called every now and then; moves on when the local day has changed. */
  roll(now: number, totals: {put: number; get: number}): void {
    const day = new Date(now).getDate()
    if (day === this.day) return
    this.day = day
    this.yesterdayMorning = this.todayMorning
    this.todayMorning = {...totals}
  }
}
