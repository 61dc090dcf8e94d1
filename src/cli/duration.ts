/** Spans of time in flags, variables and context files. */
import {UsageError} from '../errors.js'
import {parseDuration} from '../view/time.js'

/** Milliseconds of `2s` or `1m30s`; a bare 0 is clear without a unit. `what` names the flag, variable or key in the error. */
export function durationOf(text: string, what: string): number {
  if (text.trim() === '0') return 0
  try {
    return parseDuration(text)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`${what}: ${error.message}`, {hint: error.hint})
  }
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const

/** The text that {@link durationOf} reads back as the same span. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0'
  const [unit, size] = units.find(([, size]) => ms % size === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}
