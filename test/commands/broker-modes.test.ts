/** Cold reads, read-ahead, the timer engine and pop records, on an embedded cluster that answers for them as brokers 5.5.0 do. */
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {coldReads, modes} from '../support/beyond-lite.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'

let cluster: Cluster
let rogue: Rogue
const run = (...argv: string[]) => mqadmin(argv, {env: {...rogue.env, MQADMIN_UTC: 'true'}})
const json = <T = unknown>(...argv: string[]) => mqadminJson<T>(argv, {env: rogue.env})

beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
})
afterAll(() => cluster.close())
beforeEach(async () => {
  rogue = await Rogue.open({...cluster, beyond: new Beyond([coldReads, modes()])})
})
afterEach(() => rogue.close())

const [a, b] = ['broker-a', 'broker-b'] as const
const address = (name: string) => cluster.brokers.find(broker => broker.name === name)?.address as string
const label = (name: string) => `${name} (${address(name)})`

/** Which requests were sent that change something, and where. */
const writes = () => rogue.writes.map(({server, request}) => `${request.name} ${server}`).sort()

describe('broker cold', () => {
  it('lists the limits of brokers and of groups, and what was read', async () => {
    const broker = {broker: a, id: 0, address: address(a)}
    expect(await json('broker', 'cold', 'list', a)).toEqual([
      {...broker, scope: 'broker', limit: 104_857_600, read: 512},
      {
        ...broker,
        scope: 'group',
        group: 'billing',
        read: 512,
        lastRead: 1_700_000_060_000,
        lastReadIso: '2023-11-14T22:14:20.000Z',
        since: 1_700_000_000_000,
        sinceIso: '2023-11-14T22:13:20.000Z',
      },
      {...broker, scope: 'group', group: 'doomed-group', limit: 4096},
      {...broker, scope: 'others', limit: 3_145_728},
    ])
  })

  it('prints what Java prints, times spelt out', async () => {
    const table = [
      '{',
      '\t"runtimeTable":{',
      '\t\t"billing":{',
      '\t\t\t"coldAcc":512,',
      '\t\t\t"lastColdReadTimeFormat":"2023-11-14 22:14:20",',
      '\t\t\t"createTimeFormat":"2023-11-14 22:13:20"',
      '\t\t}',
      '\t},',
      '\t"configTable":{',
      '\t\t"doomed-group":4096',
      '\t},',
      '\t"cgColdReadThreshold":3145728,',
      '\t"globalColdReadThreshold":104857600,',
      '\t"globalAcc":512',
      '}',
      '',
    ].join('\n')
    const of = async (...more: string[]) => (await run('getColdDataFlowCtrInfo', ...more)).stdout
    expect(await of('-b', address(a))).toBe(` ============${address(a)}============\n${table}`)
    const both = await of('-c', 'DefaultCluster')
    for (const name of [a, b]) expect(both).toContain(` ============Master: ${address(name)}============\n${table}`)
  })

  it('sets a limit of a group, and keeps those that are so already', async () => {
    const set = ['broker', 'cold', 'set', 'doomed-group', '--threshold']
    expect(await json(...set, '4096', '--broker', a)).toMatchObject([{outcome: 'unchanged'}])
    expect(writes()).toEqual([])
    expect(await json(...set, '1024')).toMatchObject([
      {target: label(a), outcome: 'changed', before: {limit: 4096}, after: {limit: 1024}},
      {target: label(b), outcome: 'changed'},
    ])
    expect(await json('broker', 'cold', 'set', 'till', '--threshold', '9223372036854775807')).toMatchObject([
      {outcome: 'created', changes: ['limit=9223372036854775807']},
      {outcome: 'created'},
    ])
  })

  it.each(['x', '-1', '1.5', '9223372036854775808'])('takes no limit of %s', async threshold => {
    const ran = await run('broker', 'cold', 'set', 'till', `--threshold=${threshold}`)
    expect(ran).toMatchObject({status: 2, stdout: ''})
    expect(ran.stderr).toContain(`--threshold is a number of bytes, not '${threshold}'`)
    expect(rogue.seen).toEqual([])
  })

  it('takes a limit away, and minds that there is none', async () => {
    expect(await json('broker', 'cold', 'delete', 'doomed-group', '--yes')).toMatchObject([
      {outcome: 'deleted', before: {limit: 4096}},
      {outcome: 'deleted'},
    ])
    expect(await run('broker', 'cold', 'delete', 'doomed-group', '--yes', '--must-exist')).toMatchObject({status: 3})
    const ran = await run('removeColdDataFlowCtrGroupConfig', '-b', address(b), '-g', 'doomed-group')
    expect(ran).toEqual({
      status: 0,
      stdout: `remove broker cold read threshold success, ${address(b)}\n`,
      stderr: `already absent: ${address(b)}\n`,
    })
  })

  it('names a broker that refuses, and speaks of the other', async () => {
    rogue.misdeed = ({server, request}) =>
      server === b && request === requests.updateColdDataFlowCtrConfig ? {code: 1, remark: 'not today'} : undefined
    const ran = await run('updateColdDataFlowCtrGroupConfig', '-c', 'DefaultCluster', '-g', 'till', '-v', '1')
    expect(ran).toMatchObject({status: 6, stdout: `updateColdDataFlowCtrGroupConfig success, ${address(a)}\n`})
    expect(ran.stderr).toContain('not today')
  })
})

describe('broker read-ahead', () => {
  it('changes how both brokers read, once', async () => {
    expect(await json('broker', 'read-ahead', 'random')).toMatchObject([
      {target: label(a), outcome: 'changed', changes: ['mode: normal → random']},
      {target: label(b), outcome: 'changed'},
    ])
    expect(writes()).toEqual(['SET_COMMITLOG_READ_MODE broker-a', 'SET_COMMITLOG_READ_MODE broker-b'])
    expect(await json('broker', 'read-ahead', '1')).toMatchObject([{outcome: 'unchanged'}, {outcome: 'unchanged'}])
  })

  it('takes the numbers of Java, and no others', async () => {
    const set = ['setCommitLogReadAheadMode', '-b', address(a), '-m']
    const text = ` ============${address(a)}============\ncommitLog set readAhead mode rstStrset commitlog readahead mode success, mode: 0\n`
    expect(await run(...set, '0')).toEqual({status: 0, stdout: text, stderr: ''})
    expect(await run(...set, '7')).toMatchObject({status: 2, stdout: ''})
  })
})

describe('broker timer', () => {
  it('changes the engine, and says from which', async () => {
    expect(await json('broker', 'timer', 'rocksdb', '--broker', a)).toMatchObject([
      {target: label(a), outcome: 'changed', changes: ['engine: files → rocksdb']},
    ])
    expect(writes()).toEqual(['SWITCH_TIMER_ENGINE broker-a'])
    const ran = await run('switchTimerEngine', '-b', address(a), '-e', 'F')
    expect(ran).toEqual({
      status: 0,
      stdout: `switchTimerEngine to FILE_TIME_WHEEL success, ${address(a)}\n`,
      stderr: '',
    })
  })

  it('passes on why a broker cannot', async () => {
    await rogue.close()
    rogue = await Rogue.open({...cluster, beyond: new Beyond([modes({hasTimeline: false})])})
    const ran = await run('switchTimerEngine', '-b', address(a), '-e', 'R')
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('timerRocksDBEnable must be configured true when broker start')
  })
})

describe('export pop-records', () => {
  it('moves the records of every broker', async () => {
    expect(await json('export', 'pop-records')).toMatchObject([
      {target: label(a), outcome: 'changed', changes: ['popRecords: rocksdb → files']},
      {target: label(b), outcome: 'changed'},
    ])
    expect(writes()).toEqual(['POP_ROLLBACK broker-a', 'POP_ROLLBACK broker-b'])
  })

  it.each([[['-d', 'false']], [['-d', 'true']]])('moves nothing with %s', async dry => {
    const ran = await run('exportPopRecord', '-b', address(a), ...dry)
    expect(ran).toEqual({
      status: 0,
      stdout: `Export broker records, brokerName=broker-a, brokerAddr=${address(a)}, dryRun=true\n`,
      stderr: 'dry run: nothing was sent\n',
    })
    expect(writes()).toEqual([])
  })
})

describe('on a broker that has no such thing', () => {
  beforeEach(async () => {
    await rogue.close()
    rogue = await Rogue.open(cluster)
  })

  it.each([
    [['broker', 'read-ahead', 'normal'], 'has no dataReadAheadEnable: SET_COMMITLOG_READ_MODE', '5.1.3'],
    [['broker', 'timer', 'files'], 'has no timerStopEnqueue: SWITCH_TIMER_ENGINE', '5.4.0'],
    [['export', 'pop-records', '--dry-run'], 'has no popConsumerKVServiceInit: POP_ROLLBACK', '5.3.2'],
  ])('%j says which it takes', async (argv, what, since) => {
    const ran = await run(...argv, '--broker', a)
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain(`${label(a)} ${what} is served by Apache RocketMQ from ${since} on`)
    expect(writes()).toEqual([])
  })

  it('broker cold list passes on the refusal', async () => {
    const ran = await run('broker', 'cold', 'list', a)
    expect(ran).toMatchObject({status: 1, stdout: ''})
    expect(ran.stderr).toContain('REQUEST_CODE_NOT_SUPPORTED (3)')
  })
})
