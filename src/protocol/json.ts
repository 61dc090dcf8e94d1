/**
 * Java's JSON, read and written. fastjson's texts are not JSON: map keys may be bare integers (`{0:"a"}`) or whole objects
 * (`{{"topic":"t"}:5}`), and integers use all 64 bits. The reader takes all of that plus single quotes, bare names, comments
 * and trailing commas; the writer gives the one form that 4.9 to 5.5 read: exact names, raw object keys, no nulls.
 */
import {DecodeError} from '../errors.js'
import {Entries} from '../schema.js'
import {resolveReferences} from './json-references.js'

export {type WriteOptions, writeJson} from './json-writer.js'

/** The deepest nesting that is read; declared shapes need less than ten levels. */
export const maxDepth = 128
/** A key that standard JSON does not have: a bare number or a whole object. Inside a string it only costs the fast way. */
const javaKey = /[{,]\s*-?\d+\s*:|\{\s*[{[]/
/** An unquoted number that may be beyond 2^53. */
const maybeBigInteger = /(?:^|[:[,])\s*-?\d{16}/

/**
 * Reads one document. Objects become plain objects, or {@link Entries} when a key is itself an object; integers beyond 2^53
 * become bigints; fastjson's `{"$ref":"$.a[0]"}` becomes what it points to. Throws {@link DecodeError} on anything else.
 */
export function readJson(text: string): unknown {
  const references = text.includes('$ref')
  if (!references && !javaKey.test(text) && !maybeBigInteger.test(text) && !mayBeDeep(text)) {
    try {
      return JSON.parse(text)
    } catch {
      // not standard JSON: read it Java's way
    }
  }
  const value = new Reader(text).document()
  return references ? resolveReferences(value) : value
}

/** Counts brackets inside strings as well: a false alarm only costs the fast way. */
function mayBeDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === openBrace || char === openBracket) {
      if (++depth > maxDepth) return true
    } else if (char === closeBrace || char === closeBracket) depth--
  }
  return false
}

const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const comma = 0x2c
const colon = 0x3a
const slash = 0x2f
const doubleQuote = 0x22
const singleQuote = 0x27

const isBlank = (char: number): boolean =>
  char === 0x20 || (char >= 0x09 && char <= 0x0d) || char === 0xa0 || char === 0xfeff

class Reader {
  private at = 0
  /** Where the next backslash is: tells at once that a string has no escapes. */
  private nextEscape = -1
  constructor(private readonly text: string) {}

  document(): unknown {
    const value = this.value(0)
    if (!Number.isNaN(this.peek())) this.fail('the end')
    return value
  }

  private value(depth: number): unknown {
    if (depth > maxDepth) throw new DecodeError(`JSON is nested deeper than ${maxDepth} levels`)
    const char = this.peek()
    if (char === openBrace) return this.object(depth)
    if (char === openBracket) return this.array(depth)
    if (char === doubleQuote || char === singleQuote) return this.string(char)
    const value = scalar(this.word())
    return value === undefined ? this.fail('a value') : value
  }

  private object(depth: number): unknown {
    this.at++
    const result: Record<string, unknown> = {}
    let pairs: [unknown, unknown][] | undefined
    for (;;) {
      const char = this.peek()
      if (char === closeBrace) break
      if (char === comma) {
        this.at++
        continue
      }
      const key =
        char === openBrace || char === openBracket
          ? this.value(depth + 1)
          : char === doubleQuote || char === singleQuote
            ? this.string(char)
            : this.word()
      if (this.peek() !== colon) this.fail("':'")
      this.at++
      const value = this.value(depth + 1)
      if (typeof key !== 'string') pairs ??= Object.entries(result)
      if (pairs) pairs.push([key, value])
      else if (key === '__proto__') Object.defineProperty(result, key, {value, ...plainProperty})
      else result[key as string] = value
      this.separator(closeBrace, "',' or '}'")
    }
    this.at++
    return pairs ? new Entries(pairs) : result
  }

  private array(depth: number): unknown[] {
    this.at++
    const items: unknown[] = []
    for (;;) {
      const char = this.peek()
      if (char === closeBracket) break
      if (char === comma) {
        this.at++
        continue
      }
      items.push(this.value(depth + 1))
      this.separator(closeBracket, "',' or ']'")
    }
    this.at++
    return items
  }

  private separator(close: number, expected: string): void {
    const char = this.peek()
    if (char === comma) this.at++
    else if (char !== close) this.fail(expected)
  }

  private string(quote: number): string {
    const from = this.at + 1
    const to = this.text.indexOf(quote === doubleQuote ? '"' : "'", from)
    if (to < 0) this.fail('a closing quote')
    if (this.nextEscape < from) {
      const found = this.text.indexOf('\\', from)
      this.nextEscape = found < 0 ? Number.POSITIVE_INFINITY : found
    }
    if (to > this.nextEscape) return this.escapedString(quote, from)
    this.at = to + 1
    return this.text.slice(from, to)
  }

  private escapedString(quote: number, start: number): string {
    let result = ''
    let from = start
    this.at = start
    for (;;) {
      const char = this.text.charCodeAt(this.at)
      if (Number.isNaN(char)) this.fail('a closing quote')
      if (char === quote) break
      if (char === 0x5c) {
        result += this.text.slice(from, this.at) + this.escape()
        from = this.at
      } else this.at++
    }
    this.at++
    return result + this.text.slice(from, this.at - 1)
  }

  private escape(): string {
    const char = this.text[this.at + 1]
    if (char === 'u' || char === 'x') {
      const digits = char === 'u' ? 4 : 2
      const hex = this.text.slice(this.at + 2, this.at + 2 + digits)
      if (hex.length !== digits || /[^0-9a-fA-F]/.test(hex)) this.fail('hex digits')
      this.at += 2 + digits
      return String.fromCharCode(Number.parseInt(hex, 16))
    }
    if (char === undefined) this.fail('an escape')
    this.at += 2
    return escapes.get(char as string) ?? (char as string)
  }

  /** A bare word: a number, a literal or an unquoted name. */
  private word(): string {
    const from = this.at
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charCodeAt(this.at)
      if (
        char === comma ||
        char === colon ||
        char === closeBrace ||
        char === closeBracket ||
        char === openBrace ||
        char === openBracket ||
        char === doubleQuote ||
        char === singleQuote ||
        char === slash ||
        isBlank(char)
      )
        break
    }
    if (this.at === from) this.fail('a value')
    return this.text.slice(from, this.at)
  }

  /** Skips blanks and comments and gives the character there, or NaN at the end. */
  private peek(): number {
    for (;;) {
      const char = this.text.charCodeAt(this.at)
      if (char === slash) this.comment()
      else if (isBlank(char)) this.at++
      else return char
    }
  }

  private comment(): void {
    const line = this.text.startsWith('//', this.at)
    if (!line && !this.text.startsWith('/*', this.at)) this.fail('a value')
    const close = this.text.indexOf(line ? '\n' : '*/', this.at + 2)
    if (close < 0 && !line) this.fail("'*/'")
    this.at = close < 0 ? this.text.length : close + (line ? 1 : 2)
  }

  private fail(expected: string): never {
    const found = this.text.slice(this.at, this.at + 20)
    throw new DecodeError(
      `JSON: expected ${expected} at ${this.at}, found ${found === '' ? 'the end' : JSON.stringify(found)}`,
    )
  }
}

const escapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
])
const plainProperty = {enumerable: true, configurable: true, writable: true}

/** What a bare word means, or undefined when it is no value. */
function scalar(word: string): unknown {
  switch (word) {
    case 'true':
      return true
    case 'false':
      return false
    case 'null':
    case 'NaN':
    case 'Infinity':
    case '-Infinity':
      return null
  }
  const short = word.length < 16 ? Number(word) : Number.NaN
  if (Number.isSafeInteger(short)) return short
  if (/^-?\d{1,40}L?$/.test(word)) {
    const value = BigInt(word.replace('L', ''))
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
  }
  const value = Number(word.replace(/[DFdf]$/, ''))
  return Number.isNaN(value) ? undefined : value
}
