/** Delay levels: `1s 5s … 2h` are levels 1 to 18. */
import {UsageError} from '../errors.js'

const unitMs: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

export class DelayLevels {
  private constructor(
    /** Milliseconds, level 1 first. */
    readonly delays: readonly number[],
  ) {}

  /** Throws {@link UsageError} for what is not a list of numbers with a unit. */
  static parse(text: string): DelayLevels {
    const delays = text
      .trim()
      .split(/\s+/)
      .map(part => {
        const [, digits, unit] = /^(\d+)([smhd])$/.exec(part) ?? []
        if (digits === undefined || unit === undefined)
          throw new UsageError(`messageDelayLevel: '${part}' is not a delay`, {hint: "write it as '1s 5s 10s 1m 1h'"})
        return Number(digits) * (unitMs[unit] as number)
      })
    return new DelayLevels(delays)
  }

  get highest(): number {
    return this.delays.length
  }

  /** A level above the highest counts as the highest. */
  within(level: number): number {
    return Math.min(level, this.highest)
  }

  delayMs(level: number): number {
    return this.delays[this.within(level) - 1] ?? 0
  }
}
