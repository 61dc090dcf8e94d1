import {deflateSync, inflateSync} from 'node:zlib'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {DecodeError} from '../../src/errors.js'
import {
  decodeRegisterBroker,
  encodeRegisterBroker,
  maxInflatedLength,
  registerBrokerBody,
} from '../../src/protocol/bodies/register-broker.js'
import golden from '../fixtures/protocol/golden-vectors.json' with {type: 'json'}
import {arbitraryOf} from '../support/arbitrary.js'

const topic = (topicName: string, queues: number, perm: number) => ({
  topicName,
  readQueueNums: queues,
  writeQueueNums: queues,
  perm,
  topicFilterType: 'SINGLE_TAG' as const,
  topicSysFlag: 0,
  order: false,
})

describe('bodies compressed by the releases', () => {
  test.each(golden.registerBodies)('of version $version', ({version, hex, inflatedLength}) => {
    const bytes = Buffer.from(hex, 'hex')
    const form = {compressed: true, version}
    const value = decodeRegisterBroker(bytes, form)
    const attributes = version >= 413 ? {attributes: new Map()} : {}
    expect(value).toEqual({
      topicConfigSerializeWrapper: {
        dataVersion: {counter: 3, stateVersion: 0, timestamp: 1_700_000_000_000},
        topicConfigTable: new Map([
          ['TopicB', {...topic('TopicB', 8, 4), ...attributes}],
          ['TopicA', {...topic('TopicA', 4, 6), ...attributes}],
        ]),
      },
      filterServerList: [],
    })
    expect(inflateSync(bytes)).toHaveLength(inflatedLength)
    expect(decodeRegisterBroker(encodeRegisterBroker(value, form), form)).toEqual(value)
  })

  test('of 5.x are written byte for byte as Java writes them', () => {
    const [, five] = golden.registerBodies
    const form = {compressed: true, version: 479}
    const bytes = Buffer.from(five?.hex ?? '', 'hex')
    expect(inflateSync(encodeRegisterBroker(decodeRegisterBroker(bytes, form), form))).toEqual(inflateSync(bytes))
  })
})

test('the JSON form survives a round trip, with mappings', () => {
  const form = {compressed: false, version: 479}
  fc.assert(
    fc.property(arbitraryOf(registerBrokerBody), value => {
      expect(decodeRegisterBroker(encodeRegisterBroker(value, form), form)).toEqual(value)
    }),
    {numRuns: 50},
  )
})

test('mappings and attributes travel in the compressed form of 5.x', () => {
  const form = {compressed: true, version: 513}
  const mapping = {
    topic: 'A',
    scope: '__global__',
    totalQueues: 8,
    bname: 'b',
    epoch: 1,
    dirty: false,
    currIdMap: [[0, 1]] as [number, number][],
  }
  const value = {
    topicConfigSerializeWrapper: {
      dataVersion: {counter: 1, stateVersion: 2, timestamp: 3},
      topicConfigTable: new Map([['A', {...topic('A', 4, 6), attributes: new Map([['message.type', 'FIFO']])}]]),
      topicQueueMappingInfoMap: new Map([['A', mapping]]),
    },
    filterServerList: ['127.0.0.1:1'],
  }
  expect(decodeRegisterBroker(encodeRegisterBroker(value, form), form)).toEqual(value)
})

describe('a body that is not one is a typed error', () => {
  const decode = (bytes: Buffer, version = 479) => decodeRegisterBroker(bytes, {compressed: true, version})
  const int32 = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(value)
    return bytes
  }
  const text = (value: string) => Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)])
  const version = text('{"counter":0,"timestamp":0}')

  test.each([
    ['not zlib', Buffer.from('{"x":1}'), 'is not a zlib stream'],
    ['cut short', deflateSync(Buffer.from('x'.repeat(1000))).subarray(0, 10), 'is not a zlib stream'],
    ['empty inside', deflateSync(Buffer.alloc(0)), 'ends early'],
    ['a negative length', deflateSync(int32(-1)), 'ends early'],
    ['a length beyond the end', deflateSync(int32(0x7fffffff)), 'ends early'],
    ['two thousand million topics', deflateSync(Buffer.concat([version, int32(0x7fffffff)])), 'ends early'],
    [
      'a topic without numbers',
      deflateSync(Buffer.concat([version, int32(1), text('A x 4 6 SINGLE_TAG'), text('[]')])),
      'not a topic',
    ],
    [
      'a topic without a name',
      deflateSync(Buffer.concat([version, int32(1), text(' 4 4 6 SINGLE_TAG'), text('[]')])),
      'not a topic',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(DecodeError)
    expect(() => decode(bytes)).toThrow(message)
  })

  test('inflating beyond the limit', () => {
    const bomb = deflateSync(Buffer.alloc(maxInflatedLength + 1))
    expect(bomb.length).toBeLessThan(100_000)
    expect(() => decode(bomb)).toThrow(`inflates to more than ${maxInflatedLength} bytes`)
  })

  test('arbitrary bytes, compressed or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 100}), fc.boolean(), fc.boolean(), (bytes, compressed, wrapped) => {
        const body = wrapped ? deflateSync(bytes) : Buffer.from(bytes)
        try {
          decodeRegisterBroker(body, {compressed, version: 479})
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
  })
})
