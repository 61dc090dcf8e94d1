/** Dashes that editors and chat programs put where a minus sign was typed. */
const typographic: Readonly<Record<string, string>> = {
  '\u2010': 'a hyphen (U+2010)',
  '\u2011': 'a non-breaking hyphen (U+2011)',
  '\u2012': 'a figure dash (U+2012)',
  '\u2013': 'an en dash (U+2013)',
  '\u2014': 'an em dash (U+2014)',
  '\u2015': 'a horizontal bar (U+2015)',
  '\u2212': 'a minus sign (U+2212)',
  '\ufe63': 'a small hyphen (U+FE63)',
  '\uff0d': 'a fullwidth hyphen (U+FF0D)',
}

const leading = /^[\u2010-\u2015\u2212\ufe63\uff0d-]+/

export interface WrongDash {
  /** What the first character is, for a sentence. */
  readonly name: string
  /** The word with one and with two plain dashes, the likelier first: editors make an em dash of two. */
  readonly meant: readonly [string, string]
}

/** Looks at a word that begins with a typographic dash, or with a plain one and a typographic one behind it. */
export function wrongDash(word: string): WrongDash | undefined {
  const dashes = leading.exec(word)?.[0] ?? ''
  const wrong = [...dashes].find(character => character in typographic)
  if (wrong === undefined) return undefined
  const rest = word.slice(dashes.length)
  const single = `-${rest}`
  const double = `--${rest}`
  const meant = dashes.length > 1 || wrong === '\u2014' ? ([double, single] as const) : ([single, double] as const)
  return {name: typographic[wrong] as string, meant}
}
