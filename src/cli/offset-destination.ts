import type {Destination} from '../admin/offset-destination.js'
import {UsageError} from '../errors.js'
import {parseTime} from '../view/time.js'

interface Clock {
  now: number
  zone: string | undefined
}

/** The offsets that stand in a file; - is standard input. */
export interface FileDestination {
  to: 'file'
  file: string
}

/**
 * ```
 * destination  ←  'earliest' | 'latest' | 'now' | ('+' | '-') count | offset | time | 'file=' path
 * ```
 *
 * A bare number is an offset, a signed one a distance from what is committed; a time is as everywhere (`-1h`, a date), but its
 * milliseconds go with `--timestamp`. A file holds what `offset export` writes. Throws {@link UsageError}.
 */
export function readDestination(text: string, {now, zone}: Clock): Destination | FileDestination {
  const trimmed = text.trim()
  const [, file] = /^file=(.+)$/.exec(trimmed) ?? []
  if (file !== undefined) return {to: 'file', file}
  if (/^(earliest|latest)$/i.test(trimmed)) return {to: trimmed.toLowerCase() as 'earliest' | 'latest'}
  if (/^[+-]\d+$/.test(trimmed)) return {to: 'distance', count: number(trimmed)}
  if (/^\d+$/.test(trimmed)) return {to: 'offset', offset: number(trimmed)}
  try {
    return timeDestination(parseTime(trimmed, {now, zone}))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`'${text}' is no place to go to`, {
      hint: 'use earliest, latest, now, a time such as -1h or 2026-11-23T23:20:41Z, a distance such as +10 or -10, an offset, or file=PATH',
    })
  }
}

/** Java's `-s`: a time before 1970, such as -1, is the end. */
export const timeDestination = (time: number): Destination => (time < 0 ? {to: 'latest'} : {to: 'time', time})

function number(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new UsageError(`${text} is beyond what an offset can be`)
  return value
}
