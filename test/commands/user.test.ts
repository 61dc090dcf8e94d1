/** Users of brokers from 5.3.0 on, before brokers that play them. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {aside, usersAndRules} from '../support/beyond-auth.js'
import {mqadmin, mqadminJson, type RunOptions} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {errorLines, toldError} from '../support/told.js'

let cluster: Cluster
let beyond: Beyond
let rogue: Rogue
let folder: string
beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  beyond = new Beyond([usersAndRules])
  rogue = await Rogue.open({...cluster, beyond, brokers: [...cluster.brokers, aside]})
  folder = mkdtempSync(join(tmpdir(), 'mqadmin-user-'))
})
beforeEach(() => {
  beyond.restore()
  rogue.seen.length = 0
  rogue.misdeed = () => undefined
})
afterAll(async () => {
  rmSync(folder, {recursive: true, force: true})
  await rogue.close()
  await cluster.close()
})

const env = () => ({...rogue.env, HOME: folder, XDG_STATE_HOME: join(folder, 'state')})
const run = (argv: string[], options: RunOptions = {}) => mqadmin(argv, {...options, env: env(), cwd: folder})
const json = <T>(argv: string[]) => mqadminJson<T>(argv, {env: env(), cwd: folder})
const a = () => cluster.brokers[0]?.address as string

describe('user list and get', () => {
  it('show the users of each master, without passwords', async () => {
    const rows = await json<object[]>(['user', 'list'])
    expect(rows).toEqual(
      cluster.brokers.map(({name, address}) => ({
        username: 'ann',
        userType: 'Normal',
        userStatus: 'enable',
        broker: name,
        address,
      })),
    )
    expect(await json(['user', 'list', '--filter', 'zz'])).toEqual([])
    expect(await json(['user', 'get', 'ann', '--broker', 'broker-a'])).toEqual([rows[0]])
  })

  it('print what Java prints but for the password', async () => {
    const head = '#UserName         #Password               #UserType               #UserStatus           \n'
    const row = 'ann               ***                     Normal                  enable                \n'
    expect((await run(['listUser', '-b', a()])).stdout).toBe(head + row)
    const cluster = await run(['listUser', '-c', 'DefaultCluster'])
    expect(cluster.stdout).toMatch(/\nget user from 127\.0\.0\.1:\d+ success\.\n$/)
    expect(cluster.stdout.startsWith(head + row)).toBe(true)
    expect((await run(['getUser', '-c', 'DefaultCluster', '-u', 'ann'])).stdout).toBe(head + row)
    expect(await run(['listUser', '-b', a(), '-f', 'zz'])).toMatchObject({status: 0, stdout: ''})
  })

  it('say that there is no such user', async () => {
    const ran = await run(['user', 'get', 'nobody', '--output', 'json'])
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(toldError(ran)).toMatchObject({code: 'NOT_FOUND', username: 'nobody'})
  })
})

describe('user create', () => {
  it('takes the password from a file and shows it nowhere', async () => {
    writeFileSync(join(folder, 'secret'), 'open-sesame\n')
    const argv = ['user', 'create', 'carla', '--password', '@secret', '--output', 'json']
    const dry = await run([...argv, '--dry-run'])
    expect(JSON.parse(dry.stdout)).toMatchObject([
      {outcome: 'created', changes: ['username=carla', 'password=***', 'userType=Normal', 'userStatus=enable']},
      {outcome: 'created'},
    ])
    expect(rogue.writes).toEqual([])
    const done = await run(argv)
    expect(done).toMatchObject({status: 0, stderr: ''})
    expect(`${dry.stdout}${dry.stderr}${done.stdout}`).not.toContain('open-sesame')
    // it is the very password: saying it again changes nothing
    expect(JSON.parse((await run(argv)).stdout)).toMatchObject([{outcome: 'unchanged'}, {outcome: 'unchanged'}])
    const journal = await run(['journal', 'list', '--output', 'json'])
    expect(journal.stdout).toContain('user create carla')
    expect(journal.stdout).not.toContain('open-sesame')
  })

  it('reads standard input once', async () => {
    const ran = await run(['user', 'create', 'carla', '--password', '-', '--broker', 'broker-a'], {
      stdin: 'open-sesame\n',
    })
    expect(ran).toMatchObject({status: 0, stderr: ''})
    expect(await run(['createUser', '-b', a(), '-u', 'carla', '-p', 'open-sesame'])).toMatchObject({
      status: 0,
      stdout: `create user to ${a()} success.\n`,
    })
  })

  it('takes what follows -p as it stands under the name of Java', async () => {
    await run(['createUser', '-b', a(), '-u', 'carla', '-p', '@secret'])
    const [row] = await json<{outcome: string}[]>([
      'user',
      'create',
      'carla',
      '--password',
      '@@secret',
      '--broker',
      a(),
    ])
    expect(row?.outcome).toBe('unchanged')
  })

  it('refuses a user that is there and another, and no word of its password', async () => {
    const ran = await run(['user', 'create', 'ann', '--password', 'open-sesame'])
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(errorLines(ran).join('\n')).toContain("user 'ann' exists already on broker-a")
    expect(ran.stderr).not.toContain('open-sesame')
    expect(rogue.writes).toEqual([])
  })

  it.each([
    [['createUser', '-b', 'x:1', '-u', 'carla', '-p', 'x', '-t', 'Nope'], /--type does not know 'Nope'/],
    [['user', 'create', 'carla', '--password', ''], /empty/],
    [['user', 'create', 'carla', '--password', '@nowhere'], /cannot read .*nowhere/],
  ])('refuses %j', async (argv, words) => {
    const ran = await run(argv)
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toMatch(words)
  })
})

describe('user update', () => {
  it('sends only what is said, and shows no password', async () => {
    const told = await run(['user', 'update', 'ann', '--password', 'n3w-one', '--type', 'super', '--output', 'json'])
    expect(JSON.parse(told.stdout)).toMatchObject([
      {
        outcome: 'changed',
        changes: ['password: *** → *** (new)', 'userType: Normal → Super'],
        before: {username: 'ann', password: '***', userType: 'Normal', userStatus: 'enable'},
        after: {username: 'ann', password: '*** (new)', userType: 'Super', userStatus: 'enable'},
      },
      {outcome: 'changed'},
    ])
    expect(told.stdout).not.toContain('n3w-one')
    expect(await json(['user', 'update', 'ann', '--status', 'disable', '--broker', 'broker-a'])).toMatchObject([
      {changes: ['userStatus: enable → disable']},
    ])
    expect(await json(['user', 'get', 'ann', '--broker', 'broker-a'])).toMatchObject([
      {userType: 'Super', userStatus: 'disable'},
    ])
    expect(await json(['user', 'update', 'ann', '--password', 'n3w-one', '--broker', 'broker-a'])).toMatchObject([
      {outcome: 'unchanged'},
    ])
  })

  it('prints the line of Java, and wants one change at a time under its name', async () => {
    expect((await run(['updateUser', '-b', a(), '-u', 'ann', '-s', 'disable'])).stdout).toBe(
      `update user to ${a()} success.\n`,
    )
    expect(await run(['updateUser', '-b', a(), '-u', 'ann', '-s', 'disable', '-t', 'Super'])).toMatchObject({status: 2})
    expect(await run(['user', 'update', 'ann'])).toMatchObject({status: 2})
  })

  it('does not make a user', async () => {
    expect(await run(['user', 'update', 'nobody', '--status', 'disable'])).toMatchObject({status: 3, stdout: ''})
    expect(rogue.writes).toEqual([])
  })

  it('does the brokers that have the user, and names the other', async () => {
    await run(['user', 'delete', 'ann', '--broker', 'broker-b', '--yes'])
    const ran = await run(['updateUser', '-c', 'DefaultCluster', '-u', 'ann', '-s', 'disable'])
    expect(ran).toMatchObject({status: 6, stdout: expect.stringMatching(/^update user to \S+ success\.\n$/)})
    expect(errorLines(ran).join()).toContain("user 'ann' does not exist on broker-b")
  })
})

describe('user delete', () => {
  it('takes the user and its rules, and is done where there is none', async () => {
    expect(await json(['user', 'delete', 'ann', '--yes'])).toMatchObject([{outcome: 'deleted'}, {outcome: 'deleted'}])
    expect(await json(['acl', 'list'])).toEqual([])
    const again = await run(['deleteUser', '-b', a(), '-u', 'ann'])
    expect(again).toMatchObject({status: 0, stdout: `delete user to ${a()} success.\n`})
    expect(again.stderr).toContain('already absent')
  })
})

describe('user copy', () => {
  it('brings users with password, type and status', async () => {
    const {stdout} = await run(['copyUser', '-f', aside.address, '-t', a()])
    expect(stdout).toBe(
      ['ann', 'ben'].map(name => `copy user of ${name} from ${aside.address} to ${a()} success.\n`).join(''),
    )
    expect(await json(['user', 'copy', '--from-broker', aside.address, '--to-broker', 'broker-a'])).toMatchObject([
      {target: expect.stringMatching(/^ann on broker-a/), outcome: 'unchanged'},
      {outcome: 'unchanged'},
    ])
  })

  it('copies those there are, and names who is not there', async () => {
    const ran = await run(['copyUser', '-f', aside.address, '-t', a(), '-u', 'ben,nobody'])
    expect(ran).toMatchObject({status: 6, stdout: `copy user of ben from ${aside.address} to ${a()} success.\n`})
    expect(errorLines(ran).join()).toContain("user 'nobody' does not exist")
  })
})

describe('a broker without users', () => {
  it('says how to switch them on', async () => {
    rogue.misdeed = ({request}) =>
      request.name.startsWith('AUTH_')
        ? {code: 1, remark: 'An system error occurred, please try again later.'}
        : undefined
    for (const argv of [
      ['user', 'list'],
      ['user', 'create', 'x', '--password', 'y'],
      ['acl', 'list'],
    ]) {
      const ran = await run(argv)
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(errorLines(ran).at(-1)).toMatch(/next: authentication is off there: set authenticationEnabled/)
    }
  })

  it('is told apart from one that is too old', async () => {
    rogue.misdeed = ({request}) =>
      request.name.startsWith('AUTH_') ? {code: 3, remark: 'request type 3005 not supported'} : undefined
    const ran = await run(['user', 'list'])
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('served from 5.3.0 on')
    expect(ran.stderr).toContain('mqadmin acl4 get')
  })
})

describe('rights', () => {
  it.each([
    [
      'User:ann has no permission to access Cluster:X from 192.0.2.1, no matched policies.',
      /acl create User:ann --resources Cluster:X/,
    ],
    ['User:ann has no permission to access Cluster:X from 192.0.2.1, the decision is deny.', /a rule says so/],
    ['check signature failed.', /mqadmin context show/],
  ])('%s', async (remark, hint) => {
    rogue.misdeed = ({request}) => (request.name.startsWith('AUTH_') ? {code: 16, remark} : undefined)
    const ran = await run(['user', 'list'])
    expect(ran).toMatchObject({status: 4, stdout: ''})
    expect(errorLines(ran).at(-1)).toMatch(hint)
  })
})
