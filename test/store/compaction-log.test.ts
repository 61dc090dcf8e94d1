import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {magicBlank, type StoredRecord} from '../../src/protocol/message/index.js'
import {readCompactionLog} from '../../src/store/compaction-log.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/compaction/${name}`, import.meta.url))

/** Records until the end, and the error that came then. */
async function read(path: string): Promise<{records: StoredRecord[]; error: unknown}> {
  const records: StoredRecord[] = []
  try {
    for await (const record of readCompactionLog(path)) records.push(record)
    return {records, error: undefined}
  } catch (error) {
    return {records, error}
  }
}

describe('a file of a compaction topic', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mqadmin-compaction-'))
  })
  afterAll(() => rmSync(folder, {recursive: true, force: true}))
  const made = (bytes: Buffer): string => {
    const path = join(folder, 'made')
    writeFileSync(path, bytes)
    return path
  }
  const written = readFileSync(fixture('written'))
  const recordSize = 230

  it('as it was written', async () => {
    const {records, error} = await read(fixture('written'))
    expect(error).toBeUndefined()
    expect(records.map(({queueOffset, body, properties}) => [queueOffset, `${body}`, properties.get('KEYS')])).toEqual(
      Array.from({length: 8}, (_, index) => [index, `body ${index + 1}`, `k${(index + 1) % 3}`]),
    )
  })

  it('after it was compacted', async () => {
    const {records, error} = await read(fixture('compacted'))
    expect(error).toBeUndefined()
    expect(records.map(({properties}) => properties.get('KEYS'))).toEqual(['k0', 'k1', 'k2', 'bulk'])
  })

  it('without anything behind its last record, with a blank, or empty', async () => {
    const one = written.subarray(0, recordSize)
    expect((await read(made(one))).records).toHaveLength(1)
    const blank = Buffer.alloc(64)
    blank.writeInt32BE(64, 0)
    blank.writeInt32BE(magicBlank, 4)
    expect(await read(made(Buffer.concat([one, blank])))).toMatchObject({records: [{queueOffset: 0}], error: undefined})
    expect(await read(made(Buffer.alloc(0)))).toEqual({records: [], error: undefined})
  })

  it('that breaks off or is damaged: what is before it, then the place', async () => {
    const damaged = Buffer.from(written)
    damaged.writeInt32BE(1 << 30, recordSize)
    for (const bytes of [written.subarray(0, recordSize + 100), damaged]) {
      const {records, error} = await read(made(bytes))
      expect(records).toHaveLength(1)
      expect(error).toMatchObject({code: 'STORE_FAILED', message: expect.stringContaining(`at byte ${recordSize}`)})
    }
  })

  it('that is none', async () => {
    expect((await read(join(folder, 'missing'))).error).toMatchObject({code: 'NOT_FOUND'})
    expect((await read(folder)).error).toMatchObject({code: 'STORE_FAILED', message: expect.stringContaining('folder')})
    expect((await read(made(Buffer.from('a text of some length')))).error).toMatchObject({code: 'STORE_FAILED'})
  })
})
