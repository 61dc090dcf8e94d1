import {PassThrough} from 'node:stream'
import {describe, expect, it} from 'vitest'
import {askYes} from '../../src/cli/ask.js'
import type {Io} from '../../src/cli/io.js'
import {interruption} from '../support/cli.js'

describe('a question', () => {
  it('is over when the process is told to end', async () => {
    const interrupt = new AbortController()
    const stderr = new PassThrough()
    // as with the streams of a process, a question that is over does not end it
    stderr.end = () => stderr
    const io: Io = {
      stdout: new PassThrough(),
      stderr,
      stdin: new PassThrough(),
      env: {},
      cwd: process.cwd(),
      signal: interrupt.signal,
    }
    const reason = interruption()
    stderr.on('data', text => String(text).includes('Go ahead?') && interrupt.abort(reason))
    await expect(askYes(io, 'Go ahead?')).rejects.toBe(reason)
  })
})
