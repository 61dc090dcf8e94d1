/** The order of rows: natural, so that `broker-2` stands before `broker-10`. The same on every machine, whatever its locale. */
import type {SortKey} from './view.js'

/** A sorted copy; rows that compare equal keep their order. */
export function sortRows<R>(rows: readonly R[], keys: readonly SortKey<R>[]): readonly R[] {
  if (keys.length === 0 || rows.length < 2) return rows
  return [...rows].sort((a, b) => {
    for (const {value, descending} of keys) {
      const order = compareValues(value(a), value(b))
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}

/** Missing values last, numbers by size, the rest as text. */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareNatural(a, b)
  const missing = Number(a === undefined || a === null) - Number(b === undefined || b === null)
  if (missing !== 0 || a === undefined || a === null) return missing
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'object' || typeof b === 'object') return 0
  return compareNatural(String(a), String(b))
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint'

/** Runs of digits by value, all else by code unit. */
export function compareNatural(a: string, b: string): number {
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(j)]
    if (isDigit(x) && isDigit(y)) {
      const [iFrom, jFrom] = [skip(a, i, isZero), skip(b, j, isZero)]
      i = skip(a, iFrom, isDigit)
      j = skip(b, jFrom, isDigit)
      if (i - iFrom !== j - jFrom) return i - iFrom - (j - jFrom)
      for (let at = 0; at < i - iFrom; at++) {
        const order = a.charCodeAt(iFrom + at) - b.charCodeAt(jFrom + at)
        if (order !== 0) return order
      }
    } else if (x !== y) return x - y
    else {
      i++
      j++
    }
  }
  return a.length - i - (b.length - j) || (a < b ? -1 : a > b ? 1 : 0)
}

const isZero = (code: number): boolean => code === 48
const isDigit = (code: number): boolean => code >= 48 && code <= 57

function skip(text: string, from: number, what: (code: number) => boolean): number {
  let at = from
  while (at < text.length && what(text.charCodeAt(at))) at++
  return at
}
