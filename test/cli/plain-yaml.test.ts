import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'
import {readPlainYaml} from '../../src/cli/plain-yaml.js'

const byPackage = (text: string) => {
  try {
    return {value: parse(text, {schema: 'failsafe', customTags: ['null'], logLevel: 'silent'}) as unknown}
  } catch {
    return 'refused'
  }
}

describe('readPlainYaml', () => {
  it('reads nested mappings, quotes, comments and blanks as text', () => {
    const text = [
      '# mine',
      'current: prod',
      'contexts:',
      '  prod:',
      '    nameServers: 10.0.0.1:9876;[::1]:9876',
      '    secretKey: "a b: #\\n"   # quoted',
      "    accessKey: 'x y'",
      '',
      '  empty:',
      'trusted:',
      '  /home/me/.mqadmin.yaml: 0123',
      '',
    ].join('\n')
    expect(readPlainYaml(text.replace(';[::1]:9876', ''))).toEqual({
      current: 'prod',
      contexts: {prod: {nameServers: '10.0.0.1:9876', secretKey: 'a b: #\n', accessKey: 'x y'}, empty: null},
      trusted: {'/home/me/.mqadmin.yaml': '0123'},
    })
  })

  it.each([
    ['a list', 'a:\n  - b\n'],
    ['a flow mapping', 'a: {b: c}\n'],
    ['a value over two lines', 'a: b\n  c\n'],
    ['a mapping below a value', 'a: b\n  c: d\n'],
    ['a key twice', 'a: b\na: c\n'],
    ['a step back to no level', 'a:\n    b: c\n  d: e\n'],
    ['a tab', 'a:\tb\n'],
    ['null by name', 'a: null\n'],
    ['an anchor', 'a: &x b\n'],
    ['a block of text', 'a: |\n  b\n'],
    ['a word with blanks', 'a: b c\n'],
    ['letters beyond ASCII', 'a: é\n'],
    ['a document mark', '---\na: b\n'],
    ['a windows line end', 'a: b\r\n'],
    ['half a surrogate', 'a: "\\ud800"\n'],
  ])('leaves %s to the package', (_, text) => {
    expect(readPlainYaml(text)).toBeUndefined()
  })

  it('is null for a file that says nothing', () => {
    expect(readPlainYaml('# nothing\n\n')).toBeNull()
    expect(readPlainYaml('')).toBeNull()
  })

  it('never differs from the package in what it reads', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b',
        'prod',
        'a:9876',
        '10.0.0.1',
        '0123',
        'true',
        'null',
        '~',
        '-',
        '- ',
        '---',
        '...',
        '"',
        '"x"',
        '"\\u0041"',
        "'",
        "'y z'",
      ],
      ...[
        ':',
        ': ',
        ' ',
        '  ',
        '    ',
        '#',
        ' #',
        '\n',
        '\n',
        '\n  ',
        '\n    ',
        '{',
        '}',
        '[',
        ']',
        ',',
        '|',
        '>',
        '&',
        '*',
        '!',
        '?',
        '? ',
      ],
      ...['%', '@', '`', '<<', '=', '/', '\\', '\t', 'é', '__proto__', '+', '.', '\r\n'],
    )
    const lines = fc.array(piece, {maxLength: 24}).map(pieces => pieces.join(''))
    const shaped = fc
      .array(fc.tuple(fc.nat(3), fc.array(piece, {minLength: 1, maxLength: 2}), fc.array(piece, {maxLength: 3})), {
        maxLength: 6,
      })
      .map(rows =>
        rows.map(([deep, key, value]) => `${'  '.repeat(deep)}${key.join('')}: ${value.join('')}\n`).join(''),
      )
    let read = 0
    fc.assert(
      fc.property(fc.oneof(lines, shaped), text => {
        const plain = readPlainYaml(text)
        if (plain === undefined) return
        read++
        expect(byPackage(text)).toEqual({value: plain})
      }),
      {numRuns: 20_000},
    )
    expect(read).toBeGreaterThan(500)
  })
})
