import {describe, expect, it} from 'vitest'
import {idOfJavaName, type JavaOption, javaCommand, javaCommands} from '../../../src/cli/argv/java-commands.js'
import {type DeclaredOption, inventory} from './inventory.js'

const table = javaCommands()
const common = ['help', 'namesrvAddr']

describe('the table of Java commands', () => {
  it('has the commands of the inventory, each once', () => {
    expect(table.map(({name}) => name).sort()).toEqual(inventory.map(({name}) => name).sort())
    expect(new Set(table.map(({id}) => id)).size).toBe(inventory.length)
  })

  it.each(inventory)('$name is $ours, there and back', ({name, alias, ours}) => {
    expect(idOfJavaName(name)).toBe(ours)
    expect(idOfJavaName(name.toUpperCase())).toBe(ours)
    if (alias) expect(idOfJavaName(alias)).toBe(ours)
    expect(javaCommand(ours)?.name).toBe(name)
  })

  it.each(inventory)('$name has the options that Java declares, in that order', ({ours, options}) => {
    const own = javaCommand(ours)?.options.filter(
      ({long}) => !common.includes(long) || options.some(declared => declared.long === long),
    )
    expect(own?.map(facts)).toEqual(options.map(declaredFacts))
  })

  it.each(table)('every option of $name has a flag of its own, in kebab-case', ({options}) => {
    const flags = options.filter(({long}) => long !== 'nameserverAddr').map(({flag}) => flag)
    expect(new Set(flags).size).toBe(flags.length)
    for (const flag of flags) if (flag !== 'namesrvAddr') expect(flag).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  it.each(table)('no flag of $name is spelled like another option of Java', ({options}) => {
    for (const {flag} of options) {
      const spelled = options.find(({long}) => long === flag)
      if (spelled) expect(spelled.flag).toBe(flag)
    }
  })

  it('has -h and -n on every command', () => {
    for (const {options} of table) {
      expect(options.filter(({short}) => short === 'h')).toMatchObject([{long: 'help'}])
      expect(options.filter(({short}) => short === 'n')).toMatchObject([{flag: 'namesrvAddr'}])
      expect(options.some(({long}) => long === 'namesrvAddr')).toBe(true)
    }
  })

  it('lets every exclusive pair of broker and cluster be left out', () => {
    const targets = table.flatMap(({options}) => options.filter(({group}) => group === 'target'))
    expect(targets.length).toBeGreaterThan(40)
    for (const option of targets) expect(option.relaxed).toBe('always')
  })
})

const facts = ({short, long, kind, required, group, shadowed}: JavaOption) => ({
  short: short ?? shadowed,
  long,
  arg: kind !== 'switch',
  required: group === undefined && required === true,
  group,
  groupRequired: group !== undefined && required === true,
})

const declaredFacts = ({short, long, arg, required, group, groupRequired}: DeclaredOption) => ({
  short,
  long: long.trim(),
  arg,
  required: required === true,
  group,
  groupRequired: groupRequired === true,
})
