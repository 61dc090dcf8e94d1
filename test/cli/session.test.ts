import {PassThrough, Readable} from 'node:stream'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'
import type {Io} from '../../src/cli/io.js'
import {Session} from '../../src/cli/session.js'
import {localSettings} from '../../src/cli/settings.js'

const io: Io = {
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  stdin: Readable.from([]),
  env: {},
  cwd: process.cwd(),
  signal: new AbortController().signal,
}

const sessionOf = (timeoutMs: number) => new Session({...localSettings({}, io), timeoutMs}, io)

/** While this much time passes. */
const passing = (ms: number) => async () => {
  await vi.advanceTimersByTimeAsync(ms)
}

describe('the time for the whole command', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('runs out', async () => {
    const session = sessionOf(1000)
    await passing(999)()
    expect(session.signal.aborted).toBe(false)
    await passing(1)()
    expect(session.signal.reason).toMatchObject({code: 'TIMEOUT', message: 'not done within 1000 ms'})
  })

  it('stands still while somebody is waited for', async () => {
    const session = sessionOf(1000)
    await passing(400)()
    await session.unhurried(passing(60_000))
    await passing(599)()
    expect(session.signal.aborted).toBe(false)
    await passing(1)()
    expect(session.signal.aborted).toBe(true)
  })

  it('goes on after a wait that failed', async () => {
    const session = sessionOf(1000)
    const failed = session.unhurried(() => Promise.reject(new Error('no')))
    await expect(failed).rejects.toThrow('no')
    await passing(1000)()
    expect(session.signal.aborted).toBe(true)
  })

  it('has no end where none was set, or once it is endless', async () => {
    const [none, endless] = [sessionOf(0), sessionOf(1000)]
    endless.endless()
    await none.unhurried(passing(10))
    await endless.unhurried(passing(10))
    await passing(60_000)()
    expect([none.signal.aborted, endless.signal.aborted]).toEqual([false, false])
    expect(vi.getTimerCount()).toBe(0)
  })
})
