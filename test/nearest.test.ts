import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {suggestNames} from '../src/cli/argv/names.js'
import {distance, listed, nearest} from '../src/nearest.js'

describe('distance', () => {
  it.each([
    ['', '', 0],
    ['topic', 'topic', 0],
    ['topic', 'topics', 1],
    ['tpoic', 'topic', 1],
    ['topik', 'topic', 1],
    ['lst', 'list', 1],
    ['ab', 'ba', 1],
    ['kitten', 'sitting', 3],
  ])('%s and %s are %i edits apart', (a, b, edits) => {
    expect(distance(a, b, 9)).toBe(edits)
  })

  it('is the same both ways, bounded, and 0 for equal words only', () => {
    fc.assert(
      fc.property(fc.string({maxLength: 8}), fc.string({maxLength: 8}), fc.integer({min: 0, max: 4}), (a, b, limit) => {
        const edits = distance(a, b, limit)
        expect(edits).toBe(distance(b, a, limit))
        expect(edits).toBeLessThanOrEqual(limit + 1)
        expect(edits === 0).toBe(a === b)
      }),
    )
  })
})

describe('nearest', () => {
  it('sorts by edits and keeps three', () => {
    expect(nearest('topik', ['topics', 'topic', 'tonic', 'tropic', 'other'])).toEqual(['topic', 'tonic', 'topics'])
  })
  it('takes the beginning of a word', () => {
    expect(nearest('rocks', ['rocksdb-progress', 'entries'])).toEqual(['rocksdb-progress'])
  })
  it('gives only the word itself where letter case is all', () => {
    expect(nearest('TOPIC', ['topic', 'topics'])).toEqual(['topic'])
  })
  it('counts one dash of an option, not both', () => {
    expect(nearest('--yes', ['--tls', '-y'])).toEqual([])
    expect(nearest('--yse', ['--yes'])).toEqual(['--yes'])
    expect(nearest('--bn', ['-bn', '-b'])).toEqual(['-bn'])
  })
  it('does not guess from one or two letters', () => {
    expect(nearest('ab', ['ac', 'abc'])).toEqual([])
  })
})

it('names only commands there are', () => {
  expect(suggestNames(['topicRoutes'], ['topic:route'])).toEqual(['topicRoute'])
  expect(suggestNames(['topicRoutes'], ['topic:list'])).not.toContain('topicRoute')
})

it('lists words', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 'and')]).toEqual([
    '',
    'a',
    'a or b',
    'a, b and c',
  ])
})
