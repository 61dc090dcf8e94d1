import {describe, expect, it} from 'vitest'
import {type Counted, LagPace} from '../../src/admin/lag-pace.js'

/** The pace of one queue after rounds: at a time in ms, consumed, stored. */
function paceAfter(...rounds: [at: number, consumed: number, stored: number, lag?: number | null][]) {
  const pace = new LagPace()
  const rows = rounds.map(([at, consumed, stored, lag = stored - consumed]) => {
    const counted: Counted = {consumed, stored, lag}
    return pace.of(
      [{queue: 'q'}],
      ({queue}) => queue,
      () => counted,
      at,
    )[0]
  })
  return rows.at(-1)
}

describe('the pace of a lag', () => {
  it('is not known in the first round', () => expect(paceAfter([0, 5, 9])).toEqual({queue: 'q'}))

  it.each([
    ['shrinks', [0, 0, 100], [2000, 40, 120], {consumeRate: 20, inRate: 10, drain: 8000}],
    ['grows', [0, 0, 100], [2000, 20, 160], {consumeRate: 10, inRate: 30, drain: null}],
    ['stays', [0, 0, 100], [1000, 0, 100], {consumeRate: 0, inRate: 0, drain: null}],
    ['is nothing', [0, 0, 100], [1000, 100, 100], {consumeRate: 100, inRate: 0, drain: 0}],
    ['is not known', [0, 0, 100], [1000, 10, 100, null], {consumeRate: 10, inRate: 0}],
    ['of a group that was moved back', [0, 50, 100], [1000, 0, 100], {consumeRate: 0, inRate: 0, drain: null}],
    ['of a topic that was made anew', [0, 50, 100], [1000, 50, 60], {consumeRate: 0, inRate: 0, drain: null}],
  ] as const)('%s', (_, first, second, pace) =>
    expect(paceAfter([...first], [...second])).toEqual({queue: 'q', ...pace}),
  )

  it('evens out what consumers commit in leaps', () =>
    expect(paceAfter([0, 0, 100], [2000, 0, 100], [4000, 0, 100], [6000, 60, 100])).toMatchObject({consumeRate: 10}))

  it('forgets what is longer ago than ten seconds', () =>
    expect(paceAfter([0, 0, 100], [2000, 0, 100], [12_000, 90, 100], [13_000, 90, 100])).toMatchObject({
      consumeRate: 0,
      drain: null,
    }))

  it('takes the round before where rounds are rare', () =>
    expect(paceAfter([0, 0, 100], [60_000, 60, 100])).toMatchObject({consumeRate: 1, drain: 40_000}))

  it('is of each row by its name', () => {
    const pace = new LagPace()
    const round = (at: number, rows: Record<string, number>) =>
      pace.of(
        Object.entries(rows),
        ([name]) => name,
        ([, consumed]) => ({consumed, stored: 10, lag: 10 - consumed}),
        at,
      )
    round(0, {a: 0})
    expect(round(1000, {a: 5, b: 7}).map(({consumeRate}) => consumeRate)).toEqual([5, undefined])
    expect(round(2000, {b: 9}).map(({consumeRate}) => consumeRate)).toEqual([2])
  })
})
