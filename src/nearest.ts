/** Did-you-mean: near spellings, never run for the user. */

/**
 * Edits between two words: insert, delete, replace, or swap of neighbours (Damerau-Levenshtein in its optimal string
 * alignment form). More than `limit` edits come back as `limit + 1`.
 */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let beforeLast: number[] = []
  let last = Array.from({length: b.length + 1}, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1)
      current.push(cost)
    }
    beforeLast = last
    last = current
  }
  return Math.min(last[b.length]!, limit + 1)
}

/** The candidates nearest to what was typed, best first, at most three. Letter case does not count. */
export function nearest(typed: string, candidates: Iterable<string>): string[] {
  const word = typed.toLowerCase()
  // of the dashes before an option only one counts: --yes is not meant to be --tls
  const letters = word.startsWith('--') ? word.length - 1 : word.length
  const limit = letters < 3 ? 0 : Math.min(4, Math.ceil(letters / 4))
  const found: {candidate: string; edits: number}[] = []
  for (const candidate of new Set(candidates)) {
    const other = candidate.toLowerCase()
    const edits = distance(word, other, limit)
    if (edits <= limit) found.push({candidate, edits})
    else if (word.length > 2 && other.startsWith(word)) found.push({candidate, edits: limit})
  }
  found.sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
  const exact = found.filter(({edits}) => edits === 0)
  return (exact.length > 0 ? exact : found).slice(0, 3).map(({candidate}) => candidate)
}

/** The hint for a name that does not exist, by those that do; undefined where none is near, or it is one of them. */
export function didYouMean(typed: string, names: Iterable<string>): string | undefined {
  const near = nearest(typed, names)
  return near.length === 0 || near.includes(typed) ? undefined : `did you mean ${listed(near)}?`
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], joint: 'or' | 'and' = 'or'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`
}
