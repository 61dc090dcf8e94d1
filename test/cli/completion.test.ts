import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, readdirSync, rmSync, utimesSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {scripts, shells} from '../../src/cli/completion/shell-scripts.js'
import {type Cluster, startCluster} from '../../src/testing.js'
import {mqadmin} from '../support/cli.js'
import {binFile, run as program} from '../support/process.js'

let cluster: Cluster
let folder: string
let env: Record<string, string>
beforeAll(async () => {
  cluster = await startCluster({brokers: 2})
  folder = mkdtempSync(join(tmpdir(), 'completion-'))
  env = {NAMESRV_ADDR: cluster.nameServer, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache')}
  for (const topic of ['orders', 'orders-late', 'payments']) await mqadmin(['topic', 'set', topic], {env})
  await mqadmin(['group', 'set', 'orders-service'], {env})
  await mqadmin(['context', 'add', 'prod', '--namesrvAddr', cluster.nameServer], {env})
})
afterAll(async () => {
  await cluster.close()
  rmSync(folder, {recursive: true, force: true})
})

/** Candidates for the last word, without what is said about them. */
async function words(line: readonly string[], more: Record<string, string> = {}): Promise<string[]> {
  const ran = await mqadmin(['__complete', '--', ...line], {env: {...env, ...more}})
  expect(ran).toMatchObject({status: 0, stderr: ''})
  return ran.stdout.split('\n').flatMap(text => text.split('\t')[0] || [])
}

describe('candidates', () => {
  it.each([
    [['topi'], ['topic', 'topicClusterList', 'topicList', 'topicRoute', 'topicStatus']],
    [['TOPICL'], ['topicList']],
    [
      ['broker', 'co'],
      ['cold', 'config'],
    ],
    [
      ['broker', 'config', ''],
      ['get', 'set'],
    ],
    [['help', 'broker', 'cold', 'd'], ['delete']],
    [['topic', 'set', '--per'], ['--perm']],
    [['topic', 'set', '--no-un', 'x'], []],
    [['topic', 'set', '--no-un'], ['--no-unit']],
    [['topic', 'set', '--perm', '6', '--perm'], []],
    [['topic', 'set', 'x', '--type', 'f'], ['fifo']],
    [['topic', 'set', 'x', '--type=f'], ['--type=fifo']],
    [['updateTopic', '-p'], ['-p']],
    [
      ['updateTopic', '-o', ''],
      ['true', 'false'],
    ],
    [
      ['updateTopic', '--order='],
      ['--order=true', '--order=false'],
    ],
    [
      ['user', 'create', '--type', ''],
      ['Super', 'Normal'],
    ],
    [['--outp'], ['--output']],
    [['--output', 'j', 'journ'], ['journal']],
    [['--output', 'j'], ['json']],
    [['--output=j'], ['--output=json']],
    [['export', 'configs', '--folder', ''], [':files']],
    [['explain', 'TOPIC_NOT_E'], ['TOPIC_NOT_EXIST']],
    [['topic', 'list', 'x'], []],
    [['no', 'such', ''], []],
    [
      ['topic', 'set', '--no-such', '--', ''],
      ['orders', 'orders-late', 'payments'],
    ],
  ])('%j', async (line, expected) => {
    const found = await words(line)
    expect(found.filter(name => !systemTopics.test(name)).sort()).toEqual([...expected].sort())
  })

  const systemTopics = /^(%|SCHEDULE|TBW102|RMQ_|SELF_TEST|OFFSET_|rmq_|Benchmark|Default|broker-|TRANS_|CID)/

  it('has the names of the cluster, and those of this machine', async () => {
    expect(await words(['topic', 'get', 'ord'])).toEqual(['orders', 'orders-late'])
    expect(await words(['topic', 'get', '--topic', 'pay'])).toEqual(['payments'])
    expect(await words(['topic', 'get', '--topic=pay'])).toEqual(['--topic=payments'])
    expect(await words(['topicRoute', '-t', 'pay'])).toEqual(['payments'])
    expect(await words(['topicRoute', '-tpay'])).toEqual([])
    expect(await words(['topic', 'get', 'orders', 'pay'])).toEqual([])
    expect(await words(['group', 'lag', 'ord'])).toEqual(['orders-service'])
    expect(await words(['broker', 'status', ''])).toEqual(['broker-a', 'broker-b'])
    expect(await words(['topic', 'static', 'set', 'x', '--brokers', 'broker-a,'])).toEqual(['broker-a,broker-b'])
    expect(await words(['topic', 'set', 'x', '--cluster', ''])).toEqual(['DefaultCluster'])
    expect(await words(['--context', ''])).toEqual(['prod'])
    expect(await words(['context', 'show', 'p'])).toEqual(['prod'])
    // retry topics only for who asks for them
    expect((await words(['topic', 'get', ''])).filter(name => name.startsWith('%'))).toEqual([])
  })

  it('takes the cluster that the line says', async () => {
    const elsewhere = {NAMESRV_ADDR: '127.0.0.1:1'}
    expect(await words(['topic', 'get', 'ord'], elsewhere)).toEqual([])
    expect(await words(['-n', cluster.nameServer, 'topic', 'get', 'ord'], elsewhere)).toEqual(['orders', 'orders-late'])
    expect(await words(['topic', 'get', '--context', 'prod', 'ord'], {NAMESRV_ADDR: ''})).toEqual([
      'orders',
      'orders-late',
    ])
  })

  it('says what each is for', async () => {
    const {stdout} = await mqadmin(['__complete', '--', 'topic', 'lis'], {env})
    expect(stdout).toBe('list\tList the topics the name servers know.\n')
    expect((await mqadmin(['__complete', '--new-word', '--', 'topic'], {env})).stdout).toContain('set\tCreate a topic')
  })
})

it('keeps names for some seconds', async () => {
  const cache = join(folder, 'kept')
  const fresh = await startCluster()
  const there = {NAMESRV_ADDR: fresh.nameServer, XDG_CACHE_HOME: cache}
  await mqadmin(['topic', 'set', 'first'], {env: there})
  expect(await words(['topic', 'get', 'fir'], there)).toEqual(['first'])
  await fresh.close()
  expect(await words(['topic', 'get', 'fir'], there)).toEqual(['first'])
  const kept = join(cache, 'mqadmin', 'names')
  const long = new Date(Date.now() - 60_000)
  for (const name of readdirSync(kept)) utimesSync(join(kept, name), long, long)
  expect(await words(['topic', 'get', 'fir'], there)).toEqual([])
})

it('does not wait for who accepts and says nothing', async () => {
  const silent = createServer(socket => socket.on('error', () => {}).resume())
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  const {port} = silent.address() as {port: number}
  expect(await words(['topic', 'get', ''], {NAMESRV_ADDR: `127.0.0.1:${port}`})).toEqual([])
  await new Promise(resolve => silent.close(resolve))
})

it('prints a script for each shell', async () => {
  for (const shell of shells) {
    expect(await mqadmin(['completion', shell])).toEqual({status: 0, stdout: scripts[shell], stderr: ''})
    expect(await mqadmin(['completion', '--shell', shell], {tty: true})).toMatchObject({stdout: scripts[shell]})
  }
  const {stdout} = await mqadmin(['completion', 'bash', '--output', 'json'])
  expect(JSON.parse(stdout)).toMatchObject({shell: 'bash', script: scripts.bash})
  expect(await mqadmin(['completion', 'tcsh'])).toMatchObject({status: 2, stdout: ''})
})

const installed = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0

/** What the shell offers for a line with the cursor at its end. */
const asks: Record<string, {argv: (line: string) => string[]}> = {
  bash: {
    argv: line => [
      '--norc',
      '-c',
      `source "$SCRIPT"
       COMP_LINE=${quoted(line)} COMP_POINT=\${#COMP_LINE} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
       COMP_WORDS=(${bashWords(line).map(quoted).join(' ')}) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
       _mqadmin
       printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
  },
  zsh: {
    argv: line => [
      '-f',
      '-c',
      `compdef() { }
       _describe() { print -l -- "\${(@P)2}" }
       _files() { print files }
       source "$SCRIPT"
       words=(${line.split(' ').map(quoted).join(' ')})
       CURRENT=$#words PREFIX=$words[-1]
       _mqadmin`,
    ],
  },
  fish: {argv: line => ['--no-config', '-c', `source "$SCRIPT"; complete -C ${quoted(line)}`]},
}
const quoted = (text: string): string => `'${text}'`
/** As readline breaks a line. */
const bashWords = (line: string): string[] =>
  line.split(' ').flatMap(word => word.split(/([=:]+)/).filter((part, i) => part !== '' || i === 0))

describe.each(Object.entries(asks))('%s', (shell, {argv}) => {
  const there = installed(shell)
  if (!there) console.log(`${shell} is not installed: its completion is not tried`)

  it.skipIf(!there).each([
    ['mqadmin topic get ord', ['orders', 'orders-late']],
    ['mqadmin topic get --topic=pay', ['payments']],
    ['mqadmin broker config ', ['get', 'set']],
    ['mqadmin --output j', ['json']],
    ['mqadmin topicl', ['topicList']],
    ['mqadmin topic get nothing-like-it', []],
  ])('%s', async (line, expected) => {
    const script = join(folder, `script.${shell}`)
    const bin = join(folder, 'bin')
    execFileSync('bash', ['-c', `mkdir -p ${bin} && ln -sf ${binFile()} ${bin}/mqadmin`])
    execFileSync('bash', ['-c', `${binFile()} completion ${shell} > ${script}`])
    const {PATH = '', LD_LIBRARY_PATH = ''} = process.env
    const running = program(shell, argv(line), {
      env: {...env, SCRIPT: script, PATH: `${bin}:${PATH}`, LD_LIBRARY_PATH},
    })
    const {stdout, stderr} = await running.end()
    expect(stderr).toBe('')
    const found = stdout.split('\n').flatMap(text => /^(?:--topic=)?([\w-]+)/.exec(text)?.[1] ?? [])
    expect(found).toEqual(expected)
  })
})
