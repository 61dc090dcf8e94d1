/**
 * The settings of an embedded server, under Java's names: one declared table says what there is, of which type, with which
 * default. They are printed and changed by the config requests (26 and 25 of a broker, 319 and 318 of a name server).
 *
 * ```ts
 * const table = {listenPort: integer(9876), orderMessageEnable: flag(false, {live: true})}
 * const settings = new Settings(table)
 * settings.change([['orderMessageEnable', 'true']])
 * settings.values.orderMessageEnable // true
 * ```
 */
import {UsageError} from '../errors.js'

export interface Setting<T extends string | number | boolean = string | number | boolean> {
  readonly kind: 'text' | 'integer' | 'flag' | 'choice'
  readonly initial: T
  readonly choices?: readonly string[]
  readonly least?: number
  readonly most?: number
  /** A change takes effect at once; otherwise at the next start. */
  readonly live: boolean
  /** Why it can have no other value in this server. */
  readonly fixed?: string
  readonly about: string
}

interface SettingOptions {
  live?: boolean
  fixed?: string
  about?: string
}

const optionsOf = ({live = false, fixed, about = ''}: SettingOptions) => ({
  live,
  about,
  ...(fixed === undefined ? {} : {fixed}),
})

export const text = (initial: string, options: SettingOptions = {}): Setting<string> => ({
  kind: 'text',
  initial,
  ...optionsOf(options),
})

export const integer = (
  initial: number,
  {least = 0, most = Number.MAX_SAFE_INTEGER, ...options}: SettingOptions & {least?: number; most?: number} = {},
): Setting<number> => ({kind: 'integer', initial, least, most, ...optionsOf(options)})

export const flag = (initial: boolean, options: SettingOptions = {}): Setting<boolean> => ({
  kind: 'flag',
  initial,
  ...optionsOf(options),
})

export const choice = <const C extends readonly string[]>(
  choices: C,
  options: SettingOptions = {},
): Setting<C[number]> => ({kind: 'choice', initial: choices[0] as C[number], choices, ...optionsOf(options)})

export type SettingTable = Readonly<Record<string, Setting>>
export type Values<T extends SettingTable> = {[K in keyof T]: T[K] extends Setting<infer V> ? V : never}

export interface ConfigVersion {
  counter: number
  stateVersion: number
  timestamp: number
}

export interface Changes {
  /** Keys whose value is another one now. */
  changed: string[]
  /** Keys that no setting has; a Java server ignores them too. */
  unknown: string[]
}

export class Settings<T extends SettingTable> {
  readonly values: Values<T>
  /** Counts changes, as the `version` of a config answer does. */
  readonly version: ConfigVersion = {counter: 0, stateVersion: 0, timestamp: Date.now()}

  constructor(readonly table: T) {
    this.values = Object.fromEntries(Object.entries(table).map(([key, {initial}]) => [key, initial])) as Values<T>
  }

  /** Takes all of the given values or, when one of them is wrong, none: throws {@link UsageError} then. */
  change(pairs: Iterable<readonly [string, string]>): Changes {
    const next: [string, string | number | boolean][] = []
    const unknown: string[] = []
    for (const [key, raw] of pairs) {
      const setting = Object.hasOwn(this.table, key) ? this.table[key] : undefined
      if (setting) next.push([key, parse(key, setting, raw)])
      else unknown.push(key)
    }
    const values = this.values as Record<string, string | number | boolean>
    const changed = next.filter(([key, value]) => values[key] !== value).map(([key]) => key)
    for (const [key, value] of next) values[key] = value
    if (changed.length > 0) {
      this.version.counter++
      this.version.timestamp = Date.now()
    }
    return {changed, unknown}
  }

  /**
   * Takes the values of a start. What can have no other value here is left as it is: returns what to log about that and about
   * keys that no setting has. Throws {@link UsageError} for a wrong value.
   */
  load(pairs: Iterable<readonly [string, string]>): string[] {
    const notes: string[] = []
    for (const [key, raw] of pairs) {
      const setting = Object.hasOwn(this.table, key) ? this.table[key] : undefined
      if (setting?.fixed !== undefined && parseKind(key, setting, raw.trim()) !== setting.initial)
        notes.push(`${key}=${raw} is ignored: ${setting.fixed}`)
      else if (this.change([[key, raw]]).unknown.length > 0) notes.push(`this server has no setting ${key}`)
    }
    this.version.counter = 0
    return notes
  }

  /** All settings as text, sorted by name as Java 5.x prints them. */
  print(): Map<string, string> {
    const names = Object.keys(this.table).sort()
    return new Map(names.map(name => [name, String(this.values[name as keyof T])]))
  }
}

function parse(key: string, setting: Setting, raw: string): string | number | boolean {
  const value = parseKind(key, setting, raw.trim())
  if (setting.fixed !== undefined && value !== setting.initial)
    throw new UsageError(`${key} can only be ${setting.initial} here: ${setting.fixed}`)
  return value
}

function parseKind(key: string, {kind, choices, least = 0, most = 0}: Setting, raw: string): string | number | boolean {
  switch (kind) {
    case 'text':
      return raw
    case 'flag': {
      const lower = raw.toLowerCase()
      if (lower !== 'true' && lower !== 'false') throw new UsageError(`${key} is true or false, not '${raw}'`)
      return lower === 'true'
    }
    case 'choice': {
      const found = choices?.find(name => name === raw)
      if (found === undefined) throw new UsageError(`${key} is one of ${choices?.join(', ')}, not '${raw}'`)
      return found
    }
    case 'integer': {
      const value = Number(raw)
      if (!/^-?\d+$/.test(raw) || value < least || value > most)
        throw new UsageError(`${key} is a whole number from ${least} to ${most}, not '${raw}'`)
      return value
    }
  }
}

/**
 * A properties text with some values replaced: comments, order and other lines stay; new keys go to the end. Java would write
 * the file anew with every setting it has.
 */
export function editProperties(source: string, values: ReadonlyMap<string, string>): string {
  const left = new Map(values)
  const lines = source.split(/\r?\n/).map(line => {
    const key = /^\s*([^#!=:\s][^=:\s]*)\s*[=:]/.exec(line)?.[1]
    const value = key === undefined ? undefined : left.get(key)
    if (key === undefined || value === undefined) return line
    left.delete(key)
    return `${key}=${value}`
  })
  while (lines.at(-1) === '') lines.pop()
  return [...lines, ...[...left].map(([key, value]) => `${key}=${value}`), ''].join('\n')
}
