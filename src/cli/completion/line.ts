/** What has been typed of a line, and what the word under the cursor can be. */
import type {Catalog, OwnCommand} from '../argv/adapt.js'
import {javaCommand} from '../argv/java-commands.js'
import {findCommand, findNoun, type Named} from '../argv/names.js'
import {type Known, OptionSet} from '../argv/option-set.js'

/** The options that were typed, by our flags. */
export type Given = ReadonlyMap<string, readonly string[]>

export type Spot =
  /** A noun, verb or name of Java behind these words. */
  | {kind: 'name'; before: string[]; help: boolean; given: Given}
  /** The value of a flag; `id` is missing before the name of a command. */
  | {kind: 'value'; flag: string; java: boolean; id?: string; given: Given}
  /** An option, or the subject. */
  | {kind: 'word'; named: Named; given: Given; words: string[]; onlyWords: boolean}

/** Looks at the words before the one under the cursor. `command` is asked for the one command that they name. */
export async function spotOf(
  before: readonly string[],
  {ids, globals}: Pick<Catalog, 'ids' | 'globals'>,
  command: (id: string) => Promise<OwnCommand>,
): Promise<Spot> {
  const leading = walk(before, new OptionSet({java: undefined, flags: globals, javaNamed: false, help: ''}), true)
  if (leading.pending !== undefined) return {kind: 'value', ...leading.pending, given: leading.given}
  const line = before.slice(leading.at)
  const optionAt = line.findIndex(word => word.startsWith('-'))
  const names = optionAt === -1 ? line : line.slice(0, optionAt)
  const help = names[0]?.toLowerCase() === 'help'
  const asked = help ? names.slice(1) : names
  const named = findCommand(asked, ids)
  const nounMeant = named?.java === true && optionAt === -1 && findNoun(asked, ids) !== undefined
  if (named === undefined || nounMeant || help) return {kind: 'name', before: asked, help, given: leading.given}

  const {flags} = await command(named.id)
  const java = javaCommand(named.id)
  const set = new OptionSet({java, flags: {...globals, ...flags}, javaNamed: named.java, help: ''})
  const {given, words, pending} = walk(line.slice(named.words), set, false)
  const all = new Map([...leading.given, ...given])
  if (pending !== undefined) return {kind: 'value', ...pending, id: named.id, given: all}
  return {kind: 'word', named, given: all, words, onlyWords: optionAt === -1}
}

interface Walked {
  given: Map<string, string[]>
  words: string[]
  /** The option that stands last and wants a value. */
  pending: {flag: string; java: boolean} | undefined
  /** Where it stopped. */
  at: number
}

/** Less strict than the reader of options: what is wrong on the line is told when it is run. */
function walk(line: readonly string[], set: OptionSet, untilWord: boolean): Walked {
  const walked: Walked = {given: new Map(), words: [], pending: undefined, at: 0}
  let ended = false
  for (; walked.at < line.length; walked.at++) {
    const word = line[walked.at] as string
    if (ended || !word.startsWith('-') || word === '-') {
      if (untilWord) return walked
      walked.words.push(word)
    } else if (word === '--') ended = true
    else {
      const {known, value} = optionIn(word, set)
      if (known === undefined) continue
      const wanting = value === undefined && (known.takes === 'value' || known.takes === 'boolean')
      const last = walked.at === line.length - 1
      if (wanting && last) walked.pending = {flag: known.flag, java: known.takes === 'boolean'}
      else {
        const text = wanting ? (line[++walked.at] as string) : (value ?? 'true')
        walked.given.set(known.flag, [...(walked.given.get(known.flag) ?? []), text])
      }
    }
  }
  return walked
}

/** The option that a word is, and the value that is written with it. */
export function optionIn(word: string, set: OptionSet): {known: Known | undefined; value: string | undefined} {
  const text = word.replace(/^--?/, '')
  const equals = text.indexOf('=')
  const name = equals === -1 ? text : text.slice(0, equals)
  const value = equals === -1 ? undefined : text.slice(equals + 1)
  try {
    if (word.startsWith('--')) return {known: set.long(name), value}
    const exact = set.letters(name) ?? set.javaLong(name)
    if (exact !== undefined) return {known: exact, value}
    // -torders
    return {known: set.letters(name.charAt(0)), value: value ?? name.slice(1)}
  } catch {
    // the beginning of several options
    return {known: undefined, value}
  }
}
