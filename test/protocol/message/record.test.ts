import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {DecodeError, UsageError} from '../../../src/errors.js'
import {
  bodyOf,
  decodeRecord,
  decodeRecords,
  encodeBatch,
  encodeRecord,
  hasValidCrc,
  type MessageRecord,
  sysFlag,
  unwrapBatch,
  withCompression,
} from '../../../src/protocol/message/index.js'

const vectors = JSON.parse(readFileSync(new URL('../../fixtures/message/vectors.json', import.meta.url), 'utf8'))
const vector = (name: string) => Buffer.from(vectors[name], 'hex')

const golden: MessageRecord = {
  topic: 'TestTopic',
  queueId: 3,
  queueOffset: 12,
  physicalOffset: 4096,
  flag: 0,
  sysFlag: 0,
  bornTimestamp: 1700000000000,
  bornHost: {ip: '127.0.0.1', port: 50000},
  storeTimestamp: 1700000000123,
  storeHost: {ip: '127.0.0.1', port: 10911},
  reconsumeTimes: 0,
  preparedTransactionOffset: 0,
  body: Buffer.from('hello'),
  properties: new Map([
    ['KEYS', 'KeyA'],
    ['UNIQ_KEY', '7F000001123418B4AAC2000151800001'],
    ['WAIT', 'true'],
    ['TAGS', 'TagA'],
  ]),
}

describe('golden records', () => {
  it('writes and reads a V1 record', () => {
    expect(encodeRecord(golden).toString('hex')).toBe(vectors.recordV1)
    expect(decodeRecord(vector('recordV1'))).toEqual({...golden, size: 177, bodyCrc: 907060870})
  })

  it('writes and reads IPv6 hosts', () => {
    const record = {
      ...golden,
      sysFlag: 0x30,
      bornHost: {ip: '0:0:0:0:0:0:0:1', port: 50000},
      storeHost: {ip: 'fd00:0:0:0:0:0:0:2', port: 10911},
      properties: new Map([['TAGS', 'TagA']]),
    }
    expect(encodeRecord(record).toString('hex')).toBe(vectors.recordIpv6)
    expect(encodeRecord({...record, sysFlag: 0, bornHost: {ip: '::1', port: 50000}}).toString('hex')).toBe(
      vectors.recordIpv6,
    )
    expect(decodeRecord(vector('recordIpv6'))).toMatchObject(record)
  })

  it('reads V2 and refuses to write it', () => {
    const record = decodeRecord(vector('recordV2'))
    expect(record).toMatchObject({topic: `%RETRY%${'g'.repeat(130)}`, properties: new Map()})
    expect(record.body.toString()).toBe('hi')
    expect(() => encodeRecord(record)).toThrow(UsageError)
  })

  it('does not take a blank for a record', () => {
    expect(() => decodeRecord(vector('blank'))).toThrow(DecodeError)
  })

  it('reads records back to back', () => {
    const bytes = Buffer.concat([vector('recordV1'), vector('recordV2'), vector('recordIpv6')])
    expect(decodeRecords(bytes).map(record => record.size)).toEqual([177, 231, 139])
    expect(decodeRecords(Buffer.alloc(0))).toEqual([])
  })
})

it('tells a damaged body from a sound one', () => {
  const bytes = vector('recordV1')
  expect(hasValidCrc(decodeRecord(bytes))).toBe(true)
  bytes[88] = 0x69
  expect(hasValidCrc(decodeRecord(bytes))).toBe(false)
})

it('names the field of an offset that a number cannot hold', () => {
  const bytes = vector('recordV1')
  bytes.writeBigInt64BE(2n ** 53n, 20)
  expect(() => decodeRecord(bytes)).toThrow(/queueOffset/)
})

it('gives the body as it was sent', async () => {
  const {compress} = await import('../../../src/protocol/message/index.js')
  const body = Buffer.from('x'.repeat(5000))
  for (const type of ['zlib', 'lz4', 'zstd'] as const) {
    const stored = {...golden, sysFlag: withCompression(0, type), body: await compress(type, body)}
    const read = decodeRecord(encodeRecord(stored))
    expect(read.body.length).toBeLessThan(body.length)
    expect((await bodyOf(read)).equals(body)).toBe(true)
  }
  expect(await bodyOf(golden)).toBe(golden.body)
})

it('unwraps a batch that was stored as one record', async () => {
  const inner = [0, 1].map(n => ({flag: n, body: Buffer.from(`m${n}`), properties: new Map([['TAGS', `t${n}`]])}))
  const record = decodeRecord(
    encodeRecord({...golden, sysFlag: sysFlag.needUnwrap | sysFlag.innerBatch, body: encodeBatch(inner)}),
  )
  const messages = await unwrapBatch(record)
  expect(messages.map(m => [m.queueOffset, m.flag, m.sysFlag, m.body.toString(), m.properties.get('TAGS')])).toEqual([
    [12, 0, 0, 'm0', 't0'],
    [13, 1, 0, 'm1', 't1'],
  ])
  expect(await unwrapBatch(decodeRecord(vector('recordV1')))).toHaveLength(1)
})

const host = fc.oneof(
  fc.record({ip: fc.ipV4(), port: fc.integer({min: 0, max: 65535})}),
  fc.record({
    ip: fc
      .array(fc.integer({min: 0, max: 0xffff}), {minLength: 8, maxLength: 8})
      .map(g => g.map(n => n.toString(16)).join(':')),
    port: fc.integer({min: 0, max: 65535}),
  }),
)
const position = fc.integer({min: 0, max: Number.MAX_SAFE_INTEGER})
const propertyText = fc.string({
  minLength: 1,
  maxLength: 30,
  unit: fc.constantFrom('a', 'Ü', '漢', '😀', ' ', '=', '\n'),
})
const anyRecord = fc.record({
  topic: fc.string({minLength: 1, maxLength: 127, unit: fc.constantFrom('a', '%', '_', '9')}),
  queueId: fc.integer({min: 0, max: 0x7fffffff}),
  queueOffset: position,
  physicalOffset: position,
  flag: fc.integer({min: -0x80000000, max: 0x7fffffff}),
  sysFlag: fc.constantFrom(0, 1, 4, 8, 0x301),
  bornTimestamp: fc.integer({min: -1, max: 2 ** 50}),
  bornHost: host,
  storeTimestamp: position,
  storeHost: host,
  reconsumeTimes: fc.nat(),
  preparedTransactionOffset: position,
  body: fc.uint8Array({maxLength: 300}).map(bytes => Buffer.from(bytes)),
  properties: fc.array(fc.tuple(propertyText, propertyText)).map(pairs => new Map(pairs)),
})

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(anyRecord, record => {
      const bytes = encodeRecord(record)
      const {size, bodyCrc: _, sysFlag: flags, ...rest} = decodeRecord(bytes)
      const {sysFlag: sent, ...expected} = record
      expect(rest).toEqual(expected)
      expect(flags & ~0x30).toBe(sent)
      expect(size).toBe(bytes.length)
    }),
  )
})

it('answers any bytes with records or a DecodeError', () => {
  const mutated = fc
    .tuple(anyRecord, fc.array(fc.tuple(fc.nat(200), fc.nat(255)), {minLength: 1, maxLength: 8}), fc.nat(400))
    .map(([record, changes, cut]) => {
      const bytes = encodeRecord(record)
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      return bytes.subarray(0, Math.max(0, bytes.length - (cut > 200 ? 0 : cut)))
    })
  const raw = fc.uint8Array({maxLength: 300}).map(bytes => Buffer.from(bytes))
  fc.assert(
    fc.property(fc.oneof(mutated, raw), bytes => {
      try {
        decodeRecords(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
    {numRuns: 500},
  )
})
