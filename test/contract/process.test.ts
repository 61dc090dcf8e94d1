/** What only a process shows: signals, pipes that close, files that are full, a terminal that is given back as it was. */
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {Cluster} from '../../src/cluster/cluster.js'
import {Messaging} from '../../src/messaging/messaging.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {type ProcessOptions, shell, start} from '../support/process.js'
import {Rogue} from '../support/rogue.js'
import {openWorld, type World} from './world.js'

let world: World
let rogue: Rogue
let folder: string
let env: Record<string, string>
beforeAll(async () => {
  world = await openWorld()
  await sendLargeMessages()
})
afterAll(() => world.close())
beforeAll(async () => {
  rogue = await Rogue.open(world.cluster)
  folder = mkdtempSync(join(tmpdir(), 'process-'))
  env = {...rogue.env, HOME: folder, TERM: 'xterm'}
})
afterAll(async () => {
  await rogue.close()
  rmSync(folder, {recursive: true, force: true})
})

/** More than a pipe holds. */
async function sendLargeMessages(): Promise<void> {
  const remoting = new Remoting()
  const {sender} = new Messaging(new Cluster(remoting, [world.cluster.nameServer]))
  const body = Buffer.from('a long tale '.repeat(2000))
  for (let count = 0; count < 20; count++) await sender.send({topic: 'orders', body}, {compression: false})
  await remoting.close()
}

const mqadmin = (argv: readonly string[], options: ProcessOptions = {}) =>
  start(argv, {...options, env: {...env, ...options.env}})

describe('a reader that goes away', () => {
  it.each([
    'topic list',
    'topicList',
    'topic list --watch --every 1ms',
    'topic list --output json --watch --every 1ms',
    'message print orders',
    'message print orders --output json',
    'message print orders --output ndjson',
    'message print orders --output csv',
    'message print orders --output table',
    'message print orders --output yaml',
    'printMsg -t orders',
    'message consume orders --count 1000',
    'broker status broker-a --watch --every 1ms',
    'help topic set',
  ])('%s | head -1', async line => {
    const ran = await shell(`$mqadmin ${line} | head -1; echo "status \${PIPESTATUS[0]}"`, {env, stdin: ''}).end()
    expect(ran).toMatchObject({status: 0, stderr: ''})
    expect(ran.stdout).toMatch(/\nstatus 0\n$/)
    expect(ran.stdout.split('\n').length).toBeLessThanOrEqual(3)
  })

  it('an error is told although nobody reads the answer', async () => {
    const ran = await shell('$mqadmin topic get nowhere | true; echo "status ${PIPESTATUS[0]}"', {env, stdin: ''}).end()
    expect(ran.stdout).toBe('status 3\n')
    expect(ran.stderr).toContain("topic 'nowhere' does not exist")
  })
})

describe('files that take nothing', () => {
  const onLinux = process.platform === 'linux'

  it.runIf(onLinux).each(['topic list', 'message print orders', 'message print orders --output json'])(
    '%s > /dev/full',
    async line => {
      const ran = await shell(`$mqadmin ${line} > /dev/full`, {env, stdin: ''}).end()
      expect(ran.status).toBe(1)
      expect(ran.stderr).toContain('the output cannot be written: ENOSPC')
      expect(ran.stderr.length).toBeLessThan(400)
    },
  )

  it.runIf(onLinux)('the status is right although the error cannot be written', async () => {
    expect((await shell('$mqadmin topic get nowhere 2> /dev/full', {env, stdin: ''}).end()).status).toBe(3)
    expect((await shell('$mqadmin topic list > /dev/full 2> /dev/full', {env, stdin: ''}).end()).status).toBe(1)
  })

  it.each(['<&-', '>&-', '2>&-'])('works with a stream that is closed: %s', async closed => {
    const ran = await shell(`$mqadmin topic list ${closed}`, {env, stdin: ''}).end()
    expect(ran).toMatchObject({status: 0, stderr: ''})
  })

  it('works in a folder that is no more', async () => {
    const line = 'mkdir gone && cd gone && rmdir ../gone && $mqadmin topic list'
    expect(await shell(line, {env, cwd: folder, stdin: ''}).end()).toMatchObject({status: 0, stderr: ''})
  })

  it('works without a home', async () => {
    const {HOME: _, ...homeless} = env
    const ran = await shell('$mqadmin topic list', {env: homeless, stdin: ''}).end()
    expect(ran).toMatchObject({status: 0, stderr: ''})
  })
})

describe('Ctrl-C', () => {
  /** Ends a line while the first request of this name waits for its answer. */
  async function interruptAt(argv: readonly string[], request: string, signal: NodeJS.Signals = 'SIGINT') {
    const running = mqadmin(argv)
    const asked = new Promise<void>(resolve => {
      rogue.misdeed = seen => {
        if (seen.request.name !== request) return undefined
        resolve()
        return 'silence'
      }
    })
    await asked
    running.child.kill(signal)
    const ran = await running.end()
    rogue.misdeed = () => undefined
    return ran
  }

  it.each([
    [['topic', 'list'], 'GET_ALL_TOPIC_LIST_FROM_NAMESERVER'],
    [['topic', 'get', 'orders'], 'GET_TOPIC_CONFIG'],
    [['topic', 'set', 'orders', '--queues', '9'], 'UPDATE_AND_CREATE_TOPIC'],
    [['message', 'consume', 'orders', '--follow'], 'PULL_MESSAGE'],
    [['sendMessage', '-t', 'orders', '-p', 'x'], 'SEND_MESSAGE_V2'],
    [['cluster', 'list', '--watch'], 'GET_BROKER_RUNTIME_INFO'],
  ])('ends %j while it waits for %s', async (argv, request) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const ran = await interruptAt(argv, request, signal)
      expect(ran).toMatchObject({status: 130, stdout: ''})
      expect(ran.stderr).toMatch(/^error: interrupted( \(.*\))?\n$/)
    }
  })

  it('tells it in JSON', async () => {
    const ran = await interruptAt(['topic', 'list', '--output', 'json'], 'GET_ALL_TOPIC_LIST_FROM_NAMESERVER')
    expect(JSON.parse(ran.stderr)).toMatchObject({error: {code: 'INTERRUPTED', status: 130}})
  })

  it('ends a watch with whole lines', async () => {
    const running = mqadmin(['topic', 'status', 'orders', '--watch', '--every', '1ms', '--output', 'ndjson'])
    await running.says(/(\n.*){6}/)
    running.child.kill('SIGINT')
    const ran = await running.end()
    expect(ran.status).toBe(130)
    for (const line of ran.stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({broker: 'broker-a'})
    expect(ran.stdout.endsWith('\n')).toBe(true)
  })

  it('ends while a handshake hangs', async () => {
    let reached: () => void = () => {}
    const connected = new Promise<void>(resolve => {
      reached = resolve
    })
    const mute: Server = createServer(() => reached()).listen(0, '127.0.0.1')
    await new Promise(resolve => mute.once('listening', resolve))
    const {port} = mute.address() as {port: number}
    const running = mqadmin(['topic', 'list', '--tls'], {env: {NAMESRV_ADDR: `127.0.0.1:${port}`}})
    await connected
    running.child.kill('SIGINT')
    expect(await running.end()).toMatchObject({status: 130, stdout: ''})
    mute.close()
  })

  it('ends while standard input is awaited', async () => {
    const running = mqadmin(['message', 'send', 'orders', '--lines', '--verbose'])
    running.child.stdin?.write('first\n')
    // it may not have come to reading yet: then the signal ends it as well
    running.child.kill('SIGINT')
    expect((await running.end()).status).toBe(130)
  })

  it('tells what was sent before it', async () => {
    let sent = 0
    const running = mqadmin(['message', 'send', 'orders', '--lines', '--output', 'json'], {
      stdin: 'a line\n'.repeat(50),
    })
    const waiting = new Promise<void>(resolve => {
      rogue.misdeed = ({request}) => {
        if (request.name !== 'SEND_MESSAGE_V2' || ++sent <= 5) return undefined
        resolve()
        return 'silence'
      }
    })
    await waiting
    running.child.kill('SIGINT')
    const ran = await running.end()
    rogue.misdeed = () => undefined
    expect(ran.status).toBe(130)
    expect(JSON.parse(ran.stdout)).toHaveLength(5)
    expect(ran.stderr).toMatch(/^5 of 50 were accepted before that\n/)
  })

  const hasTerminals = spawnSync('script', ['--version']).status === 0

  /** In a terminal of its own: what it shows, with its settings before and after. */
  function onTerminal(line: string): ReturnType<typeof shell> {
    const inside = `stty -g > before; ${line}; echo "status $?" > status; stty -g > after; rm -f never`
    writeFileSync(join(folder, 'line.sh'), inside)
    return shell('script -qefc "bash line.sh" /dev/null', {env, cwd: folder})
  }
  const left = (file: string) => readFileSync(join(folder, file), 'utf8')

  it.runIf(hasTerminals)('at a question gives the terminal back as it was', async () => {
    const running = onTerminal('$mqadmin topic delete doomed')
    await running.says('Go ahead?')
    running.child.stdin?.write('\u0003')
    await running.end()
    expect(left('status')).toBe('status 130\n')
    expect(left('after')).toBe(left('before'))
    const shown = running.stdout
    expect(shown.lastIndexOf('\u001b[?25h')).toBeGreaterThanOrEqual(shown.lastIndexOf('\u001b[?25l'))
    expect(rogue.writes.filter(({request}) => request.effect === 'destroy')).toEqual([])
  })

  it.runIf(hasTerminals)('in a watch gives the terminal back as it was', async () => {
    const running = onTerminal('$mqadmin topic status orders --watch --every 10ms')
    await running.says(/BROKER[\s\S]*BROKER/)
    running.child.stdin?.write('\u0003')
    await running.end()
    expect(left('status')).toBe('status 130\n')
    expect(left('after')).toBe(left('before'))
  })

  it.runIf(hasTerminals)('an answer is taken', async () => {
    const running = onTerminal('$mqadmin topic delete doomed')
    await running.says('Go ahead?')
    running.child.stdin?.write('y\r')
    await running.end()
    expect(left('status')).toBe('status 0\n')
    expect(left('after')).toBe(left('before'))
    await world.restore()
  })
})
