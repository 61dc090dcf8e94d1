/** Accounts of brokers 4.x, before brokers that play them: some tell their accounts, as until 4.9.7, some do not, as 4.9.8. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {accounts4} from '../support/beyond-auth.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {errorLines} from '../support/told.js'

let cluster: Cluster
const telling = new Beyond([accounts4()])
const silent = new Beyond([accounts4({tells: false})])
let rogues: {telling: Rogue; silent: Rogue}
let folder: string
beforeAll(async () => {
  cluster = await startCluster()
  rogues = {
    telling: await Rogue.open({...cluster, beyond: telling}),
    silent: await Rogue.open({...cluster, beyond: silent}),
  }
  folder = mkdtempSync(join(tmpdir(), 'mqadmin-acl4-'))
})
beforeEach(() => {
  for (const beyond of [telling, silent]) beyond.restore()
  for (const rogue of Object.values(rogues)) {
    rogue.seen.length = 0
    rogue.misdeed = () => undefined
  }
})
afterAll(async () => {
  rmSync(folder, {recursive: true, force: true})
  for (const rogue of Object.values(rogues)) await rogue.close()
  await cluster.close()
})

const run = (argv: string[], rogue = rogues.telling) => mqadmin(argv, {env: rogue.env, cwd: folder})
const json = <T>(argv: string[], rogue = rogues.telling) => mqadminJson<T>(argv, {env: rogue.env, cwd: folder})
const a = () => cluster.brokers[0]?.address as string
const accounts = async () => (await json<{accounts: object[]}>(['acl4', 'get'])).accounts

describe('acl4 get and version', () => {
  it('show accounts without their secret keys', async () => {
    const told = await json<object>(['acl4', 'get'])
    expect(told).toMatchObject({
      whiteAddresses: [{whiteAddress: '192.0.2.*', broker: 'broker-a'}],
      accounts: [{accessKey: 'operator', admin: true, topicPerms: ['orders=PUB'], broker: 'broker-a'}],
    })
    expect(JSON.stringify(told)).not.toMatch(/secret/i)
  })

  it('print what Java prints but for the secret key', async () => {
    expect((await run(['getAclConfig', '-b', a()])).stdout).toBe(
      [
        '',
        'globalWhiteRemoteAddresses: [192.0.2.*]',
        '',
        'accounts:',
        '  accessKey         : operator',
        '  secretKey         : ***',
        '  whiteRemoteAddress: ',
        '  admin             : true',
        '  defaultTopicPerm  : ',
        '  defaultGroupPerm  : ',
        '  topicPerms        : [orders=PUB]',
        '  groupPerms        : ',
        '\n',
      ].join('\n'),
    )
    const row =
      'DefaultCluster    broker-a                broker-a:10911          /opt/rocketmq/conf/plain_acl.yml  0                       2023-11-14 22:13:20   \n'
    expect((await run(['clusterAclConfigVersion', '-b', a(), '--utc'])).stdout).toBe(
      `${row}get broker's plain access config version success.\n`,
    )
    expect((await run(['clusterAclConfigVersion', '-c', 'DefaultCluster', '--utc'])).stdout).toBe(
      '#Cluster Name     #Broker Name            #Broker Addr            #AclFilePath          #AclConfigVersionNum    #AclLastUpdateTime    \n' +
        `${row}get cluster's plain access config version success.\n`,
    )
  })

  it('count the changes', async () => {
    await run(['acl4', 'delete', 'operator', '--yes'])
    expect(await json(['acl4', 'version'])).toMatchObject([{version: 1, changedAt: 1_700_000_000_001}])
  })
})

describe('acl4 set', () => {
  it('changes only what is said: neither secret key nor administrator go', async () => {
    expect(await json(['acl4', 'set', 'operator', '--default-topic-perm', 'sub'])).toMatchObject([
      {outcome: 'changed', changes: ['defaultTopicPerm: - → SUB']},
    ])
    expect(
      await run(['updateAclConfig', '-b', a(), '-a', 'operator', '-s', 'another-secret', '-g', 'shop=SUB']),
    ).toEqual({status: 0, stdout: `create or update plain access config to ${a()} success.\n`, stderr: ''})
    expect(await accounts()).toMatchObject([
      {admin: true, defaultTopicPerm: 'SUB', topicPerms: ['orders=PUB'], groupPerms: ['shop=SUB']},
    ])
  })

  it('makes an account, with the secret key from a file, and shows it nowhere', async () => {
    writeFileSync(join(folder, 'secret'), 'open-sesame\r\n')
    const argv = [
      'acl4',
      'set',
      'shop-app',
      '--secret',
      '@secret',
      '--topic-perms',
      'orders=PUB|SUB',
      '--output',
      'json',
    ]
    const {stdout} = await run(argv)
    expect(JSON.parse(stdout)).toMatchObject([
      {outcome: 'created', changes: expect.arrayContaining(['secretKey=***', 'admin=false'])},
    ])
    expect(stdout).not.toContain('open-sesame')
    expect(JSON.parse((await run(argv)).stdout)).toMatchObject([{outcome: 'unchanged'}])
    const renewed = await run(['acl4', 'set', 'shop-app', '--secret', 'open-barley', '--output', 'json'])
    expect(JSON.parse(renewed.stdout)).toMatchObject([{changes: ['secretKey: *** → *** (new)']}])
    expect(renewed.stdout).not.toContain('open-')
  })

  it.each([
    [['acl4', 'set', 'shop-app', '--admin'], /a new account needs a secret key/],
    [['acl4', 'set', 'shop', '--secret', 'open-sesame'], /7 characters or more/],
    [['acl4', 'set', 'shop-app', '--secret', 'x-y-z'], /7 characters or more/],
    [['acl4', 'set', 'operator', '--topic-perms', 'orders=NOPE'], /DENY, PUB, SUB or PUB\|SUB/],
    [['acl4', 'set', 'operator', '--default-group-perm', 'NOPE'], /does not know 'NOPE'/],
  ])('refuses %j', async (argv, words) => {
    const ran = await run(argv)
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toMatch(words)
    expect(ran.stderr).not.toMatch(/open-sesame|x-y-z/)
    expect(rogues.telling.writes).toEqual([])
  })

  it('keeps the secret key out of the words of a broker that refuses it', async () => {
    const remark = 'The accessKey=operator and secretKey=open-sesame cannot be null and length should longer than 6'
    rogues.telling.misdeed = ({request}) =>
      request.name === 'UPDATE_AND_CREATE_ACL_CONFIG' ? {code: 209, remark} : undefined
    for (const more of [[], ['--verbose'], ['--output', 'json']]) {
      const ran = await run(['acl4', 'set', 'operator', '--secret', 'open-sesame', ...more])
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(ran.stderr).toContain('secretKey=***')
      expect(ran.stderr).not.toContain('open-sesame')
    }
  })
})

describe('acl4 delete', () => {
  it('takes an account, and is done where there is none', async () => {
    const line = `delete plain access config account from ${a()} success.\naccount's accesskey is:operator`
    expect(await run(['deleteAclConfig', '-b', a(), '-a', 'operator'])).toEqual({status: 0, stdout: line, stderr: ''})
    const again = await run(['deleteAccessConfig', '-b', a(), '-a', 'operator'])
    expect(again).toMatchObject({status: 0, stdout: line})
    expect(again.stderr).toContain('already absent')
    expect(await accounts()).toEqual([])
  })
})

describe('acl4 trust', () => {
  it('puts another list in place of the one there is', async () => {
    expect(await json(['acl4', 'trust', '--white-addresses', '10.0.0.*,192.168.1.7'])).toMatchObject([
      {outcome: 'changed', before: {whiteAddresses: ['192.0.2.*']}},
    ])
    expect((await run(['updateGlobalWhiteAddr', '-b', a(), '-g', '10.0.0.*'])).stdout).toBe(
      `update global white remote addresses to ${a()} success.\n`,
    )
    expect(await json(['acl4', 'trust', '--white-addresses', ''])).toMatchObject([{after: {whiteAddresses: []}}])
    expect(await json(['acl4', 'get'])).toMatchObject({whiteAddresses: []})
  })
})

describe('a broker that does not tell its accounts', () => {
  const silently = (argv: string[]) => run(argv, rogues.silent)

  it('wants a change in full', async () => {
    for (const argv of [
      ['acl4', 'set', 'operator', '--admin'],
      ['acl4', 'set', 'operator', '--secret', 'open-sesame'],
    ]) {
      const ran = await silently(argv)
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(ran.stderr).toMatch(/does not tell its accounts[\s\S]*who is not said to be one is none afterwards/)
    }
    expect(rogues.silent.writes).toEqual([])
    expect(await silently(['acl4', 'set', 'operator', '--secret', 'open-sesame', '--no-admin'])).toMatchObject({
      status: 0,
      stderr: '',
    })
    expect(rogues.silent.writes).toHaveLength(1)
  })

  it('does what Java does under its name', async () => {
    expect(await silently(['updateAclConfig', '-b', a(), '-a', 'operator', '-s', 'open-sesame'])).toMatchObject({
      status: 0,
      stdout: `create or update plain access config to ${a()} success.\n`,
    })
    expect(rogues.silent.writes[0]?.fields).toMatchObject({accessKey: 'operator', admin: 'false'})
    expect(await silently(['updateGlobalWhiteAddr', '-b', a(), '-g', '10.0.0.*'])).toMatchObject({
      status: 0,
      stderr: '',
    })
    expect(await silently(['deleteAclConfig', '-b', a(), '-a', 'operator'])).toMatchObject({status: 0, stderr: ''})
    const absent = await silently(['deleteAclConfig', '-b', a(), '-a', 'operator'])
    expect(absent).toMatchObject({status: 1, stdout: ''})
    expect(absent.stderr).toContain('DELETE_ACL_CONFIG_FAILED (210)')
  })

  it('has nothing to show', async () => {
    expect(await silently(['acl4', 'get'])).toMatchObject({status: 1, stdout: ''})
  })
})

describe('a broker without accounts', () => {
  it('says what is off', async () => {
    const remark =
      'Cannot invoke "org.apache.rocketmq.acl.AccessValidator.deleteAccessConfig(String)" because "<local6>" is null'
    rogues.silent.misdeed = ({request}) => (request.effect === 'destroy' ? {code: 210, remark} : undefined)
    const ran = await run(['acl4', 'delete', 'operator', '--yes'], rogues.silent)
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(errorLines(ran).at(-1)).toMatch(/next: aclEnable is off there: set aclEnable=true/)
  })

  it('need not answer at all', async () => {
    rogues.telling.misdeed = ({request}) => (request.name.includes('ACL') ? 'silence' : undefined)
    const ran = await run(['acl4', 'get', '--request-timeout', '50ms'])
    expect(ran).toMatchObject({status: 5, stdout: ''})
    expect(errorLines(ran).at(-1)).toMatch(/aclEnable off does not answer this/)
  })

  it('may be too new', async () => {
    rogues.telling.misdeed = ({request}) =>
      request.name.includes('ACL') ? {code: 3, remark: 'not supported'} : undefined
    for (const argv of [
      ['acl4', 'get'],
      ['acl4', 'set', 'operator', '--admin'],
      ['acl4', 'version'],
    ]) {
      const ran = await run(argv)
      expect(ran).toMatchObject({status: 1, stdout: ''})
      expect(errorLines(ran).at(-1)).toMatch(/ended with 5\.3\.3.*mqadmin user list/)
    }
  })
})
