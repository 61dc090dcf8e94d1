/** One grammar of time: whatever flag takes a time takes all of them, and refuses what is none before it writes anything. */
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {mqadmin} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {classes, flagsOf, ids, lineOf} from './lines.js'
import {openWorld, type World} from './world.js'

let world: World
let rogue: Rogue
beforeAll(async () => {
  world = await openWorld()
  rogue = await Rogue.open(world.cluster)
})
afterAll(async () => {
  await rogue.close()
  await world.close()
})

const takesTime = ids.flatMap(id =>
  Object.entries(flagsOf(classes.get(id) as never))
    .filter(([, flag]) => (flag as {helpValue?: string}).helpValue === 'TIME')
    .map(([flag]): [string, string] => [id, flag]),
)
const exclusive = (id: string, flag: string) => flagsOf(classes.get(id) as never)[flag]?.exclusive ?? []

describe.each(takesTime)('%s --%s', (id, flag) => {
  const run = (text: string) => {
    rogue.seen.length = 0
    const {argv} = lineOf(id, world)
    const rivals = Object.keys(flagsOf(classes.get(id) as never)).filter(
      other => exclusive(id, flag).includes(other) || exclusive(id, other).includes(flag),
    )
    const line = rivals.reduce((words, rival) => {
      const at = words.indexOf(`--${rival}`)
      return at < 0 ? words : words.toSpliced(at, 2)
    }, argv)
    return mqadmin([...line, `--${flag}=${text}`], {env: rogue.env})
  }

  it.each([
    'now',
    '-1h',
    'now-1h30m',
    '2026-11-23',
    '2026-11-23T23:20:41Z',
    '2026-11-23#23:20:41:683',
    '1700000000000',
  ])('takes %s', async text => {
    const ran = await run(text)
    expect(ran.stderr).not.toContain('is not a time')
    expect(ran.status, ran.stderr).not.toBe(2)
  })

  it.each(['sometime', '1h', '2026-13-40'])('refuses %s', async text => {
    const ran = await run(text)
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain(`"${text}" is not a time`)
    expect(rogue.writes).toEqual([])
  })
})

it('is a grammar that many flags have', () => expect(takesTime.length).toBeGreaterThan(12))
