/** What every error must be: a few lines on stderr that say what was tried, where, in which phase, and what to try next. */
import {expect} from 'vitest'
import type {Ran} from './cli.js'

export interface ToldError {
  code: string
  status: number
  message: string
  hint?: string
  address?: string
  role?: string
  request?: string
  phase?: string
  responseCode?: number
  failures?: (Omit<ToldError, 'failures'> & {target: string})[]
}

/** The error on stderr of a line that said `--output json` (notes may stand before it). */
export function toldError({stderr}: Ran): ToldError {
  const last = stderr.trimEnd().split('\n').at(-1) as string
  return (JSON.parse(last) as {error: ToldError}).error
}

/** The lines of the error, without the notes before it. */
export function errorLines({stderr}: Ran): string[] {
  expect(stderr.endsWith('\n')).toBe(true)
  const lines = stderr.trimEnd().split('\n')
  return lines.slice(lines.findIndex(line => line.startsWith('error: ')))
}

/** No stack, no object printed as such, no more lines than a person reads. */
export function expectReadable(ran: Ran): void {
  const lines = errorLines(ran)
  expect(lines[0]).toMatch(/^error: \S/)
  expect(lines.length).toBeLessThanOrEqual(9)
  for (const line of lines) {
    expect(line).not.toMatch(/^\s+at |\[object|undefined|fault of mqadmin/)
    expect(line.length).toBeLessThan(500)
  }
}
