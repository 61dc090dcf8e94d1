import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {Member, type MemberOptions} from '../support/member.js'

let cluster: Cluster
let folder: string
const members: Member[] = []
const env = () => ({NAMESRV_ADDR: cluster.nameServer})
const run = (...argv: string[]) => mqadmin(argv, {env: env(), cwd: folder})
const json = <T>(...argv: string[]) => mqadminJson<T>(argv, {env: env(), cwd: folder})
const pushed = {PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY', PROP_CONSUMER_START_TIMESTAMP: '1000'}

interface Status {
  members: {clientId: string; queues: number; cachedMessages: number; orderly: boolean}[]
  problems: {clientId: string; problem: string; queue?: number}[]
  queues: {clientId: string; queue: number}[]
  details: {clientId: string; properties: Record<string, string>}[] | null
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'group-status-'))
  cluster = await startCluster({brokers: 2})
  await mqadminJson(['topic', 'set', 'orders', '--queues', '2'], {env: env()})
  await mqadminJson(['group', 'set', 'offline'], {env: env()})
  const member = async (options: Omit<MemberOptions, 'topic'>) =>
    members.push(await Member.join(cluster, {topic: 'orders', ...options}))
  await member({group: 'fine', clientId: 'f1', properties: pushed, queues: [0]})
  await member({group: 'fine', clientId: 'f2', properties: pushed, queues: [1]})
  await member({group: 'stuck', clientId: 's1', properties: pushed, queues: [0, 1], cached: 3})
  await member({group: 'torn', clientId: 't1', properties: pushed})
  await member({group: 'torn', clientId: 't2', properties: pushed, expression: 'paid'})
  await member({group: 'ordered', clientId: 'o1', properties: {...pushed, PROP_CONSUMEORDERLY: 'true'}, queues: [0]})
  await member({group: 'odd', clientId: '../odd', properties: pushed})
})
afterAll(async () => {
  for (const member of members) await member.leave()
  await cluster.close()
  await rm(folder, {recursive: true, force: true})
})

describe('group status', () => {
  it('tells what the members do', async () => {
    expect(await json<Status>('group', 'status', 'fine')).toMatchObject({
      group: 'fine',
      members: [
        {clientId: 'f1', version: 'V5_3_3', type: 'CONSUME_PASSIVELY', orderly: false, started: 1000, queues: 1},
        {clientId: 'f2', queues: 1},
      ],
      problems: [],
      queues: [
        {clientId: 'f1', topic: 'orders', broker: 'broker-a', queue: 0},
        {clientId: 'f2', queue: 1},
      ],
      details: null,
    })
  })

  it.each([
    [
      'stuck',
      [
        {clientId: 's1', problem: 'blocked', queue: 0},
        {clientId: 's1', problem: 'blocked', queue: 1},
      ],
    ],
    ['torn', [{clientId: 't2', problem: 'otherSubscription'}]],
    ['ordered', [{clientId: 'o1', problem: 'notLocked', queue: 0}]],
  ])('finds what is wrong with %s', async (group, problems) => {
    expect((await json<Status>('group', 'status', group)).problems).toMatchObject(problems)
  })

  it('tells all of one client', async () => {
    const status = await json<Status>('group', 'status', 'fine', '--client-id', 'f2')
    expect(status.members.map(({clientId}) => clientId)).toEqual(['f2'])
    expect(status.details).toMatchObject([{clientId: 'f2', properties: pushed}])
  })

  it('is told that nobody is there', async () => {
    expect(await run('group', 'status', 'offline')).toMatchObject({status: 3, stdout: ''})
    const ran = await run('group', 'status', 'fine', '--client-id', 'nope')
    expect(ran).toMatchObject({status: 3, stdout: ''})
    expect(ran.stderr).toContain('connected: f1, f2')
  })
})

describe('consumerStatus', () => {
  it('prints what Java prints, and leaves a file for each client', async () => {
    const {stdout, status} = await run('consumerStatus', '-g', 'fine')
    expect(status).toBe(0)
    const [, first, second, ...rest] = stdout.split('\n')
    const file = first?.split(/ +/).at(-1) as string
    expect(file).toMatch(/^\d+\/f1$/)
    expect(first).toBe(`1          f1                                       V5_3_3               ${file}`)
    expect(second).toContain(file.replace('f1', 'f2'))
    expect(rest).toEqual(['', '', 'Same subscription in the same group of consumer', '', 'Rebalance OK', ''])
    const one = await run('consumerStatus', '-g', 'fine', '-i', 'f1')
    expect(await readFile(join(folder, file), 'utf8')).toBe(one.stdout)
  })

  it('prints every section of one client', async () => {
    const {stdout} = await run('consumerStatus', '-g', 'fine', '-i', 'f1')
    expect(stdout.match(/^#.+#$/gm)).toEqual([
      '#Consumer Properties#',
      '#Consumer Subscription#',
      '#Consumer Offset#',
      '#Consumer MQ Detail#',
      '#Consumer Pop Detail#',
      '#Consumer RT&TPS#',
      '#User Consume Info#',
    ])
    expect(stdout).toContain(`PROP_CONSUMER_START_TIMESTAMP           : 1000\n`)
    expect(stdout).toContain('\n\n\n#Consumer Subscription#\n001 Topic: orders ')
    expect(stdout.endsWith('\n\n\n#User Consume Info#\n')).toBe(true)
  })

  it('prints what is wrong', async () => {
    expect((await run('consumerStatus', '-g', 'torn')).stdout).toMatch(
      /\n\n\nWARN: Different subscription in the same group of consumer!!!$/,
    )
    expect((await run('consumerStatus', '-g', 'stuck')).stdout).toMatch(
      /^s1 MessageQueue \[topic=orders, brokerName=broker-a, queueId=0\] can't consume for a while, maybe blocked, \d+ms$/m,
    )
    expect((await run('consumerStatus', '-g', 'ordered')).stdout).toMatch(
      /^o1 MessageQueue \[topic=orders, brokerName=broker-a, queueId=0\] can't lock for a while, \d+ms$/m,
    )
  })

  it('keeps a client that calls itself a path in the folder', async () => {
    const {stdout} = await run('consumerStatus', '-g', 'odd')
    const file = stdout.split('\n')[1]?.split(/ +/).at(-1) as string
    expect(file).toMatch(/^\d+\/\.\.%2Fodd$/)
    expect(await readFile(join(folder, file), 'utf8')).toContain('#Consumer Properties#')
  })
})

describe('group mode', () => {
  it('sets how a group takes messages, and what Java prints for it', async () => {
    const address = cluster.brokers[0]?.address
    const done = await json('group', 'mode', 'fine', '--topic', 'orders', '--mode', 'POP', '--pop-share-queues', '4')
    expect(done).toMatchObject([{outcome: 'created'}, {outcome: 'created'}])
    expect(await run('setConsumeMode', '-b', `${address}`, '-t', 'orders', '-g', 'fine', '-m', 'PULL')).toEqual({
      status: 0,
      stderr: '',
      stdout: `set consume mode to ${address} success.\ntopic[orders] group[fine] consume mode[PULL] popShareQueueNum[0]`,
    })
    const again = await json('group', 'mode', 'fine', '--topic', 'orders', '--mode', 'PULL')
    expect(again).toMatchObject([{outcome: 'unchanged'}, {outcome: 'changed'}])
  })

  it('takes no other mode', async () => {
    expect(await run('group', 'mode', 'fine', '--topic', 'orders', '--mode', 'PUSH')).toMatchObject({
      status: 2,
      stdout: '',
    })
  })
})
