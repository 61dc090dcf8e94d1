// Installs, builds, and runs the main job on an embedded cluster with the real commands, each shown as it runs.
//   node scripts/demo.mjs [--no-install]
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'mqadmin-demo-'))
const env = {...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_STATE_HOME: folder, CI: '1'}
delete env.MQADMIN_CONTEXT

function run(command, args, options = {}) {
  const {status, error, stdout} = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: 'inherit',
    ...options,
  })
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with status ${status ?? error?.message}`)
  return stdout
}

const quoted = word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)
const mqadmin = (...words) => {
  console.log(`\n$ mqadmin ${words.map(quoted).join(' ')}`)
  run(process.execPath, [join(root, 'bin', 'mqadmin'), ...words], {env: {...env, MQADMIN_OUTPUT: 'table'}})
}

let started = false
try {
  if (!process.argv.includes('--no-install')) {
    const shell = process.platform === 'win32'
    run('npm', ['ci', '--no-audit', '--no-fund'], {shell})
    run('npm', ['run', 'build', '--silent'], {shell})
  }

  mqadmin('node', 'start', 'demo', '--name-server-port', '0', '--broker-port', '0')
  started = true
  const servers = run(process.execPath, [join(root, 'bin', 'mqadmin'), 'node', 'status', 'demo', '--output', 'json'], {
    stdio: 'pipe',
  })
  env.NAMESRV_ADDR = JSON.parse(servers).find(({role}) => role === 'nameServer').address
  console.log(`\n$ export NAMESRV_ADDR=${env.NAMESRV_ADDR}`)

  mqadmin('topic', 'set', 'orders', '--queues', '2')
  for (const n of [1, 2, 3])
    mqadmin('message', 'send', 'orders', '--body', `order number ${n}`, '--keys', `order-${n}`, '--tags', 'created')
  mqadmin('topic', 'status', 'orders')
  mqadmin('message', 'find', 'orders', '--key', 'order-2')
  mqadmin('message', 'consume', 'orders')
  mqadmin('group', 'set', 'billing')
  mqadmin('offset', 'reset', 'billing', '--topic', 'orders', '--to', 'earliest', '--yes')
  mqadmin('group', 'lag', 'billing')
  mqadmin('topicList')
} finally {
  if (started) mqadmin('node', 'stop', 'demo')
  rmSync(folder, {recursive: true, force: true})
}
console.log('\nDone. bin/mqadmin is ready to use: bin/mqadmin help')
