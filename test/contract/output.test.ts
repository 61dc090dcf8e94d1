/** What commands that read print: every form of every one, on a cluster that has something of everything. */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {parse as parseYaml} from 'yaml'
import {interruption, mqadmin, type RunOptions} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {expectReadable, toldError} from '../support/told.js'
import {classes, flagsOf, ids, lineOf} from './lines.js'
import {openWorld, type World} from './world.js'

let world: World
let rogue: Rogue
let folder: string
let env: Record<string, string>
beforeAll(async () => {
  world = await openWorld()
  rogue = await Rogue.open(world.cluster)
  folder = mkdtempSync(join(tmpdir(), 'output-'))
  env = {...rogue.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder}
  for (const name of ['local', 'other'])
    expect(await mqadmin(['context', 'add', name, '-n', '127.0.0.1:9876'], {env})).toMatchObject({status: 0})
  // for the journal
  expect(await mqadmin(['topic', 'permit', 'orders', '--perm', '4'], {env})).toMatchObject({status: 0})
  await world.restore()
  rogue.repeating = true
})
afterAll(async () => {
  await rogue.close()
  await world.close()
  rmSync(folder, {recursive: true, force: true})
})

/** Commands of which every run prints an answer; each can be repeated by --watch. */
const readIds = ids.filter(id => 'watch' in flagsOf(classes.get(id) as never))
/** Nothing is there to be listed: no node runs here. */
const emptyAnswers = new Set(['node:list', 'node:status'])
/** Java's command writes to a log file only. */
const silentInClassic = new Set(['group:monitor'])
/** Its answer is the settings of the very line, the form of output among them. */
const tellsOfItself = new Set(['context:show'])
/** They have columns that only a second look can fill. */
const moreWhenWatched = new Set(['group:lag'])
/** What each run measures anew. */
const measured = new Set([
  ...['elapsed', 'rt', 'tps', 'inTps', 'outTps', 'commitLogDiskRatio', 'consumeQueueDiskRatio'],
  ...['noticed', 'noticedIso', 'exportTime', 'exportTimeIso'],
])

const controlCharacter = '\u001b'

describe.each(readIds)('%s', id => {
  const argv = () => lineOf(id, world).argv
  const run = (more: readonly string[] = [], options: RunOptions = {}) => {
    rogue.seen.length = 0
    return mqadmin([...argv(), ...more], {env, cwd: folder, ...options})
  }
  const good = async (more: readonly string[], options?: RunOptions) => {
    const ran = await run(more, options)
    expect({more, ran}).toMatchObject({ran: {status: 0, stderr: ''}})
    const classic = more.includes('classic') || options?.env?.['MQADMIN_OUTPUT'] === 'classic'
    expect(ran.stdout === '' || ran.stdout.endsWith('\n') || classic).toBe(true)
    return ran.stdout
  }
  const json = async (more: readonly string[] = []) => JSON.parse(await good([...more, '--output', 'json'])) as unknown

  /** Whether the answer is one list of rows. */
  const isRows = async () => (await run(['--output', 'csv'])).status === 0

  it.each(['table', 'plain', 'classic', 'json', 'yaml'])('has the form %s', async format => {
    const text = await good(['--output', format])
    const silent = emptyAnswers.has(id) || (format === 'classic' && silentInClassic.has(id))
    if (!silent) expect(text.trim()).not.toBe('')
    expect(text).not.toMatch(/undefined|\[object|NaN/)
    expect(text).not.toContain(controlCharacter)
    expect(await good([], {env: {...env, MQADMIN_OUTPUT: format}})).toEqual(expect.any(String))
  })

  it('takes what needs rows, or refuses all of it before it asks anybody', async () => {
    const rows = await isRows()
    for (const more of [
      ['--output', 'csv'],
      ['--output', 'ndjson'],
      ['--output', 'plain', '--columns', await someColumn()],
    ]) {
      const ran = await run(more)
      expect({more, ran}).toMatchObject({ran: {status: rows ? 0 : 2}})
      if (rows) continue
      expect(ran.stdout).toBe('')
      if (more.includes('ndjson')) expect(toldError(ran)).toMatchObject({code: 'USAGE', status: 2})
      else expectReadable(ran)
      expect(rogue.seen).toEqual([])
    }
  })

  it('says the same in JSON and YAML, with stable names', async () => {
    if (tellsOfItself.has(id)) return
    const document = await json()
    expect(comparable(parseYaml(await good(['--output', 'yaml'])))).toEqual(comparable(document))
    for (const [name, value, siblings] of members(document)) {
      if (value === null || !name.endsWith('Iso')) continue
      expect(value).toMatch(/^\d{4}-\d\d-\d\dT/)
      expect(Date.parse(value as string)).toBe((siblings as Record<string, number>)[name.slice(0, -3)])
    }
  })

  it('has one line a row in ndjson, one more in plain and csv', async () => {
    if (tellsOfItself.has(id) || !(await isRows())) return
    const rows = (await json()) as object[]
    const ndjson = await good(['--output', 'ndjson'])
    expect(comparable(linesOf(ndjson).map(line => JSON.parse(line) as object))).toEqual(comparable(rows))
    const plain = linesOf(await good(['--output', 'plain']))
    expect(plain).toHaveLength(rows.length + 1)
    for (const line of plain) expect(line.split('\t')).toHaveLength((plain[0] as string).split('\t').length)
    const csv = await good(['--output', 'csv'])
    expect(csv.split('\r\n')[0]).toBe((plain[0] as string).replaceAll('\t', ','))
    expect(linesOf(await good(['--output', 'plain', '--no-header']))).toHaveLength(rows.length)
    expect((await good(['--output', 'csv', '--no-header'])).split('\r\n')[0]).not.toBe(csv.split('\r\n')[0])
  })

  it('shows the columns asked for, in that order', async () => {
    if (!(await isRows())) return
    const all = (linesOf(await good(['--output', 'plain']))[0] as string).split('\t')
    const some = [...new Set([all.at(-1) as string, all[0] as string])]
    const plain = linesOf(await good(['--output', 'plain', '--columns', some.join(',')]))
    expect(plain[0]).toBe(some.join('\t'))
    const documents = (await json(['--columns', some.join(', ')])) as object[]
    expect(documents).toHaveLength(plain.length - 1)
    for (const document of documents)
      expect(Object.keys(document).filter(key => !some.includes(key.replace(/Iso$/, '')))).toEqual([])
    const refused = await run(['--columns', 'no such column'])
    expect(refused).toMatchObject({status: 2, stdout: ''})
    for (const name of all) expect(refused.stderr).toContain(name)
  })

  it('is a table for eyes and plain in a pipe', async () => {
    if (tellsOfItself.has(id)) return
    const options = {tty: true, columns: 200}
    const table = comparableText(await good(['--output', 'table'], options))
    expect(comparableText(await good([], options))).toBe(table)
    expect(comparableText(await good([]))).toBe(comparableText(await good(['--output', 'plain'])))
  })

  it.each([
    ['NO_COLOR', {NO_COLOR: '1'}, false],
    ['TERM=dumb', {TERM: 'dumb'}, false],
    ['FORCE_COLOR=0', {FORCE_COLOR: '0'}, false],
    ['NO_COLOR before FORCE_COLOR', {NO_COLOR: '1', FORCE_COLOR: '1'}, false],
    ['a terminal', {TERM: 'xterm-256color'}, true],
    ['CI with a terminal', {TERM: 'xterm-256color', CI: 'true'}, true],
  ])('minds %s', async (_, more, coloured) => {
    const text = await good(['--output', 'table'], {tty: true, columns: 200, env: {...env, ...more}})
    if (coloured && !emptyAnswers.has(id)) expect(text).toContain(controlCharacter)
    if (!coloured) expect(text).not.toContain(controlCharacter)
  })

  it('FORCE_COLOR colours a pipe, and only tables', async () => {
    const coloured = {env: {...env, FORCE_COLOR: '1'}}
    if (!emptyAnswers.has(id)) expect(await good(['--output', 'table'], coloured)).toContain(controlCharacter)
    for (const format of ['plain', 'json', 'yaml', 'classic'])
      expect(await good(['--output', format], coloured)).not.toContain(controlCharacter)
  })

  it('sends nothing but reading requests', async () => {
    await good([])
    if (classes.get(id)?.effect === 'read') expect(rogue.writes).toEqual([])
  })

  it('--watch asks again until interrupted, and ends with whole lines', async () => {
    const once = await good(['--output', 'plain'])
    const interrupt = new AbortController()
    const ran = await run(['--output', 'plain', '--watch', '--every', '1ms'], {
      signal: interrupt.signal,
      onStdout: text => {
        if (text.length > 2.5 * once.length) interrupt.abort(interruption())
      },
    })
    expect(ran.status).toBe(130)
    expect(ran.stderr).toMatch(/^error: interrupted/)
    expect(ran.stdout.endsWith('\n')).toBe(true)
    const [first = ''] = linesOf(moreWhenWatched.has(id) ? ran.stdout : once)
    expect(linesOf(ran.stdout).filter(line => line === first).length).toBeGreaterThan(1)
  })

  it('tells on stderr what it asks when --verbose, and the answer stays clean', async () => {
    const ran = await run(['--verbose', '--output', 'json'])
    expect(ran.status).toBe(0)
    expect(comparable(JSON.parse(ran.stdout))).toEqual(comparable(await json()))
  })

  const someColumn = async () => linesOf((await run(['--output', 'plain'])).stdout)[0]?.split('\t')[0] ?? 'x'
})

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)

/** Every member of a document with its name and what stands beside it. */
function* members(document: unknown): Generator<[string, unknown, object]> {
  if (typeof document !== 'object' || document === null) return
  for (const [name, value] of Object.entries(document)) {
    if (!Array.isArray(document)) yield [name, value, document]
    yield* members(value)
  }
}

/** Without what each run measures anew. */
function comparable(document: unknown): unknown {
  if (Array.isArray(document)) return document.map(comparable)
  if (typeof document !== 'object' || document === null) return document
  return Object.fromEntries(
    Object.entries(document)
      .filter(([name]) => !measured.has(name))
      .map(([name, value]) => [name, comparable(value)]),
  )
}

/** Digits may be measured, and columns are as wide as what is in them. */
const comparableText = (text: string): string =>
  text.replaceAll(/\d+/g, '0').replaceAll(/ {2,}/g, '  ').replaceAll(/─+/g, '─')
