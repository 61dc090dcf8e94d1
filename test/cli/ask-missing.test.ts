import {PassThrough} from 'node:stream'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {namesLike} from '../../src/cli/ask.js'
import type {Io, Output} from '../../src/cli/io.js'
import {main} from '../../src/cli/main.js'
import {commands} from '../../src/commands/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {interruption, mqadmin} from '../support/cli.js'

let cluster: Cluster
let env: Record<string, string>
beforeAll(async () => {
  cluster = await startCluster()
  env = {NAMESRV_ADDR: cluster.nameServer}
  for (const topic of ['orders', 'orders-late', 'payments']) await mqadmin(['topic', 'set', topic], {env})
})
afterAll(() => cluster.close())

const enter = '\r'
const down = '\u001b[B'

/** Runs a line on a terminal, where somebody types a text as soon as the screen shows what it answers. */
async function typing(
  argv: readonly string[],
  answers: readonly [shown: string | RegExp, typed: string][],
  more = env,
) {
  const stdin = Object.assign(new PassThrough(), {isTTY: true})
  const terminal = (): Output & {text: string} =>
    Object.assign(new PassThrough(), {
      isTTY: true,
      text: '',
      cursorTo: () => true,
      clearLine: () => true,
      moveCursor: () => true,
    }) as never
  const [stdout, stderr] = [terminal(), terminal()]
  stderr.end = () => stderr
  stdout.on('data', text => {
    stdout.text += text
  })
  const interrupt = new AbortController()
  const left = [...answers]
  let screen = ''
  stderr.on('data', text => {
    stderr.text += text
    screen += text
    const [next] = left
    if (next === undefined || !(typeof next[0] === 'string' ? screen.includes(next[0]) : next[0].test(screen))) return
    left.shift()
    screen = ''
    setImmediate(() => stdin.write(next[1]))
  })
  const io: Io = {stdout, stderr, stdin, env: more, cwd: process.cwd(), signal: interrupt.signal}
  const status = await main(argv, io, commands)
  return {status, stdout: stdout.text, stderr: stderr.text, left}
}

describe('a required option that is missing', () => {
  it('is asked for, with the topics there are', async () => {
    const ran = await typing(
      ['topic', 'get', '--output', 'json'],
      [
        [/Topic to show \(--topic\)[\s\S]*❯/, 'pay'],
        [/pay \(as typed\)/, enter],
      ],
    )
    expect(ran).toMatchObject({status: 0, left: []})
    expect(JSON.parse(ran.stdout)).toMatchObject({topic: 'payments'})
  })

  it('may be a name that is new', async () => {
    const ran = await typing(
      ['topic', 'set', '--queues', '2', '--output', 'plain', '--no-header'],
      [
        [/Topic to create or change \(--topic\)[\s\S]*❯/, 'ord'],
        [/ord \(as typed\)/, `${down}${down}${enter}`],
      ],
    )
    expect(ran).toMatchObject({status: 0, left: []})
    expect(await mqadmin(['topic', 'get', 'ord'], {env})).toMatchObject({status: 0})
  })

  it('is asked for under the names of Java', async () => {
    const ran = await typing(
      ['updateTopic', '--output', 'json'],
      [
        [/\(--topic\)[\s\S]*❯/, 'java-made'],
        [/java-made \(as typed\)/, enter],
      ],
    )
    expect(ran).toMatchObject({status: 0, left: []})
    expect(JSON.parse(ran.stdout)[0]).toMatchObject({outcome: 'created'})
  })

  it('is one of several: which, and then its value', async () => {
    const ran = await typing(
      ['updateUser', '-u', 'nobody', '-c', 'DefaultCluster'],
      [
        [/One of these is needed[\s\S]*-t \(--userType\)/, `${down}${enter}`],
        [/\(--type\)/, `Super${enter}`],
      ],
    )
    // it got as far as the cluster, which has no users
    expect(ran).toMatchObject({stdout: '', left: []})
    expect(ran.stderr).toMatch(/nobody|not supported/)
  })

  it('is asked for without a list where nothing answers, and again while nothing is typed', async () => {
    const ran = await typing(
      ['topic', 'get'],
      [
        ['Topic to show (--topic)', enter],
        ['it is needed', `orders${enter}`],
      ],
      {NAMESRV_ADDR: '127.0.0.1:1'},
    )
    expect(ran).toMatchObject({status: 5, stdout: '', left: []})
  })

  it.each([
    ['in a pipe', {}, []],
    ['in CI', {tty: true, env: {CI: 'true'}}, []],
    ['on a dumb terminal', {tty: true, env: {TERM: 'dumb'}}, []],
    ['of who wants quiet', {tty: true}, ['--quiet']],
  ])('is told %s', async (_, options, more) => {
    const ran = await mqadmin(['topic', 'get', ...more], {stdin: `orders${enter}`, ...options})
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain('Missing required option: --topic')
    expect(ran.stderr).not.toContain('Topic to show')
  })

  it('ends the question when the process is told to end', async () => {
    const interrupt = new AbortController()
    interrupt.abort(interruption())
    const ran = await mqadmin(['topic', 'get'], {env, tty: true, signal: interrupt.signal})
    expect(ran).toMatchObject({status: 130, stdout: ''})
  })
})

it('finds names by a part of them', () => {
  const names = ['orders', 'late-orders', 'payments', '%RETRY%orders-service']
  const found = (typed: string) => namesLike(names, typed).map(({value}) => value)
  expect(found('')).toEqual(['orders', 'late-orders', 'payments'])
  expect(found('ord')).toEqual(['orders', 'late-orders', 'ord'])
  expect(found('orders')).toEqual(['orders', 'late-orders'])
  expect(found('%r')).toEqual(['%RETRY%orders-service', '%r'])
})
