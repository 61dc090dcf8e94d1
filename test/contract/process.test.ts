/** What only a process shows: signals, pipes that close, files that are full, a terminal that is given back as it was. */
import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
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

describe('nodes', () => {
  /** In folders of their own. */
  function own(name: string): Record<string, string> {
    const home = join(folder, name)
    mkdirSync(home, {recursive: true})
    return {HOME: home, XDG_STATE_HOME: join(home, 'state'), XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: home}
  }
  const anyPorts = ['--name-server-port', '0', '--broker-port', '0']

  it('a port in use is said before anything is started', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => taken.once('listening', resolve))
    const {port} = taken.address() as {port: number}
    const mine = own('port')
    for (const more of [[], ['--foreground']]) {
      const argv = ['node', 'start', '--name-server-port', String(port), '--broker-port', '0', ...more]
      const ran = await mqadmin(argv, {env: mine}).end()
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(ran.stderr).toContain(String(port))
      expect(ran.stderr).toContain('next: stop what listens there')
    }
    taken.close()
  })

  it('serves in the foreground until interrupted, and a second one does not open its folder', async () => {
    const mine = own('foreground')
    const data = join(folder, 'foreground', 'store')
    const first = mqadmin(['node', 'start', 'one', '--foreground', '--folder', data, ...anyPorts], {env: mine})
    await first.says(/The broker\[broker-a, .*\] boot success/)
    const nameServer = /address (127\.0\.0\.1:\d+)/.exec(first.stdout)?.[1] as string
    const there = {...mine, NAMESRV_ADDR: nameServer}
    expect(await mqadmin(['topic', 'set', 'kept'], {env: there}).end()).toMatchObject({status: 0})
    for (const more of [[], ['--foreground']]) {
      const second = ['node', 'start', 'two', '--folder', data, ...anyPorts, ...more]
      const ran = await mqadmin(second, {env: mine}).end()
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(ran.stderr).toContain('is open in')
    }
    expect(await mqadmin(['topic', 'get', 'kept'], {env: there}).end()).toMatchObject({status: 0})
    first.child.kill('SIGINT')
    expect((await first.end()).status).toBe(0)
    expect((await mqadmin(['topic', 'get', 'kept'], {env: there}).end()).status).toBe(5)
  })

  it('a store that cannot be written to refuses, and the server stays up', async () => {
    const mine = own('full')
    const argv = `node start small --foreground --folder ${join(folder, 'full', 'store')} ${anyPorts.join(' ')}`
    const running = shell(`ulimit -f 64; exec $mqadmin ${argv}`, {env: {...env, ...mine}})
    await running.says(/The broker\[broker-a, .*\] boot success/)
    const there = {...mine, NAMESRV_ADDR: /address (127\.0\.0\.1:\d+)/.exec(running.stdout)?.[1] as string}
    expect(await mqadmin(['topic', 'set', 'orders'], {env: there}).end()).toMatchObject({status: 0})
    for (let again = 0; again < 2; again++) {
      const ran = await mqadmin(['message', 'send', 'orders', '--body', 'x'], {env: there}).end()
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(ran.stderr).toContain('SERVICE_NOT_AVAILABLE (14)')
      expect(ran.stderr).toContain('EFBIG')
    }
    expect(await mqadmin(['topic', 'status', 'orders'], {env: there}).end()).toMatchObject({status: 0})
    running.child.kill('SIGTERM')
    expect((await running.end()).status).toBe(0)
  })

  it('a folder that cannot be made is said', async () => {
    writeFileSync(join(folder, 'a-file'), '')
    const argv = ['node', 'start', '--folder', join(folder, 'a-file', 'below'), ...anyPorts]
    for (const more of [[], ['--foreground']]) {
      const ran = await mqadmin([...argv, ...more], {env: own('no-folder')}).end()
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(ran.stderr).toMatch(/^error: ENOTDIR/)
      expect(ran.stderr).toContain('next: check that the folder exists')
    }
  })

  it.each(['', '[]', '{"format":1', '{"format":99}'])('a state file that holds %j is named', async text => {
    const mine = own('state')
    const nodes = join(mine['XDG_STATE_HOME'] as string, 'mqadmin', 'nodes')
    mkdirSync(nodes, {recursive: true})
    writeFileSync(join(nodes, 'broken.json'), text)
    for (const argv of [
      ['node', 'list'],
      ['node', 'status'],
      ['node', 'stop', 'broken'],
      ['node', 'start', 'broken', ...anyPorts],
    ]) {
      const ran = await mqadmin(argv, {env: mine}).end()
      expect({argv, ran}).toMatchObject({ran: {status: 2, stdout: ''}})
      expect(ran.stderr).toContain('broken.json')
    }
  })

  it.each(['stop', 'restart', 'status', 'logs'])('node %s of a node that is not there', async verb => {
    const ran = await mqadmin(['node', verb, 'nowhere'], {env: own('none')}).end()
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain('nowhere')
  })
})
