/** Access rules of brokers from 5.3.0 on, before brokers that play them. */
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {aside, usersAndRules} from '../support/beyond-auth.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {errorLines, toldError} from '../support/told.js'

let cluster: Cluster
let beyond: Beyond
let rogue: Rogue
beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  beyond = new Beyond([usersAndRules])
  rogue = await Rogue.open({...cluster, beyond, brokers: [...cluster.brokers, aside]})
})
beforeEach(() => {
  beyond.restore()
  rogue.seen.length = 0
  rogue.misdeed = () => undefined
})
afterAll(async () => {
  await rogue.close()
  await cluster.close()
})

const run = (argv: string[]) => mqadmin(argv, {env: rogue.env})
const json = <T>(argv: string[]) => mqadminJson<T>(argv, {env: rogue.env})
const a = () => cluster.brokers[0]?.address as string
const paid = {actions: ['Pub', 'Sub'], sourceIps: ['192.0.2.0/24'], decision: 'Allow'}

describe('acl list and get', () => {
  it('show a row for each rule of each master', async () => {
    const rows = await json<object[]>(['acl', 'list'])
    expect(rows).toEqual(
      cluster.brokers.map(({name, address}) => ({
        subject: 'User:ann',
        policyType: 'Custom',
        resource: 'Topic:paid',
        ...paid,
        broker: name,
        address,
      })),
    )
    expect(await json(['acl', 'get', 'User:ann', '--broker', 'broker-a'])).toEqual([rows[0]])
    expect(await json(['acl', 'list', '--subject', 'zz'])).toEqual([])
  })

  it('print what Java prints', async () => {
    const head =
      '#Subject          #PolicyType  #Resource               #Actions              #SourceIp                 #Decision \n'
    const row =
      'User:ann          Custom      Topic:paid              [Pub, Sub]            [192.0.2.0/24]            Allow     \n'
    expect((await run(['listAcl', '-b', a()])).stdout).toBe(head + row)
    // each master has a table of its own
    expect((await run(['getAcl', '-c', 'DefaultCluster', '-s', 'User:ann'])).stdout).toBe(head + row + head + row)
    await run(['acl', 'update', 'User:ann', '--resources', 'Topic:paid', '--source-ip', ''])
    expect((await run(['listAcl', '-b', a()])).stdout).toContain(
      '[Pub, Sub]            null                      Allow',
    )
    await run(['acl', 'delete', 'User:ann', '--yes'])
    expect(await run(['listAcl', '-b', a()])).toMatchObject({status: 0, stdout: ''})
    expect(await run(['getAcl', '-b', a(), '-s', 'User:ann'])).toMatchObject({status: 0, stdout: ''})
  })

  it('say that there is no such user', async () => {
    const ran = await run(['acl', 'get', 'User:nobody', '--broker', 'broker-a', '--output', 'json'])
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(toldError(ran)).toMatchObject({code: 'NOT_FOUND', subject: 'User:nobody'})
  })
})

describe('acl create', () => {
  it('makes a rule for each resource, in one request a broker', async () => {
    const argv = ['acl', 'create', 'user:ann', '--resources', 'topic:orders,Group:shop*', '--actions', 'pub,Sub']
    const told = await json([...argv, '--decision', 'allow', '--source-ip', '10.0.0.0/24', '--broker', 'broker-a'])
    const rule = {actions: ['Pub', 'Sub'], sourceIps: ['10.0.0.0/24'], decision: 'Allow'}
    expect(told).toMatchObject([{outcome: 'created', after: {rules: {'Topic:orders': rule, 'Group:shop*': rule}}}])
    expect(rogue.writes.map(({request}) => request.name)).toEqual(['AUTH_CREATE_ACL'])
    expect(await json(['acl', 'list', '--broker', 'broker-a'])).toHaveLength(3)
  })

  it('says a rule in full: nothing of an older one for the resource stays', async () => {
    const {stdout} = await run([
      ...['createAcl', '-b', a(), '-s', 'User:ann', '-r', 'Topic:paid', '-a', 'Sub', '-d', 'Deny'],
    ])
    expect(stdout).toBe(`create acl to ${a()} success.\n`)
    const [rule] = await json<object[]>(['acl', 'get', 'User:ann', '--broker', 'broker-a'])
    expect(rule).toMatchObject({actions: ['Sub'], decision: 'Deny'})
    expect(rule).not.toHaveProperty('sourceIps')
  })

  it.each([
    [['-s', 'ann', '-r', 'Topic:a', '-a', 'Pub', '-d', 'Allow'], /write User: before the name: User:ann/],
    [['-s', 'User:ann', '-r', 'orders', '-a', 'Pub', '-d', 'Allow'], /one of Topic, Group, Cluster, Namespace/],
    [['-s', 'User:ann', '-r', 'Topic:a', '-a', 'Fly', '-d', 'Allow'], /does not know 'Fly'/],
    [['-s', 'User:ann', '-r', 'Topic:a', '-a', 'Pub,,Sub', '-d', 'Allow'], /between two commas/],
    [['-s', 'User:ann', '-r', 'Topic:a', '-a', 'Pub', '-d', 'Maybe'], /Allow, Deny/],
    [['-s', 'User:ann', '-r', 'Topic:a', '-a', 'Pub'], /-d/],
  ])('refuses createAcl %j', async (more, words) => {
    const ran = await run(['createAcl', '-b', a(), ...more])
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toMatch(words)
    expect(rogue.seen).toEqual([])
  })

  it('passes on what the broker has against it', async () => {
    rogue.misdeed = ({request}) =>
      request.name === 'AUTH_CREATE_ACL' ? {code: 16, remark: 'The source ip is invalid.'} : undefined
    const line = ['acl', 'create', 'User:ann', '--resources', 'Topic:a', '--actions', 'Pub', '--decision', 'Allow']
    const ran = await run([...line, '--source-ip', 'nope', '--broker', 'broker-a'])
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('The source ip is invalid.')
  })
})

describe('acl update', () => {
  it('changes only what is said', async () => {
    const update = ['acl', 'update', 'User:ann', '--resources', 'Topic:paid', '--broker', 'broker-a']
    expect(await json([...update, '--actions', 'Sub'])).toMatchObject([
      {
        outcome: 'changed',
        changes: ['Topic:paid.actions: ["Pub","Sub"] → ["Sub"]'],
        after: {rules: {'Topic:paid': {...paid, actions: ['Sub']}}},
      },
    ])
    expect(await json([...update, '--decision', 'Deny', '--dry-run'])).toMatchObject([
      {changes: ['Topic:paid.decision: Allow → Deny']},
    ])
    await run(['updateAcl', '-b', a(), '-s', 'User:ann', '-r', 'Topic:paid', '-a', 'Pub', '-d', 'Allow'])
    expect(await json(['acl', 'get', 'User:ann', '--broker', 'broker-a'])).toMatchObject([
      {actions: ['Pub'], sourceIps: ['192.0.2.0/24'], decision: 'Allow'},
    ])
    await json([...update, '--source-ip', ''])
    const [rule] = await json<object[]>(['acl', 'get', 'User:ann', '--broker', 'broker-a'])
    expect(rule).not.toHaveProperty('sourceIps')
  })

  it('wants a new rule in full, and something to change', async () => {
    const ran = await run(['acl', 'update', 'User:ann', '--resources', 'Topic:new', '--actions', 'Pub'])
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(errorLines(ran).join()).toContain('User:ann has no rule for Topic:new')
    expect(await run(['acl', 'update', 'User:ann', '--resources', 'Topic:paid'])).toMatchObject({status: 2})
    expect(rogue.writes).toEqual([])
  })
})

describe('acl delete', () => {
  it('takes one rule, or all, and is done where there is none', async () => {
    await run(['acl', 'copy', '--from-broker', aside.address, '--to-broker', 'broker-a'])
    const of = ['--broker', 'broker-a']
    expect(await json(['acl', 'delete', 'User:ann', '--resource', 'topic:paid', '--yes', ...of])).toMatchObject([
      {outcome: 'deleted', before: {rules: {'Topic:paid': paid}}},
    ])
    expect(await json(['acl', 'get', 'User:ann', ...of])).toMatchObject([{resource: 'Topic:back'}])
    expect((await run(['deleteAcl', '-b', a(), '-s', 'User:ann'])).stdout).toBe(`delete acl to ${a()} success.\n`)
    const again = await run(['deleteAcl', '-b', a(), '-s', 'User:ann'])
    expect(again).toMatchObject({status: 0, stdout: `delete acl to ${a()} success.\n`})
    expect(again.stderr).toContain('already absent')
  })

  it('does not take a wrong name for an absent rule', async () => {
    expect(await run(['acl', 'delete', 'User:nobody', '--yes'])).toMatchObject({status: 3, stdout: ''})
  })
})

describe('acl copy', () => {
  it('puts rules beside those that are there', async () => {
    await run(['acl', 'create', 'User:ann', '--resources', 'Topic:own', '--actions', 'Pub', '--decision', 'Deny'])
    const {stdout} = await run(['copyAcl', '-f', aside.address, '-t', a(), '-s', 'User:ann'])
    expect(stdout).toBe(`copy acl of User:ann from ${aside.address} to ${a()} success.\n`)
    const rules = await json<{resource: string}[]>(['acl', 'get', 'User:ann', '--broker', 'broker-a'])
    expect(rules.map(({resource}) => resource)).toEqual(['Topic:back', 'Topic:own', 'Topic:paid'])
  })

  it('copies those there are, and names who is not there', async () => {
    const ran = await run(['copyAcl', '-f', aside.address, '-t', a(), '-s', 'User:ann,User:nobody'])
    expect(ran).toMatchObject({
      status: 6,
      stdout: `copy acl of User:ann from ${aside.address} to ${a()} success.\n`,
    })
    expect(errorLines(ran).join()).toContain("subject 'User:nobody' does not exist")
  })

  it('names a subject that the other broker has no user for', async () => {
    await run(['user', 'delete', 'ann', '--broker', 'broker-a', '--yes'])
    const ran = await run(['acl', 'copy', '--from-broker', aside.address, '--to-broker', 'broker-a'])
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(errorLines(ran).join()).toContain("subject 'User:ann' does not exist on broker-a")
  })
})
