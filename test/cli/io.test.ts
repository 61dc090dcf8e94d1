import {Writable} from 'node:stream'
import {describe, expect, it} from 'vitest'
import {type Output, print, printAll} from '../../src/cli/io.js'

/** Takes so many writes and fails the next with this code. */
function failing(code: string, after = 0): {stream: Output; taken: string[]} {
  const taken: string[] = []
  const stream = new Writable({
    write(chunk, _, written) {
      if (taken.length >= after) written(Object.assign(new Error(code), {code}))
      else {
        taken.push(String(chunk))
        written()
      }
    },
  })
  stream.on('error', () => {})
  return {stream, taken}
}

describe('a reader that is gone', () => {
  it('is told by false, not by an error', async () => {
    expect(await print(failing('EPIPE').stream, 'text')).toBe(false)
  })

  it('is not to be mixed up with a disk that is full', async () => {
    await expect(print(failing('ENOSPC').stream, 'text')).rejects.toMatchObject({code: 'FILE_FAILED'})
  })

  it('ends what is written for it', async () => {
    const {stream, taken} = failing('EPIPE', 1)
    let asked = 0
    const endless = async function* () {
      for (;;) {
        yield `${asked++}\n`
        await new Promise(resolve => setImmediate(resolve))
      }
    }
    expect(await printAll(stream, endless())).toBe(false)
    expect(taken).toHaveLength(1)
  })
})
