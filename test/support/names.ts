/** Addresses, ids and folders of one cluster, and what stands for them in another. */

export type NamePairs = readonly (readonly [from: string, to: string])[]

/** All pairs at once, the longest first, so that no replacement is replaced again. */
export function renamed(text: string, pairs: NamePairs): string {
  const to = new Map(pairs)
  const all = [...to.keys()]
    .sort((a, b) => b.length - a.length)
    // an address is not the beginning of one with a longer port
    .map(name => `${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}${/:\d+$/.test(name) ? '(?!\\d)' : ''}`)
  return all.length === 0 ? text : text.replace(new RegExp(all.join('|'), 'g'), name => to.get(name) as string)
}

export const reversed = (pairs: NamePairs): NamePairs => pairs.map(([from, to]) => [to, from])
