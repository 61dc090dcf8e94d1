import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {MqError} from '../../src/errors.js'
import {maskedCrc} from '../../src/store/rocksdb/bytes.js'
import {type RocksDbContent, readRocksDb} from '../../src/store/rocksdb/index.js'
import {readRecordLog} from '../../src/store/rocksdb/record-log.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/rocksdb/${name}`, import.meta.url))

const textOf = ({families}: RocksDbContent, family = 'default'): Map<string, string> =>
  new Map((families.get(family) ?? []).map(([key, value]) => [key.toString(), value.toString()]))

/** What the program that made `blocks` and `packed` put and deleted. */
function expected(): Map<string, string> {
  const key = (i: number) => `key-${String(i).padStart(4, '0')}`
  const rows = new Map<string, string>()
  for (let round = 0; round < 2; round++)
    for (let i = round; i < 400; i += round + 1) rows.set(key(i), `round ${round} of key number ${i}`)
  for (let i = 0; i < 400; i += 10) rows.delete(key(i))
  rows.set(key(10), 'back again').set('batch-1', 'one')
  rows.delete(key(1))
  rows.delete(key(2))
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
}

describe('a RocksDB store', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mqadmin-rocksdb-'))
  })
  afterAll(() => rmSync(folder, {recursive: true, force: true}))

  /** A copy to damage. */
  const copyOf = (name: string): string => {
    const copy = mkdtempSync(join(folder, 'copy-'))
    cpSync(fixture(name), copy, {recursive: true})
    return copy
  }
  const fileOf = (store: string, ending: RegExp): string =>
    join(store, readdirSync(store).findLast(name => ending.test(name)) as string)
  const change = (file: string, at: number): void => {
    const bytes = readFileSync(file)
    const index = at < 0 ? bytes.length + at : at
    bytes.writeUInt8((bytes[index] as number) ^ 0xff, index)
    writeFileSync(file, bytes)
  }
  const failure = async (store: string): Promise<MqError> => {
    const error = await readRocksDb(store).catch(thrown => thrown)
    expect(error).toBeInstanceOf(MqError)
    return error
  }

  it.each(['blocks', 'packed'])('%s: tables of several levels and what was not flushed', async name => {
    const content = await readRocksDb(fixture(name))
    expect([...textOf(content)]).toEqual([...expected()])
    expect(textOf(content, 'second')).toEqual(
      new Map([
        ['batch-2', 'two'],
        ['round', '1'],
        ['tail', 'not flushed'],
      ]),
    )
    expect(content.damage).toEqual([])
  })

  it('a value over two records of the log', async () => {
    expect(textOf(await readRocksDb(fixture('long')))).toEqual(
      new Map([
        ['long', 'x'.repeat(33_000)],
        ['short', 'y'],
      ]),
    )
  })

  it("a broker's offsets", async () => {
    const offsets = textOf(await readRocksDb(fixture('live/consumerOffsets')))
    expect(offsets.get('rx-topic-2@rx-group-1')).toBe('{"offsetTable":{"0":1,"1":4}}')
    expect(await readRocksDb(fixture('stopped/consumerOffsets'))).toMatchObject({
      families: new Map([['default', (await readRocksDb(fixture('live/consumerOffsets'))).families.get('default')]]),
    })
  })

  it('is left as it is', async () => {
    const store = copyOf('live/topics')
    const state = () =>
      readdirSync(store).map(name => [name, statSync(join(store, name)).mtimeMs, readFileSync(join(store, name))])
    const before = state()
    await readRocksDb(store)
    expect(state()).toEqual(before)
  })

  it.each([
    ['zstd', 'blocks packed with method 7'],
    ['range', 'ranges of keys that are deleted'],
    ['merge', 'operations of type 2'],
  ])('of another form is refused: %s', async (name, words) => {
    expect(await failure(fixture(name))).toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining(words),
      hint: expect.stringContaining('--broker'),
    })
  })

  it('that is none', async () => {
    expect(await failure(folder)).toMatchObject({code: 'NOT_FOUND'})
    const store = copyOf('blocks')
    writeFileSync(join(store, 'CURRENT'), '../elsewhere\n')
    expect(await failure(store)).toMatchObject({code: 'STORE_FAILED', message: expect.stringContaining('CURRENT')})
  })

  it('with a table or a MANIFEST that is damaged', async () => {
    for (const [ending, at] of [
      [/\.sst$/, 40],
      [/\.sst$/, -3],
      [/^MANIFEST/, 30],
    ] as const) {
      const store = copyOf('packed')
      const file = fileOf(store, ending)
      change(file, at)
      expect(await failure(store)).toMatchObject({code: 'STORE_FAILED', message: expect.stringContaining(file)})
    }
  })

  it('that lacks a table', async () => {
    const store = copyOf('blocks')
    const file = fileOf(store, /\.sst$/)
    rmSync(file)
    expect(await failure(store)).toMatchObject({code: 'STORE_FAILED', message: expect.stringContaining(file)})
  })

  it('with a log that is damaged: the rest is there, and what is not is told', async () => {
    const store = copyOf('blocks')
    const file = fileOf(store, /\.log$/)
    change(file, 20)
    const content = await readRocksDb(store)
    expect(content.damage).toEqual([expect.stringContaining(file)])
    expect(textOf(content).get('key-0011')).toBe('round 1 of key number 11')
    expect(textOf(content).has('key-0010')).toBe(false)
  })

  it('with a log that is being written', async () => {
    const store = copyOf('blocks')
    const file = fileOf(store, /\.log$/)
    truncateSync(file, statSync(file).size - 4)
    const content = await readRocksDb(store)
    expect(content.damage).toEqual([])
    expect(textOf(content).has('batch-1')).toBe(false)
    expect(textOf(content, 'second').get('tail')).toBe('not flushed')
  })
})

describe('a log of records', () => {
  const blockSize = 32 * 1024

  /** As RocksDB lays them out. */
  function logOf(records: readonly Buffer[]): Buffer {
    const parts: Buffer[] = []
    let at = 0
    const put = (bytes: Buffer) => {
      parts.push(bytes)
      at += bytes.length
    }
    for (const record of records) {
      let rest = record
      for (let begun = false; ; begun = true) {
        const room = blockSize - (at % blockSize)
        if (room < 7) {
          put(Buffer.alloc(room))
          continue
        }
        const piece = rest.subarray(0, room - 7)
        rest = rest.subarray(piece.length)
        const type = rest.length === 0 ? (begun ? 4 : 1) : begun ? 3 : 2
        const body = Buffer.concat([Buffer.from([type]), piece])
        const head = Buffer.alloc(6)
        head.writeUInt32LE(maskedCrc(body), 0)
        head.writeUInt16LE(piece.length, 4)
        put(Buffer.concat([head, body]))
        if (rest.length === 0) break
      }
    }
    return Buffer.concat(parts)
  }

  it('of any length', () => {
    const records = [10, 100_000, 0, blockSize - 7 - 11, blockSize, 3, 70_000].map((size, index) =>
      Buffer.alloc(size, 65 + index),
    )
    expect(readRecordLog(logOf(records), 'test')).toEqual({records, unreadable: 0})
  })

  it('with room reserved behind', () => {
    const records = [Buffer.from('one')]
    const reserved = Buffer.concat([logOf(records), Buffer.alloc(blockSize)])
    expect(readRecordLog(reserved, 'test')).toEqual({records, unreadable: 0})
  })

  it('goes on in the block behind a damaged one', () => {
    const records = [Buffer.alloc(20_000, 65), Buffer.alloc(20_000, 66), Buffer.alloc(100, 67)]
    const log = logOf(records)
    log.writeUInt8(0, 50)
    expect(readRecordLog(log, 'test')).toEqual({records: [records[2]], unreadable: blockSize})
  })

  it('in another form is refused', () => {
    const log = logOf([Buffer.from('one')])
    log.writeUInt8(9, 6)
    log.writeUInt32LE(maskedCrc(log.subarray(6)), 0)
    expect(() => readRecordLog(log, 'test')).toThrow('records of type 9')
  })
})
