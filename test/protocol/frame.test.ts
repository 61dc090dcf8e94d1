import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {DecodeError, UsageError} from '../../src/errors.js'
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  FrameReader,
  type HeaderEncoding,
  languages,
} from '../../src/protocol/frame.js'
import golden from '../fixtures/protocol/golden-vectors.json' with {type: 'json'}
import {text} from '../support/arbitrary.js'

const int16 = fc.integer({min: -0x8000, max: 0x7fff})

const frame = (encoding: HeaderEncoding): fc.Arbitrary<Frame> =>
  fc
    .record({
      code: encoding === 'json' ? fc.integer() : int16,
      language: fc.nat({max: languages.length - 1}),
      version: int16,
      opaque: fc.integer(),
      flag: fc.integer(),
      remark: fc.option(
        text.filter(remark => remark !== ''),
        {nil: undefined},
      ),
      fields: fc.dictionary(
        text.filter(key => key !== '' && key !== '__proto__'),
        text.filter(value => value !== ''),
        {maxKeys: 5},
      ),
      body: fc.uint8Array({maxLength: 60}).map(bytes => Buffer.from(bytes)),
    })
    .map(({remark, ...rest}) => ({encoding, ...rest, ...(remark === undefined ? {} : {remark})}))

const anyFrame = fc.oneof(frame('json'), frame('binary'))

describe('golden vectors', () => {
  test.each(golden.frames)('$name', vector => {
    const expected = {...vector.frame, body: Buffer.from(vector.frame.body)} as unknown as Frame
    const bytes = Buffer.from(vector.hex, 'hex')
    expect(decodeFrame(bytes.subarray(4))).toEqual(expected)
    if (!vector.decodeOnly) expect(encodeFrame(expected).toString('hex')).toBe(vector.hex)
  })
})

test('a frame survives a round trip in both encodings', () => {
  fc.assert(
    fc.property(anyFrame, value => {
      expect(decodeFrame(encodeFrame(value).subarray(4))).toEqual(value)
    }),
  )
})

test('frames come out of the reader however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(anyFrame, {maxLength: 5}),
      fc.array(fc.integer({min: 1, max: 400}), {minLength: 1}),
      (values, cuts) => {
        const stream = Buffer.concat(values.map(encodeFrame))
        const reader = new FrameReader()
        const seen: Frame[] = []
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const next = at + (cuts[turn % cuts.length] as number)
          seen.push(...reader.push(stream.subarray(at, next)))
          at = next
        }
        expect(seen).toEqual(values)
      },
    ),
  )
})

const badFrame = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError)
    expect((error as DecodeError).code).toBe('BAD_FRAME')
    return (error as DecodeError).message
  }
  throw new Error('no error')
}
const word = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

test('arbitrary bytes are frames or a typed error', () => {
  const decode = (bytes: Buffer) => {
    try {
      decodeFrame(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError)
    }
  }
  fc.assert(fc.property(fc.uint8Array({maxLength: 200}), bytes => decode(Buffer.from(bytes))))
  // a valid frame with a few bytes changed comes further into the decoder
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({max: 255})), {minLength: 1, maxLength: 4})
  fc.assert(
    fc.property(anyFrame, changes, (value, edits) => {
      const bytes = encodeFrame(value).subarray(4)
      for (const [at, byte] of edits) bytes[at % bytes.length] = byte
      decode(bytes)
    }),
    {numRuns: 1000},
  )
})

test('the reader refuses a length at once, before the bytes are there', () => {
  for (const length of [0x7fffffff, 0xffffffff, 0x80000000, 0, 3, 16 * 1024 * 1024 - 3])
    expect(badFrame(() => new FrameReader().push(word(length)))).toContain('announces')
  expect(new FrameReader().push(word(16 * 1024 * 1024 - 4))).toEqual([])
  expect(badFrame(() => new FrameReader(100).push(word(97)))).toContain('outside 4 to 96')
})

test('HTTP and TLS on the port are told apart from frames', () => {
  expect(badFrame(() => new FrameReader().push(Buffer.from('HTTP/1.1 400 Bad Request\r\n')))).toContain('announces')
  expect(badFrame(() => new FrameReader().push(Buffer.from('16030100', 'hex')))).toContain('announces')
})

test.each([
  ['no bytes', '', 'shorter'],
  ['a header longer than the frame', '000000ff00', 'header of 255 bytes'],
  ['an unknown encoding', '02000000', 'unknown header encoding 2'],
  ['a binary header that ends early', '010000020069', 'ends early'],
  ['a negative remark length', `01000015${'00'.repeat(13)}ffffffff00000000`, 'ends early'],
  ['fields longer than announced', `0100001d${'00'.repeat(17)}000000020001610000000162`, 'announced length'],
])('%s is a bad frame', (_, hex, message) => {
  expect(badFrame(() => decodeFrame(Buffer.from(hex, 'hex')))).toContain(message)
})

describe('JSON headers', () => {
  const decode = (header: string) => decodeFrame(Buffer.concat([word(Buffer.byteLength(header)), Buffer.from(header)]))

  test('are read as leniently as Java reads them', () => {
    expect(decode("{code:'17',flag:1,opaque:3,unknown:[1],extFields:{a:1,b:true,c:null,d:{}},/* x */}")).toEqual({
      encoding: 'json',
      code: 17,
      language: 0,
      version: 0,
      opaque: 3,
      flag: 1,
      fields: {a: '1', b: 'true'},
      body: Buffer.alloc(0),
    })
  })

  test('keep every digit of a number in a field', () => {
    expect(decode('{"code":1,"extFields":{"offset":9223372036854775807}}').fields).toEqual({
      offset: '9223372036854775807',
    })
  })

  test('name languages or number them', () => {
    expect(decode('{"language":"GO"}').language).toBe(9)
    expect(decode('{"language":12}').language).toBe(12)
    expect(decode('{"language":"COBOL"}').language).toBe(-1)
    expect(decode('{"language":99}').language).toBe(-1)
    expect(decode('{}').language).toBe(0)
  })

  test.each([
    ['[]', 'not an object'],
    ['7', 'not an object'],
    ['{"code":{"toString":1}}', 'its code'],
    ['{"opaque":4294967296}', 'its opaque'],
    ['{"flag":[1]}', 'its flag'],
    ['{"version":"x"}', 'its version'],
    ['{', 'not JSON'],
    ['\u0000', 'not JSON'],
  ])('%s is refused', (header, message) => {
    expect(badFrame(() => decode(header))).toContain(message)
  })

  test('nested without end are refused, not followed', () => {
    expect(badFrame(() => decode(`{"code":1,"extFields":${'{"a":'.repeat(100_000)}`))).toContain('not JSON')
  })
})

test('what fits no frame is refused before it is sent', () => {
  const base = {code: 1, language: 0, version: 1, opaque: 1, flag: 0, body: Buffer.alloc(0)}
  const long = 'x'.repeat(17 * 1024 * 1024)
  expect(() => encodeFrame({...base, encoding: 'json', fields: {a: long}})).toThrow(UsageError)
  expect(() => encodeFrame({...base, encoding: 'binary', fields: {a: long}})).toThrow(UsageError)
  expect(() => encodeFrame({...base, encoding: 'binary', fields: {['k'.repeat(40_000)]: 'v'}})).toThrow(UsageError)
})

test('a code of more than 16 bits is cut in a binary header, as in Java', () => {
  const base = {language: -1, version: 70_000, opaque: 1, flag: 0, fields: {}, body: Buffer.alloc(0)}
  const bytes = encodeFrame({...base, encoding: 'binary', code: 200_050})
  expect(decodeFrame(bytes.subarray(4))).toMatchObject({code: 3442, language: -1})
})
