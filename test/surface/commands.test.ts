/** What a user can type. A change here is a change of the product: `npx vitest run test/surface -u` accepts it. */
import {type Command, type Interfaces, Parser} from '@oclif/core'
import {describe, expect, it} from 'vitest'
import {adapt, type Catalog} from '../../src/cli/argv/adapt.js'
import {type JavaOption, javaCommand, javaCommands} from '../../src/cli/argv/java-commands.js'
import {connectionFlags, outputFlags} from '../../src/cli/flags.js'
import {type CommandClass, load} from '../../src/cli/main.js'
import {commands} from '../../src/commands/index.js'
import {mqadmin} from '../support/cli.js'

const ids = Object.keys(commands)
const classes = new Map<string, CommandClass>(
  await Promise.all(ids.map(async id => [id, await load(commands, id)] as const)),
)
const commandOf = (id: string) => classes.get(id) as CommandClass
const flagsOf = (id: string): [string, Command.Flag.Any][] =>
  Object.entries({...commandOf(id).baseFlags, ...commandOf(id).flags})
const nouns = new Set(ids.filter(id => id.includes(':')).map(id => id.slice(0, id.lastIndexOf(':'))))
const spoken = (id: string) => id.replaceAll(':', ' ')

const catalog: Catalog = {
  ids,
  globals: {...connectionFlags, ...outputFlags},
  command: id => ({flags: Object.fromEntries(flagsOf(id)), subject: commandOf(id).subject}),
}

it('is what it was', async () => {
  await expect(ids.map(surfaceOf).join('\n')).toMatchFileSnapshot('commands.txt')
})

function surfaceOf(id: string): string {
  const {effect, subject, writesWith} = commandOf(id)
  const acts = writesWith.map(set => `, write with ${set.map(flag => `--${flag}`).join(' ')}`).join('')
  const java = javaCommand(id)
  const names = java === undefined ? '' : ` (${[java.name, ...java.aliases].join(', ')})`
  const word = subject === undefined ? '' : ` [${subject}]`
  const own = flagsOf(id).filter(([name]) => !(name in connectionFlags) && !(name in outputFlags))
  return [
    `${spoken(id)}${word}${names}: ${effect}${acts}`,
    ...own.map(flag => `  ${flagText(flag, java?.options ?? [])}`),
    '',
  ].join('\n')
}

function flagText([name, flag]: [string, Command.Flag.Any], options: readonly JavaOption[]): string {
  const java = options
    .filter(option => option.flag === name)
    .map(({short, long}) => [...(short === undefined ? [] : [`-${short}`]), `--${long}`].join(' '))
  const value = flag.type === 'boolean' ? '' : ` ${flag.options?.join('|') ?? 'VALUE'}`
  const notes = [flag.required ? 'required' : '', flag.type === 'option' && flag.multiple ? 'repeatable' : '', ...java]
  const negation = flag.type === 'boolean' && flag.allowNo ? '[no-]' : ''
  return [`--${negation}${name}${value}`, notes.filter(note => note !== '').join(', ')].filter(Boolean).join('  ')
}

describe.each(ids)('%s', id => {
  const command = commandOf(id)

  it('says in a sentence what it does, what it does to the cluster, and shows how', () => {
    expect(command.summary).toMatch(/^[A-Z].*\.$/)
    expect(command.summary).toBe(commands[id]?.summary)
    expect(['read', 'write', 'destroy']).toContain(command.effect)
    expect(command.examples?.length).toBeGreaterThan(0)
    for (const [name, flag] of flagsOf(id)) {
      expect(name).toMatch(/^[a-zA-Z]+4?(-[a-z]+)*$/)
      expect({name, summary: flag.summary}).toEqual({name, summary: expect.stringMatching(/^[A-Z0-9].*\.$/)})
      expect({name, char: flag.char}).toEqual({name, char: undefined})
      if (name in {...connectionFlags, ...outputFlags}) expect(flag.default).toBeUndefined()
    }
  })

  it('takes a bare word for a flag it has', () => {
    if (command.subject !== undefined) expect(flagsOf(id).map(([name]) => name)).toContain(command.subject)
  })

  it('asks before it destroys, and can be tried', () => {
    const names = flagsOf(id).map(([name]) => name)
    if (command.effect === 'destroy')
      expect(names).toEqual(expect.arrayContaining(['yes', 'confirm', 'must-exist', 'dry-run']))
    else expect(names).not.toContain('yes')
    if (command.effect === 'read') expect(names.includes('dry-run')).toBe(command.writesWith.length > 0)
    for (const set of command.writesWith) expect(names).toEqual(expect.arrayContaining([...set]))
  })

  it.each((command.examples ?? []).map(example => (typeof example === 'string' ? example : example.command)))(
    'takes its example: %s',
    async example => {
      const line = wordsOf(example.replace('<%= config.bin %> <%= command.id %>', `mqadmin ${spoken(id)}`))
      expect(example).toContain('<%= config.bin %> <%= command.id %>')
      const adapted = adapt(line, catalog)
      expect(adapted).toMatchObject({kind: 'run', id})
      if (adapted.kind !== 'run') return
      const flags = Object.fromEntries(flagsOf(id)) as Interfaces.FlagInput
      expect(await Parser.parse(adapted.argv, {flags, strict: true})).toMatchObject({argv: []})
    },
  )

  it('has help under every name', async () => {
    const java = javaCommand(id)
    const names = [spoken(id), ...(java === undefined ? [] : [java.name, ...java.aliases])]
    // Java's `producer` is a noun of ours: with words alone it is the noun
    for (const name of names.filter(name => !nouns.has(name)))
      for (const line of [
        ['help', ...name.split(' ')],
        [...name.split(' '), '-h'],
        [...name.split(' '), '--help'],
      ]) {
        const ran = await mqadmin(line)
        expect({line, ran}).toMatchObject({ran: {status: 0, stderr: ''}})
        expect(ran.stdout).toContain(command.summary)
        for (const [flag] of flagsOf(id)) expect(ran.stdout).toMatch(new RegExp(`--(\\[no-\\])?${flag}\\b`))
      }
  })

  it.each(javaCommand(id)?.options.filter(({flag}) => flag !== 'help') ?? [])(
    'has --$flag for $long of Java, of the right kind',
    ({flag: name, kind, presence, brings, unless}) => {
      const flags = new Map(flagsOf(id))
      const flag = flags.get(name)
      expect(flag, `--${name} is missing`).toBeDefined()
      if (kind === 'value' && !presence) expect(flag?.type).toBe('option')
      else expect(flag?.type).toBe('boolean')
      // Java takes true or false, so ours must be able to say no
      if (kind === 'boolean') expect(flag).toMatchObject({allowNo: true})
      for (const other of [...(unless ?? []), ...(brings === undefined ? [] : [brings])])
        expect(flags.has(other)).toBe(true)
    },
  )
})

describe('help', () => {
  it("lists every noun and single command, and Java's names lead to ours", async () => {
    const overview = await mqadmin([])
    expect(overview).toMatchObject({status: 0, stderr: ''})
    for (const id of ids) expect(overview.stdout).toMatch(new RegExp(`^  ${id.split(':')[0]} +[A-Z]`, 'm'))
    expect(await mqadmin(['help'])).toEqual(overview)
    expect(await mqadmin(['--help'])).toEqual(overview)
  })

  it.each([...nouns])('lists what there is of %s', async noun => {
    const ran = await mqadmin(['help', ...noun.split(':')])
    expect(ran).toMatchObject({status: 0, stderr: ''})
    for (const id of ids.filter(id => id.startsWith(`${noun}:`)))
      expect(ran.stdout).toContain(spoken(id.slice(noun.length + 1)))
  })

  it('knows no name twice', () => {
    const names = javaCommands().map(({id, name, aliases}) => ({id, names: [id, name, ...aliases]}))
    const owners = new Map<string, string>()
    for (const {id, names: all} of [...names, ...ids.map(id => ({id, names: [id]}))])
      for (const name of all.map(name => name.toLowerCase())) {
        expect({name, owner: owners.get(name) ?? id}).toEqual({name, owner: id})
        owners.set(name, id)
      }
  })
})

/** What stands behind `mqadmin` in an example, as a shell would split it. */
function wordsOf(example: string): string[] {
  const line = example.slice(example.indexOf('mqadmin ') + 'mqadmin '.length)
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  )
}
