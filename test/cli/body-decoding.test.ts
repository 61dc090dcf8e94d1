import {gzipSync} from 'node:zlib'
import {describe, expect, it} from 'vitest'
import {BodyDecoding} from '../../src/cli/body-decoding.js'
import {UsageError} from '../../src/errors.js'

const decode = (form: string, body: Buffer, charset?: string) => BodyDecoding.parse(form, charset).decode(body)
const hello = Buffer.from('{"hello": "wörld"}')

describe('decoding bodies', () => {
  it.each([
    ['text', hello, '{"hello": "wörld"}'],
    ['TEXT', hello, '{"hello": "wörld"}'],
    ['json', hello, {hello: 'wörld'}],
    ['hex', Buffer.from([0, 255]), '00ff'],
    ['base64', Buffer.from([0, 255]), 'AP8='],
    ['gzip', gzipSync(hello), '{"hello": "wörld"}'],
    ['gzip', gzipSync(Buffer.from([0, 255])), 'AP8='],
    ['gzip,json', gzipSync(hello), {hello: 'wörld'}],
    [' gzip , hex ', gzipSync(Buffer.from([0, 255])), '00ff'],
  ])('%s', (form, body, value) => expect(decode(form, body)).toEqual({value}))

  it('keeps every digit, minds the charset, and is no Java mapper', () => {
    expect(decode('json', Buffer.from('[12345678901234567890]'))).toEqual({value: [12345678901234567890n]})
    expect(decode('text', Buffer.from('b8b6', 'hex'), 'GBK')).toEqual({value: '付'})
    expect(decode('json', Buffer.from('{"$ref":"$"}'))).toEqual({value: {$ref: '$'}})
  })

  it.each([
    ['json', Buffer.from("{'a':1}"), 'not JSON'],
    ['json', Buffer.alloc(0), 'not JSON'],
    ['gzip', hello, 'not gzip: incorrect header check'],
    ['gzip,json', gzipSync(Buffer.from('x')), 'not JSON'],
  ])('says why not: %s', (form, body, problem) => expect(decode(form, body)).toEqual({problem}))

  it('makes no gigabytes of a few bytes', () => {
    expect(decode('gzip', gzipSync(Buffer.alloc(65 * 2 ** 20)))).toEqual({
      problem: expect.stringMatching(/^not gzip: /),
    })
  })

  it('gives filters the text inside, and what does not unpack as it is', () => {
    const decoding = BodyDecoding.parse('gzip,json')
    expect(decoding.textOf(gzipSync(hello))).toBe(hello.toString())
    expect(decoding.textOf(hello)).toBe(hello.toString())
  })

  it.each(['', 'xml', 'json,gzip', 'gzip,gzip', 'hex,text', 'gzip,json,hex'])('refuses %j', form =>
    expect(() => BodyDecoding.parse(form)).toThrow(UsageError),
  )
})
