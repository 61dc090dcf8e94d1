/** Nodes that cannot start, or cannot go on: said in one error, while what runs stays up. Through the program itself. */
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {shell, start} from '../support/process.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nodes-'))
})
afterAll(() => rmSync(folder, {recursive: true, force: true, maxRetries: 5}))

const mqadmin = (argv: readonly string[], {env}: {env: Record<string, string>}) => start(argv, {env})

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
    const logs = mqadmin(['node', 'logs', 'one', '--follow'], {env: mine})
    await logs.says(/serving as broker-a/)
    logs.child.kill('SIGINT')
    expect(await logs.end()).toMatchObject({status: 130, stderr: 'error: interrupted\n'})
    for (const more of [[], ['--foreground']]) {
      const second = ['node', 'start', 'two', '--folder', data, ...anyPorts, ...more]
      const ran = await mqadmin(second, {env: mine}).end()
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(ran.stderr).toContain('is open in')
    }
    expect(await mqadmin(['topic', 'get', 'kept'], {env: there}).end()).toMatchObject({status: 0})
    first.child.kill('SIGINT')
    const ended = await first.end()
    expect(ended.status).toBe(0)
    expect(ended.stdout).toMatch(/stopped\n$/)
    expect((await mqadmin(['topic', 'get', 'kept'], {env: there}).end()).status).toBe(5)
  })

  it('a store that cannot be written to refuses, and the server stays up', async () => {
    const mine = own('full')
    const argv = `node start small --foreground --folder ${join(folder, 'full', 'store')} ${anyPorts.join(' ')}`
    const running = shell(`ulimit -f 64; exec $mqadmin ${argv}`, {env: mine})
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
