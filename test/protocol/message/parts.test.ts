import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {DecodeError, UsageError} from '../../../src/errors.js'
import {
  type CompressionType,
  compress,
  compressionType,
  decodeBatch,
  decompress,
  encodeBatch,
  formatHost,
  formatOffsetMsgId,
  formatProperties,
  ipFromBytes,
  ipToBytes,
  javaHashCode,
  keysOf,
  matchesTags,
  parseOffsetMsgId,
  parseProperties,
  parseSubscription,
  parseUniqueId,
  tagsCode,
  transactionType,
  uniqueIds,
  withCompression,
  withTransactionType,
} from '../../../src/protocol/message/index.js'

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/message/${name}`, import.meta.url), 'utf8'))
const vectors = fixture('vectors.json')

describe('properties', () => {
  const golden = new Map([
    ['KEYS', 'KeyA'],
    ['UNIQ_KEY', '7F000001123418B4AAC2000151800001'],
    ['WAIT', 'true'],
    ['TAGS', 'TagA'],
  ])

  it('match the golden text, with and without the last separator', () => {
    const text = Buffer.from(vectors.properties, 'hex').toString()
    expect(formatProperties(golden)).toBe(text)
    expect(parseProperties(text)).toEqual(golden)
    expect(parseProperties(text.slice(0, -1))).toEqual(golden)
  })

  it('pass over entries without a name or a value', () => {
    expect(parseProperties('\u0001v\u0002n\u0001\u0002x\u0002a\u0001b')).toEqual(new Map([['a', 'b']]))
    expect(parseProperties('novalue\u0002a\u0001b\u0002')).toEqual(new Map([['a', 'b']]))
    expect(parseProperties('')).toEqual(new Map())
  })

  it('refuse separators', () => {
    expect(() => formatProperties(new Map([['a', 'b\u0002c']]))).toThrow(UsageError)
    expect(() => formatProperties(new Map([['a\u0001', 'b']]))).toThrow(UsageError)
  })

  it('hold keys separated by blanks', () => {
    expect(keysOf(new Map([['KEYS', ' k1  k2 ']]))).toEqual(['k1', 'k2'])
    expect(keysOf(new Map())).toEqual([])
  })
})

describe('batch', () => {
  const golden = [0, 1].map(n => ({
    flag: 0,
    body: Buffer.from(`m${n}`),
    properties: new Map([['TAGS', n === 0 ? 'A' : 'B']]),
  }))

  it('matches the golden bytes', () => {
    expect(encodeBatch(golden).toString('hex')).toBe(vectors.batch)
    expect(decodeBatch(Buffer.from(vectors.batch, 'hex'))).toEqual(golden)
  })

  it('answers any bytes with messages or a DecodeError', () => {
    fc.assert(
      fc.property(fc.nat(61), fc.uint8Array({minLength: 1, maxLength: 6}), (at, change) => {
        const bytes = Buffer.from(vectors.batch, 'hex')
        Buffer.from(change).copy(bytes, at)
        try {
          decodeBatch(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
      {numRuns: 500},
    )
    expect(() => decodeBatch(Buffer.from(vectors.batch.slice(0, -2), 'hex'))).toThrow(DecodeError)
  })
})

describe('offset message id', () => {
  it.each([
    ['7F00000100002A9F0000000000001000', '127.0.0.1', 10911],
    ['FD00000000000000000000000000000200002A9F0000000000001000', 'fd00:0:0:0:0:0:0:2', 10911],
  ])('%s', (id, ip, port) => {
    expect(formatOffsetMsgId({host: {ip, port}, offset: 4096})).toBe(id)
    expect(parseOffsetMsgId(id)).toEqual({host: {ip, port}, offset: 4096})
  })

  it('refuses what is not one', () => {
    for (const id of ['', 'xyz', '7F0000010000', 'G'.repeat(32), 'F'.repeat(32)])
      expect(() => parseOffsetMsgId(id)).toThrow(DecodeError)
  })
})

describe('unique id', () => {
  const startOfMonth = new Date(2023, 10, 1).getTime()

  it('has the golden layout', () => {
    const next = uniqueIds({ip: '127.0.0.1', pid: 0x1234, loaderHash: 0x18b4aac2, now: () => startOfMonth + 86400})
    next()
    expect(next()).toBe('7F000001123418B4AAC2000151800001')
  })

  it('goes on counting into the next month', () => {
    let now = startOfMonth + 5
    const next = uniqueIds({ip: '::1', pid: 70000, loaderHash: -1, now: () => now})
    expect(parseUniqueId(next(), now + 1)).toMatchObject({
      ip: '0:0:0:0:0:0:0:1',
      pid: 70000 & 0xffff,
      time: now,
      counter: 0,
    })
    now = new Date(2023, 11, 1).getTime() + 7
    expect(parseUniqueId(next(), now + 1)).toMatchObject({time: now, counter: 1})
  })

  it('reads a later span as one of the month before', () => {
    const now = new Date(2023, 10, 1).getTime() + 1000
    expect(parseUniqueId('7F000001123418B4AAC2000151800001', now).time).toBe(
      new Date(2023, 9, 1).getTime() + 86400000 / 1000,
    )
  })
})

describe('addresses', () => {
  it.each([
    ['10.1.2.3', '0a010203'],
    ['::', '0'.repeat(32)],
    ['1::', `0001${'0'.repeat(28)}`],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
    ['::ffff:10.1.2.3', '00000000000000000000ffff0a010203'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ])('%s', (ip, hex) => {
    expect(ipToBytes(ip).toString('hex')).toBe(hex)
    expect(ipToBytes(ipFromBytes(ipToBytes(ip))).toString('hex')).toBe(hex)
  })

  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.256',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    'g::',
  ])('refuses %j', ip => expect(() => ipToBytes(ip)).toThrow(DecodeError))

  it('are written with brackets for IPv6', () => {
    expect(formatHost({ip: '127.0.0.1', port: 1})).toBe('127.0.0.1:1')
    expect(formatHost({ip: '0:0:0:0:0:0:0:1', port: 1})).toBe('[0:0:0:0:0:0:0:1]:1')
  })
})

describe('tags', () => {
  it('have the codes of Java', () => {
    expect(['TagA', 'TagB', '*', 'TagZebra'].map(tag => javaHashCode(tag))).toEqual([2598919, 2598920, 42, -704249940])
    expect(tagsCode(undefined)).toBe(0)
    expect(javaHashCode('A', javaHashCode('Tag'))).toBe(javaHashCode('TagA'))
  })

  it('are subscribed to by text', () => {
    expect(parseSubscription('TagA || TagB||')).toEqual({all: false, tags: ['TagA', 'TagB'], codes: [2598919, 2598920]})
    for (const all of ['*', '', undefined]) expect(parseSubscription(all).all).toBe(true)
    expect(() => parseSubscription(' || ')).toThrow(UsageError)
    expect(matchesTags(parseSubscription('A||B'), 'B')).toBe(true)
    expect(matchesTags(parseSubscription('A||B'), 'C')).toBe(false)
    expect(matchesTags(parseSubscription('A'), undefined)).toBe(false)
    expect(matchesTags(parseSubscription('*'), undefined)).toBe(true)
  })
})

describe('sysFlag', () => {
  it('says how the body is compressed', () => {
    expect([0, 0x1, 0x101, 0x201, 0x301, 0x300].map(compressionType)).toEqual([
      undefined,
      'zlib',
      'lz4',
      'zstd',
      'zlib',
      undefined,
    ])
    expect(withCompression(0x10, 'zlib')).toBe(0x311)
    expect(withCompression(0x311, undefined)).toBe(0x10)
  })

  it('says what part of a transaction it is', () => {
    expect([0, 4, 8, 12, 0x15].map(transactionType)).toEqual(['none', 'prepared', 'commit', 'rollback', 'prepared'])
    expect(withTransactionType(0x14, 'commit')).toBe(0x18)
  })
})

describe('compression', () => {
  const types: CompressionType[] = ['zlib', 'lz4', 'zstd']
  const compressed = fixture('compressed.json')

  it.each([
    ['zlib', 'zlib'],
    ['lz4', 'lz4'],
    ['lz4', 'lz4LinkedBlocks'],
    ['lz4', 'lz4ContentSize'],
    ['zstd', 'zstd'],
    ['zstd', 'zstdNoSize'],
  ] as const)('reads %s as other programs write it (%s)', async (type, name) => {
    expect((await decompress(type, Buffer.from(compressed[name], 'base64'))).toString()).toBe(compressed.text)
  })

  it('reads back what it wrote', async () => {
    const body = fc.oneof(
      fc.uint8Array({maxLength: 2000}),
      fc.array(fc.constantFrom(65, 66, 67), {maxLength: 5000}).map(values => Uint8Array.from(values)),
      fc
        .tuple(fc.uint8Array({minLength: 1, maxLength: 40}), fc.nat(400))
        .map(([part, times]) => Buffer.concat(new Array(times).fill(part))),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...types), body, async (type, bytes) => {
        const packed = await compress(type, Buffer.from(bytes))
        expect((await decompress(type, packed)).equals(bytes)).toBe(true)
      }),
    )
  })

  it('takes bodies larger than one LZ4 block', async () => {
    const body = Buffer.alloc(9_000_000, 'abcdefghij ')
    const packed = await compress('lz4', body)
    expect(packed.length).toBeLessThan(100_000)
    expect((await decompress('lz4', packed)).equals(body)).toBe(true)
  })

  it.each(types)('stops a %s body that grows too large', async type => {
    const packed = await compress(type, Buffer.alloc(3_000_000))
    await expect(decompress(type, packed, 1_000_000)).rejects.toBeInstanceOf(DecodeError)
    expect(await decompress(type, packed, 3_000_000)).toHaveLength(3_000_000)
  })

  it('answers any bytes with a body or a DecodeError', async () => {
    const damaged = (type: CompressionType) =>
      fc.tuple(fc.array(fc.tuple(fc.nat(60), fc.nat(255)), {maxLength: 6}), fc.nat(80)).map(([changes, cut]) => {
        const bytes = Buffer.from(compressed[type], 'base64')
        for (const [at, value] of changes) bytes[at] = value
        return bytes.subarray(0, bytes.length - (cut > 40 ? 0 : cut))
      })
    const input = fc.constantFrom(...types).chain(type => fc.tuple(fc.constant(type), damaged(type)))
    await fc.assert(
      fc.asyncProperty(input, async ([type, bytes]) => {
        try {
          await decompress(type, bytes, 200_000)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
      {numRuns: 400},
    )
  })
})
