import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {count, entries, int, map, object, offset} from '../../src/schema.js'
import {ConfigFile} from '../../src/store/index.js'
import {temporaryFolder} from './store-support.js'

const offsets = object('OffsetTable', {offsetTable: map(entries(int(), offset()))})
const values = (number: number) => ({offsetTable: new Map([['orders@g', [[0, number]] as [number, number][]]])})

describe('a config file', () => {
  it('is written as Java does, the last content beside it', async () => {
    const path = join(await temporaryFolder(), 'config', 'consumerOffset.json')
    const file = new ConfigFile(path, offsets)
    expect(await file.load()).toBeUndefined()
    await file.save(values(5))
    expect(await readFile(path, 'utf8')).toBe('{\n\t"offsetTable":{\n\t\t"orders@g":{\n\t\t\t0:5\n\t\t}\n\t}\n}')
    await file.save(values(6))
    expect(await readFile(`${path}.bak`, 'utf8')).toContain('0:5')
    expect(await new ConfigFile(path, offsets).load()).toEqual(values(6))
    expect((await readdir(join(path, '..'))).sort()).toEqual(['consumerOffset.json', 'consumerOffset.json.bak'])
  })

  it.each(['', '  ', '{"offsetTable":', '{"offsetTable":7}'])('falls back to what was before: %j', async damaged => {
    const path = join(await temporaryFolder(), 'consumerOffset.json')
    const file = new ConfigFile(path, offsets)
    await file.save(values(5))
    await file.save(values(6))
    await writeFile(path, damaged)
    expect(await file.load()).toEqual(values(5))
  })

  it('is an error when there is something but nothing to be read', async () => {
    const path = join(await temporaryFolder(), 'topics.json')
    await writeFile(path, '{')
    await expect(new ConfigFile(path, offsets).load()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      facts: {file: path},
    })
  })

  it('writes the newest of many, in order', async () => {
    const path = join(await temporaryFolder(), 'x.json')
    const file = new ConfigFile(path, object('X', {n: count()}))
    await Promise.all(Array.from({length: 50}, (_, n) => file.save({n})))
    expect(await file.load()).toEqual({n: 49})
  })

  it('fails with a reason, keeps the old content, and can be written later', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'x.json')
    const file = new ConfigFile(path, object('X', {n: count()}))
    await file.save({n: 1})
    await mkdir(`${path}.tmp`)
    await expect(file.save({n: 2})).rejects.toMatchObject({code: 'STORE_FAILED'})
    expect(await file.load()).toEqual({n: 1})
  })
})
