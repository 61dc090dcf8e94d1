/**
 * Java's JSON, read and written. fastjson's texts are not JSON: map keys may be bare integers (`{0:"a"}`) or whole objects
 * (`{{"topic":"t"}:5}`), and integers use all 64 bits. The reader takes all of that plus single quotes, bare names, comments
 * and trailing commas; the writer gives the one form that 4.9 to 5.5 read: exact names, raw object keys, no nulls.
 */
import {DecodeError} from '../errors.js'
import {Entries} from '../schema.js'

const maxDepth = 128
const maybeBigInteger = /\d{16}/

/**
 * Reads one document. Objects become plain objects, or {@link Entries} when a key is itself an object; integers beyond 2^53
 * become bigints. Throws {@link DecodeError} on anything else.
 */
export function readJson(text: string): unknown {
  if (!maybeBigInteger.test(text) && !text.includes('"$ref"')) {
    try {
      return JSON.parse(text)
    } catch {
      // not standard JSON: read it Java's way
    }
  }
  const reader = new Reader(text)
  const value = reader.document()
  return text.includes('$ref') ? resolveReferences(value) : value
}

class Reader {
  private at = 0
  constructor(private readonly text: string) {}

  document(): unknown {
    const value = this.value(0)
    this.blanks()
    if (this.at < this.text.length) this.fail('the end')
    return value
  }

  private value(depth: number): unknown {
    if (depth > maxDepth) throw new DecodeError(`JSON is nested deeper than ${maxDepth} levels`)
    this.blanks()
    const char = this.text[this.at]
    if (char === '{') return this.object(depth)
    if (char === '[') return this.array(depth)
    if (char === '"' || char === "'") return this.string(char)
    return this.word()
  }

  private object(depth: number): unknown {
    this.at++
    const pairs: [unknown, unknown][] = []
    let plain = true
    for (;;) {
      this.blanks()
      if (this.take('}')) break
      if (this.take(',')) continue
      const key = this.text[this.at] === '{' || this.text[this.at] === '[' ? this.value(depth + 1) : this.key()
      if (typeof key === 'object' && key !== null) plain = false
      this.blanks()
      if (!this.take(':')) this.fail("':'")
      pairs.push([key, this.value(depth + 1)])
      this.blanks()
      if (!this.take(',') && this.text[this.at] !== '}') this.fail("',' or '}'")
    }
    if (!plain) return new Entries(pairs)
    const result: Record<string, unknown> = Object.create(null)
    for (const [key, value] of pairs) result[String(key)] = value
    return result
  }

  private array(depth: number): unknown[] {
    this.at++
    const items: unknown[] = []
    for (;;) {
      this.blanks()
      if (this.take(']')) return items
      if (this.take(',')) continue
      items.push(this.value(depth + 1))
      this.blanks()
      if (!this.take(',') && this.text[this.at] !== ']') this.fail("',' or ']'")
    }
  }

  private key(): unknown {
    const char = this.text[this.at]
    if (char === '"' || char === "'") return this.string(char)
    return this.bareWord()
  }

  private string(quote: string): string {
    let result = ''
    let from = ++this.at
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) this.fail('a closing quote')
      if (char === quote) break
      if (char === '\\') {
        result += this.text.slice(from, this.at) + this.escape()
        from = this.at
      } else this.at++
    }
    result += this.text.slice(from, this.at)
    this.at++
    return result
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
    return escapes[char as string] ?? (char as string)
  }

  private bareWord(): string {
    const match = /[^\s,:{}[\]"']+/y
    match.lastIndex = this.at
    const found = match.exec(this.text)
    if (!found) this.fail('a value')
    this.at = match.lastIndex
    return (found as RegExpExecArray)[0]
  }

  private word(): unknown {
    const word = this.bareWord()
    switch (word) {
      case 'true':
        return true
      case 'false':
        return false
      case 'null':
      case 'NaN':
        return null
    }
    if (/^-?\d{1,40}L?$/.test(word)) {
      const value = BigInt(word.replace('L', ''))
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
    }
    const value = Number(word.replace(/[DFdf]$/, ''))
    if (Number.isNaN(value)) this.fail('a value')
    return value
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }

  private blanks(): void {
    for (;;) {
      const blank = /\s*(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/)?/y
      blank.lastIndex = this.at
      blank.exec(this.text)
      if (blank.lastIndex === this.at) return
      this.at = blank.lastIndex
    }
  }

  private fail(expected: string): never {
    const found = this.text.slice(this.at, this.at + 20)
    throw new DecodeError(
      `JSON: expected ${expected} at ${this.at}, found ${found === '' ? 'the end' : JSON.stringify(found)}`,
    )
  }
}

const escapes: Record<string, string> = {n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '0': '\0'}

/** fastjson 1 writes a second occurrence of the same instance as `{"$ref":"$.path[0]"}`; what cannot be resolved becomes null. */
function resolveReferences(root: unknown): unknown {
  const visit = (node: unknown, parents: unknown[]): unknown => {
    if (typeof node !== 'object' || node === null) return node
    if (node instanceof Entries) {
      const inside = [...parents, node]
      for (const pair of node.pairs) pair.splice(0, 2, visit(pair[0], inside), visit(pair[1], inside))
      return node
    }
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) node[index] = visit(item, [...parents, node])
      return node
    }
    const record = node as Record<string, unknown>
    const keys = Object.keys(record)
    if (keys.length === 1 && typeof record['$ref'] === 'string') return follow(record['$ref'], parents)
    for (const key of keys) record[key] = visit(record[key], [...parents, node])
    return node
  }
  const follow = (path: string, parents: unknown[]): unknown => {
    if (path === '..') return parents.at(-2) ?? null
    if (path === '@') return parents.at(-1) ?? null
    if (!path.startsWith('$')) return null
    let node: unknown = root
    for (const [, name, index] of path.slice(1).matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)) {
      if (typeof node !== 'object' || node === null) return null
      node = (node as Record<string, unknown>)[(name ?? index) as string]
    }
    return parents.includes(node) ? null : (node ?? null)
  }
  return visit(root, [])
}

export interface WriteOptions {
  /** Every key quoted, so that any JSON parser reads it; keys that are objects stay as they are. */
  standard?: boolean
  /** Tabs and one property a line, as Java writes its configuration files. */
  pretty?: boolean
}

/** Writes a value that fields gave: objects, arrays, Maps, {@link Entries}, bigints. Undefined and null properties are left out. */
export function writeJson(value: unknown, options: WriteOptions = {}): string {
  return write(value, options.standard ? quotedKey : bareKey, options.pretty ? '\n' : undefined)
}

type WriteKey = (key: unknown) => string
const bareKey: WriteKey = key => (typeof key === 'string' ? JSON.stringify(key) : String(key))
const quotedKey: WriteKey = key => JSON.stringify(String(key))

function write(value: unknown, writeKey: WriteKey, indent?: string): string {
  if (value === null || value === undefined) return 'null'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null'
    case 'bigint':
    case 'boolean':
      return String(value)
  }
  const deeper = indent === undefined ? undefined : `${indent}\t`
  if (Array.isArray(value))
    return wrap(
      '[',
      ']',
      value.map(item => write(item, writeKey, deeper)),
      indent,
    )
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString('base64'))
  const pairs =
    value instanceof Entries ? value.pairs : value instanceof Map ? [...value] : Object.entries(value as object)
  const items = pairs
    .filter(([, item]) => item !== undefined && item !== null)
    .map(
      ([key, item]) =>
        `${typeof key === 'object' ? write(key, writeKey) : writeKey(key)}:${write(item, writeKey, deeper)}`,
    )
  return wrap('{', '}', items, indent)
}

function wrap(open: string, close: string, items: string[], indent: string | undefined): string {
  if (indent === undefined || items.length === 0) return open + items.join(',') + close
  return `${open}${indent}\t${items.join(`,${indent}\t`)}${indent}${close}`
}
