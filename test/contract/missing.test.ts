/** What is asked for does not exist: status 3, and the name in the error. What makes or takes away goes its own way. */
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {mqadmin} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {errorLines, expectReadable, toldError} from '../support/told.js'
import {classes, flagsOf, impatientIds, lineOf} from './lines.js'
import {clientId, openWorld, type World} from './world.js'

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

const names = ['topic', 'group', 'broker', 'cluster'] as const
const cases = impatientIds.flatMap(id =>
  names.filter(name => name in flagsOf(classes.get(id) as never)).map((name): [string, string] => [id, name]),
)

/** They make what is missing, or take a name for what need not exist. */
const makes = new Set([
  'broker:cold:set --group',
  'group:mode --topic',
  'group:mode --group',
  'message:consume --group',
  'queue:entries --group',
  'topic:set --topic',
  'topic:static:set --topic',
  'group:set --group',
  'message:send --topic',
  'message:send-rt --topic',
  'offset:reset --group',
  // a controller tells of no clusters
  'controller:clean --cluster',
  'controller:elect --cluster',
])
/** Absent already is as good as taken away. */
const takesAway = new Set([
  'controller:clean --broker',
  'broker:cold:delete --group',
  'topic:delete --topic',
  'topic:order --topic',
  'group:delete --group',
])

describe.each(cases)('%s --%s', (id, name) => {
  const key = `${id} --${name}`
  // no other line makes it
  const nowhere = `no-${id.replaceAll(':', '-')}`
  const run = async (more: readonly string[] = []) => {
    await world.restore(id)
    rogue.seen.length = 0
    const {argv} = lineOf(id, world)
    return mqadmin(
      [...without(argv, [name, ...rivals(id, name)]), `--${name}=${nowhere}`, ...needed(id, name), ...more],
      {
        env: rogue.env,
      },
    )
  }

  it('is not there', async () => {
    const ran = await run()
    if (makes.has(key)) return
    if (takesAway.has(key)) {
      expect(ran).toMatchObject({status: 0, stderr: expect.stringContaining('already absent')})
      expect(await run(['--must-exist'])).toMatchObject({status: 3, stdout: ''})
      return
    }
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expectReadable(ran)
    expect(errorLines(ran)[0]).toContain(nowhere)
    expect(toldError(await run(['--output', 'json']))).toMatchObject({code: 'NOT_FOUND', status: 3})
    expect(rogue.writes).toEqual([])
  })
})

const exclusive = (id: string, name: string) => flagsOf(classes.get(id) as never)[name]?.exclusive ?? []
/** Refused together under our own name only: a line of Java may have both. */
const ruledOut: Readonly<Record<string, readonly string[]>> = {'store:rocksdb-to-json --broker': ['cluster']}
const rivals = (id: string, name: string): string[] => [
  ...(ruledOut[`${id} --${name}`] ?? []),
  ...exclusive(id, name),
  ...Object.keys(flagsOf(classes.get(id) as never)).filter(other => exclusive(id, other).includes(name)),
]

/** Flags that this one makes no sense without. */
function needed(id: string, name: string): string[] {
  const flags = flagsOf(classes.get(id) as never)
  if (id === 'group:lag' && name === 'topic') return ['--group', 'billing']
  return name === 'group' && 'message-id' in flags ? ['--client-id', clientId] : []
}

function without(argv: readonly string[], flags: readonly string[]): string[] {
  return flags.reduce((line, flag) => {
    const at = line.indexOf(`--${flag}`)
    return at < 0 ? line : line.toSpliced(at, 2)
  }, argv as string[])
}
