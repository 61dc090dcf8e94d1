import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {DecodeError} from '../../src/errors.js'
import {requestByCode, requests} from '../../src/protocol/index.js'
import {type AnyRequest, decodeReply, decodeRequest, encodeReply, encodeRequest} from '../../src/protocol/request.js'
import type {Field, Shape} from '../../src/schema.js'
import java from '../fixtures/protocol/request-codes.json' with {type: 'json'}
import {arbitraryOfBody, arbitraryOfShape} from '../support/arbitrary.js'

const table = Object.entries(requests) as [string, AnyRequest][]
const constants = new Map(java.requests.map(constant => [constant.name, constant]))

const camelCase = (constant: string): string =>
  constant.toLowerCase().replace(/_(\w)/g, (_, first: string) => first.toUpperCase())

/** Header types of Java and the kinds that may stand for them. */
const kinds: Record<string, readonly string[]> = {
  str: ['string', 'enum'],
  int: ['int', 'count', 'bytes'],
  long: ['long', 'int', 'offset', 'count', 'bytes', 'time', 'duration'],
  bool: ['bool'],
  enum: ['enum', 'string'],
}
/** Inherited by every 5.x header, or plain extFields that no header class has. */
/** Not marked as required, though a server can do nothing without it. */
const neededAllTheSame = ['QUERY_CONSUME_QUEUE topic', 'AUTH_* username', 'AUTH_* subject']
const beyondTheClass = ['bname', 'lo', 'MSG_REGION', 'TRACE_ON', '__ZONE_NAME', '_UNIQUE_KEY_QUERY']

describe('the table', () => {
  test('has each code once for each role', () => {
    const keys = table.map(([, request]) => `${request.to} ${request.code}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test.each(table)('%s is called as in Java', (key, request) => {
    expect(key).toBe(camelCase(request.name))
    expect(constants.get(request.name)).toMatchObject({name: request.name, code: request.code, to: request.to})
  })

  test('holds every code that some process of 4.9 or 5.x serves', () => {
    const served = java.requests.filter(constant => constant.to !== null).map(constant => constant.name)
    expect(new Set(table.map(([, request]) => request.name))).toEqual(new Set(served))
  })

  test('finds a request by code and role, a forwarded one also for the client', () => {
    for (const [, request] of table) expect(requestByCode(request.code, request.to)).toBe(request)
    expect(requestByCode(307, 'client')).toBe(requests.getConsumerRunningInfo)
    expect(requestByCode(309, 'client')).toBe(requests.consumeMessageDirectly)
    expect(requestByCode(105, 'broker')).toBeUndefined()
  })
})

describe('headers have the fields of the Java class', () => {
  const compare = (of: string, shape: Shape | undefined, fields: Record<string, string> | undefined) => {
    const ours = new Map(Object.entries(shape ?? {}).map(([key, field]) => [field.wireName ?? key, field]))
    for (const [name, type] of Object.entries(fields ?? {})) {
      const field = ours.get(name) as Field<unknown> | undefined
      expect(field, `${name} is not declared`).toBeDefined()
      expect(kinds[type.replace('!', '')], name).toContain(field?.kind)
      if (!type.endsWith('!') && !neededAllTheSame.includes(`${of.replace(/^AUTH_.*/, 'AUTH_*')} ${name}`))
        expect(field?.optional || field?.fallback !== undefined, `${name} may be missing`).toBe(true)
    }
    return [...ours.keys()].filter(name => !(name in (fields ?? {})))
  }

  test.each(table)('%s', (key, request) => {
    const constant = constants.get(request.name) as {
      header?: Record<string, string>
      replyHeader?: Record<string, string>
    }
    const more = [
      ...compare(request.name, request.header, constant.header),
      ...compare(request.name, request.reply?.header, constant.replyHeader),
    ]
    expect(more.filter(name => !beyondTheClass.includes(name))).toEqual(extFieldsWithoutClass[key] ?? [])
  })
})

/** Fields that Java sets one by one, without a header class. */
const extFieldsWithoutClass: Record<string, string[]> = {
  heartBeat: ['IS_SUPPORT_HEART_BEAT_V2', 'IS_SUB_CHANGE'],
  setCommitlogReadMode: ['READ_AHEAD_MODE'],
  switchTimerEngine: ['E_T'],
}

describe('what is declared survives a round trip', () => {
  const few = {numRuns: 25}

  test.each(table)('%s', (_, request) => {
    const body = (of: AnyRequest['body']) => (of ? {body: arbitraryOfBody(of)} : {})
    const args = fc.tuple(arbitraryOfShape(request.header ?? {}), fc.record(body(request.body)))
    fc.assert(
      fc.property(args, ([header, rest]) => {
        const value = {...header, ...rest}
        expect(decodeRequest(request, encodeRequest(request, value))).toEqual(value)
      }),
      few,
    )
    const result = fc.tuple(arbitraryOfShape(request.reply?.header ?? {}), fc.record(body(request.reply?.body)))
    fc.assert(
      fc.property(result, ([header, rest]) => {
        const value = {...header, ...rest}
        expect(decodeReply(request, encodeReply(request, value))).toEqual(value)
      }),
      few,
    )
  })
})

test('a missing required field is named', () => {
  const payload = {fields: {queueId: '0'}, body: Buffer.alloc(0)}
  expect(() => decodeRequest(requests.getMaxOffset, payload)).toThrow(DecodeError)
  expect(() => decodeRequest(requests.getMaxOffset, payload)).toThrow('GET_MAX_OFFSET.topic')
})

test('both send headers give one set of arguments', () => {
  const args = {
    producerGroup: 'g',
    topic: 't',
    defaultTopic: 'TBW102',
    defaultTopicQueueNums: 4,
    queueId: 1,
    sysFlag: 0,
    bornTimestamp: 1_700_000_000_000,
    flag: 0,
    brokerName: 'broker-a',
    batch: false,
    body: Buffer.from('hello'),
  }
  const short = encodeRequest(requests.sendMessageV2, args)
  expect(short.fields).toMatchObject({
    a: 'g',
    b: 't',
    c: 'TBW102',
    e: '1',
    g: '1700000000000',
    n: 'broker-a',
    m: 'false',
  })
  expect(encodeRequest(requests.sendMessage, args).fields).toMatchObject({producerGroup: 'g', bname: 'broker-a'})
  expect(decodeRequest(requests.sendMessageV2, short)).toEqual(
    decodeRequest(requests.sendMessage, encodeRequest(requests.sendMessage, args)),
  )
})

test('reply codes that are answers are declared', () => {
  expect(requests.sendMessageV2.reply.codes).toEqual([0, 10, 11, 12])
  expect(requests.pullMessage.reply.codes).toEqual([0, 19, 20, 21])
})
