/** Commands that wait for a person or for standard input: the time for the whole command does not run meanwhile. */
import {PassThrough} from 'node:stream'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi} from 'vitest'
import type {Io, Output} from '../../src/cli/io.js'
import {main} from '../../src/cli/main.js'
import {commands} from '../../src/commands/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin} from '../support/cli.js'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({memory: true})
})
afterAll(() => cluster.close())

beforeEach(() => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'Date']})
})
afterEach(() => {
  vi.useRealTimers()
})

/** An hour passes when `shown` is printed; then comes `answer`. */
async function answeredLate(argv: readonly string[], shown: string, answer: string): Promise<number> {
  const stream = (): Output => {
    const output = Object.assign(new PassThrough(), {isTTY: true})
    // as with the streams of a process, a question that is over does not end it
    output.end = () => output
    return output.resume() as Output
  }
  const [stdout, stderr] = [stream(), stream()]
  const stdin = Object.assign(new PassThrough(), {isTTY: true})
  let told = ''
  let late = false
  stderr.on('data', text => {
    told += text
    if (late || !told.includes(shown)) return
    late = true
    vi.advanceTimersByTime(3_600_000)
    setImmediate(() => stdin.end(answer))
  })
  const io: Io = {
    stdout,
    stderr,
    stdin,
    env: {NAMESRV_ADDR: cluster.nameServer},
    cwd: process.cwd(),
    signal: new AbortController().signal,
  }
  const status = await main(argv, io, commands)
  expect({told, late}).toMatchObject({late: true})
  return status
}

describe('what is answered late', () => {
  it('is a question', async () => {
    const env = {NAMESRV_ADDR: cluster.nameServer}
    expect(await mqadmin(['topic', 'set', 'doomed', '--quiet'], {env})).toMatchObject({status: 0})
    expect(await answeredLate(['topic', 'delete', 'doomed'], 'Go ahead?', 'y\n')).toBe(0)
  })

  it('is the body of a message', async () => {
    expect(await answeredLate(['message', 'send', 'orders'], 'end it with Ctrl-D', 'hello')).toBe(0)
  })
})
