/** Java's properties files: broker.conf and its like, read as `Properties#load` does and written so that it reads them back. */
import {readFile} from 'node:fs/promises'

const escapes: Record<string, string> = {t: '\t', n: '\n', r: '\r', f: '\f'}
const writtenAs = Object.fromEntries(Object.entries(escapes).map(([letter, char]) => [char, `\\${letter}`]))

/** Comments (`#`, `!`), `=`, `:` or blanks as separator, continued lines, `\` escapes. Of a repeated key the last one counts. */
export function parseProperties(text: string): Map<string, string> {
  const result = new Map<string, string>()
  const lines = text.split(/\r\n|\n|\r/)
  for (let at = 0; at < lines.length; at++) {
    let line = (lines[at] as string).trimStart()
    if (line === '' || line.startsWith('#') || line.startsWith('!')) continue
    while (/(^|[^\\])(\\\\)*\\$/.test(line) && at + 1 < lines.length)
      line = line.slice(0, -1) + (lines[++at] as string).trimStart()
    const [, key = '', value = ''] = /^((?:\\.|[^\\=:\s])*)\s*[=:]?\s*([\s\S]*)$/.exec(line) ?? []
    result.set(unescaped(key), unescaped(value))
  }
  return result
}

function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})|\\([\s\S])/g, (_, hex: string | undefined, char: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (escapes[char] ?? char),
  )
}

/** Text for Java, which reads Latin-1: what is beyond plain ASCII becomes `\\uXXXX`. */
export function formatProperties(properties: ReadonlyMap<string, string>): string {
  return [...properties].map(([key, value]) => `${escapeText(key, true)}=${escapeText(value, false)}\n`).join('')
}

/** A value only needs its first blank escaped, a key all of them and the separators. */
function escapeText(text: string, isKey: boolean): string {
  return text.replace(/[\s\S]/g, (char, at: number) => {
    if (char in writtenAs) return writtenAs[char] as string
    if (char === '\\' || (char === ' ' && (isKey || at === 0)) || (isKey && '=:#!'.includes(char))) return `\\${char}`
    return /[ -~]/.test(char) ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** The properties of a file; none when it does not exist. */
export async function readProperties(file: string): Promise<Map<string, string>> {
  try {
    return parseProperties(await readFile(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw error
  }
}
