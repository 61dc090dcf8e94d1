import {describe, expect, it} from 'vitest'
import {UsageError} from '../../src/errors.js'
import {parseTemplate} from '../../src/view/template.js'

const render = (text: string) =>
  parseTemplate(text, name => name === 'a' || name === 'b', ['a', 'b']).render(name => `<${name}>`)

describe('templates', () => {
  it.each([
    ['{{a}} {{ b }}', '<a> <b>\n'],
    ['{{a}}{{a}}', '<a><a>\n'],
    ['{{a}}\\t{{b}}\\n', '<a>\t<b>\n'],
    ['{{a}}\\0', '<a>\0'],
    ['{{a}}\n', '<a>\n'],
    ['\\\\n{{a}}', '\\n<a>\n'],
    ['no name { } }} \\x', 'no name { } }} \\x\n'],
    ['', '\n'],
  ])('%j gives %j', (text, line) => expect(render(text)).toBe(line))

  it.each(['{{c}}', '{{}}', '{{a.b}}'])('refuses the name in %s, and says which there are', text => {
    expect(() => render(text)).toThrow(UsageError)
    try {
      render(text)
    } catch (error) {
      expect((error as UsageError).hint).toBe('names are a, b')
    }
  })

  it('takes values as they are', () => {
    const {render} = parseTemplate('{{a}}', () => true, [])
    expect(render(() => '{{b}}\\n$1')).toBe('{{b}}\\n$1\n')
  })
})
