/** Files of settings that are broken, under every command: said with file and line, before anything is sent. */
import {chmodSync, mkdirSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {mqadmin} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {Desk} from '../support/settings.js'
import {expectReadable, toldError} from '../support/told.js'
import {ids, lineOf, remoteIds} from './lines.js'
import {openWorld, type World} from './world.js'

let world: World
let rogue: Rogue
const desk = new Desk()
beforeAll(async () => {
  world = await openWorld()
  rogue = await Rogue.open(world.cluster)
})
afterAll(async () => {
  desk.remove()
  await rogue.close()
  await world.close()
})

const run = (argv: readonly string[], env: Record<string, string> = {}) =>
  mqadmin(argv, {env: {...rogue.env, ...desk.env, ...env}, cwd: desk.cwd})

/** Text of the file of contexts, and the line that is wrong. */
const broken: [string, string, number][] = [
  ['no YAML', 'contexts: {prod: [', 1],
  ['bytes', '\u0000\u0001\u0002\n', 1],
  ['a list', '- prod\n- staging\n', 1],
  ['an unknown key', 'current: prod\ncontext:\n  prod: {}\n', 2],
  ['contexts that are no mapping', 'current: prod\ncontexts: [prod]\n', 2],
  ['an unknown setting', 'current: prod\ncontexts:\n  prod:\n    nameServer: a:1\n', 4],
  ['a setting of another kind', 'current: prod\ncontexts:\n  prod:\n    readOnly: perhaps\n', 4],
  ['a time that is none', 'current: prod\ncontexts:\n  prod:\n    timeout: soon\n', 4],
]

describe.each(broken)('a file of contexts with %s', (_, text, line) => {
  it.each(remoteIds)('stops %s', async id => {
    desk.write(desk.config, text)
    rogue.seen.length = 0
    const {argv} = lineOf(id, world)
    const ran = await run(argv)
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expectReadable(ran)
    expect(ran.stderr).toContain(`${desk.config}:${line}: `)
    expect(toldError(await run(argv, {MQADMIN_OUTPUT: 'json'}))).toMatchObject({
      code: 'BAD_SETTINGS',
      file: desk.config,
      line,
    })
    expect(rogue.seen).toEqual([])
  })
})

describe('commands that need no settings', () => {
  it.each(['explain', 'node:list', 'node:status'].filter(id => ids.includes(id)))('%s works all the same', async id => {
    desk.write(desk.config, 'contexts: {prod: [')
    expect(await run(lineOf(id, world).argv)).toMatchObject({status: 0, stderr: ''})
  })

  it('help and version work all the same', async () => {
    desk.write(desk.config, 'contexts: {prod: [')
    for (const argv of [[], ['help'], ['--version'], ['topic', 'set', '-h']])
      expect(await run(argv)).toMatchObject({status: 0, stderr: ''})
  })
})

describe('a file of contexts that is not there', () => {
  it.each([
    ['a context that nobody made', '', ['--context', 'prod'], /no context 'prod'/],
    ['a context in use that is gone', 'current: prod\ncontexts: {}\n', [], /no context 'prod'/],
  ])('%s', async (_, text, more, words) => {
    desk.write(desk.config, text)
    rogue.seen.length = 0
    const ran = await run(['topic', 'list', ...more])
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expectReadable(ran)
    expect(ran.stderr).toMatch(words)
    expect(rogue.seen).toEqual([])
  })

  it('a folder in its place is said', async () => {
    const other = new Desk()
    mkdirSync(other.config, {recursive: true})
    const ran = await mqadmin(['topic', 'list'], {env: {...rogue.env, ...other.env}, cwd: other.cwd})
    other.remove()
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain('cannot be read: EISDIR')
  })

  it('a change of contexts in a folder that takes none is said, and nothing is lost', async () => {
    const other = new Desk()
    other.write(other.config, 'contexts:\n  kept:\n    nameServers: a:1\n')
    const {env} = other
    // who is root may write anywhere, but not below a file
    const locked = process.getuid?.() !== 0
    if (locked) chmodSync(dirname(other.config), 0o500)
    const folder = locked ? {} : {XDG_CONFIG_HOME: join(other.config, 'below')}
    const ran = await mqadmin(['context', 'add', 'more', '-n', 'b:1'], {env: {...env, ...folder}, cwd: other.cwd})
    chmodSync(dirname(other.config), 0o700)
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expectReadable(ran)
    expect(ran.stderr).toContain('cannot be written')
    const list = await mqadmin(['context', 'list', '--output', 'json'], {env, cwd: other.cwd})
    expect(JSON.parse(list.stdout)).toMatchObject([{name: 'kept'}])
    other.remove()
  })
})
