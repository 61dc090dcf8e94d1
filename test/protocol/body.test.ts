import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {DecodeError} from '../../src/errors.js'
import {maybe, properties, text} from '../../src/protocol/body.js'
import {requests} from '../../src/protocol/index.js'
import type {AnyRequest} from '../../src/protocol/request.js'
import {unknownProperties} from '../../src/schema.js'
import {arbitraryOfBody} from '../support/arbitrary.js'

const bodies = (Object.values(requests) as AnyRequest[]).flatMap(request =>
  [
    {name: request.name, body: request.body},
    {name: `reply to ${request.name}`, body: request.reply?.body},
  ].flatMap(({name, body}) => (body ? [{name, body}] : [])),
)

describe('bytes that are no such body end in a value or a typed error', () => {
  test.each(bodies)('$name', ({body}) => {
    const decode = (bytes: Buffer) => {
      try {
        body.decode(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 100}), bytes => decode(Buffer.from(bytes))),
      {numRuns: 20},
    )
    fc.assert(
      fc.property(fc.json(), value => decode(Buffer.from(value))),
      {numRuns: 20},
    )
    // right at first sight: a valid body with a few bytes changed, and one cut short
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({max: 127})), {maxLength: 3})
    fc.assert(
      fc.property(arbitraryOfBody(body), edits, fc.double({min: 0, max: 1, noNaN: true}), (value, changes, part) => {
        const bytes = Buffer.from(body.encode(value))
        for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte
        decode(bytes)
        decode(bytes.subarray(0, Math.floor(bytes.length * part)))
      }),
      {numRuns: 40},
    )
  })
})

describe('properties', () => {
  const plain = properties()
  const escaped = properties({escaped: true})

  test('an answer is read as it is written, backslashes too', () => {
    const bytes = Buffer.from('# comment\n!also\n\nrocketmqHome=C:\\rocketmq\\new\r\n  a = b=c \nnothing\n=x\nempty=\n')
    expect(plain.decode(bytes)).toEqual(
      new Map([
        ['rocketmqHome', 'C:\\rocketmq\\new'],
        ['a', 'b=c '],
        ['empty', ''],
      ]),
    )
  })

  test('a request escapes what Java would take for an escape, another line or Latin-1', () => {
    const value = new Map([['path', ' C:\\new\t中\nflushDiskType=SYNC_FLUSH ']])
    const bytes = escaped.encode(value)
    expect(bytes.toString()).toBe('path=\\u0020C:\\\\new\\t\\u4e2d\\nflushDiskType=SYNC_FLUSH\\u0020\n')
    expect(escaped.decode(bytes)).toEqual(value)
  })

  test('every value survives in a request', () => {
    const key = fc.stringMatching(/^[a-zA-Z][\w.]*$/)
    fc.assert(
      fc.property(fc.dictionary(key, fc.string({unit: 'binary'})), record => {
        const value = new Map(Object.entries(record))
        expect(escaped.decode(escaped.encode(value))).toEqual(value)
      }),
    )
  })
})

test('a body that may be absent reads no bytes as undefined', () => {
  const body = maybe(text())
  expect(body.decode(Buffer.alloc(0))).toBeUndefined()
  expect(body.encode(undefined)).toHaveLength(0)
  expect(body.decode(body.encode('x'))).toBe('x')
})

describe('settings that are read, changed and written back', () => {
  test('keep what a newer broker added', () => {
    const body = requests.updateAndCreateSubscriptiongroup.body
    const group = body.decode(
      Buffer.from('{"groupName":"g","consumeEnable":false,"newInSix":{"a":[1]},"retryMaxTimes":3}'),
    )
    expect(group).toMatchObject({consumeEnable: false, retryMaxTimes: 3, retryQueueNums: 1, brokerId: 0})
    expect(group[unknownProperties as never]).toEqual({newInSix: {a: [1]}})
    expect(JSON.parse(body.encode({...group, retryMaxTimes: 5}).toString())).toMatchObject({
      newInSix: {a: [1]},
      retryMaxTimes: 5,
    })
  })

  test('do not gain what 4.9 lacks', () => {
    const body = requests.updateAndCreateSubscriptiongroup.body
    const written = JSON.parse(body.encode(body.decode(Buffer.from('{"groupName":"g"}'))).toString())
    expect(Object.keys(written).sort()).toEqual([
      'brokerId',
      'consumeBroadcastEnable',
      'consumeEnable',
      'consumeFromMinEnable',
      'groupName',
      'notifyConsumerIdsChangedEnable',
      'retryMaxTimes',
      'retryQueueNums',
      'whichBrokerWhenConsumeSlowly',
    ])
  })
})

describe('clients of other languages', () => {
  const heartbeat = requests.heartBeat.body

  test('send enums as ordinals (C++) and a version in nanoseconds (Go)', () => {
    const text =
      '{"clientID":"c","consumerDataSet":[{"groupName":"g","consumeType":1,"messageModel":0,"consumeFromWhere":4,' +
      '"subscriptionDataSet":[{"topic":"t","subString":"*","subVersion":1700000000000000001}]}]}'
    const [consumer] = heartbeat.decode(Buffer.from(text)).consumerDataSet
    expect(consumer).toMatchObject({
      consumeType: 'CONSUME_PASSIVELY',
      messageModel: 'BROADCASTING',
      consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
    })
    expect(consumer?.subscriptionDataSet[0]?.subVersion).toBe(1700000000000000001n)
  })

  test('may know names we do not', () => {
    const text = '{"connectionSet":[{"clientId":"c","clientAddr":"a","language":"KOTLIN"}],"messageModel":"clustering"}'
    const connection = requests.getConsumerConnectionList.reply.body.decode(Buffer.from(text))
    expect(connection.connectionSet[0]?.language).toBe('KOTLIN')
    expect(connection.messageModel).toBe('CLUSTERING')
  })
})
