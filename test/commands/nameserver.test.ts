import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {startNameServer} from '../../src/namesrv/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'

let cluster: Cluster
/** Knows no broker. */
let other: {address: string; close(): Promise<void>}
const both = () => `${cluster.nameServer};${other.address}`
const run = (...argv: string[]) => mqadmin(argv, {env: {NAMESRV_ADDR: cluster.nameServer}})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: {NAMESRV_ADDR: cluster.nameServer}})

beforeAll(async () => {
  other = await startNameServer({port: 0})
  cluster = await startCluster({brokers: 2})
})
afterAll(async () => {
  await cluster.close()
  await other.close()
})

describe('nameserver kv', () => {
  it('stores, lists and removes on every name server', async () => {
    const store = ['nameserver', 'kv', 'set', 'colour', '--namespace', 'shop', '-n', both()]
    expect(await json(...store, '--value', 'red = käse')).toMatchObject([{outcome: 'created'}, {outcome: 'created'}])
    expect(await json(...store, '--value', 'red = käse')).toMatchObject([
      {outcome: 'unchanged'},
      {outcome: 'unchanged'},
    ])
    expect(await json(...store, '--value', 'blue')).toMatchObject([{outcome: 'changed'}, {outcome: 'changed'}])
    const entry = {namespace: 'shop', key: 'colour', value: 'blue'}
    const listed = await json<object[]>('nameserver', 'kv', 'list', 'shop', '-n', both())
    expect(new Set(listed)).toEqual(new Set([cluster.nameServer, other.address].map(address => ({address, ...entry}))))
    const remove = ['nameserver', 'kv', 'delete', 'colour', '--namespace', 'shop', '-n', both(), '--yes']
    expect(await json(...remove)).toMatchObject([{outcome: 'deleted'}, {outcome: 'deleted'}])
  })

  it('asks before it removes, and says what is already absent', async () => {
    await json('nameserver', 'kv', 'set', 'kept', '--namespace', 'shop', '--value', '1')
    expect(await run('nameserver', 'kv', 'delete', 'kept', '--namespace', 'shop')).toMatchObject({
      status: 2,
      stdout: '',
    })
    const ran = await run('nameserver', 'kv', 'delete', 'gone', '--namespace', 'shop', '--yes')
    expect(ran).toMatchObject({status: 0, stderr: `already absent: name server ${cluster.nameServer}\n`})
    expect(
      await run('nameserver', 'kv', 'delete', 'gone', '--namespace', 'shop', '--yes', '--must-exist'),
    ).toMatchObject({status: 3, stdout: ''})
  })

  it('prints what Java prints under the Java names', async () => {
    expect(await run('updateKvConfig', '-s', 'java', '-k', 'k', '-v', 'v')).toEqual({
      status: 0,
      stdout: 'create or update kv config to namespace success.\n',
      stderr: '',
    })
    const done = {status: 0, stdout: 'delete kv config from namespace success.\n'}
    expect(await run('deleteKvConfig', '-s', 'java', '-k', 'k')).toMatchObject(done)
    expect(await run('deleteKvConfig', '-s', 'java', '-k', 'k')).toMatchObject(done)
  })

  it('does not know every namespace', async () => {
    expect(await run('nameserver', 'kv', 'list', 'nowhere')).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining("namespace 'nowhere' does not exist"),
    })
  })
})

describe('nameserver config', () => {
  it('changes one setting on every name server', async () => {
    const argv = ['nameserver', 'config', 'set', 'orderMessageEnable', '--value', 'true', '-n', both()]
    const changes = ['orderMessageEnable: false → true']
    expect(await json(...argv, '--dry-run')).toMatchObject([{changes}, {changes}])
    expect(await json(...argv)).toMatchObject([{changes}, {changes}])
    const settings = await json<{value: string}[]>(
      ...['nameserver', 'config', 'get', '--key', 'orderMessageEnable', '-n', both()],
    )
    expect(settings.map(({value}) => value)).toEqual(['true', 'true'])
  })

  it('prints what Java prints under the Java names', async () => {
    const update = ['updateNamesrvConfig', '-k', 'orderMessageEnable', '-v', 'true']
    const text = (servers: string) => `update name server config success!${servers}\norderMessageEnable : true\n`
    expect((await run(...update)).stdout).toBe(text(''))
    expect((await run(...update, '-n', both())).stdout).toBe(text(`[${both().replace(';', ', ')}]`))
    const got = await run('getNamesrvConfig')
    expect(got.stdout.startsWith(`============${cluster.nameServer}============\n`)).toBe(true)
    expect(got.stdout).toContain(`${'orderMessageEnable'.padEnd(50)}=  true\n`)
  })

  it.each([
    [['-k', 'noSuchKey', '-v', '1'], 'still has noSuchKey: - → 1'],
    [['-k', 'kvConfigPath', '-v', 'x'], 'kvConfigPath may not be changed'],
  ])('refuses updateNamesrvConfig %s', async (argv, text) => {
    const ran = await run('updateNamesrvConfig', ...argv)
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain(text)
  })
})

describe('nameserver wipe-write and add-write', () => {
  const permissions = async (topic: string) =>
    (await json<{broker: string; perm: number}[]>('topic', 'route', topic)).map(({broker, perm}) => `${broker} ${perm}`)

  it('close and open every topic of one broker', async () => {
    await json('topic', 'set', 'shop')
    await json('topic', 'set', 'read-only', '--perm', '4')
    const dry = await run('nameserver', 'wipe-write', 'broker-a', '--dry-run', '--output', 'json')
    expect(JSON.parse(dry.stdout)).toMatchObject([{outcome: 'changed'}])
    expect(await permissions('shop')).toEqual(['broker-a 6', 'broker-b 6'])

    const [wiped] = await json<{before: Perms; after: Perms}[]>('nameserver', 'wipe-write', 'broker-a')
    expect(wiped?.before.topicsByPerm).toHaveProperty('6')
    expect(wiped?.after.topicsByPerm).not.toHaveProperty('6')
    expect(await permissions('shop')).toEqual(['broker-a 4', 'broker-b 6'])
    expect(await json('nameserver', 'wipe-write', 'broker-a')).toMatchObject([{outcome: 'unchanged'}])

    const [opened] = await json<{after: Perms}[]>('nameserver', 'add-write', 'broker-a')
    expect(Object.keys(opened?.after.topicsByPerm ?? {})).toEqual(['6'])
    expect(await permissions('read-only')).toEqual(['broker-a 6', 'broker-b 4'])
  })

  it('print what Java prints, also when nothing had to be done', async () => {
    const line = (verb: string, topics: number) =>
      `${verb} write perm of broker[broker-b] in name server[${cluster.nameServer}] OK, ${topics}\n`
    const first = await run('wipeWritePerm', '-b', 'broker-b')
    const topics = Number(/OK, (\d+)/.exec(first.stdout)?.[1])
    expect(topics).toBeGreaterThan(2)
    expect(first.stdout).toBe(line('wipe', topics))
    expect((await run('wipeWritePerm', '-b', 'broker-b')).stdout).toBe(line('wipe', topics))
    expect((await run('addWritePerm', '-b', 'broker-b')).stdout).toBe(line('add', topics))
    const two = await run('addWritePerm', '-b', 'broker-b', '-n', both())
    expect(two.stdout).toBe(line('add', topics) + line('add', 0).replace(cluster.nameServer, other.address))
  })

  it('fail for a broker that does not exist', async () => {
    for (const name of ['wipeWritePerm', 'addWritePerm'])
      expect(await run(name, '-b', 'nope')).toMatchObject({
        status: 3,
        stdout: '',
        stderr: expect.stringContaining('known: broker-a, broker-b'),
      })
  })
})

describe('a name server that is down', () => {
  const half = () => `${cluster.nameServer};127.0.0.1:1`

  it.each([['getNamesrvConfig'], ['wipeWritePerm', '-b', 'broker-a'], ['addWritePerm', '-b', 'broker-a']])(
    'does not keep %s from the other one, and is named',
    async (...argv) => {
      const ran = await run(...argv, '-n', half())
      expect(ran.status).toBe(6)
      expect(ran.stdout).not.toBe('')
      expect(ran.stderr).toContain('1 of 2 failed')
      expect(ran.stderr).toContain('127.0.0.1:1')
    },
  )

  it('does not keep a change from the other one, though no line of Java claims success', async () => {
    const partly = {status: 6, stdout: '', stderr: expect.stringMatching(/1 of 2 failed[\s\S]*127\.0\.0\.1:1/)}
    const kept = async () => (await run('nameserver', 'kv', 'list', 'half', '--output', 'csv', '--no-header')).stdout
    expect(await run('updateKvConfig', '-s', 'half', '-k', 'k', '-v', 'v', '-n', half())).toMatchObject(partly)
    expect(await kept()).toBe(`${cluster.nameServer},k,v\r\n`)
    expect(await run('deleteKvConfig', '-s', 'half', '-k', 'k', '-n', half())).toMatchObject(partly)
    expect(await kept()).toBe('')
    const turnOff = ['updateNamesrvConfig', '-k', 'returnOrderTopicConfigToBroker', '-v', 'false']
    expect(await run(...turnOff, '-n', half())).toMatchObject(partly)
    const settings = await run('nameserver', 'config', 'get', '--key', 'returnOrderTopicConfigToBroker')
    expect(settings.stdout).toContain('false')
  })

  it.each([
    ['getNamesrvConfig'],
    ['wipeWritePerm', '-b', 'broker-a'],
    ['updateKvConfig', '-s', 'a', '-k', 'b', '-v', 'c'],
  ])('is status 5 where it is the only one: %s', async (...argv) => {
    expect(await run(...argv, '-n', '127.0.0.1:1')).toMatchObject({status: 5, stdout: ''})
  })
})

interface Perms {
  topicsByPerm: Record<string, number>
}
