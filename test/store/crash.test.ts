import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'
import {beforeAll, expect, it} from 'vitest'
import type {Store} from '../../src/store/index.js'
import {bodies, open, readAll, temporaryFolder} from './store-support.js'

const rounds = 20
const script = fileURLToPath(new URL('../../node_modules/.cache/store-writer.mjs', import.meta.url))

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./child/writer.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
})

interface Acknowledged {
  topic: string
  queueId: number
  queueOffset: number
  body: string
}

/** Lets a process write until it has acknowledged so many messages, kills it, and gives all that it acknowledged. */
async function writeAndKill(folder: string, flushType: string, first: number, count: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [script, folder, flushType, String(first)], {stdio: ['ignore', 'pipe', 'pipe']})
  let output = ''
  let complaint = ''
  let lines = 0
  child.stderr.on('data', chunk => {
    complaint += chunk
  })
  child.stdout.on('data', chunk => {
    output += chunk
    lines += String(chunk).split('\n').length - 1
    if (lines >= count) child.kill('SIGKILL')
  })
  const [code, signal] = await new Promise<[number | null, string | null]>(resolve =>
    child.on('close', (...ended) => resolve(ended)),
  )
  expect({complaint, code, signal}).toEqual({complaint: '', code: null, signal: 'SIGKILL'})
  return output
    .split('\n')
    .slice(0, -1)
    .map(line => {
      const [topic = '', queueId, queueOffset, body = ''] = line.split(' ')
      return {topic, queueId: Number(queueId), queueOffset: Number(queueOffset), body}
    })
}

async function expectAll(store: Store, acknowledged: readonly Acknowledged[]): Promise<void> {
  for (const topic of ['orders', 'bills']) {
    for (const queueId of [0, 1, 2]) {
      // the reader itself would stop at a place without a message
      const held = (await readAll(store, topic, queueId)).map(body => body.trimEnd())
      expect(held).toHaveLength(store.maxOffset(topic, queueId))
      expect(new Set(held).size).toBe(held.length)
      const mine = acknowledged.filter(message => message.topic === topic && message.queueId === queueId)
      expect(mine.map(message => held[message.queueOffset])).toEqual(mine.map(message => message.body))
    }
  }
  for (const {topic, body} of acknowledged.filter((_, index) => index % 17 === 0)) {
    const found = await store.queryByKey(topic, `k${body}`, 10, 0, Number.MAX_SAFE_INTEGER)
    expect(bodies(found.records).map(text => text.trimEnd())).toEqual([body])
  }
}

it.each(['ASYNC_FLUSH', 'SYNC_FLUSH'])(
  'holds every message that was acknowledged before kill -9 (%s)',
  async flushType => {
    const folder = join(await temporaryFolder(), 'store')
    const acknowledged: Acknowledged[] = []
    for (let round = 0; round < rounds; round++) {
      const count = 1 + Math.floor(Math.random() * 300)
      const part = await writeAndKill(folder, flushType, 1_000_000 * (round + 1), count)
      expect(part.length).toBeGreaterThanOrEqual(count)
      acknowledged.push(...part)
      // every other time the next writer finds what the killed one left
      if (round % 2 === 0 && round < rounds - 1) continue
      const store = await open({folder})
      expect(store.recoveredFromCrash).toBe(true)
      await expectAll(store, acknowledged)
      await store.close()
    }
  },
  120_000,
)
