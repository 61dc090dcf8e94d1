/** Static topics, on an embedded cluster that answers for them as brokers 5.5.0 do; the conformance suite has the real ones. */
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {type StaticScene, staticTopics, stretch} from '../support/beyond-static.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'

let cluster: Cluster
let rogue: Rogue
let folder: string
const run = (...argv: string[]) => mqadmin(argv, {env: {...rogue.env, TMPDIR: folder}, cwd: folder})
const json = <T = Row[]>(...argv: string[]) => mqadminJson<T>(argv, {env: rogue.env, cwd: folder})
const writes = () => rogue.writes.map(({server}) => server)

interface Queue {
  leader: string
  physicalQueue: number
  startsAt?: number
}
interface Row {
  target: string
  outcome: string
  after: {totalQueues: number; epoch: number; physicalQueues: number; queues: Record<string, Queue>}
}

/** Four queues, all on broker-a. */
const lopsided: StaticScene = {
  topic: 'lopsided',
  physical: 4,
  chains: [0, 1, 2, 3].map(id => [stretch('broker-a', id)]),
}
/** Of two queues one was given to broker-b, and nobody said where it goes on. */
const broken: StaticScene = {
  topic: 'broken',
  physical: 2,
  chains: [[stretch('broker-a', 0)], [stretch('broker-a', 1), stretch('broker-b', 0, 1, -1)]],
}

const play = async (...scenes: StaticScene[]) => {
  await rogue?.close()
  const names = cluster.brokers.map(({name}) => name)
  rogue = await Rogue.open({...cluster, beyond: new Beyond([staticTopics(names, scenes, 12_345)])})
}
/** The state of a topic, by broker, as a plan without changes shows it. */
const stateOf = async (topic: string, queues: number) => {
  const rows = await json('topic', 'static', 'set', topic, '--queues', String(queues), '--dry-run')
  return rows.map(({after}) => after)
}

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  await mqadminJson(['topic', 'set', 'orders'], {env: {NAMESRV_ADDR: cluster.nameServer}})
})
afterAll(() => cluster.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'topic-static-'))
  await play(lopsided, broken)
})
afterEach(async () => {
  await rogue.close()
  await rm(folder, {recursive: true, force: true})
})

describe('topic static set', () => {
  it('shares new queues among the brokers', async () => {
    const made = await json('topic', 'static', 'set', 'fixed', '--queues', '5')
    expect(made.map(({outcome, after}) => [outcome, after.totalQueues, after.physicalQueues])).toEqual([
      ['created', 5, 3],
      ['created', 5, 2],
    ])
    expect(made[1]?.after.queues).toEqual({
      1: {leader: 'broker-b', physicalQueue: 0, startsAt: 0},
      3: {leader: 'broker-b', physicalQueue: 1, startsAt: 0},
    })
  })

  it('gives a topic more queues on the brokers that are named, and tells the others', async () => {
    const grown = await json('topic', 'static', 'set', 'lopsided', '--queues', '5', '--brokers', 'broker-b')
    expect(grown.map(({outcome, after}) => [outcome, after.totalQueues])).toEqual([
      ['changed', 5],
      ['changed', 5],
    ])
    expect(grown[1]?.after.queues).toEqual({4: {leader: 'broker-b', physicalQueue: 4, startsAt: 0}})
    expect(grown[0]?.after.epoch).toBeGreaterThan(1000)
    expect(grown[1]?.after.epoch).toBe(grown[0]?.after.epoch)
  })

  it('finds nothing to do where it has that many', async () => {
    const rows = await json('topic', 'static', 'set', 'lopsided', '--queues', '4')
    expect(rows.map(({outcome}) => outcome)).toEqual(['unchanged', 'unchanged'])
    expect(rogue.writes).toEqual([])
  })

  it.each([
    [['lopsided', '--queues', '2'], 1, 'has 4 queues, and cannot get fewer'],
    [['orders', '--queues', '2'], 1, "topic 'orders' exists on broker-a, broker-b, and is no static topic"],
    [['fixed'], 2, 'Missing required option: -qn, --queues'],
    [['fixed', '--queues', '2', '--clusters', 'nope'], 3, "cluster 'nope' does not exist"],
    [['fixed', '--queues', '2', '--brokers', 'broker-a,nope'], 3, "broker 'nope' does not exist"],
    [['fixed', '--queues', '2', '--brokers', 'broker-a,'], 2, 'empty name'],
  ])('topic static set %j ends with status %i', async (words, status, text) => {
    const ran = await run('topic', 'static', 'set', ...words)
    expect(ran).toMatchObject({status, stdout: ''})
    expect(ran.stderr).toContain(text)
    expect(rogue.writes).toEqual([])
  })

  it('refuses a mapping that does not fit together, unless it is to be mended', async () => {
    const half: StaticScene = {topic: 'half', physical: 1, chains: [[stretch('broker-a', 0)], [stretch('broker-x', 0)]]}
    await play(half)
    const refused = await run('topic', 'static', 'set', 'half', '--queues', '2')
    expect(refused).toMatchObject({status: 1, stdout: ''})
    expect(refused.stderr).toContain('no broker has queue 1')
    const mended = await json('topic', 'static', 'set', 'half', '--queues', '2', '--force-replace')
    expect(mended[1]?.after.queues).toEqual({1: {leader: 'broker-b', physicalQueue: 1, startsAt: 0}})
  })
})

describe('topic static remap', () => {
  it('moves as few queues as it takes, and goes on beyond all that was there', async () => {
    await json('topic', 'static', 'remap', 'lopsided')
    const [a, b] = await stateOf('lopsided', 4)
    expect(Object.values(a?.queues ?? {}).map(({leader}) => leader)).toEqual([
      'broker-a',
      'broker-a',
      'broker-b',
      'broker-b',
    ])
    // 12345 messages: the next block but none
    expect(b?.queues).toEqual({
      2: {leader: 'broker-b', physicalQueue: 4, startsAt: 20_000},
      3: {leader: 'broker-b', physicalQueue: 5, startsAt: 20_000},
    })
  })

  it('tells who takes queues first, then who gives them, then where they go on', async () => {
    await json('topic', 'static', 'remap', 'lopsided', '--brokers', 'broker-b')
    expect(writes()).toEqual(['broker-b', 'broker-a', 'broker-b'])
  })

  it('moves nothing away from a broker where the one that takes it fails', async () => {
    rogue.misdeed = ({server, request}) =>
      server === 'broker-b' && request.effect === 'write' ? {code: 1, remark: 'no'} : undefined
    expect(await run('topic', 'static', 'remap', 'lopsided')).toMatchObject({status: 1, stdout: ''})
    expect(writes()).toEqual(['broker-b'])
  })

  it('ends what was begun', async () => {
    const elsewhere = await run('topic', 'static', 'remap', 'broken', '--brokers', 'broker-a')
    expect(elsewhere).toMatchObject({status: 1, stdout: ''})
    expect(elsewhere.stderr).toContain("queue 1 of static topic 'broken' is still on its way to broker-b")
    await json('topic', 'static', 'remap', 'broken')
    const [, b] = await stateOf('broken', 2)
    expect(b?.queues).toEqual({1: {leader: 'broker-b', physicalQueue: 0, startsAt: 20_000}})
  })

  it('of a topic that is not there is status 3', async () => {
    expect(await run('topic', 'static', 'remap', 'fixed')).toMatchObject({status: 3, stdout: ''})
  })
})

describe('files of a mapping', () => {
  it('are those of Java, and can be put back', async () => {
    await json('topic', 'static', 'set', 'fixed', '--queues', '2', '--save-to', '.')
    const [after = '', before = ''] = (await readdir(folder)).sort().reverse()
    expect([before, after]).toEqual([expect.stringMatching(/^fixed-\d+\.before$/), expect.stringMatching(/\.after$/)])
    const epoch = after.split(/[-.]/)[1]
    const [a, b] = ['broker-a', 'broker-b'].map(
      (broker, queue) =>
        `"${broker}":{"attributes":{},"mappingDetail":{"bname":"${broker}","currIdMap":{},"dirty":false,"epoch":${epoch},` +
        `"hostedQueues":{${queue}:[{"bname":"${broker}","endOffset":-1,"gen":0,"logicOffset":0,"queueId":0,"startOffset":0,` +
        '"timeOfEnd":-1,"timeOfStart":-1}]},"scope":"__global__","topic":"fixed","totalQueues":2},"order":false,"perm":6,' +
        '"readQueueNums":1,"topicFilterType":"SINGLE_TAG","topicName":"fixed","topicSysFlag":0,"writeQueueNums":1}',
    )
    const text = await readFile(join(folder, after), 'utf8')
    expect(text).toBe(
      `{"brokerConfigMap":{${b},${a}},"brokerToMapIn":[],"brokerToMapOut":[],"epoch":${epoch},"topic":"fixed","type":"CREATE_OR_UPDATE"}`,
    )
    await json('topic', 'static', 'set', 'fixed', '--queues', '3')
    const refused = await run('topic', 'static', 'set', 'fixed', '--map-file', after)
    expect(refused).toMatchObject({status: 1, stdout: ''})
    expect(refused.stderr).toContain('small epoch')
    await json('topic', 'static', 'set', 'fixed', '--map-file', after, '--force-replace')
    expect((await stateOf('fixed', 2)).map(({totalQueues}) => totalQueues)).toEqual([2, 2])
  })

  it.each([
    ['lopsided', '{"topic":"other","type":"REMAPPING","brokerConfigMap":{}}', "is about topic 'other'"],
    ['lopsided', '{"topic":"lopsided","type":"REMAPPING","brokerConfigMap":{}}', 'holds no mapping'],
    ['lopsided', 'nonsense', 'cannot read a mapping from'],
  ])('for %s, one with %j is refused', async (topic, content, text) => {
    await writeFile(join(folder, 'some.before'), content)
    const ran = await run('topic', 'static', 'remap', topic, '--map-file', 'some.before')
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain(text)
  })

  it('are told under the name of Java, whose second line says old as well when queues move', async () => {
    const place = (side: string, topic: string) => new RegExp(`written to file (.*${topic}-\\d+\\.${side})\n`)
    const made = await run('updateStaticTopic', '-c', 'DefaultCluster', '-t', 'fixed', '-qn', '2')
    expect(made).toMatchObject({status: 0, stderr: ''})
    const moved = await run('remappingStaticTopic', '-b', 'broker-b', '-t', 'fixed')
    expect(moved).toMatchObject({status: 0, stderr: ''})
    const files = [made, moved].flatMap(({stdout}) =>
      ['before', 'after'].map(side => place(side, 'fixed').exec(stdout)?.[1] as string),
    )
    expect(made.stdout).toBe(
      `The old mapping data is written to file ${files[0]}\nThe new mapping data is written to file ${files[1]}\n`,
    )
    expect(moved.stdout).toBe(
      `The old mapping data is written to file ${files[2]}\nThe old mapping data is written to file ${files[3]}\n`,
    )
    expect(files.map(file => basename(file)).sort()).toEqual((await readdir(folder)).sort())
  })
})

it('brokers 4.x say what they lack', async () => {
  rogue.misdeed = ({request}) =>
    request.name === 'GET_TOPIC_CONFIG' ? {code: 3, remark: ' request type 351 not supported'} : undefined
  const ran = await run('topic', 'static', 'set', 'fixed', '--queues', '2')
  expect(ran).toMatchObject({status: 1, stdout: ''})
  expect(ran.stderr).toContain('it is served from 5.0.0 on')
})
