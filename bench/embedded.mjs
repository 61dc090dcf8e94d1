// The embedded cluster as a process of its own: time until it is ready, memory as messages come in.
//   node bench/embedded.mjs [--messages 100000] [--runs 5] [--java-release 5.5.0]
// With a Java release (installed by `mqadmin node install`) its time to ready stands beside ours. Needs `npm run build`; memory on Linux only.
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {Cluster, Messaging, Remoting} from '../dist/index.js'
import {inTurn, median} from './process.mjs'

const {values} = parseArgs({
  options: {
    messages: {type: 'string', default: '100000'},
    runs: {type: 'string', default: '5'},
    'java-release': {type: 'string'},
  },
})
const [messages, runs] = [values.messages, values.runs].map(Number)
const bin = join(fileURLToPath(new URL('..', import.meta.url)), 'bin', 'mqadmin')
const folder = mkdtempSync(join(tmpdir(), 'mqadmin-bench-'))
const ownFolders = {XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder}
const env = {...process.env, ...ownFolders, XDG_DATA_HOME: folder}
const mqadmin = (...args) => execFileSync(process.execPath, [bin, ...args, '--output', 'json'], {env, encoding: 'utf8'})
const ports = ['--name-server-port', '0', '--broker-port', '0']

function timed(run) {
  const started = process.hrtime.bigint()
  run()
  return Number(process.hrtime.bigint() - started) / 1e6
}

const rss = pid => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

try {
  const bare = (await inTurn([{name: 'bare', command: process.execPath, args: ['-e', '0']}], runs)).get('bare').wall
  const ready = []
  for (let run = 0; run <= runs; run++) {
    ready.push(timed(() => mqadmin('node', 'start', `ready-${run}`, ...ports)))
    mqadmin('node', 'stop', `ready-${run}`)
  }
  const ours = median(ready.slice(1))
  console.log(
    `mqadmin node start, until name server and broker are ready and the prompt is back: ${ours.toFixed(0)} ms, ${(ours / bare).toFixed(1)} times node -e 0`,
  )

  if (values['java-release']) {
    // where the user's own installations are
    const java = {...process.env, ...ownFolders}
    const args = ['--engine', 'java', '--release', values['java-release'], '--folder', join(folder, 'java'), ...ports]
    const start = timed(() => execFileSync(process.execPath, [bin, 'node', 'start', 'java', ...args], {env: java}))
    spawnSync(process.execPath, [bin, 'node', 'stop', 'java'], {env: java})
    console.log(
      `the same with Apache RocketMQ ${values['java-release']}: ${start.toFixed(0)} ms, ${(start / ours).toFixed(1)} times ours`,
    )
  }

  const servers = JSON.parse(mqadmin('node', 'start', 'memory', ...ports))
  const {pid} = servers[0]
  const remoting = new Remoting()
  const messaging = new Messaging(new Cluster(remoting, [servers.find(({role}) => role === 'nameServer').address]))
  mqadmin('topic', 'set', 'bench', '-n', servers.find(({role}) => role === 'nameServer').address)
  const body = Buffer.alloc(1024, 'x')
  const empty = rss(pid)
  const started = Date.now()
  for (const goal of [messages, messages * 2]) {
    let sent = goal - messages
    const sender = async () => {
      while (sent++ < goal) await messaging.sender.send({topic: 'bench', body, keys: [`key-${sent}`]})
    }
    await Promise.all(Array.from({length: 64}, sender))
    console.log(
      `resident after ${goal} messages of 1 KiB: ${rss(pid).toFixed(0)} MiB, ${(rss(pid) / empty).toFixed(2)} times the empty node (${Math.round((goal / (Date.now() - started)) * 1000)} messages/s so far, one sending process)`,
    )
  }
  await remoting.close()
  mqadmin('node', 'stop', 'memory')
} finally {
  spawnSync(process.execPath, [bin, 'node', 'stop', '--all'], {env})
  rmSync(folder, {recursive: true, force: true})
}
