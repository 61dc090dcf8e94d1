/** What is typed wrongly: refused with 2 before anything is sent, with the next step, also as JSON. */
import type {Command} from '@oclif/core'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import type {CommandClass} from '../../src/cli/main.js'
import {mqadmin} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {expectReadable, toldError} from '../support/told.js'
import {classes, flagsOf, ids, type Line, lineOf, remoteIds, requiredOf} from './lines.js'
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

async function expectRefused(argv: readonly string[], words: string | RegExp): Promise<void> {
  const env = {...rogue.env, HOME: '/nonexistent'}
  rogue.seen.length = 0
  const ran = await mqadmin(argv, {env})
  expect({argv, ran}).toMatchObject({ran: {status: 2, stdout: ''}})
  expectReadable(ran)
  expect(ran.stderr).toMatch(words)
  if (argv.some(word => word.startsWith('--output'))) return
  const json = await mqadmin(argv, {env: {...env, MQADMIN_OUTPUT: 'json'}})
  expect({argv, json}).toMatchObject({json: {status: 2, stdout: ''}})
  expect(toldError(json)).toMatchObject({status: 2, message: expect.any(String)})
  expect(rogue.seen).toEqual([])
}

describe('commands', () => {
  it.each([
    [['topik'], /there is no command 'topik'[\s\S]*topic/],
    [['topic', 'lst'], /there is no command 'topic lst'[\s\S]*topic list/],
    [['topicLst'], /topicList/],
    [['updateTopik', '-t', 'x'], /updateTopic/],
    [['nothing', 'like', 'it'], /there is no command 'nothing like it'/],
    [['--nope'], /--nope/],
    [['--nope', 'topic', 'list'], /--nope/],
  ])('%j is none', expectRefused)
})

describe.each(ids)('%s', id => {
  let line: Line
  const command = classes.get(id) as CommandClass
  const flags = Object.entries(flagsOf(command))
  beforeAll(() => {
    line = lineOf(id, world)
  })

  it('refuses an option that it does not have', async () => {
    await expectRefused([...line.argv, '--no-such-option', 'x'], /--no-such-option/)
    const similar = Object.keys(command.flags ?? {})[0] ?? 'output'
    await expectRefused([...line.argv, `--${similar}x=1`], new RegExp(`--${similar}\\b`))
  })

  it('refuses words that stand for nothing', async () => {
    await expectRefused([...line.argv, 'stray', 'words'], /stray|words/)
  })

  it.each(requiredOf(id))('needs --%s', async flag => {
    const at = line.argv.indexOf(`--${flag}`)
    await expectRefused(line.argv.toSpliced(at, 2), new RegExp(`--${flag}\\b`))
    await expectRefused([...line.argv.toSpliced(at, 2), `--${flag}`], new RegExp(`--${flag}\\b`))
  })

  it.each(flags.filter(([, flag]) => flag.type === 'option').map(([name]) => name))(
    '--%s needs a value',
    async flag => {
      await expectRefused([...without(line.argv, flag), `--${flag}`], new RegExp(`--${flag}\\b`))
    },
  )

  it.each(flags.filter(refusesText).map(([name]) => name))('--%s takes no nonsense', async flag => {
    await expectRefused([...without(line.argv, flag), `--${flag}=nonsense`], /nonsense/)
  })

  it.each(flags.filter(([, flag]) => flag.type === 'boolean').map(([name]) => name))(
    '--%s takes true or false',
    async flag => {
      await expectRefused([...without(line.argv, flag), `--${flag}=perhaps`], new RegExp(`--${flag}\\b.*perhaps`))
    },
  )

  it.each(pairs(flags))('--%s excludes --%s', async (flag, other) => {
    const both = [flag, other].flatMap(name => sample(name, flags))
    await expectRefused(
      [...without(without(line.argv, flag), other), ...both],
      new RegExp(`--${flag}\\b|--${other}\\b`),
    )
  })

  it.each(needs(flags))('--%s needs --%s', async (flag, other) => {
    await expectRefused(
      [...without(without(line.argv, flag), other), ...sample(flag, flags)],
      new RegExp(`--${other}\\b`),
    )
  })
})

/** Flags with text of a form that the command itself reads. */
const readByCommand = new Set([
  ...['at', 'attributes', 'charset', 'delay', 'from', 'property', 'retry-policy', 'to'],
  ...['actions', 'decision', 'resources', 'status', 'topic-perms', 'group-perms', 'default-topic-perm'],
  ...['broker-identity', 'broker-ids', 'container', 'controller'],
])

describe.each(remoteIds)('%s', id => {
  it.each(Object.keys(classes.get(id)?.flags ?? {}).filter(flag => readByCommand.has(flag)))(
    '--%s takes no nonsense',
    async flag => {
      await expectRefused([...without(lineOf(id, world).argv, flag), `--${flag}`, 'nonsense'], /nonsense/)
    },
  )

  it.each([
    ['an address without a port', ['-n', 'nonsense'], /nonsense/],
    ['a map of addresses', ['--broker-map', 'nonsense'], /nonsense/],
    ['a form of output', ['--output', 'nonsense'], /nonsense/],
    ['a context', ['--context', 'nonsense'], /nonsense/],
    ['a time-out', ['--timeout', 'soon'], /soon/],
    ['no certificate', ['--tls-ca', '/nonexistent/ca.pem'], /ca\.pem/],
  ])('refuses what is not %s', async (_, more, words) => {
    await expectRefused([...lineOf(id, world).argv, ...more], words)
  })
})

type NamedFlag = [string, Command.Flag.Any]

/** A number, a span of time, one of a few names. */
function refusesText([, flag]: NamedFlag): boolean {
  if (flag.type !== 'option') return false
  return flag.options !== undefined || 'min' in flag || 'max' in flag || flag.helpValue === '2s'
}

function without(argv: readonly string[], flag: string): string[] {
  const at = argv.indexOf(`--${flag}`)
  if (at < 0) return [...argv]
  return argv.toSpliced(at, argv[at + 1]?.startsWith('--') === false ? 2 : 1)
}

/** Pairs that exclude each other. */
const pairs = (flags: readonly NamedFlag[]): [string, string][] =>
  flags.flatMap(([name, {exclusive = []}]) => exclusive.map((other): [string, string] => [name, other]))

/** Pairs of which the first makes sense with the second only. */
const needs = (flags: readonly NamedFlag[]): [string, string][] =>
  flags.flatMap(([name, {dependsOn = []}]) => dependsOn.map((other): [string, string] => [name, other]))

function sample(name: string, flags: readonly NamedFlag[]): string[] {
  const flag = flags.find(([key]) => key === name)?.[1] as Command.Flag.Any
  if (flag.type === 'boolean') return [`--${name}`]
  return [
    `--${name}=${flag.options?.[0] ?? ('min' in flag || 'max' in flag ? 1 : flag.helpValue === '2s' ? '2s' : 'x')}`,
  ]
}
