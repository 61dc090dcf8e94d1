// Whole-process time of everyday commands against bare Node, and against Java's mqadmin on the same broker.
//   node bench/startup.mjs [--runs 15] [--java-lib FOLDER_WITH_THE_JARS_OF_5.5.0 --name-server HOST:PORT]
// Without Java it asks an embedded cluster. Needs `npm run build`.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {startCluster} from '../dist/testing.js'
import {inTurn, printFigures, printRatios} from './process.mjs'

const {values} = parseArgs({
  options: {runs: {type: 'string', default: '15'}, 'java-lib': {type: 'string'}, 'name-server': {type: 'string'}},
})
const root = fileURLToPath(new URL('..', import.meta.url))
const runs = Number(values.runs)
const folder = mkdtempSync(join(tmpdir(), 'mqadmin-bench-'))
const cluster = values['name-server'] ? undefined : await startCluster({memory: true})
const nameServer = values['name-server'] ?? cluster.nameServer
const home = join(folder, 'home')

const ours = (name, ...args) => ({
  name,
  command: process.execPath,
  args: [join(root, 'bin', 'mqadmin'), ...args, '-n', nameServer],
  env: {XDG_CONFIG_HOME: home},
})
const bare = {name: 'node -e 0', command: process.execPath, args: ['-e', '0']}

try {
  const prepared = [
    ours('topic', 'updateTopic', '-c', 'DefaultCluster', '-t', 'bench'),
    ours('group', 'updateSubGroup', '-c', 'DefaultCluster', '-g', 'bench-group'),
    {...ours('context'), args: [join(root, 'bin', 'mqadmin'), 'context', 'add', 'bench', '--namesrvAddr', nameServer]},
  ]
  await inTurn(prepared, 0)

  // without the cache it runs as after an upgrade of Node, before the cache is made again
  const cold = ours('topicList, no code cache', 'topicList')
  cold.env.MQADMIN_CODE_CACHE = 'off'

  const commands = [
    bare,
    ours('topicList', 'topicList'),
    cold,
    ours('consumerProgress', 'consumerProgress'),
    ours('sendMessage', 'sendMessage', '-t', 'bench', '-p', 'hello'),
    ours('help', 'help'),
    ours('--version', '--version'),
  ]
  const figures = await inTurn(commands, runs)
  printFigures(figures)
  console.log('\nratio to node -e 0')
  for (const {name} of commands.slice(1)) printRatios(name, figures.get(name), figures.get(bare.name))

  if (values['java-lib']) {
    const quiet = join(folder, 'logback.xml')
    writeFileSync(quiet, '<configuration><root level="OFF"/></configuration>')
    const java = (name, ...args) => ({
      name: `java ${name}`,
      command: 'java',
      args: [
        `-Duser.home=${folder}`,
        `-Drmq.logback.configurationFile=${quiet}`,
        '-Xms128m',
        '-Xmx512m',
        '-cp',
        `${values['java-lib']}/*`,
        'org.apache.rocketmq.tools.command.MQAdminStartup',
        ...args,
        '-n',
        nameServer,
      ],
      env: {ROCKETMQ_HOME: folder},
    })
    const pairs = [
      ['topicList', 'topicList'],
      ['consumerProgress', 'consumerProgress'],
      ['sendMessage', 'sendMessage', '-t', 'bench', '-p', 'hello'],
    ]
    const javaFigures = await inTurn(
      pairs.map(([name, ...args]) => java(name, ...args)),
      Math.min(runs, 3),
    )
    console.log()
    printFigures(javaFigures)
    console.log('\nratio of Java to ours')
    for (const [name] of pairs) printRatios(name, javaFigures.get(`java ${name}`), figures.get(name))
  }
} finally {
  await cluster?.close()
  rmSync(folder, {recursive: true, force: true})
}
