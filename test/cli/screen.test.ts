import {PassThrough} from 'node:stream'
import {describe, expect, it} from 'vitest'
import type {Output} from '../../src/cli/io.js'
import {Screen} from '../../src/cli/screen.js'

function terminal(rows?: number): {stream: Output; taken(): string} {
  const stream: Output = Object.assign(new PassThrough(), rows === undefined ? {} : {rows})
  return {stream, taken: () => (stream as unknown as PassThrough).read()?.toString() ?? ''}
}

describe('a screen', () => {
  it('is cleared once, then drawn over line by line', async () => {
    const {stream, taken} = terminal()
    const screen = new Screen(stream)
    await screen.draw('one\ntwo\n')
    expect(taken()).toBe('\u001b[?25l\u001b[?7l\u001b[2J\u001b[H\u001b[Kone\r\n\u001b[Ktwo\r\n\u001b[J')
    await screen.draw('three\n')
    expect(taken()).toBe('\u001b[H\u001b[Kthree\r\n\u001b[J')
    await screen.close()
    expect(taken()).toBe('\u001b[?7h\u001b[?25h')
  })

  it('says how much it leaves out', async () => {
    const {stream, taken} = terminal(4)
    await new Screen(stream).draw('1\n2\n3\n4\n')
    expect(taken()).toContain('\u001b[K2\r\n\u001b[K… 2 more lines\r\n\u001b[J')
    await new Screen(stream).draw('1\n2\n3\n')
    expect(taken()).toContain('\u001b[K3\r\n\u001b[J')
  })

  it('leaves a terminal alone that it never drew on', async () => {
    const {stream, taken} = terminal()
    await new Screen(stream).close()
    expect(taken()).toBe('')
  })

  it('tells that the reader is gone', async () => {
    const {stream} = terminal()
    stream.destroy()
    expect(await new Screen(stream).draw('1\n')).toBe(false)
  })
})
