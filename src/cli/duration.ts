/** Spans of time as people type them: `2s`, `500ms`, `1m30s`, `2h`, `1d`. */
import {UsageError} from '../errors.js'

const unitMs: Record<string, number> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}
const whole = /^(\d+(\.\d+)?(ms|s|m|h|d))+$/
const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g

/** Milliseconds. Without a unit only 0 is clear. Throws {@link UsageError}; `what` names the flag, variable or file key. */
export function parseDuration(text: string, what: string): number {
  const given = text.trim().toLowerCase()
  if (given === '0') return 0
  if (!whole.test(given))
    throw new UsageError(`${what}: '${text}' is not a span of time`, {
      hint: 'write a number and a unit: 500ms, 2s, 1m30s, 2h',
    })
  let sum = 0
  for (const [, amount, unit] of given.matchAll(part)) sum += Number(amount) * (unitMs[unit as string] as number)
  return Math.round(sum)
}

/** The shortest text {@link parseDuration} reads back as the same span. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0'
  for (const unit of ['d', 'h', 'm', 's'])
    if (ms % (unitMs[unit] as number) === 0) return `${ms / (unitMs[unit] as number)}${unit}`
  return `${ms}ms`
}
