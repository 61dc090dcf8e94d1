/** One value in one cell: raw for machines, human for a table. */
import type {AnyField, Kind} from '../schema.js'
import {documentOf, jsonText, textOfBytes} from './document.js'
import {formatBytes, formatCount, formatDuration, formatRate} from './humanise.js'
import {formatTime, isoTime} from './time.js'
import type {Column} from './view.js'

const numeric = new Set<Kind>(['int', 'long', 'double', 'offset', 'count', 'bytes', 'duration', 'rate'])

/** Numbers stand to the right. A computed column without a kind goes by its values. */
export const isNumeric = (kind: Kind | undefined, value: unknown): boolean =>
  kind === undefined ? typeof value === 'number' || typeof value === 'bigint' : numeric.has(kind)

/** As programs want it: times in ISO, numbers with all digits, nothing for a missing value or a time that never was. */
export function rawCell<R>({kind, field}: Column<R>, value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (kind === 'time' && typeof value === 'number') return isoTime(value) ?? ''
  return nested(field, value) ?? String(value)
}

/** As people want it; `-` for a missing value. */
export function humanCell<R>({kind, field, humanise}: Column<R>, value: unknown, zone: string | undefined): string {
  if (value === undefined || value === null) return '-'
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return humanise ? (value ? 'yes' : 'no') : String(value)
  if (humanise && (typeof value === 'number' || typeof value === 'bigint')) {
    const text = humanNumber(kind, value, zone)
    if (text !== undefined) return text
  }
  if (value instanceof Map && [...value.values()].every(isScalar))
    return [...value].map(([key, item]) => `${key}=${item}`).join(', ')
  if (Array.isArray(value) && value.every(isScalar)) return value.length === 0 ? '-' : value.join(', ')
  return nested(field, value) ?? String(value)
}

function humanNumber(kind: Kind | undefined, value: number | bigint, zone: string | undefined): string | undefined {
  switch (kind) {
    case 'time':
      return formatTime(Number(value), zone)
    case 'bytes':
      return formatBytes(value)
    case 'count':
      return formatCount(value)
    case 'duration':
      return formatDuration(Number(value))
    case 'rate':
      return formatRate(Number(value))
    default:
      return undefined
  }
}

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object'

/** A list of scalars with commas between, bytes as text, anything deeper as compact JSON. */
function nested(field: AnyField | undefined, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Buffer.isBuffer(value)) return textOfBytes(value)
  if (Array.isArray(value) && value.every(isScalar)) return value.join(',')
  return jsonText(documentOf(field, value))
}

// C0 and C1 controls, and what turns the direction of writing or breaks a line
const unsafe = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
const unsafeOrBackslash = /[\x00-\x1f\x7f-\x9f\\]/g
const named: Record<string, string> = {'\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\'}

/** Control characters made visible, so that a name or a body cannot drive the terminal. */
export const safeText = (text: string): string => text.replace(unsafe, escapeChar)

/** The same for `plain`, and reversible: `\t \n \r \\`, other control characters as `\x1b`. */
export const escapedText = (text: string): string => text.replace(unsafeOrBackslash, escapeChar)

function escapeChar(char: string): string {
  const code = char.charCodeAt(0)
  return named[char] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`)
}

const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0')
