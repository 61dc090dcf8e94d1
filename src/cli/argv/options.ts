/** Reads the words behind a command's name as Apache Commons CLI's `DefaultParser` does, and gives one token an option. */

import {listed} from '../../nearest.js'
import {wrongDash} from './dash.js'
import type {JavaOption} from './java-commands.js'
import type {Known, OptionSet} from './option-set.js'

export interface Options {
  /** `--name=value`, `--name` or `--no-name`, in our names and in the order of the line. */
  readonly tokens: string[]
  /** Words that belong to no option. */
  readonly words: string[]
  /** Flags of ours that the line sets. */
  readonly given: ReadonlySet<string>
}

/** The options on a line, or that it asks for help. Throws `UsageError`. */
export function readOptions(line: readonly string[], set: OptionSet): Options | 'help' {
  const reader = new Reader(line, set)
  reader.read()
  return reader.help ? 'help' : reader
}

class Reader implements Options {
  readonly tokens: string[] = []
  readonly words: string[] = []
  readonly given = new Set<string>()
  help = false
  private at = 0

  constructor(
    private readonly line: readonly string[],
    private readonly set: OptionSet,
  ) {}

  read(): void {
    for (; this.at < this.line.length && !this.help; this.at++) {
      const word = this.line[this.at] as string
      if (word === '--') {
        this.words.push(...this.line.slice(this.at + 1))
        return
      }
      if (word.startsWith('--')) this.long(word)
      else if (word.startsWith('-') && word !== '-') this.short(word)
      else this.stray(word)
    }
  }

  private long(word: string): void {
    const {name, value} = split(word.slice(2))
    this.accept(this.set.long(name) ?? this.fail(word), value)
  }

  private short(word: string): void {
    const text = word.slice(1)
    const {name, value} = split(text)
    const exact = this.set.letters(name) ?? (name.length > 1 ? this.set.javaLong(name) : undefined)
    const prefix = exact === undefined && value === undefined ? this.set.longPrefix(text) : undefined
    if (exact !== undefined) this.accept(exact, value)
    else if (prefix !== undefined) this.accept(prefix.known, prefix.value)
    else if (value !== undefined) this.fail(word)
    else this.joined(word)
  }

  /** `-lt orders`, `-torders`: switches, the last of which may take the rest or the next word. */
  private joined(word: string): void {
    for (let index = 1; index < word.length && !this.help; index++) {
      const known = this.set.letters(word.charAt(index)) ?? this.fail(word)
      const rest = word.slice(index + 1)
      if (rest !== '' && known.takes !== 'switch') {
        this.accept(known, rest)
        return
      }
      this.accept(known, undefined, rest === '')
    }
  }

  private stray(word: string): void {
    const dash = wrongDash(word)
    const meant = dash?.meant.find(option => this.set.isOption(option))
    if (dash !== undefined && meant !== undefined) this.failDash(word, dash.name, meant)
    this.words.push(word)
  }

  private accept(known: Known, attached: string | undefined, last = true): void {
    if (known.flag === 'help') this.help = true
    else if (known.takes === 'value') this.acceptValue(known, attached ?? this.following(known))
    else this.acceptBoolean(known, attached, last)
  }

  private acceptValue(known: Known, raw: string | undefined): void {
    const {flag, java} = known
    if (raw === undefined) {
      this.acceptBare(known)
      return
    }
    // Java trims nearly every value, which is why one shell word such as "-q 0" works
    const value = this.set.javaNamed && this.set.javaOf(flag) !== undefined ? raw.trim() : raw
    if (java?.presence) this.put(known, `--${flag}`)
    else this.put(known, `--${flag}=${java === undefined ? value : withUnit(value, java)}`)
  }

  /** The letter of an option with a value, and no value behind it: in 4.9 that may have been a switch. */
  private acceptBare(known: Known): void {
    const long = this.line[this.at]?.startsWith('--') ? undefined : known.java?.bare
    const bare = long === undefined ? undefined : this.set.javaLong(long)
    if (bare === undefined) this.failMissing(known)
    this.accept(bare, undefined)
  }

  private acceptBoolean(known: Known, attached: string | undefined, last: boolean): void {
    let word = attached
    if (word === undefined && last && known.takes === 'boolean') word = this.following(known) ?? this.failMissing(known)
    if (word === undefined && known.takes === 'toggle' && yesOrNo.test(this.line[this.at + 1] ?? '')) {
      word = this.line[++this.at]
    }
    const on = word === undefined ? true : truth(word)
    if (on === undefined) {
      if (this.isRepeated(known)) return
      throw this.set.failure(`${this.set.title(known)} takes true or false, not "${word}"`)
    }
    if (known.negated && word !== undefined) throw this.set.failure(`--no-${known.flag} takes no value`)
    if (on !== known.negated) this.put(known, `--${known.flag}`)
    else this.put(known, this.canNegate(known) ? `--no-${known.flag}` : undefined)
  }

  private canNegate(known: Known): boolean {
    return this.javaOf(known)?.kind === 'boolean' || this.set.own(known.flag)?.allowNo === true
  }

  private javaOf({flag, java}: Known): JavaOption | undefined {
    return java ?? this.set.javaOf(flag)
  }

  /** Of an option that Java has, the first value counts. */
  private isRepeated(known: Known): boolean {
    return this.given.has(known.flag) && this.javaOf(known) !== undefined
  }

  /** The next word, if it can be a value. Double quotes that the shell left around it go, as in Java. */
  private following(known: Known): string | undefined {
    const next = this.line[this.at + 1]
    if (next === undefined || next === '--' || this.set.isOption(next)) return undefined
    const dash = wrongDash(next)
    const meant = dash?.meant.find(option => this.set.isExactOption(option))
    if (dash !== undefined && meant !== undefined) this.failDash(next, dash.name, meant, known)
    this.at++
    const inner = next.slice(1, -1)
    return next.length > 1 && next.startsWith('"') && next.endsWith('"') && !inner.includes('"') ? inner : next
  }

  private put(known: Known, token: string | undefined): void {
    const {flag} = known
    this.checkGroup(known)
    const allCount = this.set.own(flag)?.multiple === true && (known.java === undefined || !this.set.javaNamed)
    if (this.given.has(flag) && !allCount) {
      if (this.isRepeated(known) || token === undefined || this.tokens.includes(token)) return
      throw this.set.failure(`--${flag} is given twice`)
    }
    this.given.add(flag)
    if (token !== undefined) this.tokens.push(token)
    const brings = known.java?.brings
    if (brings !== undefined && !this.given.has(brings)) {
      this.given.add(brings)
      this.tokens.push(`--${brings}`)
    }
  }

  private checkGroup(known: Known): void {
    const java = this.javaOf(known)
    if (java?.group === undefined || (java.together && !this.set.javaNamed)) return
    const other = this.set.options.find(
      option => option.group === java.group && option.flag !== java.flag && this.given.has(option.flag),
    )
    if (other === undefined) return
    const both = [other, java].map(option => this.set.titleInList({flag: option.flag, java: option}))
    throw this.set.failure(`${listed(both, 'and')} exclude each other: give one of them`)
  }

  private fail(word: string): never {
    const dash = wrongDash(word)
    if (dash !== undefined) this.failDash(word, dash.name, dash.meant[0])
    throw this.set.unknown(word)
  }

  private failMissing(known: Known): never {
    const next = this.line[this.at + 1]
    const wanted = known.takes === 'boolean' ? 'true or false' : 'a value'
    if (next === undefined || next === '--') throw this.set.failure(`${this.set.title(known)} needs ${wanted}`)
    const joined =
      known.java?.short?.length === 1 ? `-${known.java.short}=${next}` : `--${known.java?.long ?? known.flag}=${next}`
    throw this.set.failure(
      `${this.set.title(known)} needs ${wanted}, and ${next} is taken for an option`,
      `if ${next} is the value, write ${joined}`,
    )
  }

  private failDash(word: string, dash: string, meant: string, before?: Known): never {
    const asValue =
      before === undefined ? '' : `; if it is the value, write --${before.java?.long ?? before.flag}=${word}`
    throw this.set.failure(`'${word}' begins with ${dash}, not '-'`, `type it again as ${meant}${asValue}`)
  }
}

/** Not in a form that a flag takes, but too near to it to be a word of its own. */
const yesOrNo = /^(true|false|yes|no|on|off)$/i

function split(text: string): {name: string; value: string | undefined} {
  const equals = text.indexOf('=')
  return equals === -1 ? {name: text, value: undefined} : {name: text.slice(0, equals), value: text.slice(equals + 1)}
}

function truth(word: string | undefined): boolean | undefined {
  const text = word?.trim().toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : undefined
}

function withUnit(value: string, {unit, blank}: JavaOption): string {
  if (blank !== undefined && value.trim() === '') return blank
  return unit !== undefined && /^\d+$/.test(value) ? `${value}${unit}` : value
}
