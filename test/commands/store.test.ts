/** Files of brokers on this machine, which real brokers wrote: see `test/fixtures/rocksdb/README.md`. */
import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {Beyond} from '../support/beyond.js'
import {rocksDb} from '../support/beyond-rocksdb.js'
import {mqadmin, mqadminJson} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
const javaText = (name: string): string => readFileSync(fixture(`rocksdb/java/${name}.txt`), 'utf8')
const types = ['topics', 'subscriptionGroups', 'consumerOffsets']
const live = fixture('rocksdb/live')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mqadmin-store-'))
})
afterAll(() => rmSync(folder, {recursive: true, force: true}))

interface Row {
  table: string
  key: string
  value: unknown
}

describe('store rocksdb', () => {
  it.each(['live', 'stopped'])('shows topics, groups and offsets of a broker that is %s', async state => {
    const rows = await Promise.all(
      types.map(type =>
        mqadminJson<Row[]>(['store', 'rocksdb', '--path', fixture(`rocksdb/${state}`), '--config-type', type]),
      ),
    )
    const [topics = [], groups = [], offsets = []] = rows
    expect(topics.map(({key}) => key).filter(key => key.startsWith('rx-'))).toEqual(
      ['rx-fifo', ...[1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12].map(number => `rx-topic-${number}`)].sort(naturally),
    )
    expect(topics.find(({key}) => key === 'rx-topic-7')?.value).toMatchObject({readQueueNums: 7, perm: 6})
    expect(groups.find(({key}) => key === 'rx-group-3')?.value).toMatchObject({retryMaxTimes: 3})
    expect(offsets).toContainEqual({table: 'offsetTable', key: 'rx-topic-2@rx-group-1', value: {0: 1, 1: 4}})
  })

  it('takes the RocksDB folder itself, and the type in any letter case', async () => {
    const argv = ['store', 'rocksdb', '--path', join(live, 'consumerOffsets'), '--config-type', 'CONSUMEROFFSETS']
    expect(await mqadminJson<Row[]>(argv)).toHaveLength(4)
  })

  it('finds them in one RocksDB for all', async () => {
    const read = (type: string) =>
      mqadminJson<Row[]>(['store', 'rocksdb', '--path', fixture('rocksdb/single'), '--config-type', type])
    expect((await read('topics')).map(({key}) => key)).toContain('rx-s')
    expect((await read('subscriptionGroups')).map(({key}) => key)).toContain('rx-g')
    expect(await read('consumerOffsets')).toEqual([{table: 'offsetTable', key: 'rx-s@rx-g', value: {1: 0}}])
    const argv = ['store', 'rocksdb-to-json', '--path', fixture('rocksdb/single'), '--config-type', 'topics']
    expect(await mqadminJson<Row[]>(argv)).toContainEqual({table: 'dataVersion', key: 'counter', value: 1})
  })

  it.each(['topics', 'subscriptionGroups'])("prints %s as Java's exportMetadataInRocksDB", async type => {
    const argv = ['exportMetadataInRocksDB', '-n', '127.0.0.1:1', '-p', live, '-t', type]
    expect(await mqadmin(argv)).toEqual({status: 0, stderr: '', stdout: javaText(`live-${type}.text`)})
    expect((await mqadmin([...argv, '-j', 'true'])).stdout).toBe(javaText(`live-${type}.map`))
  })

  it('tells what is not there', async () => {
    const run = (path: string, type = 'topics') =>
      mqadmin(['store', 'rocksdb', '--path', path, '--config-type', type], {cwd: folder})
    expect(await run('missing')).toMatchObject({status: 3, stdout: '', stderr: expect.stringContaining('missing')})
    expect(await run('.')).toMatchObject({status: 3, stdout: '', stderr: expect.stringContaining('storeType')})
    expect(await run(join(live, 'topics'), 'consumerOffsets')).toMatchObject({status: 3, stdout: ''})
    expect(await run(live, 'users')).toMatchObject({status: 2, stdout: '', stderr: expect.stringContaining('users')})
  })

  it('tells what could not be read of the log, and shows the rest', async () => {
    const store = join(folder, 'damaged')
    cpSync(join(live, 'topics'), store, {recursive: true})
    const log = join(store, readdirSync(store).findLast(name => name.endsWith('.log')) as string)
    const bytes = readFileSync(log)
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20)
    writeFileSync(log, bytes)
    const ran = await mqadmin(['store', 'rocksdb', '--path', store, '--config-type', 'topics'])
    expect(ran).toMatchObject({status: 0, stderr: expect.stringContaining('do not match their checksum')})
    expect(ran.stdout).toContain('TBW102')
  })
})

const naturally = (a: string, b: string): number => a.localeCompare(b, 'en', {numeric: true})

describe('store rocksdb-to-json', () => {
  it.each(types)("prints %s as Java's rocksDBConfigToJson", async type => {
    for (const state of ['live', 'stopped']) {
      const argv = ['rocksDBConfigToJson', '-p', fixture(`rocksdb/${state}`), '-t', type]
      expect(await mqadmin(argv)).toEqual({status: 0, stderr: '', stdout: javaText(`${state}-${type}.json`)})
      expect((await mqadmin([...argv, '-j', 'false'])).stdout).toBe(javaText(`${state}-${type}.lines`))
    }
  })

  it('writes a file, keeps the one before it, and says what it wrote', async () => {
    const argv = ['store', 'rocksdb-to-json', '--path', live, '--config-type', 'topics', '--file', 'topics.json']
    writeFileSync(join(folder, 'topics.json'), 'what was there')
    expect(await mqadmin([...argv, '--dry-run'], {cwd: folder})).toMatchObject({
      status: 0,
      stderr: 'dry run: nothing was written\n',
    })
    expect(readFileSync(join(folder, 'topics.json'), 'utf8')).toBe('what was there')
    expect(await mqadminJson(argv, {cwd: folder})).toEqual({
      path: 'topics.json',
      table: 'topicConfigTable',
      settings: 26,
    })
    const [head = '', ...json] = javaText('live-topics.json').split('\n')
    expect(`${readFileSync(join(folder, 'topics.json'), 'utf8')}\n`).toBe(json.join('\n'))
    expect(readFileSync(join(folder, 'topics.json.bak'), 'utf8')).toBe('what was there')
    expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([])
    const java = await mqadmin(['rocksDBConfigToJson', '-p', live, '-t', 'topics', '-e', 'again.json'], {cwd: folder})
    expect(java).toEqual({status: 0, stderr: '', stdout: `${head}\n`})
  })

  it('wants to know what, and where from', async () => {
    for (const argv of [
      [],
      ['--path', live],
      ['--path', live, '--config-type', 'topics;consumerOffsets'],
      ['--path', live, '--config-type', 'topics', '--cluster', 'DefaultCluster'],
    ])
      expect(await mqadmin(['store', 'rocksdb-to-json', ...argv])).toMatchObject({status: 2, stdout: ''})
  })

  describe('at brokers', () => {
    let cluster: Cluster
    let rogue: Rogue
    beforeAll(async () => {
      cluster = await startCluster({brokers: 2})
      await mqadminJson(['topic', 'set', 'orders'], {env: {NAMESRV_ADDR: cluster.nameServer}})
    })
    afterAll(() => cluster.close())
    beforeEach(async () => {
      rogue = await Rogue.open({...cluster, beyond: new Beyond([rocksDb])})
    })
    afterEach(() => rogue.close())
    const asked = () => rogue.seen.filter(({request}) => request.code === requests.exportRocksdbConfigToJson.code)
    const argv = ['store', 'rocksdb-to-json', '--cluster', 'DefaultCluster']

    it('has each of them write', async () => {
      const rows = await mqadminJson([...argv, '--config-type', 'topics;consumeroffsets'], {env: rogue.env})
      expect(rows).toMatchObject(
        ['broker-a', 'broker-b'].map(name => ({target: expect.stringContaining(name), outcome: 'changed'})),
      )
      expect(asked().map(({fields}) => fields['configType'])).toEqual(Array(2).fill('topics;consumerOffsets'))
    })

    it("prints Java's lines, and none for a part", async () => {
      const java = (...words: string[]) => mqadmin(['rocksDBConfigToJson', ...words], {env: rogue.env})
      expect((await java('-c', 'DefaultCluster')).stdout).toBe(
        'Use [rpc mode] call all brokers in cluster to export to json file \nbroker export done.',
      )
      const {address = ''} = cluster.brokers[0] ?? {}
      expect((await java('-c', 'DefaultCluster', '-b', address)).stdout).toContain('all brokers in cluster')
      expect((await java('-b', address)).stdout).toBe(
        'Use [rpc mode] call broker to export to json file \nbroker export done.',
      )
      expect(asked().map(({fields}) => fields['configType'])).toContain('topics;subscriptionGroups;consumerOffsets')
      await rogue.kill('broker-b')
      expect(await java('-c', 'DefaultCluster')).toMatchObject({
        status: 6,
        stdout: '',
        stderr: expect.stringContaining(rogue.addressOf('broker-b')),
      })
    })

    it('asks none that keeps its settings in files', async () => {
      const ran = await mqadmin(argv, {env: {NAMESRV_ADDR: cluster.nameServer}})
      expect(ran).toMatchObject({status: 0, stderr: expect.stringContaining('nothing of this in RocksDB')})
      expect(ran.stdout).toContain('unchanged')
    })

    it('has each of them compare its consume queues', async () => {
      const checks = await mqadminJson(['queue', 'rocksdb-progress', 'orders', '--from', '1700000000000'], {
        env: rogue.env,
      })
      expect(checks).toMatchObject(['broker-a', 'broker-b'].map(broker => ({broker, state: 'checking'})))
      const sent = rogue.seen.filter(({request}) => request.code === requests.checkRocksdbCqWriteProgress.code)
      expect(sent.map(({fields}) => [fields['topic'], fields['checkStoreTime']])).toEqual(
        Array(2).fill(['orders', '1700000000000']),
      )
      const java = ['checkRocksdbCqWriteProgress', '-n', rogue.env.NAMESRV_ADDR, '-c', 'DefaultCluster']
      expect(await mqadmin(java, {env: rogue.env})).toMatchObject({
        status: 0,
        stdout: ['broker-b', 'broker-a']
          .map(name => `${name} check doing, please wait and get the result from log... \n`)
          .join(''),
      })
    })

    it('tells which could not compare', async () => {
      rogue.misdeed = ({server, request}) =>
        server === 'broker-b' && request.code === requests.checkRocksdbCqWriteProgress.code
          ? {code: 0, body: JSON.stringify({checkStatus: 3, checkResult: 'no consume queue'})}
          : undefined
      const ran = await mqadmin(['queue', 'rocksdb-progress', '--output', 'csv'], {env: rogue.env})
      expect(ran).toMatchObject({status: 6, stdout: 'broker,state,result\r\nbroker-a,checking,\r\n'})
      expect(ran.stderr).toContain('no consume queue')
    })

    it('says that a broker is too old or does without', async () => {
      const ran = await mqadmin(['queue', 'rocksdb-progress'], {env: {NAMESRV_ADDR: cluster.nameServer}})
      expect(ran).toMatchObject({status: 1, stdout: '', stderr: expect.stringContaining('broker-a')})
    })
  })
})

describe('store compaction', () => {
  it.each(['written', 'compacted'])("prints what Java's dumpCompactionLog does: %s", async name => {
    const ran = await mqadmin(['dumpCompactionLog', '-n', '127.0.0.1:1', '-f', fixture(`compaction/${name}`)])
    expect(ran).toEqual({status: 0, stderr: '', stdout: readFileSync(fixture(`compaction/${name}.java.txt`), 'utf8')})
  })

  it('shows bodies under our own name', async () => {
    const messages = await mqadminJson<{queueOffset: number; body: {data: string}}[]>([
      'store',
      'compaction',
      fixture('compaction/written'),
    ])
    expect(messages.map(({queueOffset, body}) => [queueOffset, body.data])).toEqual(
      Array.from({length: 8}, (_, index) => [index, `body ${index + 1}`]),
    )
  })

  it('shows what comes before damage, and then says where it is', async () => {
    const bytes = readFileSync(fixture('compaction/written')).subarray(0, 500)
    writeFileSync(join(folder, 'broken'), bytes)
    const ran = await mqadmin(['store', 'compaction', 'broken', '--output', 'ndjson'], {cwd: folder})
    expect(ran).toMatchObject({status: 1, stderr: expect.stringContaining('at byte 460')})
    expect(ran.stdout.trimEnd().split('\n')).toHaveLength(2)
  })

  it('tells what is not there', async () => {
    expect(await mqadmin(['store', 'compaction', 'nofile'], {cwd: folder})).toMatchObject({status: 3, stdout: ''})
    expect(await mqadmin(['dumpCompactionLog'])).toMatchObject({status: 2, stdout: ''})
  })
})
