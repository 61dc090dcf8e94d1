// Whether reading messages takes the same memory however many there are: prints topics of N/10 and of N small messages from an
// embedded broker, and the ratio of the peaks.
//   node bench/print.mjs [--messages 1000000]
// Needs `npm run build`, Linux for the peak, and some 250 bytes of disk for each message.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {Cluster, Messaging, Remoting} from '../dist/index.js'
import {startCluster} from '../dist/testing.js'
import {once} from './process.mjs'

const {values} = parseArgs({options: {messages: {type: 'string', default: '1000000'}}})
const many = Number(values.messages)
const few = Math.ceil(many / 10)
const queues = 4
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'mqadmin-print-'))
const cluster = await startCluster({folder})
const home = join(folder, 'home')
const run = (...args) =>
  once({
    command: process.execPath,
    args: [join(root, 'bin', 'mqadmin'), ...args, '-n', cluster.nameServer],
    env: {XDG_CONFIG_HOME: home, XDG_STATE_HOME: home},
  })

async function fill(sender, topic, count) {
  const made = await run('topic', 'set', topic, '--queues', String(queues))
  if (made.status !== 0) throw new Error(`topic set ended with status ${made.status}`)
  const size = 1000
  for (let sent = 0; sent < count; sent += size * queues)
    await Promise.all(
      Array.from({length: queues}, (_, queueId) => {
        const first = sent + queueId * size
        const batch = Array.from({length: Math.max(0, Math.min(size, count - first))}, (_, at) => ({
          topic,
          body: Buffer.from(`message ${first + at}`),
          tags: at % 2 === 0 ? 'even' : 'odd',
        }))
        return batch.length === 0 ? undefined : sender.sendBatch(batch, {brokerName: 'broker-a', queueId})
      }),
    )
}

const lines = [
  ['print, ndjson', topic => ['message', 'print', topic, '--output', 'ndjson']],
  ['print, json', topic => ['message', 'print', topic, '--output', 'json']],
  ['print, table', topic => ['message', 'print', topic, '--output', 'table']],
  ['print, a line of its own', topic => ['message', 'print', topic, '--format', '{{queue}} {{offset}} {{body}}']],
  [
    'print, filtered to nothing',
    topic => ['message', 'print', topic, '--filter', 'body=/nobody/', '--output', 'ndjson'],
  ],
  ['printMsg', topic => ['printMsg', '-t', topic]],
  ['consume, in order of time', topic => ['message', 'consume', topic, '--count', String(many), '--output', 'ndjson']],
]

try {
  const remoting = new Remoting()
  const {sender} = new Messaging(new Cluster(remoting, [cluster.nameServer]))
  await fill(sender, 'few', few)
  await fill(sender, 'many', many)
  await remoting.close()
  console.log(
    `${few} and ${many} messages in ${queues} queues: peak resident MiB of the whole process, and their ratio`,
  )
  for (const [name, lineOf] of lines) {
    const [small, large] = [await run(...lineOf('few')), await run(...lineOf('many'))]
    for (const {status} of [small, large]) if (status !== 0) throw new Error(`${name} ended with status ${status}`)
    const [low, high] = [small.peak, large.peak].map(peak => peak.toFixed(0).padStart(5))
    const ratio = (large.peak / small.peak).toFixed(2)
    const pace = Math.round(many / (large.wall / 1000))
    console.log(`${name.padEnd(28)} ${low} ${high}  ×${ratio}   ${pace} messages/s`)
  }
} finally {
  await cluster.close()
  rmSync(folder, {recursive: true, force: true})
}
