import {open as openFile, readdir, rename, rm, stat, truncate, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {Store} from '../../src/store/index.js'
import {bodies, copyAsCrashed, message, open, readAll, temporaryFolder} from './store-support.js'

const numbers = (count: number) => Array.from({length: count}, (_, n) => String(n))

async function fill(store: Store, sent: readonly string[], topic = 'orders'): Promise<void> {
  await Promise.all(sent.map(body => store.append(message({topic, body, properties: {KEYS: `k${body}`, TAGS: 'a'}}))))
}

async function expectComplete(store: Store, sent: readonly string[]): Promise<void> {
  expect(await readAll(store)).toEqual(sent)
  for (const body of [sent[0], sent[sent.length >> 1], sent.at(-1)]) {
    const found = await store.queryByKey('orders', `k${body}`, 10, 0, Number.MAX_SAFE_INTEGER)
    expect(bodies(found.records)).toEqual([body])
  }
}

describe('a store that is opened again', () => {
  it('holds what it held after a clean end, and goes on', async () => {
    const folder = await temporaryFolder()
    const first = await open({folder})
    await fill(first, numbers(200))
    await first.close()
    expect(await readdir(folder)).not.toContain('abort')
    const second = await open({folder})
    expect(second.recoveredFromCrash).toBe(false)
    await expectComplete(second, numbers(200))
    expect((await second.append(message({}))).queueOffset).toBe(200)
  })

  it('holds what was acknowledged before a crash, whatever was behind', async () => {
    const work = await temporaryFolder()
    const store = await open({folder: join(work, 'a')})
    await fill(store, numbers(50))
    const early = await open({folder: await copyAsCrashed(store, work)})
    expect(early.recoveredFromCrash).toBe(true)
    await expectComplete(early, numbers(50))
    await early.close()

    await store.flush()
    await fill(store, numbers(120).slice(50))
    const late = await open({folder: await copyAsCrashed(store, work)})
    await expectComplete(late, numbers(120))
    expect((await late.append(message({}))).queueOffset).toBe(120)
    await late.close()

    const again = await open({folder: late.folder})
    expect(again.recoveredFromCrash).toBe(false)
    expect(again.maxOffset('orders', 0)).toBe(121)
  })

  it('does not bring a deleted topic back after a crash', async () => {
    const work = await temporaryFolder()
    const store = await open({folder: join(work, 'a')})
    await fill(store, numbers(10))
    await fill(store, numbers(3), 'bills')
    await store.deleteTopic('orders')
    await fill(store, ['new'])
    const crashed = await open({folder: await copyAsCrashed(store, work)})
    expect(await readAll(crashed)).toEqual(['new'])
    expect(await readAll(crashed, 'bills')).toEqual(numbers(3))
  })

  it('makes queues anew when their folder is gone, and those of a topic made twice by its last life', async () => {
    const folder = await temporaryFolder()
    const first = await open({folder})
    await fill(first, numbers(150))
    await first.deleteTopic('orders')
    await fill(first, numbers(40))
    await first.close()
    await rm(join(folder, 'consumequeue'), {recursive: true})
    const second = await open({folder})
    expect(await readAll(second)).toEqual(numbers(40))
    expect(second.maxOffset('orders', 0)).toBe(40)
  })

  it('reads everything when the checkpoint is gone', async () => {
    const work = await temporaryFolder()
    const store = await open({folder: join(work, 'a')})
    await fill(store, numbers(100))
    await store.flush()
    const folder = await copyAsCrashed(store, work)
    await rm(join(folder, 'checkpoint'))
    await expectComplete(await open({folder}), numbers(100))
  })

  it('takes the file sizes of the folder over its own settings', async () => {
    const folder = await temporaryFolder()
    const first = await open({folder, mappedFileSizeCommitLog: 8192, mappedFileSizeConsumeQueue: 200})
    await fill(first, numbers(100))
    await first.close()
    const second = await open({folder, mappedFileSizeCommitLog: 1 << 20, mappedFileSizeConsumeQueue: 6_000_000})
    await expectComplete(second, numbers(100))
    await second.append(message({body: 'x'.repeat(5000)}))
    await second.append(message({body: 'x'.repeat(5000)}))
    await second.close()
    for (const name of await readdir(join(folder, 'commitlog')))
      expect((await stat(join(folder, 'commitlog', name))).size).toBe(8192)
  })

  it('drops a last file that a crash left empty', async () => {
    const folder = await temporaryFolder()
    const first = await open({folder})
    await fill(first, numbers(10))
    await first.close()
    await writeFile(join(folder, 'commitlog', '00000000000000016384'), '')
    await writeFile(join(folder, 'consumequeue', 'orders', '0', '00000000000000000400'), '')
    const second = await open({folder})
    await fill(second, numbers(300).slice(10))
    expect(await readAll(second)).toEqual(numbers(300))
  })

  it('fills the place of records that are gone before a queue', async () => {
    const folder = await temporaryFolder()
    const first = await open({folder})
    await fill(first, numbers(300))
    await first.close()
    // without queues and the first log files the first record that is left begins in the middle of a queue file
    await rm(join(folder, 'consumequeue'), {recursive: true})
    const [oldest] = (await readdir(join(folder, 'commitlog'))).sort()
    await rm(join(folder, 'commitlog', oldest as string))
    const second = await open({folder})
    const min = second.minOffset('orders', 0)
    expect(min).toBeGreaterThan(0)
    expect(second.maxOffset('orders', 0)).toBe(300)
    expect(await readAll(second)).toEqual(numbers(300).slice(min))
    expect(await second.read('orders', 0, 0)).toMatchObject({status: 'OFFSET_TOO_SMALL', nextOffset: min})
  })
})

it('keeps a prefix of what it held when the end of the log is torn', async () => {
  const work = await temporaryFolder()
  const store = await open({folder: join(work, 'a'), mappedFileSizeCommitLog: 4096})
  const sent = numbers(60)
  await fill(store, sent)
  const end = store.stats().commitLogMaxOffset
  const damage = fc.record({
    at: fc.integer({min: 0, max: end - 1}),
    /** What lies from there on instead. */
    bytes: fc.oneof(
      fc.constant(Buffer.alloc(4096)),
      fc.uint8Array({minLength: 1, maxLength: 64}).map(part => Buffer.alloc(4096, part)),
    ),
  })
  await fc.assert(
    fc.asyncProperty(damage, async ({at, bytes}) => {
      const folder = await copyAsCrashed(store, work)
      for (let from = at; from < end; from += 4096 - (from % 4096)) {
        const inFile = from % 4096
        const file = await openFile(join(folder, 'commitlog', String(from - inFile).padStart(20, '0')), 'r+')
        await file.write(bytes, 0, 4096 - inFile, inFile)
        await file.close()
      }
      const recovered = await open({folder})
      const found = await readAll(recovered)
      expect(found).toEqual(sent.slice(0, found.length))
      const {queueOffset} = await recovered.append(message({body: 'more'}))
      expect(queueOffset).toBe(found.length)
      await recovered.close()
      const again = await open({folder})
      expect(await readAll(again)).toEqual([...found, 'more'])
      await again.close()
    }),
    {numRuns: 40},
  )
})

it('mends queues and index that a crash left behind or half written', async () => {
  const work = await temporaryFolder()
  const store = await open({folder: join(work, 'a')})
  const sent = numbers(90)
  await fill(store, sent.slice(0, 45))
  await store.flush()
  await fill(store, sent.slice(45))
  const garbage = fc.record({at: fc.integer({min: 45, max: 59}), bytes: fc.uint8Array({minLength: 1, maxLength: 100})})
  await fc.assert(
    fc.asyncProperty(garbage, async ({at, bytes}) => {
      const folder = await copyAsCrashed(store, work)
      const unit = at * 20
      const start = unit - (unit % 400)
      const path = join(folder, 'consumequeue', 'orders', '0', String(start).padStart(20, '0'))
      const file = await openFile(path, 'r+').catch(() => undefined)
      await file?.write(Buffer.from(bytes).subarray(0, start + 400 - unit), 0, undefined, unit - start)
      await file?.close()
      const recovered = await open({folder})
      await expectComplete(recovered, sent)
      await recovered.close()
    }),
    {numRuns: 25},
  )
})

it('equals a simple model through appends, deletions, clean ends and crashes', async () => {
  const place = fc.record({topic: fc.constantFrom('orders', 'bills'), queueId: fc.nat(2)})
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({kind: fc.constant('append' as const), place, count: fc.integer({min: 1, max: 25})}),
    },
    {weight: 1, arbitrary: fc.record({kind: fc.constant('flush' as const)})},
    {weight: 1, arbitrary: fc.record({kind: fc.constant('restart' as const)})},
    {weight: 2, arbitrary: fc.record({kind: fc.constant('crash' as const)})},
    {
      weight: 1,
      arbitrary: fc.record({kind: fc.constant('delete' as const), topic: fc.constantFrom('orders', 'bills')}),
    },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, {minLength: 3, maxLength: 14}), async steps => {
      const work = await temporaryFolder()
      const options = {mappedFileSizeCommitLog: 4096}
      let store = await open({...options, folder: join(work, '0')})
      const model = new Map<string, string[]>()
      let count = 0
      for (const [index, step] of steps.entries()) {
        switch (step.kind) {
          case 'append': {
            const {topic, queueId} = step.place
            const queue = model.get(`${topic}/${queueId}`) ?? []
            model.set(`${topic}/${queueId}`, queue)
            const added = Array.from({length: step.count}, () => String(count++))
            const places = await Promise.all(added.map(body => store.append(message({topic, queueId, body}))))
            expect(places.map(place => place.queueOffset)).toEqual(added.map((_, n) => queue.length + n))
            queue.push(...added)
            break
          }
          case 'flush':
            await store.flush()
            break
          case 'restart':
            await store.close()
            store = await open({...options, folder: store.folder})
            break
          case 'crash': {
            const folder = await copyAsCrashed(store, work)
            await store.close()
            await rename(folder, join(work, `after-${index}`))
            store = await open({...options, folder: join(work, `after-${index}`)})
            break
          }
          case 'delete':
            await store.deleteTopic(step.topic)
            for (const key of [...model.keys()]) if (key.startsWith(step.topic)) model.delete(key)
            break
        }
        for (const topic of ['orders', 'bills'])
          for (const queueId of [0, 1, 2])
            expect(await readAll(store, topic, queueId)).toEqual(model.get(`${topic}/${queueId}`) ?? [])
      }
      await store.close()
    }),
    {numRuns: 40},
  )
}, 60_000)

it('leaves the files alone when it is only opened and closed', async () => {
  const folder = await temporaryFolder()
  const first = await open({folder})
  await fill(first, numbers(100))
  await first.close()
  const times = async () => {
    const files = await readdir(folder, {recursive: true, withFileTypes: true})
    const logs = files
      .filter(file => file.isFile() && file.name !== 'lock')
      .map(file => join(file.parentPath, file.name))
    return Promise.all(logs.sort().map(async path => [path, (await stat(path)).mtimeMs]))
  }
  const before = await times()
  await (await open({folder})).close()
  expect(await times()).toEqual(before)
})

it('names a log file that was shortened', async () => {
  const folder = await temporaryFolder()
  const first = await open({folder})
  await fill(first, numbers(300))
  await first.close()
  await truncate(join(folder, 'commitlog', '0'.repeat(20)), 5000)
  await expect(open({folder})).rejects.toMatchObject({code: 'STORE_FAILED', message: expect.stringContaining('16384')})
})
