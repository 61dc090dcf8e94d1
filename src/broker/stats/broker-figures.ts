/** Totals of the whole broker since its start, and the rates made of them: what its running information is printed from. */
import {DailyTotals, PutTimes, RateWindow} from './throughput.js'

export class BrokerFigures {
  /** Messages sent by clients and read by consumers, without those of system topics. */
  putCount = 0
  getCount = 0
  /** Messages that were stored, whatever for. */
  stored = 0
  transferred = 0
  pullsFound = 0
  pullsMissed = 0
  failedPuts = 0
  slowestGetMs = 0

  readonly putTimes = new PutTimes()
  readonly daily: DailyTotals
  readonly putRate = new RateWindow()
  readonly foundRate = new RateWindow()
  readonly missedRate = new RateWindow()
  readonly pullRate = new RateWindow()
  readonly transferRate = new RateWindow()
  private seconds = 0

  constructor(private readonly now: () => number = Date.now) {
    this.daily = new DailyTotals(now())
  }

  /** To be called every second. */
  tick(): void {
    this.putRate.sample(this.stored)
    this.foundRate.sample(this.pullsFound)
    this.missedRate.sample(this.pullsMissed)
    this.pullRate.sample(this.pullsFound + this.pullsMissed)
    this.transferRate.sample(this.transferred)
    this.daily.roll(this.now(), {put: this.putCount, get: this.getCount})
    if (++this.seconds % 60 === 0) this.putTimes.rotate()
  }
}
