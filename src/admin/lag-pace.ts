/** How fast lags grow and shrink, by what is seen of them in rounds. The one place where that is worked out. */
import {duration, type InferShape, nullable, optional, rate} from '../schema.js'

export const pace = {
  /** Messages consumed a second; missing in the first round. */
  consumeRate: optional(rate()),
  /** Messages that came a second. */
  inRate: optional(rate()),
  /** How long it takes at this pace until nothing is left; null: never, since as many come as are consumed. */
  drain: optional(nullable(duration())),
}
export type Pace = InferShape<typeof pace>

/** What is counted of a queue, or of all queues of a group. */
export interface Counted {
  /** Committed offsets, summed up. */
  consumed: number
  /** Ends of queues, summed up. */
  stored: number
  lag: number | null
}

interface Round {
  at: number
  seen: ReadonlyMap<string, Counted>
}

/** Consumers commit every five seconds: from one round to the next of two seconds they would stand still, and then leap. */
const spanMs = 10_000

export class LagPace {
  private rounds: Round[] = []

  /** The rows of a round with their pace since the round before; where rounds are close together, since the first of the last ten seconds. */
  of<R>(
    rows: readonly R[],
    nameOf: (row: R) => string,
    countedOf: (row: R) => Counted,
    at = performance.now(),
  ): (R & Pace)[] {
    const seen = new Map(rows.map(row => [nameOf(row), countedOf(row)]))
    const recent = this.rounds.filter(round => at - round.at <= spanMs)
    const known = recent.length > 0 ? recent : this.rounds.slice(-1)
    this.rounds = [...known, {at, seen}]
    return rows.map(row => {
      const now = countedOf(row)
      const first = known.find(round => round.seen.has(nameOf(row)))
      const before = first?.seen.get(nameOf(row))
      const pace: Pace = first && before && at > first.at ? paceOf(before, now, (at - first.at) / 1000) : {}
      return {...row, ...pace}
    })
  }
}

function paceOf(before: Counted, now: Counted, seconds: number): Pace {
  // who was moved back has consumed nothing, and a topic made anew has got nothing
  const consumeRate = Math.max(0, now.consumed - before.consumed) / seconds
  const inRate = Math.max(0, now.stored - before.stored) / seconds
  if (now.lag === null) return {consumeRate, inRate}
  if (now.lag === 0) return {consumeRate, inRate, drain: 0}
  const gain = consumeRate - inRate
  return {consumeRate, inRate, drain: gain > 0 ? Math.round((now.lag / gain) * 1000) : null}
}
