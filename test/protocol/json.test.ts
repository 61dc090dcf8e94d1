import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {DecodeError} from '../../src/errors.js'
import {resetOffsetTable} from '../../src/protocol/bodies/offset.js'
import {clusterInfo} from '../../src/protocol/bodies/route.js'
import {json} from '../../src/protocol/body.js'
import {requests} from '../../src/protocol/index.js'
import {readJson, writeJson} from '../../src/protocol/json.js'
import {encodeReply} from '../../src/protocol/request.js'
import {Entries} from '../../src/schema.js'

/** Long integers as the doubles that JSON.parse makes of them. */
const rounded = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(rounded)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]))
}

describe('reading what Java writes', () => {
  test.each([
    ['integer keys', '{1:"a",-2:"b"}', {1: 'a', '-2': 'b'}],
    ['literal keys', '{true:1,false:2,null:3}', {true: 1, false: 2, null: 3}],
    ['the largest and the smallest long', '[9223372036854775807,-9223372036854775808]', [2n ** 63n - 1n, -(2n ** 63n)]],
    ['numbers up to 2^53 as numbers', '[9007199254740991,9007199254740992]', [9007199254740991, 9007199254740992n]],
    [
      'many digits inside text',
      '{"id":"7F000001123418B4AAC2000151800001","n":1}',
      {id: '7F000001123418B4AAC2000151800001', n: 1},
    ],
    ['doubles', '[0.0,1.0E-4,-0.5,1.7976931348623157E308]', [0, 0.0001, -0.5, Number.MAX_VALUE]],
    ['NaN and infinities as nothing', '[NaN,Infinity,-Infinity]', [null, null, null]],
    ['escapes', '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u4e2d\\u2028"', '"\\/\b\f\n\r\t中\u2028'],
    ['text that looks like structure', '{"tag":"{\\"a\\":1},[x]:y"}', {tag: '{"a":1},[x]:y'}],
  ])('%s', (_, text, value) => {
    expect(readJson(text)).toEqual(value)
  })

  test('an object as a key gives pairs, at any depth', () => {
    const value = readJson('{"t":{"x":1,{"topic":"t","deep":{{"k":1}:2}}:5,[1]:6}}') as {t: Entries}
    expect(value.t).toBeInstanceOf(Entries)
    expect(value.t.pairs).toEqual([
      ['x', 1],
      [{topic: 't', deep: new Entries([[{k: 1}, 2]])}, 5],
      [[1], 6],
    ])
  })

  test('a queue as a key, raw or as a text of JSON', () => {
    const body = json(resetOffsetTable)
    const expected = {offsetTable: [[{brokerName: 'b', queueId: 0, topic: 't'}, 5]]}
    for (const text of [
      '{"offsetTable":{{"brokerName":"b","queueId":0,"topic":"t"}:5}}',
      '{"offsetTable":{"{\\"brokerName\\":\\"b\\",\\"queueId\\":0,\\"topic\\":\\"t\\"}":5}}',
    ])
      expect(body.decode(Buffer.from(text))).toEqual(expected)
    for (const text of ['{"offsetTable":{"t":5}}', '{"offsetTable":{"{":5}}', '{"offsetTable":{"[1]":5}}'])
      expect(() => body.decode(Buffer.from(text))).toThrow(DecodeError)
  })

  test('broker ids, bare or quoted', () => {
    const body = json(clusterInfo)
    const bare =
      '{"brokerAddrTable":{"b":{"brokerAddrs":{0:"127.0.0.1:10911",1:"127.0.0.1:10921"},"brokerName":"b","cluster":"C"}},"clusterAddrTable":{"C":["b"]}}'
    const quoted = bare.replace('{0:', '{"0":').replace(',1:', ',"1":')
    expect(body.decode(Buffer.from(bare))).toEqual(body.decode(Buffer.from(quoted)))
  })
})

describe('reading what others may write', () => {
  test.each([
    ['single quotes', "{'a':'b\"c'}", {a: 'b"c'}],
    ['unquoted names', '{a:1,b_2:true}', {a: 1, b_2: true}],
    ['trailing and doubled commas', '{"a":[1,,2,],}', {a: [1, 2]}],
    ['comments', '/* x */{"a":/*y*/1, // z\n"b":2}//', {a: 1, b: 2}],
    ['a byte order mark', '\ufeff{"a":1}', {a: 1}],
    ['Java suffixes of numbers', '[1L,2.5F,3D]', [1, 2.5, 3]],
    [
      'a name that is special in JavaScript',
      '{"__proto__":{x:1},"constructor":2}',
      JSON.parse('{"__proto__":{"x":1},"constructor":2}'),
    ],
  ])('%s', (_, text, value) => {
    expect(readJson(text)).toEqual(value)
  })
})

describe('references of fastjson 1', () => {
  test('are replaced by what they point to', () => {
    expect(readJson('{"a":[{"x":1}],"b":{"$ref":"$.a[0]"},"c":[{"$ref":"$.a[0].x"}]}')).toEqual({
      a: [{x: 1}],
      b: {x: 1},
      c: [1],
    })
  })

  test('that cannot be found, or would contain themselves, become null', () => {
    expect(readJson('{"a":{"$ref":"$.nowhere"},"b":{"c":{"$ref":".."},"d":{"$ref":"@"},"e":{"$ref":"$"}}}')).toEqual({
      a: null,
      b: {c: null, d: null, e: null},
    })
    expect(readJson('{"a":{"$ref":"$.b"},"b":{"x":1}}')).toEqual({a: null, b: {x: 1}})
    expect(readJson('{"t":{{"k":1}:{"$ref":"$.t.pairs"}},"u":{"$ref":"$.toString"}}')).toEqual({
      t: new Entries([[{k: 1}, null]]),
      u: null,
    })
  })

  test('cannot multiply without end', () => {
    const copies = (of: string) => `[${Array.from({length: 1000}, () => `{"$ref":"$.${of}"}`).join(',')}]`
    const text = `{"a":[1,2,3],"b":${copies('a')},"c":${copies('b')},"d":${copies('c')}}`
    expect(() => readJson(text)).toThrow('stand for more than')
  })

  test('cannot nest without end', () => {
    const levels = Array.from({length: 500}, (_, level) => `"l${level + 1}":{"x":{"$ref":"$.l${level}"}}`)
    expect(() => readJson(`{"l0":{"x":[1]},${levels.join(',')}}`)).toThrow('nested deeper')
  })
})

describe('what is not JSON', () => {
  test.each([
    '',
    ' ',
    '{',
    '[1',
    '{"a"}',
    '{"a":}',
    '{"a":1 "b":2}',
    '"x',
    "'x",
    '[1]x',
    '/',
    '{"a":1/',
    '/* x',
    'nothing',
    '"\\u12"',
    '\\',
  ])('%j is a typed error', text => {
    expect(() => readJson(text)).toThrow(DecodeError)
  })

  test('an error names the place and what stands there', () => {
    expect(() => readJson('{"a":1,"b" 2}')).toThrow(`JSON: expected ':' at 11, found "2}"`)
  })

  test.each(['[', '{"a":', '{[', '{{"a":1,"b":'])('%j a million times is refused', open => {
    expect(() => readJson(open.repeat(1_000_000))).toThrow('nested deeper')
    expect(() => readJson(`{"$ref":${open.repeat(1_000_000)}`)).toThrow('nested deeper')
  })

  test('standard JSON nested too deep is refused as well', () => {
    const depth = 100_000
    expect(() => readJson('['.repeat(depth) + ']'.repeat(depth))).toThrow('nested deeper')
    expect(readJson(`"${'['.repeat(depth)}"`)).toBe('['.repeat(depth))
  })

  test('arbitrary text is a value or a typed error', () => {
    const pieces = fc.constantFrom(
      ...'{}[]:,"\'\\/*$ \n',
      '$ref',
      '"$ref":"$.a[0]"',
      'null',
      '1e9',
      '-',
      '12345678901234567890',
      'a',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, {maxLength: 30}).map(parts => parts.join('')),
        ),
        text => {
          try {
            writeJson(readJson(text))
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError)
          }
        },
      ),
      {numRuns: 3000},
    )
  })

  test('any JSON is read as JSON.parse reads it, also on the slow way', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        expect(rounded(readJson(text))).toEqual(JSON.parse(text))
        expect(rounded(readJson(`/**/${text}`))).toEqual(JSON.parse(text))
      }),
      {numRuns: 500},
    )
  })
})

describe('writing', () => {
  test('gives exact names, raw object keys, bare integer keys and no nulls', () => {
    const value = {
      a: null,
      b: undefined,
      n: 9223372036854775807n,
      d: Number.NaN,
      m: new Map<unknown, unknown>([
        ['k', 'v'],
        ['gone', null],
      ]),
      e: new Entries([
        [{topic: 't', queueId: 0}, 5],
        [7, [true, null]],
      ]),
    }
    expect(writeJson(value)).toBe(
      '{"n":9223372036854775807,"d":null,"m":{"k":"v"},"e":{{"topic":"t","queueId":0}:5,7:[true,null]}}',
    )
  })

  test('a route has quoted broker ids, so that any parser reads it', () => {
    const {body} = encodeReply(requests.getRouteinfoByTopic, {
      body: {
        queueDatas: [],
        brokerDatas: [{cluster: 'c', brokerName: 'b', brokerAddrs: [[0, '127.0.0.1:10911']]}],
        filterServerTable: new Map(),
      },
    })
    expect(JSON.parse(body.toString()).brokerDatas[0].brokerAddrs).toEqual({0: '127.0.0.1:10911'})
  })

  test('pretty, a property a line with tabs', () => {
    expect(writeJson({a: {b: [1, 2], c: {}}, d: new Entries([[1, 'x']])}, {pretty: true})).toBe(
      '{\n\t"a":{\n\t\t"b":[\n\t\t\t1,\n\t\t\t2\n\t\t],\n\t\t"c":{}\n\t},\n\t"d":{\n\t\t1:"x"\n\t}\n}',
    )
  })
})
