import {readdirSync, readFileSync} from 'node:fs'
import {dirname, join, relative, resolve, sep} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, test} from 'vitest'

const source = fileURLToPath(new URL('../../src', import.meta.url))
const protocol = join(source, 'protocol')
const files = readdirSync(protocol, {recursive: true, encoding: 'utf8'})
  .filter(file => file.endsWith('.ts'))
  .map(file => file.split(sep).join('/'))

/** What is not in this room and yet no I/O. */
const below = ['schema.js', 'errors.js']
/** Pure computation out of Node; the message codec brings compressors of its own. */
const packages: Record<string, string[]> = {'bodies/register-broker.ts': ['node:zlib']}

const imports = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export)\s[^;'"=(]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    match => (match[1] ?? match[2] ?? match[3]) as string,
  )

describe('the protocol imports nothing but itself, schema and errors, and does no I/O', () => {
  test('the room was found', () => {
    expect(files).toContain('requests/topic.ts')
    expect(imports("import {a} from './a.js'\nexport * from 'b'\nawait import('c')")).toEqual(['./a.js', 'b', 'c'])
  })

  test.each(files)('%s', file => {
    const text = readFileSync(join(protocol, file), 'utf8')
    for (const name of imports(text)) {
      if (name.startsWith('.')) {
        const target = relative(source, resolve(dirname(join(protocol, file)), name))
          .split(sep)
          .join('/')
        expect(target.startsWith('protocol/') || below.includes(target), name).toBe(true)
      } else if (!file.startsWith('message/')) {
        expect(packages[file] ?? [], name).toContain(name)
      }
    }
    if (!file.startsWith('message/')) expect(text).not.toMatch(/\b(process|console|setTimeout|setInterval|fetch)\b[.(]/)
  })
})

test('the table is ready without waiting for anything', () => {
  const table = readFileSync(join(protocol, 'index.ts'), 'utf8')
  expect(table).not.toMatch(/\bawait\b/)
})
