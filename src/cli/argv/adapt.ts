/**
 * Turns what was typed into what oclif takes. It runs before oclif sees the line and knows both kinds of names: Java's
 * command names, letters and long options, and ours. A pure function; only the rows of the one command are built.
 */
import {UsageError} from '../../errors.js'
import {listed} from '../../nearest.js'
import {wrongDash} from './dash.js'
import {type JavaCommand, javaCommand} from './java-commands.js'
import {findCommand, findNoun, type Named, suggestNames} from './names.js'
import {OptionSet, type OwnFlags} from './option-set.js'
import {readOptions} from './options.js'
import {MissingOptions, missingOptions} from './required.js'

/** What the adapter needs to know of a command of ours. An oclif class fits. */
export interface OwnCommand {
  readonly flags: OwnFlags
  /** The flag that a word without a dash stands for under our name: `topic set orders`. */
  readonly subject?: string | undefined
}

export interface Catalog {
  /** Ids of all commands, e.g. `topic:set`. */
  readonly ids: readonly string[]
  /** Flags that every command has; they may also stand before the name. */
  readonly globals: OwnFlags
  command(id: string): OwnCommand | undefined
}

export type Adapted =
  | {
      kind: 'run'
      id: string
      /** One token an option: `--name=value`, `--name` or `--no-name`. */
      argv: string[]
      /** The name as typed: `updatetopic`, `topic set`. */
      typedName: string
      /** Set when the line says Java's name. */
      java: JavaCommand | undefined
    }
  /** For a command, a noun (`topic`, `broker:config`), or everything. */
  | {kind: 'help'; id?: string; topic?: string; typedName?: string; java?: JavaCommand | undefined}
  | {kind: 'version'}
  | {kind: 'unknown'; typed: string; suggestions: string[]}

/** The id of the command a line is about, so that only that one is loaded before {@link adapt}. */
export function commandNamed(
  argv: readonly string[],
  {ids, globals}: Pick<Catalog, 'ids' | 'globals'>,
): string | undefined {
  const line = argv.slice(leadingOptions(argv, globals))
  return findCommand(line.slice(0, wordsBeforeOptions(line)), ids)?.id
}

/** Throws `UsageError` with the next step as its hint. */
export function adapt(argv: readonly string[], catalog: Catalog): Adapted {
  const start = leadingOptions(argv, catalog.globals)
  const leading = argv.slice(0, start)
  const line = argv.slice(start)
  const words = line.slice(0, wordsBeforeOptions(line))
  const onlyWords = words.length === line.length && leading.length === 0
  if (leading.some(isVersion)) return {kind: 'version'}
  if (leading.some(isHelp)) return helpOn(words, catalog)
  if (isWord(words[0], 'help')) return helpOn(words.slice(1), catalog)
  if (words.length > 1 && onlyWords && isWord(words.at(-1), 'help')) return helpOn(words.slice(0, -1), catalog)
  if (words.length === 0) return {kind: 'help'}

  const named = findCommand(words, catalog.ids)
  // Java's `producer` is a noun of ours, too: with words alone it is the noun
  const nounMeant = named?.java && onlyWords && findNoun(words.slice(0, 1), catalog.ids) !== undefined
  const command = named && catalog.command(named.id)
  if (named === undefined || command === undefined || nounMeant) return helpOnNoun(words, catalog)
  return run(named, words.slice(0, named.words).join(' '), [...leading, ...line.slice(named.words)], command, catalog)
}

function run(named: Named, typedName: string, line: readonly string[], command: OwnCommand, catalog: Catalog): Adapted {
  const {id} = named
  const java = javaCommand(id)
  const called = {id, typedName, java: named.java ? java : undefined}
  const flags = {...catalog.globals, ...command.flags}
  const set = new OptionSet({java, flags, javaNamed: named.java, help: `${typedName} -h`})
  try {
    const options = readOptions(line, set)
    if (options === 'help') return {kind: 'help', ...called}
    const subjects = named.java ? [] : subjectTokens(options.words, command, options.given, set)
    const given = subjects.length === 0 ? options.given : new Set([...options.given, command.subject as string])
    const run = {kind: 'run' as const, ...called, argv: [...options.tokens, ...subjects]}
    const missing = missingOptions(set, given)
    if (missing.length > 0) throw new MissingOptions(set, missing, run)
    return run
  } catch (error) {
    if (error instanceof UsageError && asksForHelp(line)) return {kind: 'help', ...called}
    throw error
  }
}

function helpOn(words: readonly string[], catalog: Catalog): Adapted {
  if (words.length === 0 || isWord(words[0], 'help')) return {kind: 'help'}
  const named = findCommand(words, catalog.ids)
  if (named === undefined || (named.java && findNoun(words, catalog.ids) !== undefined))
    return helpOnNoun(words, catalog)
  const typedName = words.slice(0, named.words).join(' ')
  return {kind: 'help', id: named.id, typedName, java: named.java ? javaCommand(named.id) : undefined}
}

function helpOnNoun(words: readonly string[], {ids}: Catalog): Adapted {
  const topic = findNoun(words, ids)
  if (topic !== undefined) return {kind: 'help', topic}
  if (words.length === 1 && isWord(words[0], 'version')) return {kind: 'version'}
  return {kind: 'unknown', typed: words.join(' '), suggestions: suggestNames(words, ids)}
}

/** The words without a dash as flags of the subject; under our names nothing is silently left out. */
function subjectTokens(
  words: readonly string[],
  {subject, flags}: OwnCommand,
  given: ReadonlySet<string>,
  set: OptionSet,
): string[] {
  if (words.length === 0) return []
  const most = subject === undefined ? 0 : flags[subject]?.multiple ? words.length : 1
  if (words.length > most) throw set.failure(`Unexpected word: ${words[most]}`)
  if (given.has(subject as string)) throw set.failure(`--${subject} is given twice: ${listed(words)} stands for it too`)
  return words.map(word => `--${subject}=${word}`)
}

/** How many words stand before the name: global options and their values. */
function leadingOptions(argv: readonly string[], flags: OwnFlags): number {
  const set = new OptionSet({java: undefined, flags, javaNamed: false, help: 'help'})
  let at = 0
  while (at < argv.length) {
    const word = argv[at] as string
    const dash = wrongDash(word)
    if (dash !== undefined)
      throw set.failure(`'${word}' begins with ${dash.name}, not '-'`, 'type it again with plain dashes')
    if (!word.startsWith('-')) return at
    at += isVersion(word) ? 1 : wordsOf(word, set)
  }
  return argv.length
}

function wordsOf(word: string, set: OptionSet): number {
  const [name = '', value] = word.replace(/^--?/, '').split('=', 2)
  const known = word.startsWith('--') ? set.long(name) : (set.letters(name) ?? set.javaLong(name))
  if (known !== undefined) return known.takes === 'value' && value === undefined ? 2 : 1
  if (!word.startsWith('--') && set.letters(word.charAt(1)) !== undefined) return 1
  throw set.unknown(word)
}

function wordsBeforeOptions(line: readonly string[]): number {
  const at = line.findIndex(word => word.startsWith('-') || wrongDash(word) !== undefined)
  return at === -1 ? line.length : at
}

function asksForHelp(line: readonly string[]): boolean {
  const end = line.indexOf('--')
  return (end === -1 ? line : line.slice(0, end)).some(isHelp)
}

const isHelp = (word: string): boolean => word === '-h' || word === '--help'
const isVersion = (word: string): boolean => word === '--version' || word === '-V'
const isWord = (typed: string | undefined, word: string): boolean => typed?.toLowerCase() === word
