/**
 * The commands of Java's mqadmin as the argv adapter and the docs see them: which command of ours each one is, and which
 * of our flags each of its options becomes. The rows are in `java-table.ts`; only the one asked for is built.
 */
import {type JavaRow, javaTable} from './java-table.js'

export interface JavaOption {
  /** Letter or letters after one dash. Missing where Java has a long name only. */
  readonly short?: string
  /** Java's long name. Those that Java declares with a space at the end are given without it. */
  readonly long: string
  /** Our long flag. */
  readonly flag: string
  /** `boolean` takes true or false, `switch` takes nothing. */
  readonly kind: 'value' | 'boolean' | 'switch'
  /** Java refuses a line without it; of an exclusive group, a line without any of its members. */
  readonly required?: true
  /** Who may leave a required option out after all: lines with our names, or everybody. */
  readonly relaxed?: 'ours' | 'always'
  /** Flags of ours that make a required option unnecessary. */
  readonly unless?: readonly string[]
  /** Options of one group exclude each other. */
  readonly group?: string
  /** Only Java's name makes them exclude each other; under ours they may stand together. */
  readonly together?: true
  /** The letter this one was declared with before a later option of the same command took it. */
  readonly shadowed?: string
  /** The long name of the switch that is meant when no value follows the letter. */
  readonly bare?: string
  /** Unit of Java's plain number, put behind it for our flag. */
  readonly unit?: 's' | 'ms'
  /** What a blank value stands for. */
  readonly blank?: string
  /** A switch of ours that comes with it. */
  readonly brings?: string
  /** A value is taken, and like Java we do not look at it: being there is what counts. */
  readonly presence?: true
}

export interface JavaCommand {
  /** Our command id, e.g. `topic:set`. */
  readonly id: string
  /** Java's name in Java's spelling, e.g. `updateTopic`. */
  readonly name: string
  /** Names it had in other releases. */
  readonly aliases: readonly string[]
  /** Its own options in Java's order, then `-h` and `-n`, which every command has. */
  readonly options: readonly JavaOption[]
}

export const helpOption: JavaOption = {short: 'h', long: 'help', flag: 'help', kind: 'switch'}
export const nameServersOption: JavaOption = {short: 'n', long: 'namesrvAddr', flag: 'namesrvAddr', kind: 'value'}

function build(id: string, row: JavaRow): JavaCommand {
  const options = row.options()
  const ownLetter = options.some(option => option.short === nameServersOption.short)
  if (!options.some(option => option.long === nameServersOption.long)) {
    const {short, ...longOnly} = nameServersOption
    options.push(ownLetter ? longOnly : {...longOnly, short: short as string})
  }
  options.push(helpOption)
  return {id, name: row.name, aliases: row.aliases, options}
}

/** The Java command behind one of our ids. */
export function javaCommand(id: string): JavaCommand | undefined {
  const row = javaTable[id]
  return row && build(id, row)
}

/** Our id for a Java name or one of its aliases, in any letter case as in Java's `MQAdminStartup#findSubCommand`. */
export function idOfJavaName(typed: string): string | undefined {
  const name = typed.toLowerCase()
  for (const id in javaTable) {
    const row = javaTable[id] as JavaRow
    if (row.name.toLowerCase() === name || row.aliases.some(alias => alias.toLowerCase() === name)) return id
  }
  return undefined
}

/** Every name a Java command may be called by, in Java's spelling. */
export const javaNames = (): string[] => Object.values(javaTable).flatMap(row => [row.name, ...row.aliases])

/** All of them, for docs and tests. */
export const javaCommands = (): JavaCommand[] => Object.entries(javaTable).map(([id, row]) => build(id, row))
