/**
 * Reads the part of YAML that settings files usually are, without loading the yaml package: on the start-up path of every
 * command that package costs more than all the rest of the settings.
 *
 * ```
 * file   ←  (line '\n')*
 * line   ←  ' '* ('#' any*)?  |  ' '* name ':' (' '+ value)? (' '+ '#' any*)? ' '*
 * name   ←  value                                      deeper lines below a name without a value are its mapping
 * value  ←  one word of plain characters  |  '…'  |  "…" as in JSON
 * ```
 *
 * Only ASCII without tabs. Every value is text, as with the failsafe schema; whatever could mean anything else is left to the
 * package.
 */

export interface PlainYaml {
  [name: string]: PlainYaml | string | null
}

const word = String.raw`[A-Za-z0-9_./+](?:[\w./+*=,;@%^&()<>!?|~$:-]*[\w./+*=,;@%^&()<>!?|~$-])?`
const single = String.raw`'[^'\\]*'`
const double = String.raw`"(?:[^"\\]|\\["\\/bfnrt]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*"`
const value = `(?:${word}|${single}|${double})`
const line = new RegExp(`^( *)(${value}):(?: +(${value}))?(?: +#.*)? *$`)
const nothing = /^ *(#.*)?$/
const ascii = /^[\n\x20-\x7e]*$/
/** Plain words with a meaning of their own, at the start of a line or as a value. */
const special = /^(?:null|~|\.\.\.|---.*|__proto__)$/i

/** The mapping, null for a file that says nothing, or undefined where the yaml package must judge. */
export function readPlainYaml(text: string): PlainYaml | null | undefined {
  if (!ascii.test(text)) return undefined
  const root: PlainYaml = {}
  const open: {indent: number; names: PlainYaml}[] = [{indent: 0, names: root}]
  let pending: {names: PlainYaml; name: string} | undefined
  for (const source of text.split('\n')) {
    if (nothing.test(source)) continue
    const [, spaces, rawName, rawValue] = line.exec(source) ?? []
    if (spaces === undefined || rawName === undefined) return undefined
    const name = scalar(rawName)
    const content = rawValue === undefined ? null : scalar(rawValue)
    if (name === undefined || content === undefined) return undefined
    const indent = spaces.length
    if (pending !== undefined && indent > last(open).indent) {
      const names: PlainYaml = {}
      pending.names[pending.name] = names
      open.push({indent, names})
    }
    while (open.length > 1 && last(open).indent > indent) open.pop()
    const {names, indent: expected} = last(open)
    if (indent !== expected || name in names) return undefined
    names[name] = content
    pending = content === null ? {names, name} : undefined
  }
  return Object.keys(root).length === 0 ? null : root
}

function scalar(source: string): string | undefined {
  if (source.startsWith('"')) return JSON.parse(source) as string
  if (source.startsWith("'")) return source.slice(1, -1)
  return special.test(source) ? undefined : source
}

const last = <T>(items: readonly T[]): T => items[items.length - 1] as T
