/** kill -9 of a broker that is being written to: whatever it has acknowledged is there afterwards. */
import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'
import {beforeAll, describe, expect, it, vi} from 'vitest'
import {requests} from '../../src/protocol/index.js'
import {parseOffsetMsgId} from '../../src/protocol/message/index.js'
import {atEnd, bodiesOf, client, messagesOf, pull, send, temporaryFolder} from './support.js'

const script = fileURLToPath(new URL('../../node_modules/.cache/broker-server.mjs', import.meta.url))
const rounds = 12
const writers = 8

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./child/server.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
})

async function server(folder: string, settings: string[]): Promise<{child: ChildProcess; address: string}> {
  const child = spawn(process.execPath, [script, folder, ...settings], {stdio: ['ignore', 'pipe', 'inherit']})
  atEnd(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  return {child, address: line.toString().trim()}
}

interface Acknowledged {
  topic: string
  queueId: number
  queueOffset: number
  body: string
}

/** Sends until so many are acknowledged, kills the broker in the midst of it, and returns all that were acknowledged. */
async function writeAndKill(folder: string, settings: string[], round: number, count: number): Promise<Acknowledged[]> {
  const {child, address} = await server(folder, settings)
  const remoting = client()
  const acknowledged: Acknowledged[] = []
  let number = 0
  const write = async (writer: number) => {
    // one topic is new in each round: that it is there must survive too
    const topic = writer % 2 === 0 ? 'orders' : `round-${round}`
    const queueId = writer % 4
    for (;;) {
      const body = `${round}-${number++}`
      const {queueOffset} = await send(remoting, address, topic, {
        queueId,
        body,
        properties: {KEYS: body, UNIQ_KEY: `U${body}`},
      })
      acknowledged.push({topic, queueId, queueOffset, body})
      if (acknowledged.length >= count) child.kill('SIGKILL')
    }
  }
  const ended = await Promise.allSettled(Array.from({length: writers}, (_, writer) => write(writer)))
  expect(ended.map(result => result.status)).toEqual(ended.map(() => 'rejected'))
  await remoting.close()
  return acknowledged
}

describe('after kill -9', () => {
  it.each(['ASYNC_FLUSH', 'SYNC_FLUSH'])(
    'every acknowledged message is there, where it was said to be (%s)',
    async type => {
      const folder = await temporaryFolder()
      const settings = [`flushDiskType=${type}`, 'mappedFileSizeCommitLog=1048576']
      const acknowledged: Acknowledged[] = []
      for (let round = 0; round < rounds; round++) {
        acknowledged.push(...(await writeAndKill(folder, settings, round, 1 + Math.floor(Math.random() * 400))))
      }
      const {address} = await server(folder, settings)
      const remoting = client()
      const topics = new Set(acknowledged.map(({topic}) => topic))
      let found = 0
      for (const topic of topics) {
        for (let queueId = 0; queueId < 4; queueId++) {
          const held = await bodiesOf(remoting, address, topic, queueId)
          expect(new Set(held).size).toBe(held.length)
          const {offset} = await remoting.invoke(address, requests.getMaxOffset, {topic, queueId})
          expect(held).toHaveLength(offset)
          for (const message of acknowledged.filter(each => each.topic === topic && each.queueId === queueId)) {
            expect(held[message.queueOffset]).toBe(message.body)
            found++
          }
        }
      }
      expect(found).toBe(acknowledged.length)
      expect(found).toBeGreaterThan(rounds)
      // and the broker goes on
      const {queueOffset} = await send(remoting, address, 'orders', {queueId: 0, body: 'on'})
      expect((await messagesOf(remoting, address, 'orders', 0))[queueOffset]?.body.toString()).toBe('on')
    },
    120_000,
  )

  it('what waits still waits: delayed, timer and half messages, and offsets that were written', async () => {
    const folder = await temporaryFolder()
    const settings = ['mappedFileSizeCommitLog=1048576', 'messageDelayLevel=2s', 'flushConsumerOffsetInterval=100']
    const first = await server(folder, settings)
    const remoting = client()
    await send(remoting, first.address, 'orders', {body: 'delayed', properties: {DELAY: '1'}})
    await send(remoting, first.address, 'orders', {body: 'timed', properties: {TIMER_DELAY_MS: '2000'}})
    const half = await send(remoting, first.address, 'orders', {
      body: 'half',
      properties: {TRAN_MSG: 'true', PGROUP: 'senders'},
    })
    await send(remoting, first.address, 'read', {body: 'plain'})
    await pull(remoting, first.address, 'read', {sysFlag: 5, commitOffset: 1})
    const stored = async () => {
      const {readFile} = await import('node:fs/promises')
      return readFile(`${folder}/config/consumerOffset.json`, 'utf8').catch(() => '')
    }
    await vi.waitFor(async () => expect(await stored()).toContain('read@consumers'), {timeout: 5000})
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')

    const {address} = await server(folder, settings)
    await remoting.invoke(address, requests.endTransaction, {
      producerGroup: 'senders',
      tranStateTableOffset: half.queueOffset,
      commitLogOffset: parseOffsetMsgId(half.msgId).offset,
      commitOrRollback: 8,
    })
    await vi.waitFor(
      async () => expect((await bodiesOf(remoting, address, 'orders')).sort()).toEqual(['delayed', 'half', 'timed']),
      {timeout: 15_000, interval: 100},
    )
    const offset = {consumerGroup: 'consumers', topic: 'read', queueId: 0}
    expect(await remoting.invoke(address, requests.queryConsumerOffset, offset)).toEqual({offset: 1})
  }, 60_000)
})
