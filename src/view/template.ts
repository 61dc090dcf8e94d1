/**
 * Lines in a form of the user's own.
 *
 * ```
 * template  ←  ('{{' name '}}' | '\' ('n' | 't' | 'r' | '0' | '\') | any character)*
 * ```
 *
 * A line end follows where the template does not end with one, or with \0.
 */
import {UsageError} from '../errors.js'

export interface Template {
  render(textOf: (name: string) => string): string
}

const piece = /\{\{\s*([^{}]*?)\s*\}\}|\\([ntr0\\])/g
const escapes: Record<string, string> = {n: '\n', t: '\t', r: '\r', 0: '\0', '\\': '\\'}

/** Throws {@link UsageError} for a name that `known` does not take; `names` says which there are. */
export function parseTemplate(text: string, known: (name: string) => boolean, names: readonly string[]): Template {
  const parts: (string | {name: string})[] = []
  let at = 0
  for (const match of text.matchAll(piece)) {
    const [whole, name, escaped] = match
    parts.push(text.slice(at, match.index))
    at = match.index + whole.length
    if (escaped !== undefined) parts.push(escapes[escaped] as string)
    else if (name !== undefined && known(name)) parts.push({name})
    else throw new UsageError(`--format: there is no '${name}'`, {hint: `names are ${names.join(', ')}`})
  }
  parts.push(text.slice(at))
  const last = parts.findLast(part => part !== '')
  if (typeof last !== 'string' || !/[\n\0]$/.test(last)) parts.push('\n')
  return {render: textOf => parts.map(part => (typeof part === 'string' ? part : textOf(part.name))).join('')}
}
