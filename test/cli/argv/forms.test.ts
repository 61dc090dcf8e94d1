/** Every option of every command of Java, in every form that Commons CLI takes. */
import {describe, expect, it} from 'vitest'
import {type JavaOption, javaCommand} from '../../../src/cli/argv/java-commands.js'
import {catalog, tokens, usageError} from './catalog.js'
import {type DeclaredCommand, type DeclaredOption, inventory, readFixture} from './inventory.js'

const value = '7x'

/** What a line must have beside the option at hand. */
function rest({name, options}: DeclaredCommand, tested: DeclaredOption): string[] {
  const words: string[] = []
  const groups = new Set(tested.group ? [tested.group] : [])
  for (const option of options) {
    if (option === tested || option.shadowedBy) continue
    if (option.required || (option.groupRequired && !groups.has(option.group as string))) {
      if (option.group) groups.add(option.group)
      words.push(`-${option.short}`, flagged(name, option).kind === 'boolean' ? 'true' : 'rest')
    }
  }
  return words
}

function flagged(name: string, {long}: DeclaredOption): JavaOption {
  const command = inventory.find(command => command.name === name) as DeclaredCommand
  return javaCommand(command.ours)?.options.find(option => option.long === long.trim()) as JavaOption
}

function expected({flag, kind, presence, brings}: JavaOption, text: string): string[] {
  const own = kind === 'value' && !presence ? `--${flag}=${text}` : text === 'false' ? `--no-${flag}` : `--${flag}`
  return brings ? [own, `--${brings}`] : [own]
}

/** The shortest beginning of a long name that means this option and no other, and is no flag of ours in full. */
function beginning(command: DeclaredCommand, {long}: DeclaredOption): string | undefined {
  const flags = catalog.command(command.ours)?.flags ?? {}
  const others = [...command.options.map(option => option.long), 'namesrvAddr', 'help'].filter(other => other !== long)
  for (let length = 1; length < long.trim().length; length++) {
    const start = long.slice(0, length)
    if (!others.some(other => other.startsWith(start)) && !(start in flags)) return start
  }
  return undefined
}

function valueForms(command: DeclaredCommand, option: DeclaredOption, text: string): string[][] {
  const long = option.long.trim()
  const start = beginning(command, option)
  const forms = [[`--${long}`, text], [`--${long}=${text}`], [`-${long}`, text], [`-${long}=${text}`]]
  forms.push([`--${option.long}`, text])
  if (start !== undefined) forms.push([`--${start}`, text], [`--${start}=${text}`])
  if (option.short !== undefined) {
    forms.push([`-${option.short}`, text], [`-${option.short}`, `"${text}"`], [`-${option.short}=${text}`])
    if (option.short.length === 1) forms.push([`-${option.short}${text}`], [`-${option.short} ${text}`])
  }
  return forms
}

function switchForms(command: DeclaredCommand, option: DeclaredOption): string[][] {
  const start = beginning(command, option)
  const forms = [[`--${option.long}`], [`-${option.long}`]]
  if (start !== undefined) forms.push([`--${start}`])
  if (option.short !== undefined && !option.shadowedBy) forms.push([`-${option.short}`])
  return forms
}

const cases = inventory.flatMap(command =>
  command.options.map(option => ({command, option, title: `${command.name} --${option.long}`})),
)

it.each(cases.filter(({option}) => !option.arg))('$title is set by its name alone', ({command, option}) => {
  const others = rest(command, option)
  const {flag} = flagged(command.name, option)
  for (const form of switchForms(command, option)) {
    expect(tokens([command.name, ...form, ...others])[0], form.join(' ')).toBe(`--${flag}`)
    expect(tokens([command.name, ...form, 'false', ...others])[0], form.join(' ')).toBe(`--${flag}`)
  }
})

it.each(cases.filter(({option}) => option.arg))('$title takes its value in every form', ({command, option}) => {
  const others = rest(command, option)
  const java = flagged(command.name, option)
  const isBoolean = java.kind === 'boolean'
  for (const text of isBoolean ? ['true', 'false', 'TRUE', 'False'] : [value, '-1']) {
    const want = expected(java, isBoolean ? text.toLowerCase() : text)
    for (const form of valueForms(command, option, text)) {
      expect(tokens([command.name, ...form, ...others]).slice(0, want.length), form.join(' ')).toEqual(want)
    }
  }
})

it.each(cases.filter(({option}) => option.arg))('$title counts once and needs a value', ({command, option}) => {
  const others = rest(command, option)
  const java = flagged(command.name, option)
  const [first, second] = java.kind === 'boolean' ? ['true', 'false'] : [value, '8y']
  const line = [command.name, `--${option.long}`, first, `--${option.long}=${second}`, ...others]
  expect(tokens(line).filter(token => token.replace(/^--(no-)?/, '').split('=')[0] === java.flag)).toEqual(
    expected(java, first).slice(0, 1),
  )
  expect(usageError([command.name, ...others, `--${option.long}`])).toContain(' needs ')
})

it.each(cases)('$title works under our name, too', ({command, option}) => {
  const java = flagged(command.name, option)
  const text = java.kind === 'boolean' ? 'true' : value
  const want = expected(java, text)
  const names = [`--${option.long}`, ...(option.short && !option.shadowedBy ? [`-${option.short}`] : [])]
  for (const name of names) {
    const line = [...command.ours.split(':'), name, ...(option.arg ? [text] : []), ...rest(command, option)]
    expect(tokens(line).slice(0, want.length), name).toEqual(want)
  }
})

it('an exact flag of ours goes before the beginning of another long name in these places only', () => {
  const lost = inventory.flatMap(({name, ours, options}) =>
    Object.keys(catalog.command(ours)?.flags ?? {})
      .filter(flag => {
        const meant = options.filter(({long}) => long.startsWith(flag)).map(option => flagged(name, option).flag)
        return meant.length > 0 && !meant.includes(flag) && new Set(meant).size === 1
      })
      .map(flag => `${name} --${flag}`),
  )
  expect(lost).toEqual([
    'queryMsgByKey --key',
    'queryMsgByKey --to',
    'queryMsgByUniqueKey --to',
    'printMsg --to',
    'printMsgByQueue --to',
    'resetOffsetByTime --to',
    'consumeMessage --to',
  ])
  expect(tokens('queryMsgByKey -t orders -k K1 --to 5')).toContain('--to=5')
})

describe('lines that Commons CLI has parsed', () => {
  type Line = [name: string, words: string[], outcome: Record<string, string | null> | string]
  const {lines} = readFixture<{lines: Line[]}>('commons-cli.json')
  const accepted = lines.filter(([, , outcome]) => typeof outcome === 'object')
  const refused = lines.filter(([, , outcome]) => typeof outcome === 'string')

  it('mean the same here', () => {
    expect(accepted.length).toBeGreaterThan(400)
    for (const [name, words, values] of accepted) {
      const want = Object.entries(values).flatMap(([long, text]) => {
        const java = flagged(name, {long, arg: true})
        const trimmed = (text ?? '').trim()
        if (java.kind === 'boolean') return expected(java, trimmed.toLowerCase())
        if (trimmed === '' && java.blank !== undefined) return expected(java, java.blank)
        return expected(java, java.unit !== undefined && /^\d+$/.test(trimmed) ? `${trimmed}${java.unit}` : trimmed)
      })
      expect(tokens([name, ...words]).sort(), JSON.stringify([name, ...words])).toEqual(want.sort())
    }
  })

  it('are refused here where they were refused there', () => {
    expect(refused.length).toBeGreaterThan(150)
    for (const [name, words] of refused) expect(usageError([name, ...words])).toContain(' => ')
  })
})
