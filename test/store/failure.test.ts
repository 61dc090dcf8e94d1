/** A disk that fails, and the order of writes, watched through the file layer. */
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {type FileSystem, nodeFileSystem} from '../../src/store/index.js'
import {bodies, copyAsCrashed, message, open, readAll, temporaryFolder} from './store-support.js'

const isLog = (path: string | undefined): boolean => path?.includes('commitlog') ?? false

/** Passes calls on, notes those to the commit log, and fails those that `failure` has an error for. */
function watched() {
  const paths = new Map<number, string>()
  const calls: string[] = []
  const rule: {failure: (call: 'open' | 'write' | 'sync' | 'resize', path: string) => string | undefined} = {
    failure: () => undefined,
  }
  const check = (call: 'open' | 'write' | 'sync' | 'resize', path: string) => {
    const code = rule.failure(call, path)
    if (isLog(path)) calls.push(code === undefined ? call : `${call} ${code}`)
    if (code !== undefined) throw Object.assign(new Error(`${code}: made by the test, ${call}`), {code})
  }
  const files: FileSystem = {
    ...nodeFileSystem,
    async open(path, flags) {
      check('open', path)
      const fd = await nodeFileSystem.open(path, flags)
      paths.set(fd, path)
      return fd
    },
    async write(fd, bytes, position) {
      const path = paths.get(fd) as string
      try {
        check('write', path)
      } catch (error) {
        // as a disk does that has room for a part
        await nodeFileSystem.write(fd, bytes.subarray(0, bytes.length >> 1), position)
        throw error
      }
      await nodeFileSystem.write(fd, bytes, position)
    },
    async sync(fd) {
      check('sync', paths.get(fd) as string)
      await nodeFileSystem.sync(fd)
    },
    async resize(fd, size) {
      check('resize', paths.get(fd) as string)
      await nodeFileSystem.resize(fd, size)
    },
  }
  return {files, calls, rule}
}

describe('SYNC_FLUSH', () => {
  it('answers after fdatasync, one for all that wait', async () => {
    const {files, calls} = watched()
    const store = await open({folder: await temporaryFolder(), flushDiskType: 'SYNC_FLUSH', files})
    await store.append(message({}))
    calls.length = 0
    const note = () => calls.push('answer')
    await Promise.all([1, 2, 3].map(() => store.append(message({})).then(note)))
    await store.append(message({})).then(note)
    expect(calls).toEqual(['write', 'sync', 'answer', 'answer', 'answer', 'write', 'sync', 'answer'])
  })

  it('shows a message to readers only then', async () => {
    const {files, rule} = watched()
    const store = await open({folder: await temporaryFolder(), flushDiskType: 'SYNC_FLUSH', files})
    await store.append(message({}))
    const seen: number[] = []
    rule.failure = call => {
      if (call === 'sync') seen.push(store.maxOffset('orders', 0))
      return undefined
    }
    await store.append(message({}))
    expect(seen).toEqual([1])
    expect(store.maxOffset('orders', 0)).toBe(2)
  })

  it('fails when the disk cannot sync', async () => {
    const {files, rule} = watched()
    const store = await open({folder: await temporaryFolder(), flushDiskType: 'SYNC_FLUSH', files})
    rule.failure = call => (call === 'sync' ? 'EIO' : undefined)
    await expect(store.append(message({}))).rejects.toMatchObject({code: 'STORE_FAILED'})
    rule.failure = () => undefined
    expect((await store.append(message({}))).queueOffset).toBe(0)
  })
})

it('answers in the order of writes without SYNC_FLUSH too', async () => {
  const {files, calls} = watched()
  const store = await open({folder: await temporaryFolder(), files})
  await store.append(message({}))
  calls.length = 0
  await store.append(message({})).then(() => calls.push('answer'))
  expect(calls).toEqual(['write', 'answer'])
})

describe('a full disk', () => {
  it('fails appends with a reason, lets reads go on, and takes messages again', async () => {
    const {files, rule} = watched()
    const folder = await temporaryFolder()
    const store = await open({folder, files})
    await store.append(message({body: 'before', properties: {KEYS: 'k'}}))
    rule.failure = (call, path) => (call === 'write' && isLog(path) ? 'ENOSPC' : undefined)
    const failures = await Promise.allSettled(['x', 'y', 'z'].map(body => store.append(message({body}))))
    for (const failure of failures) {
      expect(failure).toMatchObject({
        status: 'rejected',
        reason: {code: 'STORE_FAILED', message: expect.stringContaining('ENOSPC'), facts: {folder: expect.any(String)}},
      })
    }
    expect(await readAll(store)).toEqual(['before'])
    expect(bodies((await store.queryByKey('orders', 'k', 1, 0, 1e15)).records)).toEqual(['before'])
    expect(store.stats()).toMatchObject({failedCount: 3, putCount: 1})

    rule.failure = () => undefined
    const places = await Promise.all(['after', 'last'].map(body => store.append(message({body}))))
    expect(places.map(place => place.queueOffset)).toEqual([1, 2])
    expect(await readAll(store)).toEqual(['before', 'after', 'last'])
    const crashed = await open({folder: await copyAsCrashed(store, await temporaryFolder())})
    expect(await readAll(crashed)).toEqual(['before', 'after', 'last'])
  })

  it('leaves nothing of failed messages for a later recovery', async () => {
    const {files, rule} = watched()
    const store = await open({folder: await temporaryFolder(), flushDiskType: 'SYNC_FLUSH', files})
    await store.append(message({body: 'before'}))
    rule.failure = call => (call === 'sync' ? 'EIO' : undefined)
    // whole on the disk, but nobody was told so
    await Promise.allSettled(['aa', 'bb', 'cc'].map(body => store.append(message({body, queueId: 1}))))
    rule.failure = () => undefined
    await store.append(message({body: 'dd'}))
    const crashed = await open({folder: await copyAsCrashed(store, await temporaryFolder())})
    expect(await readAll(crashed)).toEqual(['before', 'dd'])
    expect(await readAll(crashed, 'orders', 1)).toEqual([])
  })

  it('is survived when a new file cannot be made', async () => {
    const {files, rule} = watched()
    const store = await open({folder: await temporaryFolder(), files})
    rule.failure = (call, path) => (call === 'resize' && isLog(path) ? 'ENOSPC' : undefined)
    await expect(store.append(message({}))).rejects.toMatchObject({code: 'STORE_FAILED'})
    rule.failure = (call, path) => (call === 'open' && isLog(path) ? 'EROFS' : undefined)
    await expect(store.append(message({}))).rejects.toMatchObject({message: expect.stringContaining('EROFS')})
    rule.failure = () => undefined
    await store.append(message({body: 'a'}))
    expect(await readAll(store)).toEqual(['a'])
  })

  it('holds up queues and index without losing them', async () => {
    const {files, rule} = watched()
    const store = await open({folder: await temporaryFolder(), files})
    rule.failure = (call, path) => (call === 'write' && !isLog(path) ? 'ENOSPC' : undefined)
    const sent = Array.from({length: 120}, (_, n) => String(n))
    for (const body of sent) await store.append(message({body, properties: {KEYS: `k${body}`}}))
    await expect(store.flush()).rejects.toMatchObject({code: 'ENOSPC'})
    expect(await readAll(store)).toEqual(sent)
    rule.failure = () => undefined
    await store.flush()
    expect(await readAll(store)).toEqual(sent)
    for (const body of ['0', '77', '119'])
      expect(bodies((await store.queryByKey('orders', `k${body}`, 9, 0, 1e15)).records)).toEqual([body])
  })

  it('stops appends when queues and index fall too far behind, and goes on later', async () => {
    const {files, rule} = watched()
    const store = await open({
      folder: await temporaryFolder(),
      mappedFileSizeCommitLog: 1 << 24,
      maxIndexNum: 500_000,
      files,
    })
    rule.failure = (call, path) => (call === 'write' && !isLog(path) ? 'ENOSPC' : undefined)
    const manyKeys = Array.from({length: 1000}, (_, n) => `k${n}`).join(' ')
    const append = () => store.append(message({properties: {KEYS: manyKeys}}))
    let taken = 0
    const failure = await (async () => {
      for (; taken < 1000; taken++) await append()
    })().catch(error => error)
    expect(failure).toMatchObject({code: 'STORE_FAILED', message: expect.stringContaining('ENOSPC')})
    expect(taken).toBeGreaterThan(100)
    rule.failure = () => undefined
    expect((await append()).queueOffset).toBe(taken)
    expect(store.maxOffset('orders', 0)).toBe(taken + 1)
  })

  it('leaves `abort` when the end cannot be clean, and the folder free', async () => {
    const {files, rule} = watched()
    const folder = await temporaryFolder()
    const store = await open({folder, files})
    await store.append(message({body: 'a'}))
    rule.failure = (call, path) => (call === 'write' && !isLog(path) ? 'ENOSPC' : undefined)
    await expect(store.close()).rejects.toMatchObject({code: 'STORE_FAILED'})
    const again = await open({folder})
    expect(again.recoveredFromCrash).toBe(true)
    expect(await readAll(again)).toEqual(['a'])
  })
})

it('cannot be opened where no folder can be made', async () => {
  const file = join(await temporaryFolder(), 'file')
  const {writeFile} = await import('node:fs/promises')
  await writeFile(file, '')
  await expect(open({folder: join(file, 'store')})).rejects.toMatchObject({code: 'STORE_FAILED'})
})
