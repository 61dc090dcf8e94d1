/** What commands that change something promise: a dry run sends no write, a yes is checked, guards of a context hold, nobody is asked who cannot answer. */
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import type {WriteCommand} from '../../src/cli/write-command.js'
import type {AnyRequest} from '../../src/protocol/request.js'
import {mqadmin, type Ran} from '../support/cli.js'
import {type Reply, Rogue} from '../support/rogue.js'
import {Desk} from '../support/settings.js'
import {errorLines, expectReadable, toldError} from '../support/told.js'
import {classes, flagsOf, ids, type Line, lineOf} from './lines.js'
import {openWorld, type World} from './world.js'

const commandOf = (id: string) => classes.get(id) as NonNullable<ReturnType<typeof classes.get>>

/** They change the cluster; those with a plan can be tried without. */
const changingIds = ids.filter(id => commandOf(id).effect !== 'read')
const plannedIds = changingIds.filter(id => 'dry-run' in flagsOf(commandOf(id)))
const destroyingIds = ids.filter(id => commandOf(id).effect === 'destroy')

interface Row {
  target: string
  outcome: string
}

function stage(id: string) {
  let world: World
  let rogue: Rogue
  let line: Line
  const desk = new Desk()
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(async () => {
    desk.remove()
    await rogue?.close()
    await world.close()
  })
  /** With the cluster as it was, and servers that have forgotten what they were asked. */
  const anew = async () => {
    await rogue?.close()
    await world.restore(id)
    rogue = await Rogue.open(world.cluster)
    line = lineOf(id, world)
    if (id === 'journal:undo') line = {...line, argv: await undoable(line.argv)}
    return rogue
  }
  /** The same line for an entry that is there to be undone. */
  const undoable = async (argv: readonly string[]) => {
    // whatever the contexts allow
    const env = {...rogue.env, HOME: desk.root}
    expect(await mqadmin(['topic', 'permit', 'orders', '--perm', '4'], {env})).toMatchObject({status: 0})
    const [entry] = JSON.parse((await run(['journal', 'list', '--output', 'json'])).stdout) as {id: string}[]
    rogue.seen.length = 0
    return argv.map(word => (word === 'last' ? (entry?.id as string) : word))
  }
  const run = (argv: readonly string[], options: {tty?: boolean; stdin?: string} = {}): Promise<Ran> =>
    mqadmin(argv, {env: {...rogue.env, ...desk.env, TMPDIR: desk.root}, cwd: desk.cwd, ...options})
  /** A context for the same name server, in use. */
  const context = (guard: 'readOnly' | 'protected') =>
    desk.write(
      desk.config,
      `current: prod\ncontexts:\n  prod:\n    nameServers: ${rogue.env.NAMESRV_ADDR}\n    ${guard}: true\n`,
    )
  return {anew, run, context, line: () => line, noContext: () => desk.write(desk.config, '')}
}

/** A yes to a request, with what its reply must have. */
function nod({reply}: AnyRequest): Reply {
  const fields = Object.entries(reply?.header ?? {})
    .filter(([, field]) => !field.optional)
    .map(([name, {wireName, kind}]) => [wireName ?? name, kind === 'bool' ? 'true' : kind === 'string' ? 'x' : '0'])
  return {code: 0, fields: Object.fromEntries(fields), body: reply?.body === undefined ? '' : '{}'}
}

/** A command without the thing in question has no such test. */
const where = (applies: boolean) => (name: string, run: () => Promise<void>) => {
  if (applies) it(name, run)
}

describe.each(plannedIds)('%s', id => {
  const {anew, run, line} = stage(id)
  const {readBack, results} = Object.assign(Object.create(null), instance(id)) as {readBack: boolean; results: unknown}

  it('sends no write in a dry run, and says what would change', async () => {
    const rogue = await anew()
    const ran = await run([...line().argv, '--dry-run', '--output', 'json'])
    expect(ran).toMatchObject({status: 0, stderr: expect.stringMatching(/^dry run: nothing was sent\n/)})
    expect(rogue.writes).toEqual([])
    const rows = JSON.parse(ran.stdout) as Row[]
    expect(rows.length).toBeGreaterThan(0)
    for (const {target, outcome} of rows) {
      expect(target).not.toBe('')
      expect(outcome).toMatch(/^(created|changed|deleted)$/)
    }
    expect(await run([...line().argv, '--dry-run', '--quiet'])).toMatchObject({status: 0, stderr: ''})
    // what was said is what is done then
    const done = await run([...line().argv, '--output', 'json'])
    expect(done).toMatchObject({status: 0, stderr: ''})
    expect(rogue.writes.length).toBeGreaterThan(0)
    const told = JSON.parse(done.stdout) as Row[]
    expect(told).toHaveLength(rows.length)
    if (results === undefined) expect(told.map(pick)).toEqual(rows.map(pick))
  })

  where(readBack)('does nothing the second time', async () => {
    const rogue = await anew()
    await run(line().argv)
    rogue.seen.length = 0
    const again = await run([...line().argv, '--output', 'json'])
    expect(again.status).toBe(0)
    expect(rogue.writes).toEqual([])
    for (const {outcome} of JSON.parse(again.stdout) as Row[]) expect(outcome).toMatch(/^(unchanged|absent)$/)
  })

  where(readBack || id.startsWith('offset:'))('does not believe a server that says yes and does nothing', async () => {
    const rogue = await anew()
    rogue.misdeed = ({request}) => (request.effect === 'read' ? undefined : nod(request))
    const ran = await run(line().argv)
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expectReadable(ran)
    expect(ran.stderr).toMatch(/accepted the change but still has|said yes, but/)
    const {code, failures = []} = toldError(await run([...line().argv, '--output', 'json']))
    for (const failure of code === 'PARTIAL' ? failures : [{code}]) expect(failure).toMatchObject({code: 'NOT_APPLIED'})
  })

  where(readBack)('tells that a change was accepted but could not be read back', async () => {
    const rogue = await anew()
    rogue.misdeed = ({request}) =>
      request.effect === 'read' && rogue.writes.length > 0 ? {code: 1, remark: 'gone mad'} : undefined
    const ran = await run(line().argv)
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expectReadable(ran)
    expect(ran.stderr).toMatch(/accepted the change, but it could not be read back: gone mad/)
  })

  it('goes ahead under the Java name without a question', async () => {
    const rogue = await anew()
    const {java} = line()
    if (java === undefined) return
    expect(await run(java)).toMatchObject({status: 0, stderr: ''})
    expect(rogue.writes.length).toBeGreaterThan(0)
  })
})

const pick = ({target, outcome}: Row): Row => ({target, outcome})

function instance(id: string): Partial<WriteCommand<unknown>> {
  return new (commandOf(id))([], {} as never) as unknown as Partial<WriteCommand<unknown>>
}

describe.each(changingIds)('%s in a context that is read-only', id => {
  const {anew, run, line, context} = stage(id)

  it('is refused before anything is asked', async () => {
    const rogue = await anew()
    context('readOnly')
    const ran = await run(line().argv)
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(errorLines(ran)).toEqual([
      "error: context 'prod' is read-only",
      '  next: the context is read-only: use another --context',
    ])
    expect(rogue.seen).toEqual([])
    expect(toldError(await run([...line().argv, '--output', 'json']))).toMatchObject({code: 'READ_ONLY', status: 2})
  })

  where(plannedIds.includes(id))('may be tried in a dry run', async () => {
    const rogue = await anew()
    context('readOnly')
    expect(await run([...line().argv, '--dry-run'])).toMatchObject({status: 0})
    expect(rogue.writes).toEqual([])
  })
})

describe.each(destroyingIds)('%s asks first', id => {
  const {anew, run, line, context, noContext} = stage(id)
  const withoutYes = () => line().argv.filter(word => word !== '--yes')

  it('wants --yes where nobody can answer', async () => {
    const rogue = await anew()
    const ran = await run(withoutYes())
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expectReadable(ran)
    expect(ran.stderr).toContain('--yes')
    expect(toldError(await run([...withoutYes(), '--output', 'json']))).toMatchObject({code: 'CONFIRMATION_NEEDED'})
    expect(rogue.writes).toEqual([])
  })

  it('shows a person what goes, and takes no for an answer', async () => {
    const rogue = await anew()
    const ran = await run(withoutYes(), {tty: true, stdin: 'n\n'})
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('Go ahead?')
    expect(ran.stderr).toContain('nothing was changed')
    expect(rogue.writes).toEqual([])
    expect(await run(withoutYes(), {tty: true, stdin: 'y\n'})).toMatchObject({status: 0})
    expect(rogue.writes.length).toBeGreaterThan(0)
  })

  it('wants the name of a protected context', async () => {
    const rogue = await anew()
    context('protected')
    for (const argv of [line().argv, withoutYes(), [...line().argv, '--confirm', 'staging']]) {
      const ran = await run(argv)
      expect({argv, ran}).toMatchObject({ran: {status: 2, stdout: ''}})
      expect(ran.stderr).toContain('prod')
    }
    const {java} = line()
    if (java) expect(await run(java)).toMatchObject({status: 2, stdout: ''})
    expect(rogue.writes).toEqual([])
    const wrong = await run(withoutYes(), {tty: true, stdin: 'staging\n'})
    expect(wrong).toMatchObject({status: 1, stdout: ''})
    expect(rogue.writes).toEqual([])
    expect(await run([...line().argv, '--confirm', 'prod'])).toMatchObject({status: 0, stderr: ''})
    expect(rogue.writes.length).toBeGreaterThan(0)
    noContext()
  })

  it('is asked for its name on a terminal', async () => {
    const rogue = await anew()
    context('protected')
    expect(await run(withoutYes(), {tty: true, stdin: 'prod\n'})).toMatchObject({status: 0})
    expect(rogue.writes.length).toBeGreaterThan(0)
    noContext()
  })
})

describe('a write that destroys nothing', () => {
  const id = 'topic:set'
  const {anew, run, line, context} = stage(id)

  it('needs no name in a protected context', async () => {
    await anew()
    context('protected')
    expect(await run(line().argv)).toMatchObject({status: 0, stderr: ''})
  })
})
