/** java.util.Formatter, as far as mqadmin uses it: `%s %d %x %c %b %f %n %%` with width, precision and the flags `- 0 , + space`. */
import {MqError} from '../errors.js'
import {javaString} from './java-text.js'

interface Piece {
  /** Text before the conversion. */
  text: string
  spec: string
  conversion: string
  flags: string
  width: number
  precision: number | undefined
}

const specifier = /%([-0,+ ]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g
const parsed = new Map<string, {pieces: Piece[]; rest: string}>()

/**
 * `javaFormat('%-20s  %.2f%n', name, tps)`. Numbers round half up on their shortest digits, as Java does; widths count UTF-16
 * units. `%n` is always a line feed. `%s` of a fraction prints as `Double.toString`; a whole double has to be given as
 * `javaDouble(value)`, since JavaScript cannot tell 1 from 1.0.
 */
export function javaFormat(layout: string, ...args: readonly unknown[]): string {
  const {pieces, rest} = parse(layout)
  let text = ''
  let next = 0
  for (const piece of pieces) {
    text += piece.text
    if (piece.conversion === 'n') text += '\n'
    else if (piece.conversion === '%') text += pad('%', piece)
    else {
      if (next >= args.length) throw misuse(layout, `no argument for ${piece.spec}`)
      text += convert(layout, piece, args[next++])
    }
  }
  return text + rest
}

function parse(layout: string): {pieces: Piece[]; rest: string} {
  const known = parsed.get(layout)
  if (known) return known
  const pieces: Piece[] = []
  let from = 0
  for (const match of layout.matchAll(specifier)) {
    const [spec, flags = '', width, precision, conversion = ''] = match
    pieces.push({
      text: layout.slice(from, match.index),
      spec,
      conversion,
      flags,
      width: Number(width ?? 0),
      precision: precision === undefined ? undefined : Number(precision),
    })
    from = match.index + spec.length
  }
  const rest = layout.slice(from)
  if (rest.includes('%') || pieces.some(({text}) => text.includes('%'))) throw misuse(layout, 'unknown conversion')
  const result = {pieces, rest}
  parsed.set(layout, result)
  return result
}

function convert(layout: string, piece: Piece, value: unknown): string {
  const {conversion, precision} = piece
  const upper = conversion !== conversion.toLowerCase()
  const text = convertLower(layout, piece, value, conversion.toLowerCase(), precision)
  return upper ? text.toUpperCase() : text
}

function convertLower(
  layout: string,
  piece: Piece,
  value: unknown,
  conversion: string,
  precision: number | undefined,
): string {
  const missing = value === null || value === undefined
  switch (conversion) {
    case 's':
      return pad(javaString(value).slice(0, precision), piece)
    case 'b':
      return pad((typeof value === 'boolean' ? String(value) : String(!missing)).slice(0, precision), piece)
  }
  if (missing) return pad('null'.slice(0, precision), piece)
  switch (conversion) {
    case 'c':
      return pad(typeof value === 'number' ? String.fromCodePoint(value) : javaString(value), piece)
    case 'd':
      if (typeof value !== 'bigint' && !Number.isInteger(value))
        throw misuse(layout, `${piece.spec} of ${typeof value}`)
      return padNumber(BigInt(value as number | bigint).toString(), piece)
    case 'x': {
      if (typeof value !== 'bigint' && !Number.isInteger(value))
        throw misuse(layout, `${piece.spec} of ${typeof value}`)
      const bits = typeof value === 'bigint' ? 64 : 32
      return padNumber(BigInt.asUintN(bits, BigInt(value as number | bigint)).toString(16), piece)
    }
    case 'f':
      if (typeof value !== 'number') throw misuse(layout, `${piece.spec} of ${typeof value}`)
      if (!Number.isFinite(value)) return pad(String(value), piece)
      return padNumber(halfUp(value, precision ?? 6), piece)
  }
  throw misuse(layout, `unknown conversion ${piece.spec}`)
}

const pad = (text: string, {flags, width}: Piece): string =>
  flags.includes('-') ? text.padEnd(width) : text.padStart(width)

function padNumber(text: string, piece: Piece): string {
  const {flags, width} = piece
  const negative = text.startsWith('-')
  let digits = negative ? text.slice(1) : text
  if (flags.includes(',')) digits = digits.replace(/^\d+/, whole => whole.replace(/\B(?=(\d{3})+$)/g, ','))
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  if (flags.includes('0')) digits = digits.padStart(width - sign.length, '0')
  return pad(sign + digits, piece)
}

/**
 * A number with so many decimals, rounded half up on the shortest decimal digits that make it (java.util.Formatter, by way of
 * FormattedFloatingDecimal): 1.005 gives 1.01, where `toFixed` looks at the binary value and gives 1.00.
 */
export function halfUp(value: number, decimals: number): string {
  // nothing to round; most figures of an idle cluster are 0
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value.toFixed(decimals)
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e')
  const [first = '', rest = ''] = mantissa.split('.')
  const digits = first + rest
  const point = 1 + Number(exponent)
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits
  const kept = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
  const rounded = (kept + ((fraction[decimals] ?? '0') >= '5' ? 1n : 0n)).toString().padStart(decimals + 1, '0')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const split = rounded.length - decimals
  return sign + (decimals === 0 ? rounded : `${rounded.slice(0, split)}.${rounded.slice(split)}`)
}

const misuse = (layout: string, what: string): MqError =>
  new MqError('INTERNAL', `Cannot format ${JSON.stringify(layout)}: ${what}`)
