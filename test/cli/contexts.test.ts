import {lstatSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync} from 'node:fs'
import {createServer} from 'node:net'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {readPlainYaml} from '../../src/cli/plain-yaml.js'
import {requests} from '../../src/protocol/index.js'
import {dispatcher, type Handlers, Refusal} from '../../src/remoting/dispatcher.js'
import {Listener, type ListenerOptions} from '../../src/remoting/listener.js'
import {signature} from '../../src/remoting/sign.js'
import {mqadmin} from '../support/cli.js'
import {Desk} from '../support/settings.js'

let desk: Desk
const cleanups: (() => Promise<unknown>)[] = []

beforeEach(() => {
  desk = new Desk()
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  desk.remove()
})

const run = (...argv: string[]) => mqadmin(argv, {env: desk.env, cwd: desk.cwd})
const json = async (...argv: string[]) => {
  const ran = await run(...argv, '--output', 'json')
  expect(ran.stderr).toBe('')
  return JSON.parse(ran.stdout) as unknown
}
const secretFile = () => desk.write(join(desk.root, 'secret'), 'hush-hush\n')
const addProd = (...more: string[]) =>
  run('context', 'add', 'prod', '-n', 'a:1;b:2', '--access-key', 'ops', '--secret-key-file', secretFile(), ...more)

describe('context add', () => {
  it('writes a private file that the fast reader understands, and uses the first', async () => {
    const ran = await addProd(
      '--tls-insecure',
      '--broker-map',
      '10.0.0.1:*=127.0.0.1:*',
      '--timeout',
      '90s',
      '--protected',
    )
    expect(ran).toMatchObject({status: 0, stderr: ''})
    const text = readFileSync(desk.config, 'utf8')
    expect(readPlainYaml(text)).toEqual({
      current: 'prod',
      contexts: {
        prod: {
          nameServers: 'a:1;b:2',
          accessKey: 'ops',
          secretKey: 'hush-hush',
          tls: {insecure: 'true'},
          brokerMap: '10.0.0.1:*=127.0.0.1:*',
          timeout: '90s',
          protected: 'true',
        },
      },
    })
    expect(readdirSync(dirname(desk.config))).toEqual(['config.yaml'])
    if (process.platform === 'win32') return
    expect(statSync(desk.config).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(desk.config)).mode & 0o777).toBe(0o700)
  })

  it('keeps comments, makes a file private again and follows a link to it', async () => {
    const real = desk.write(
      join(desk.root, 'dotfiles', 'mq.yaml'),
      '# mine\ncurrent: a\ncontexts:\n  a: {nameServers: a:1} # keep\n',
      0o644,
    )
    desk.write(join(dirname(desk.config), 'other'), '')
    symlinkSync(real, desk.config)
    expect(await run('context', 'add', 'b', '-n', 'b:1')).toMatchObject({status: 0})
    expect(lstatSync(desk.config).isSymbolicLink()).toBe(true)
    expect(readFileSync(real, 'utf8')).toMatch(
      /^# mine\ncurrent: a\ncontexts:\n {2}a: .*# keep\n {2}b:\n {4}nameServers: b:1\n$/,
    )
    if (process.platform !== 'win32') expect(statSync(real).mode & 0o777).toBe(0o600)
  })

  it('loses nothing when several run at once', async () => {
    const names = Array.from({length: 8}, (_, at) => `c${at}`)
    await Promise.all(names.map(name => run('context', 'add', name, '-n', 'a:1')))
    expect(await json('context', 'list')).toHaveLength(names.length)
  })

  it.each([
    ['no name servers', ['x'], /a context needs name servers/],
    ['an address without a port', ['x', '-n', 'a'], /'a' is not an address/],
    ['a name with blanks', ['x y', '-n', 'a:1'], /cannot be the name of a context/],
    ['a broken map', ['x', '-n', 'a:1', '--broker-map', 'a'], /is not an address map/],
  ])('refuses %s and writes nothing', async (_, argv, message) => {
    const ran = await run('context', 'add', ...argv)
    expect(ran.status).toBe(2)
    expect(ran.stderr).toMatch(message)
    expect(() => statSync(desk.config)).toThrow()
  })

  it('refuses a name that is taken unless told to replace it', async () => {
    await addProd()
    expect(await run('context', 'add', 'prod', '-n', 'c:1')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--replace'),
    })
    expect(await run('context', 'add', 'prod', '-n', 'c:1', '--replace')).toMatchObject({status: 0})
    expect(await json('context', 'list')).toMatchObject([{name: 'prod', nameServers: ['c:1']}])
    expect(readFileSync(desk.config, 'utf8')).not.toContain('hush-hush')
  })

  it('takes the secret from the environment, and never half a pair', async () => {
    const half = await run('context', 'add', 'x', '-n', 'a:1', '--access-key', 'ops')
    expect(half).toMatchObject({status: 4, stderr: expect.stringContaining('an access key without a secret key')})
    desk.env['MQADMIN_SECRET_KEY'] = 'hush-hush'
    expect(await run('context', 'add', 'x', '-n', 'a:1', '--access-key', 'ops')).toMatchObject({status: 0})
    expect(readFileSync(desk.config, 'utf8')).toContain('secretKey: hush-hush')
  })

  it('asks a person for the secret, on stderr and without showing it', async () => {
    const argv = ['context', 'add', 'x', '-n', 'a:1', '--access-key', 'ops']
    const ran = await mqadmin(argv, {env: desk.env, cwd: desk.cwd, tty: true, stdin: 'hush-hush\n'})
    expect(ran).toMatchObject({status: 0, stderr: expect.stringContaining('Secret key of ops:')})
    expect(ran.stdout + ran.stderr).not.toContain('hush')
    expect(readFileSync(desk.config, 'utf8')).toContain('secretKey: hush-hush')
    const nothing = await mqadmin([...argv, '--replace'], {env: desk.env, cwd: desk.cwd, tty: true, stdin: '\n'})
    expect(nothing.status).toBe(4)
  })

  it('has nowhere to write without a home', async () => {
    desk.env = {}
    expect(await run('context', 'add', 'x', '-n', 'a:1')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('XDG_CONFIG_HOME'),
    })
  })
})

describe('context list, use and remove', () => {
  beforeEach(async () => {
    await addProd('--read-only')
    await run('context', 'add', 'local', '-n', '127.0.0.1:9876')
  })

  it('lists without secrets', async () => {
    expect(await json('context', 'list')).toEqual([
      {name: 'local', current: false, nameServers: ['127.0.0.1:9876'], tls: false, readOnly: false, protected: false},
      {
        name: 'prod',
        current: true,
        nameServers: ['a:1', 'b:2'],
        accessKey: 'ops',
        tls: false,
        readOnly: true,
        protected: false,
      },
    ])
    expect((await run('context', 'list')).stdout).not.toContain('hush')
  })

  it('uses another, or none', async () => {
    expect(await json('context', 'use', 'local')).toMatchObject({outcome: 'used', current: 'local'})
    expect((await run('context', 'show', '--output', 'csv')).stdout).toContain(
      'nameServers,127.0.0.1:9876,context local',
    )
    expect(await run('context', 'use', 'nope')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('known: local, prod'),
    })
    expect(await run('context', 'use')).toMatchObject({status: 2})
    expect(await json('context', 'use', '--none')).toMatchObject({outcome: 'none'})
    expect((await run('context', 'show', '--output', 'csv')).stdout).toContain('nameServers,127.0.0.1:9876,default')
  })

  it('can be used to get out of a context that is gone', async () => {
    desk.write(desk.config, 'current: gone\ncontexts:\n  a:\n    nameServers: a:1\n')
    expect(await run('context', 'show')).toMatchObject({status: 2})
    expect(await run('context', 'use', 'a')).toMatchObject({status: 0})
    expect(await run('context', 'show')).toMatchObject({status: 0})
  })

  it('removes one with its secret, and says so when it was in use', async () => {
    const ran = await run('context', 'remove', 'prod', '--output', 'json')
    expect(JSON.parse(ran.stdout)).toMatchObject({context: 'prod', outcome: 'removed'})
    expect(ran.stderr).toContain("'prod' was the context in use")
    expect(readFileSync(desk.config, 'utf8')).not.toMatch(/hush-hush|current/)
  })

  it('is content when there is nothing to remove, unless it must exist', async () => {
    expect(await run('context', 'remove', 'nope')).toMatchObject({status: 0, stderr: "there is no context 'nope'\n"})
    expect(await run('context', 'remove', 'nope', '--must-exist')).toMatchObject({status: 3})
  })

  it('says where a corrupt file is wrong', async () => {
    desk.write(desk.config, 'current: a\ncontexts: [\n')
    for (const argv of [['list'], ['use', 'a'], ['remove', 'a'], ['show'], ['test'], ['add', 'x', '-n', 'a:1']])
      expect(await run('context', ...argv)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/config\.yaml:\d+: not valid YAML/),
      })
    expect(readFileSync(desk.config, 'utf8')).toBe('current: a\ncontexts: [\n')
  })

  it('does not take flags that would mean nothing', async () => {
    expect(await run('context', 'list', '--tls')).toMatchObject({status: 2, stdout: ''})
  })
})

describe('context show', () => {
  it('prints each value with its origin, in every format without the secret', async () => {
    await addProd('--tls-ca', desk.write(join(desk.root, 'ca.pem'), 'ca'), '--tls-server-name', 'mq')
    desk.env['MQADMIN_REQUEST_TIMEOUT'] = '3s'
    expect(await json('context', 'show', '--timeout', '1m')).toEqual([
      {setting: 'context', value: 'prod', origin: `current in ${desk.config}`},
      {setting: 'nameServers', value: 'a:1;b:2', origin: 'context prod'},
      {setting: 'accessKey', value: 'ops', origin: 'context prod'},
      {setting: 'secretKey', value: '********', origin: 'context prod'},
      {setting: 'tls', value: 'true', origin: 'context prod'},
      {setting: 'tls.ca', value: join(desk.root, 'ca.pem'), origin: 'context prod'},
      {setting: 'tls.serverName', value: 'mq', origin: 'context prod'},
      {setting: 'brokerMap', value: '', origin: 'default'},
      {setting: 'output', value: 'json', origin: '--output'},
      {setting: 'timeout', value: '1m', origin: '--timeout'},
      {setting: 'requestTimeout', value: '3s', origin: 'MQADMIN_REQUEST_TIMEOUT'},
      {setting: 'zone', value: 'local', origin: 'default'},
      {setting: 'readOnly', value: 'false', origin: 'default'},
      {setting: 'protected', value: 'false', origin: 'default'},
    ])
    for (const format of ['table', 'plain', 'classic', 'json', 'ndjson', 'yaml', 'csv'])
      for (const verbose of [[], ['--verbose']]) {
        const {status, stdout, stderr} = await run('context', 'show', 'prod', '--output', format, ...verbose)
        expect(status).toBe(0)
        expect(stdout + stderr).not.toContain('hush')
      }
  })

  it('masks what comes from the environment, a file and tools.yml alike', async () => {
    const secretOf = async (...argv: string[]) =>
      (await run('context', 'show', '--output', 'csv', ...argv)).stdout.match(/^secretKey.*$/m)?.[0]
    desk.tools('accessKey: a\nsecretKey: hush-hush\nsecurityToken: hush-too\n')
    expect(await secretOf()).toBe(`secretKey,********,${join(desk.rocketmqHome, 'conf', 'tools.yml')}`)
    expect((await run('context', 'show')).stdout).toMatch(/securityToken\t\*{8}\t/)
    Object.assign(desk.env, {MQADMIN_ACCESS_KEY: 'b', MQADMIN_SECRET_KEY: 'x'})
    expect(await secretOf()).toBe('secretKey,********,MQADMIN_SECRET_KEY')
    expect(await secretOf('--secret-key-file', secretFile())).toBe('secretKey,********,--secret-key-file')
  })
})

describe('context trust', () => {
  it('takes the nearest project file into use, until it changes or is revoked', async () => {
    desk.write(desk.project, 'nameServers: p:1\nprotected: true\n')
    const file = realpathSync(desk.project)
    const servers = async () =>
      (await run('context', 'show', '--output', 'csv')).stdout.match(/^nameServers,(.*)$/m)?.[1]
    expect(await servers()).toBe('127.0.0.1:9876,default')
    expect(await json('context', 'trust')).toEqual({file, trusted: true, settings: ['nameServers', 'protected']})
    expect(await servers()).toBe(`p:1,${file}`)
    expect(await json('context', 'trust', desk.project, '--revoke')).toMatchObject({trusted: false})
    expect(await servers()).toBe('127.0.0.1:9876,default')
  })

  it('refuses a file with secrets, a broken one and none', async () => {
    expect(await run('context', 'trust')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is no .mqadmin.yaml'),
    })
    desk.write(desk.project, 'nameServers: p:1\nsecretKey: hush-hush\n')
    const secret = await run('context', 'trust')
    expect(secret).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/\.mqadmin\.yaml:2: 'secretKey' does not belong here/),
    })
    expect(secret.stderr).not.toContain('hush-hush')
    desk.write(desk.project, 'nameServers: [\n')
    expect(await run('context', 'trust')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/\.mqadmin\.yaml:\d+: not valid YAML/),
    })
    expect(() => statSync(desk.config)).toThrow()
  })
})

describe('context test', () => {
  const tlsFile = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url))
  const pem = (name: string) => readFileSync(tlsFile(name))
  const open = async (
    role: 'broker' | 'nameServer',
    handlers: Handlers<typeof requests>,
    tls?: ListenerOptions['tls'],
  ) => {
    const listener = await Listener.open({port: 0, dispatch: dispatcher(role, requests, handlers, {version: 479}), tls})
    cleanups.push(() => listener.close(0))
    return listener.address
  }
  const nameServer = (broker: string | undefined, tls?: ListenerOptions['tls']) => {
    const brokers: [string, {cluster: string; brokerName: string; brokerAddrs: [number, string][]}][] =
      broker === undefined ? [] : [['broker-a', {cluster: 'c', brokerName: 'broker-a', brokerAddrs: [[0, broker]]}]]
    const clusters: [string, string[]][] = broker === undefined ? [] : [['c', ['broker-a']]]
    const body = {brokerAddrTable: new Map(brokers), clusterAddrTable: new Map(clusters)}
    return open('nameServer', {getBrokerClusterInfo: () => ({body})}, tls)
  }
  const closedPort = async () => {
    const server = createServer()
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    const {port} = server.address() as {port: number}
    await new Promise(done => server.close(done))
    return `127.0.0.1:${port}`
  }
  const steps = (stdout: string) =>
    (JSON.parse(stdout) as {step: string; target: string; result: string}[]).map(
      ({step, result}) => `${step} ${result}`,
    )

  it('asks every name server and, signed, a broker', async () => {
    let fields: Record<string, string> = {}
    const broker = await open('broker', {
      getBrokerRuntimeInfo: (_, caller) => {
        fields = {...caller.fields}
        return {body: {table: new Map([['a', 'b']])}}
      },
    })
    const [one, two] = [await nameServer(broker), await nameServer(broker)]
    await run('context', 'add', 't', '-n', `${one};${two}`, '--access-key', 'ops', '--secret-key-file', secretFile())
    const ran = await run('context', 'test', '--output', 'json')
    expect(ran).toMatchObject({status: 0, stderr: ''})
    expect(steps(ran.stdout)).toEqual(['nameServer ok', 'nameServer ok', 'cluster ok', 'broker ok'])
    expect(fields).toMatchObject({
      AccessKey: 'ops',
      Signature: signature({AccessKey: 'ops'}, Buffer.alloc(0), 'hush-hush'),
    })
    expect(ran.stdout).not.toContain('hush')
  })

  it('speaks TLS with both, and shows the client certificate', async () => {
    const tls = {cert: pem('server.pem'), key: pem('server.key'), ca: pem('ca.pem'), requestCert: true, required: true}
    const broker = await open('broker', {getBrokerRuntimeInfo: () => ({body: {table: new Map()}})}, tls)
    const server = await nameServer(broker, tls)
    const files = [
      '--tls-ca',
      tlsFile('ca.pem'),
      '--tls-cert',
      tlsFile('client.pem'),
      '--tls-key',
      tlsFile('client.key'),
    ]
    await run('context', 'add', 't', '-n', server, ...files)
    const ran = await run('context', 'test', '--output', 'json')
    expect(ran).toMatchObject({status: 0, stderr: ''})
    expect(steps(ran.stdout)).toEqual(['nameServer ok', 'cluster ok', 'broker ok'])
    expect(ran.stdout).toContain('over TLS')
    const plain = await run('context', 'test', '--no-tls', '--output', 'json')
    expect(plain.status).toBe(5)
    const untrusted = await run(
      'context',
      'test',
      '-n',
      server,
      '--tls-ca',
      tlsFile('other-ca.pem'),
      '--output',
      'json',
    )
    expect(untrusted.stderr).toContain('TLS_FAILED')
  })

  it('is partly done when one of two name servers is down', async () => {
    const broker = await open('broker', {getBrokerRuntimeInfo: () => ({body: {table: new Map()}})})
    const ran = await run(
      'context',
      'test',
      '-n',
      `${await closedPort()};${await nameServer(broker)}`,
      '--output',
      'json',
    )
    expect(ran.status).toBe(6)
    expect(steps(ran.stdout)).toEqual(['nameServer failed', 'nameServer ok', 'cluster ok', 'broker ok'])
  })

  it('ends with 5 when no name server answers', async () => {
    const ran = await run('context', 'test', '-n', `${await closedPort()},${await closedPort()}`, '--output', 'json')
    expect(ran.status).toBe(5)
    expect(steps(ran.stdout)).toEqual(['nameServer failed', 'nameServer failed', 'broker skipped'])
  })

  it('ends with 3 when no broker is registered', async () => {
    const ran = await run('context', 'test', '-n', await nameServer(undefined), '--output', 'json')
    expect(ran.status).toBe(3)
    expect(steps(ran.stdout)).toEqual(['nameServer ok', 'cluster failed', 'broker skipped'])
  })

  it('ends with 4 when the broker refuses the signature, with 5 when it is out of reach', async () => {
    const refusing = await open('broker', {
      getBrokerRuntimeInfo: () => {
        throw new Refusal(16, 'Check signature failed for accessKey=ops')
      },
    })
    const refused = await run('context', 'test', '-n', await nameServer(refusing), '--output', 'json')
    expect(refused.status).toBe(4)
    expect(steps(refused.stdout)).toEqual(['nameServer ok', 'cluster ok', 'broker failed'])
    const away = await run('context', 'test', '-n', await nameServer(await closedPort()), '--output', 'json')
    expect(away.status).toBe(5)
  })
})
