import {open as openFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {nodeFileSystem} from '../../src/store/file-system.js'
import {IndexFile} from '../../src/store/index-file.js'
import {IndexKeys} from '../../src/store/index-keys.js'
import {OpenFiles} from '../../src/store/open-files.js'
import {temporaryFolder} from './store-support.js'

const geometry = {slots: 10, entries: 50}
const end = Number.MAX_SAFE_INTEGER

const keys = (...entries: [hash: number, offset: number, time: number][]) => {
  const result = new IndexKeys()
  for (const entry of entries) result.push(...entry)
  return result
}

const files = new OpenFiles(nodeFileSystem)
const create = async () => new IndexFile(files, join(await temporaryFolder(), '20240101000000000'), geometry).create()

it('chains the keys of a slot, within a batch and across', async () => {
  const file = await create()
  await file.add(keys([3, 100, 1000], [13, 200, 1000], [3, 300, 2500]), 3)
  await file.add(keys([4, 400, 3000], [3, 500, 5000]), 2)
  expect(await file.find(3, 10, 0, end)).toEqual([500, 300, 100])
  expect(await file.find(3, 2, 0, end)).toEqual([500, 300])
  expect(await file.find(13, 10, 0, end)).toEqual([200])
  expect(await file.find(3, 10, 0, 2000)).toEqual([300, 100])
  expect(await file.find(3, 10, 2500, end)).toEqual([500, 300])
  expect(file.header).toEqual({
    beginTimestamp: 1000,
    endTimestamp: 5000,
    beginPhyOffset: 100,
    endPhyOffset: 500,
    hashSlotCount: 2,
    indexCount: 6,
  })
  expect((await new IndexFile(files, file.path, geometry).load()).header).toEqual(file.header)
})

it('mends slots that point at entries which do not count', async () => {
  const file = await create()
  await file.add(keys([3, 100, 1000]), 1)
  await file.add(keys([3, 200, 1000], [7, 250, 1000], [3, 300, 1000]), 3)
  // as if the process had ended before the header of the second batch
  const raw = await openFile(file.path, 'r+')
  await raw.write(Buffer.from([0, 0, 0, 2]), 0, 4, 36)
  await raw.close()
  const after = await new IndexFile(files, file.path, geometry).load()
  await after.repair()
  expect(await after.find(3, 10, 0, end)).toEqual([100])
  expect(await after.find(7, 10, 0, end)).toEqual([])
  await after.add(keys([3, 400, 1000], [7, 500, 1000]), 2)
  expect(await after.find(3, 10, 0, end)).toEqual([400, 100])
  expect(await after.find(7, 10, 0, end)).toEqual([500])
})
