/** What can stand where the cursor is. */
import type {Command} from '@oclif/core'
import {idOfJavaName, type JavaOption, javaCommand, javaNames} from '../argv/java-commands.js'
import {OptionSet} from '../argv/option-set.js'
import {connectionFlags, outputFlags} from '../flags.js'
import {nouns} from '../help.js'
import type {Io} from '../io.js'
import {type CommandClass, type CommandTable, load} from '../main.js'
import {type Given, optionIn, type Spot, spotOf} from './line.js'
import {type Values, valuesOf} from './values.js'

export interface Candidate {
  /** Replaces the whole word under the cursor. */
  word: string
  about?: string | undefined
}

type Flags = Readonly<Record<string, Command.Flag.Any>>
const globals: Flags = {...connectionFlags, ...outputFlags}
const helpFlag: Candidate = {word: '--help', about: 'Show how it is used.'}

/** Candidates for the last of the words, which may be empty; `files` where it is the name of a file. */
export async function candidates(
  words: readonly string[],
  io: Io,
  commands: CommandTable,
): Promise<Candidate[] | 'files'> {
  const typed = words.at(-1) ?? ''
  const classes = new Map<string, CommandClass>()
  const flagsOf = async (id: string): Promise<{flags: Flags; subject: string | undefined}> => {
    const Class = classes.get(id) ?? (await load(commands, id))
    classes.set(id, Class)
    return {flags: {...Class.baseFlags, ...Class.flags}, subject: Class.subject}
  }
  const spot = await spotOf(words.slice(0, -1), {ids: Object.keys(commands), globals}, flagsOf)
  const found = await at(spot)
  return found === 'files' ? found : found.filter(({word}) => startsLike(word, typed, spot))

  async function at(spot: Spot): Promise<Candidate[] | 'files'> {
    switch (spot.kind) {
      case 'name':
        if (spot.help || !typed.startsWith('-')) return names(spot, typed, commands)
        return spot.before.length > 0 ? [helpFlag] : leadingOption(spot.given)
      case 'value': {
        if (spot.java) return asCandidates(['true', 'false'])
        const definition = (spot.id === undefined ? globals : (await flagsOf(spot.id)).flags)[spot.flag]
        return asCandidates(await valuesOf({...spot, id: spot.id, definition, typed}, io))
      }
      case 'word': {
        const {id} = spot.named
        const {flags, subject} = await flagsOf(id)
        const java = javaCommand(id)
        const set = new OptionSet({java, flags: {...globals, ...flags}, javaNamed: spot.named.java, help: ''})
        if (typed.startsWith('-') && typed.includes('=')) return withValue(spot.given, id, flags, set)
        if (typed.startsWith('-')) return options(flags, spot.given, spot.named.java ? java?.options : undefined)
        const definition = subject === undefined ? undefined : flags[subject]
        const taken = spot.words.length > 0 || spot.given.has(subject ?? '')
        if (subject === undefined || spot.named.java || (taken && !isRepeatable(definition))) return []
        return asCandidates(await valuesOf({flag: subject, id, definition, typed, given: spot.given}, io))
      }
    }
  }

  async function leadingOption(given: Given): Promise<Candidate[] | 'files'> {
    if (typed.includes('='))
      return withValue(
        given,
        undefined,
        globals,
        new OptionSet({java: undefined, flags: globals, javaNamed: false, help: ''}),
      )
    return [...(await options(globals, given, undefined)), {word: '--version', about: 'Show the version.'}]
  }

  /** `--topic=ord`: the shell replaces the whole of it. */
  async function withValue(given: Given, id: string | undefined, flags: Flags, set: OptionSet) {
    const {known, value = ''} = optionIn(typed, set)
    if (known === undefined) return []
    const before = typed.slice(0, typed.length - value.length)
    if (known.takes !== 'value') return asCandidates(['true', 'false'].map(word => before + word))
    const values = await valuesOf({flag: known.flag, id, definition: flags[known.flag], typed: value, given}, io)
    return values === 'files' ? values : asCandidates(values.map(word => before + word))
  }
}

const isRepeatable = (flag: Command.Flag.Any | undefined): boolean => flag?.type === 'option' && flag.multiple === true

function asCandidates(values: Values): Candidate[] | 'files' {
  return values === 'files' ? values : values.map(word => ({word}))
}

/** Of names the letter case does not count; a name of a topic is as it is. */
function startsLike(word: string, typed: string, {kind}: Spot): boolean {
  return kind === 'name' ? word.toLowerCase().startsWith(typed.toLowerCase()) : word.startsWith(typed)
}

function names({before, help}: {before: string[]; help: boolean}, typed: string, commands: CommandTable): Candidate[] {
  const prefix = before.map(word => `${word.toLowerCase()}:`).join('')
  const found = new Map<string, string | undefined>()
  for (const [id, {summary}] of Object.entries(commands)) {
    if (!id.startsWith(prefix)) continue
    const [word = '', ...deeper] = id.slice(prefix.length).split(':')
    if (deeper.length === 0) found.set(word, summary)
    else if (!found.has(word)) found.set(word, prefix === '' ? nouns[word] : undefined)
  }
  if (prefix === '' && !help) {
    found.set('help', 'Show how a noun or command is used.')
    found.set('version', 'Show the version.')
  }
  if (prefix === '' && typed !== '')
    for (const name of javaNames()) {
      const id = idOfJavaName(name)
      if (id !== undefined && id in commands && !found.has(name)) found.set(name, commands[id]?.summary)
    }
  return [...found].map(([word, about]) => ({word, about}))
}

/** Long flags that are not given yet, and under Java's name its letters and long names. */
function options(flags: Flags, given: Given, java: readonly JavaOption[] | undefined): Candidate[] {
  const free = Object.entries(flags).filter(([name, flag]) => !flag.hidden && (!given.has(name) || isRepeatable(flag)))
  const found = new Map<string, string | undefined>()
  for (const {short, long, flag} of java ?? []) {
    if (given.has(flag) || flag === 'help') continue
    const about = flags[flag]?.summary
    if (short !== undefined) found.set(`-${short}`, about)
    found.set(`--${long}`, about)
  }
  for (const [name, flag] of free) {
    found.set(`--${name}`, flag.summary)
    if (flag.type === 'boolean' && flag.allowNo) found.set(`--no-${name}`, flag.summary)
  }
  found.set(helpFlag.word, helpFlag.about)
  return [...found].map(([word, about]) => ({word, about}))
}
