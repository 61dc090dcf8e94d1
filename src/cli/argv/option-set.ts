import {UsageError} from '../../errors.js'
import {listed, nearest} from '../../nearest.js'
import {helpOption, type JavaCommand, type JavaOption, nameServersOption} from './java-commands.js'

/** What the adapter needs to know of a flag. A flag of an oclif class or manifest fits. */
export interface OwnFlag {
  readonly type: 'boolean' | 'option'
  readonly allowNo?: boolean | undefined
  readonly multiple?: boolean | undefined
  readonly required?: boolean | undefined
  readonly aliases?: readonly string[] | undefined
}

export type OwnFlags = Readonly<Record<string, OwnFlag>>

/** An option as it was recognized on the line. */
export interface Known {
  readonly flag: string
  /**
   * Java's `boolean` wants true or false behind it, a `toggle` of ours may have it. Java's `switch` takes nothing: a word
   * behind it is a stray one.
   */
  readonly takes: 'value' | 'boolean' | 'toggle' | 'switch'
  readonly negated: boolean
  readonly java: JavaOption | undefined
}

interface OptionSetInit {
  /** The Java command behind the command, if there is one. */
  java: JavaCommand | undefined
  flags: OwnFlags
  /** The line says Java's name. */
  javaNamed: boolean
  /** What help to ask for when the line is wrong, e.g. `topic set -h`. */
  help: string
}

const commonOptions = [nameServersOption, helpOption]
const moreNames = new Map([['name-servers', nameServersOption.flag]])

/** All options one command line may have: Java's with their letters, and our long flags. */
export class OptionSet {
  readonly javaNamed: boolean
  readonly options: readonly JavaOption[]
  private readonly flags: OwnFlags
  private readonly help: string

  constructor(init: OptionSetInit) {
    this.options = init.java?.options ?? commonOptions
    this.flags = init.flags
    this.javaNamed = init.javaNamed
    this.help = init.help
  }

  /** Java's short form, of one letter or more. */
  letters(letters: string): Known | undefined {
    const option = this.options.find(({short}) => short === letters)
    return option && this.java(option)
  }

  /** Java's long name or an unambiguous beginning of it, as it may stand behind one dash or two. */
  javaLong(name: string): Known | undefined {
    return this.exactJava(name) ?? this.only(name, this.javaBeginnings(name))
  }

  /** What stands behind two dashes. */
  long(name: string): Known | undefined {
    const exact = this.javaNamed
      ? (this.exactJava(name) ?? this.exactOwn(name))
      : (this.exactOwn(name) ?? this.exactJava(name))
    if (exact !== undefined || name === '') return exact
    const java = this.javaBeginnings(name)
    if (this.javaNamed && java.size > 0) return this.only(name, java)
    return this.only(name, new Map([...this.ownBeginnings(name), ...java]))
  }

  /** The longest of Java's long names that takes a value and is the beginning of the word: `-topicorders`. */
  longPrefix(word: string): {known: Known; value: string} | undefined {
    const option = this.longestPrefix(word)
    if (option === undefined || option.kind === 'switch') return undefined
    return {known: this.java(option), value: word.slice(option.long.length)}
  }

  /**
   * A word that cannot be the value of the option before it. Java's rule (`DefaultParser#isOption`) is loose: the first letter
   * or the beginning of a long name is enough. Of ours only the exact spelling counts.
   */
  isOption(word: string): boolean {
    if (!word.startsWith('-') || word === '-') return false
    if (this.isExactOption(word)) return true
    const name = nameIn(word)
    if (name === '') return false
    if (this.options.some(({long}) => long.startsWith(name))) return true
    if (word.startsWith('--')) return this.letters(name) !== undefined
    return this.letters(name.charAt(0)) !== undefined || this.longestPrefix(word.slice(1)) !== undefined
  }

  /** A word that is the full spelling of an option, with or without `=value`. */
  isExactOption(word: string): boolean {
    const name = nameIn(word)
    if (word.startsWith('--')) return (this.exactOwn(name) ?? this.exactJava(name)) !== undefined
    return word.startsWith('-') && (this.letters(name) ?? this.exactJava(name)) !== undefined
  }

  /** The option of Java that has this flag of ours. */
  javaOf(flag: string): JavaOption | undefined {
    return this.options.find(option => option.flag === flag)
  }

  own(flag: string): OwnFlag | undefined {
    return this.flags[flag]
  }

  /** Flags of ours without which a command does not run. */
  get required(): string[] {
    return Object.keys(this.flags).filter(flag => this.flags[flag]?.required)
  }

  /** How the user would type an option: `-t, --topic`. */
  title({flag, java}: Pick<Known, 'flag' | 'java'>): string {
    const long = `--${this.javaNamed && java !== undefined ? java.long : flag}`
    return java?.short === undefined ? long : `-${java.short}, ${long}`
  }

  /** The same inside an enumeration: `-t (--topic)`. */
  titleInList(option: Pick<Known, 'flag' | 'java'>): string {
    return this.title(option).replace(/, (.*)/, ' ($1)')
  }

  unknown(word: string): UsageError {
    const near = nearest(word.split('=', 1)[0] as string, this.spellings())
    const meant = near.length === 0 ? '' : `; did you mean ${listed(near)}?`
    return this.failure(`Unknown option: ${word}${meant}`)
  }

  failure(message: string, hint = `see: mqadmin ${this.help}`): UsageError {
    return new UsageError(message, {hint})
  }

  private exactJava(name: string): Known | undefined {
    const trimmed = name.trim()
    const option = this.options.find(({long}) => long === trimmed)
    return option && this.java(option)
  }

  private exactOwn(name: string): Known | undefined {
    const flag = Object.hasOwn(this.flags, name) ? name : (this.flagOfAlias(name) ?? moreNames.get(name))
    if (flag !== undefined) return this.ours(flag)
    if (!name.startsWith('no-')) return undefined
    const positive = name.slice('no-'.length)
    return Object.hasOwn(this.flags, positive) && this.flags[positive]?.allowNo
      ? {...this.ours(positive), takes: 'switch', negated: true}
      : undefined
  }

  private flagOfAlias(name: string): string | undefined {
    for (const flag in this.flags) if (this.flags[flag]?.aliases?.includes(name)) return flag
    return undefined
  }

  private java(java: JavaOption): Known {
    return {flag: java.flag, takes: java.kind, negated: false, java}
  }

  private ours(flag: string): Known {
    return {flag, takes: this.flags[flag]?.type === 'boolean' ? 'toggle' : 'value', negated: false, java: undefined}
  }

  /** Spelling → option. */
  private javaBeginnings(name: string): Map<string, Known> {
    const found = this.options.filter(({long}) => name !== '' && long.startsWith(name))
    return new Map(found.map(option => [`--${option.long}`, this.java(option)]))
  }

  private ownBeginnings(name: string): Map<string, Known> {
    const names = [...Object.keys(this.flags), ...moreNames.keys()]
    return new Map(
      names.filter(flag => flag.startsWith(name)).map(flag => [`--${flag}`, this.ours(moreNames.get(flag) ?? flag)]),
    )
  }

  /** The one flag that all these spellings stand for. */
  private only(name: string, spellings: ReadonlyMap<string, Known>): Known | undefined {
    const byFlag = new Map<string, string>()
    for (const [spelling, {flag}] of spellings) if (!byFlag.has(flag)) byFlag.set(flag, spelling)
    if (byFlag.size > 1) throw this.failure(`--${name} could be ${listed([...byFlag.values()])}: write more of it`)
    const [known] = spellings.values()
    return known
  }

  private longestPrefix(word: string): JavaOption | undefined {
    const name = nameIn(`-${word}`)
    const fits = this.options.filter(
      ({long}) => long.length > 1 && long.length <= word.length - 2 && name.startsWith(long),
    )
    return fits.sort((a, b) => b.long.length - a.long.length)[0]
  }

  private spellings(): string[] {
    const java = this.options.flatMap(({short, long}) =>
      short === undefined ? [`--${long}`] : [`-${short}`, `--${long}`],
    )
    return [...java, ...Object.keys(this.flags).map(flag => `--${flag}`)]
  }
}

/** `topic` in `--topic=orders`, `-topic` and `-topic=orders`. */
function nameIn(word: string): string {
  return word.slice(word.startsWith('--') ? 2 : 1).split('=', 1)[0] as string
}
