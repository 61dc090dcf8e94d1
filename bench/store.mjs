// The embedded broker's store by itself: appends a second, latency, memory, and how long opening takes as it grows.
// Usage: node bench/store.mjs [messages]        (default 100000; the second size is ten times that)
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {buildSync} from 'esbuild'

const self = fileURLToPath(import.meta.url)
const bundle = fileURLToPath(new URL('../node_modules/.cache/bench-store.mjs', import.meta.url))
const storeHost = {ip: '127.0.0.1', port: 10911}
const mebibyte = 1024 * 1024

const phases = {
  /** Appends 1 KiB messages with a unique key and a business key to 8 queues, from so many callers at once. */
  async write({openStore}, folder, count, callers, flushDiskType, end) {
    const store = await openStore({folder, storeHost, flushDiskType})
    const body = Buffer.alloc(1024, 'x')
    const latencies = new Float64Array(count)
    let next = 0
    const call = async () => {
      while (next < count) {
        const n = next++
        const started = performance.now()
        await store.append({
          topic: 'bench',
          queueId: n % 8,
          flag: 0,
          sysFlag: 0,
          bornTimestamp: Date.now(),
          bornHost: storeHost,
          reconsumeTimes: 0,
          preparedTransactionOffset: 0,
          body,
          properties: new Map([
            ['UNIQ_KEY', `7F000001123418B4AAC2${n.toString(16).padStart(12, '0')}`],
            ['KEYS', `k${n}`],
            ['WAIT', 'true'],
          ]),
        })
        latencies[n] = performance.now() - started
      }
    }
    const started = performance.now()
    await Promise.all(Array.from({length: callers}, call))
    const seconds = (performance.now() - started) / 1000
    const resident = process.memoryUsage().rss / mebibyte
    latencies.sort()
    const at = part => latencies[Math.min(count - 1, Math.floor(count * part))]
    if (end === 'close') await store.close()
    return {perSecond: count / seconds, p50: at(0.5), p99: at(0.99), max: at(1), resident}
  },

  async open({openStore}, folder) {
    const started = performance.now()
    const store = await openStore({folder, storeHost})
    const ms = performance.now() - started
    const messages = Array.from({length: 8}, (_, queue) => store.maxOffset('bench', queue)).reduce((a, b) => a + b)
    await store.close()
    return {ms, messages}
  },

  async read({openStore}, folder) {
    const store = await openStore({folder, storeHost})
    const started = performance.now()
    let messages = 0
    for (let queue = 0; queue < 8; queue++) {
      for (let offset = 0; offset < store.maxOffset('bench', queue); ) {
        const {records, nextOffset} = await store.read('bench', queue, offset)
        messages += records.length
        offset = nextOffset
      }
    }
    const perSecond = (messages / (performance.now() - started)) * 1000
    const resident = process.memoryUsage().rss / mebibyte
    await store.close()
    return {perSecond, resident}
  },
}

function run(phase, ...args) {
  const {stdout, stderr, status} = spawnSync(process.execPath, [self, '--phase', phase, ...args.map(String)], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${phase} failed: ${stderr}`)
  return JSON.parse(stdout)
}

const fixed = (value, digits = 0) => value.toFixed(digits).padStart(9)

function main(base) {
  buildSync({
    entryPoints: [fileURLToPath(new URL('../src/store/index.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  const root = mkdtempSync(join(tmpdir(), 'mqadmin-bench-store-'))
  const folder = name => join(root, name)
  try {
    console.log('appends of 1 KiB      a second   p50 ms   p99 ms   max ms   resident MiB')
    const line = (name, result) =>
      console.log(
        name.padEnd(20) +
          fixed(result.perSecond) +
          [result.p50, result.p99, result.max].map(ms => fixed(ms, 3)).join('') +
          fixed(result.resident),
      )
    const small = run('write', folder('small'), base, 64, 'ASYNC_FLUSH', 'close')
    line('async, 64 callers', small)
    line('async, 1 caller', run('write', folder('one'), base / 5, 1, 'ASYNC_FLUSH', 'close'))
    line('sync, 64 callers', run('write', folder('sync'), base / 5, 64, 'SYNC_FLUSH', 'close'))
    line('sync, 1 caller', run('write', folder('sync-one'), base / 50, 1, 'SYNC_FLUSH', 'close'))
    const large = run('write', folder('large'), base * 10, 64, 'ASYNC_FLUSH', 'close')
    line('async, 10 x as many', large)
    run('write', folder('killed'), base, 64, 'ASYNC_FLUSH', 'leave')
    run('write', folder('killed-large'), base * 10, 64, 'ASYNC_FLUSH', 'leave')
    const read = run('read', folder('large'))
    console.log(`reads from the files${fixed(read.perSecond)} a second, ${read.resident.toFixed(0)} MiB resident`)

    const clean = run('open', folder('small'))
    const cleanLarge = run('open', folder('large'))
    const killed = run('open', folder('killed'))
    const killedLarge = run('open', folder('killed-large'))
    console.log('\nopening              messages       ms')
    for (const [name, result] of Object.entries({clean, cleanLarge, killed, killedLarge}))
      console.log(name.padEnd(20) + fixed(result.messages) + fixed(result.ms))
    console.log('\nratios, ten times the messages against once')
    console.log(`memory while writing ${(large.resident / small.resident).toFixed(2)}`)
    console.log(`opening, clean       ${(cleanLarge.ms / clean.ms).toFixed(2)}`)
    console.log(`opening, killed      ${(killedLarge.ms / killed.ms).toFixed(2)}`)
  } finally {
    rmSync(root, {recursive: true, force: true})
  }
}

const [first, phase, ...args] = process.argv.slice(2)
if (first === '--phase') {
  const store = await import(pathToFileURL(bundle).href)
  const [folder, count, callers, ...rest] = args
  console.log(JSON.stringify(await phases[phase](store, folder, Number(count), Number(callers), ...rest)))
  // `leave` means: ended without a word, as if killed
  process.exit(0)
} else main(Number(first ?? 100_000))
