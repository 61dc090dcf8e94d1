import {describe, expect, it} from 'vitest'
import {UsageError} from '../../src/errors.js'
import type {Message} from '../../src/messaging/message.js'
import {allFilters, parseFilter} from '../../src/messaging/message-filter.js'

const message = (more: Partial<Message> = {}): Message =>
  ({
    tags: 'paid',
    keys: ['order-1', 'k2'],
    properties: new Map([['tenant', 'acme']]),
    body: Buffer.from('A red coat\nand a scarf'),
    ...more,
  }) as Message
const bare = message({tags: undefined, keys: [], properties: new Map(), body: Buffer.alloc(0)})
const fits = (filter: string, candidate = message()) => parseFilter(filter)(candidate, ({body}) => body.toString())

describe('filters', () => {
  it.each([
    ['tag=paid', true],
    ['tag=pai', false],
    ['tag=/^PA/i', true],
    ['tag!=paid', false],
    ['key=order-1', true],
    ['key=order', false],
    ['key=/^k\\d$/', true],
    ['key!=/^k/', false],
    ['key!=other', true],
    ['property.tenant=acme', true],
    ['property.tenant=/c.e/', true],
    ['property.tenant!=acme', false],
    ['property.nope=acme', false],
    ['body=red coat', true],
    ['body=RED', false],
    ['body=/^and/m', true],
    ['body!=/shoe/', true],
    ['body=/scarf/g', true],
    ['tag==paid', false],
    ['body=a=b', false],
    ['tag=', false],
  ])('%s: %s', (filter, wanted) => expect(fits(filter)).toBe(wanted))

  it.each([
    ['tag=paid', false],
    ['tag!=paid', true],
    ['key=k', false],
    ['key!=k', true],
    ['property.tenant!=acme', true],
    ['body!=x', true],
  ])('%s of a message without anything: %s', (filter, wanted) => expect(fits(filter, bare)).toBe(wanted))

  it('g does not go on from the last match', () => {
    const filter = parseFilter('body=/coat/g')
    const bodyOf = ({body}: Message) => body.toString()
    expect([filter(message(), bodyOf), filter(message(), bodyOf)]).toEqual([true, true])
  })

  it('must all fit', () => {
    const both = allFilters([parseFilter('tag=paid'), parseFilter('key=k2')])
    expect(both(message(), () => '')).toBe(true)
    expect(both(message({keys: []}), () => '')).toBe(false)
  })

  it.each(['', 'paid', 'tgs=x', 'property.=x', 'tag~x', 'body=/(/', 'body=/x/q'])('refuses %j', filter =>
    expect(() => parseFilter(filter)).toThrow(UsageError),
  )
})
